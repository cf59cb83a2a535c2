/** Tries one promise about a flow with user code: small workloads whole, then random runs of larger ones. */
import { clauseName } from "../../model/guarantee.ts";
import { dealer } from "../../runtime/campaign.ts";
import { readStoryToken, type StoryToken } from "../../verify/story-token.ts";
import type { Problem } from "../driver/problem.ts";
import type { FlowScale, UserRun } from "../flow/user-case.ts";
import type { UserFlow } from "../flow/user-flow.ts";
import type { Workload } from "../flow/workload.ts";
import { rankOfAtoms } from "./own-atoms.ts";
import type { ChoicesPolicy } from "./choices.ts";
import { differencesFrom } from "./declared.ts";
import { type Finding, findingsIn } from "./finding.ts";
import type { TrialCase, Trial, Tried } from "./trial-case.ts";
import { type Broken, budgetOf, refute } from "./refuting.ts";
import { playStory, type Replayed, replayStory } from "./play-story.ts";
import { notRepeatable, Rehearsals, STEPS_MAX } from "./rehearsal.ts";
import { search } from "./search.ts";
import { smallOf, workloadOf } from "./workload-of.ts";

const FAULTS_MAX = 2;
const KEYS = 3;
const DELAYS = 2;
/** Of an undisturbed run of a small workload; where it has more, fewer runs are made, so that all take as long. */
const USUAL_MOVES = 50;

/** What ends a trial early. */
type Ending =
  | { readonly broken: Broken }
  | { readonly problem: Problem }
  | { readonly stopped: true }
  | { readonly vacuous: true };

export class Trying {
  readonly #case: TrialCase;
  readonly #rehearsals: Rehearsals;
  readonly #names: readonly string[];
  readonly #findings: Map<string, Finding> = new Map<string, Finding>();
  #runs = 0;
  #bound = 0;

  constructor(trialCase: TrialCase) {
    this.#case = trialCase;
    this.#rehearsals = new Rehearsals(trialCase);
    this.#names = [...trialCase.clauses.map(clauseName), ...(trialCase.watch?.names ?? [])];
  }

  async try(): Promise<Tried> {
    const trial = await this.#try();
    return { trial, findings: [...this.#findings.values()] };
  }

  async #try(): Promise<Trial> {
    const ending = (await this.#stories()) ?? (await this.#small()) ?? (await this.#random());
    if (ending === undefined) return { kind: "holds", runs: this.#runs, bound: this.#bound };
    if ("problem" in ending) return { kind: "problem", problem: ending.problem };
    if ("stopped" in ending) return { kind: "stopped", runs: this.#runs };
    if ("vacuous" in ending) return { kind: "vacuous" };
    return refute(ending.broken, this.#rehearsals, this.#runs);
  }

  /** Runs one story and tells it. */
  replay(story: StoryToken): Promise<Replayed | { readonly kind: "problem"; readonly problem: Problem }> {
    return replayStory(story, this.#workload(story.keys), this.#rehearsals);
  }

  /** For a story: the caller's, if it is still the same. */
  #workload(keys: readonly number[]): Workload {
    const { flow, clauses, workload } = this.#case;
    const isSame = workload?.keys.length === keys.length && workload.keys.every((key, m) => key === keys[m]);
    return isSame ? workload : workloadOf(flow, clauses, keys);
  }

  get #faults(): number {
    return Math.min(FAULTS_MAX, this.#case.faults.atOnce);
  }

  /** What an undisturbed run shows of the code: whether it does what the spec says of it. */
  async #compare(scale: FlowScale): Promise<void> {
    const rehearsed = await this.#rehearsals.of(scale);
    if ("problem" in rehearsed) return;
    const { flow } = rehearsed;
    const traced = await rehearsed.traced();
    this.#note(differencesFrom(traced, this.#case.flow.hops, (hop) => flow.placesOf(hop)));
    this.#note(this.#findingsIn(traced, flow));
  }

  #findingsIn(run: UserRun, { model }: UserFlow): readonly Finding[] {
    return findingsIn(run, (place) => model.places[place] ?? "");
  }

  #note(findings: readonly Finding[]): void {
    for (const finding of findings)
      if (!this.#findings.has(finding.text)) this.#findings.set(finding.text, finding);
  }

  async #stories(): Promise<Ending | undefined> {
    for (const token of this.#case.stories) {
      const read = readStoryToken(token);
      if (!read.ok || !this.#names.includes(read.story.clause)) continue;
      const played = await playStory(read.story, this.#workload(read.story.keys), this.#rehearsals);
      if ("problem" in played) return played;
      this.#runs += 1;
      const ending = this.#look(played.run, { ...played, by: "story" });
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  /** One message of each type with as many faults as are promised for, then two with one. */
  async #small(): Promise<Ending | undefined> {
    const { workload, one, two } = smallOf(this.#case);
    const { single, pairs } = this.#case.bounds;
    const scales = one.map((calls) => ({ workload, calls, faults: this.#faults, episodes: 1 }));
    if (this.#case.clauses.length > 0 && (await this.#hasNoEffect(scales))) return { vacuous: true };
    for (const scale of scales) {
      await this.#compare(scale);
      const runs = Math.ceil((single * Math.max(1, this.#faults)) / one.length);
      const ending = await this.#search(scale, 1, runs);
      if (ending !== undefined) return ending;
    }
    const each = Math.ceil(pairs / Math.max(1, two.length) / 2);
    for (const calls of two)
      for (const [faults, delays] of [
        [0, DELAYS],
        [Math.min(1, this.#faults), 1],
      ] as const) {
        const ending = await this.#search({ workload, calls, faults, episodes: 1 }, delays, each);
        if (ending !== undefined) return ending;
      }
    return undefined;
  }

  async #hasNoEffect(scales: readonly FlowScale[]): Promise<boolean> {
    for (const scale of scales) {
      const rehearsed = await this.#rehearsals.of(scale);
      if ("problem" in rehearsed || rehearsed.reference.some(({ size }) => size > 0)) return false;
    }
    return true;
  }

  async #search(scale: FlowScale, delays: number, runs: number): Promise<Ending | undefined> {
    const rehearsed = await this.#rehearsals.of(scale);
    // What one message does was seen before two are tried.
    if ("problem" in rehearsed)
      return rehearsed.isCrowded === true && scale.calls?.length !== 1 ? undefined : rehearsed;
    const { flow, reference, moves } = rehearsed;
    const atoms = this.#atoms(flow);
    const rank = rankOfAtoms(flow, this.#case.flow);
    let ending: Ending | undefined;
    // States do not tell apart what a judge of histories may.
    const isPruned = this.#case.watch?.inHistory === undefined;
    const perform = (policy: ChoicesPolicy, isNew: (key: () => string) => boolean): Promise<UserRun> =>
      flow.run({ policy, ...budgetOf(scale), atoms, reference, ...(isPruned ? { goOn: isNew } : {}) });
    const most = Math.ceil(runs * Math.min(1, USUAL_MOVES / moves));
    const bounds = { faults: scale.faults, delays, runs: most, rank };
    const searched = await search(bounds, perform, (run) => {
      ending = this.#look(run, { scale, rehearsed, by: "search" });
      return ending !== undefined;
    });
    this.#runs += searched.runs;
    if (searched.strayed !== undefined)
      return { problem: notRepeatable("a run that repeats another came to other points") };
    return ending;
  }

  async #random(): Promise<Ending | undefined> {
    const { messages, random } = this.#case.bounds;
    return random === 0 ? undefined : this.#randomOf(this.#case.workload?.keys.length ?? messages);
  }

  /** Of fewer messages where the code sends too much for so many. */
  async #randomOf(messages: number): Promise<Ending | undefined> {
    const { random, seed } = this.#case.bounds;
    const keys = Array.from({ length: messages }, (_, m) => m % KEYS);
    const { atOnce: faults, episodes } = this.#case.faults;
    const { flow: way, clauses } = this.#case;
    const workload = this.#case.workload ?? workloadOf(way, clauses, keys);
    const calls = workload.keys.map((_, m) => m).slice(0, messages);
    const scale = { workload, calls, faults, episodes };
    const rehearsed = await this.#rehearsals.of(scale);
    if ("problem" in rehearsed) {
      if (rehearsed.isCrowded !== true) return rehearsed;
      return calls.length > 1 ? this.#randomOf(calls.length >> 1) : undefined;
    }
    const { flow, reference } = rehearsed;
    const deal = dealer(flow.model, {
      ...{ seed, runs: random, faults, steps: STEPS_MAX, until: "first", episodes },
      atoms: this.#atoms(flow),
    });
    for (let number = 0; number < random; number++) {
      const { options } = deal(number);
      this.#runs += 1;
      const run = await flow.run({ ...options, record: false, reference });
      const ending = this.#look(run, { scale, rehearsed, by: "random" });
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  /** What a run says of the trial: undefined = go on. */
  #look(run: UserRun, about: Pick<Broken, "scale" | "rehearsed" | "by">): Ending | undefined {
    const [problem] = run.problems;
    if (problem !== undefined) return { problem };
    this.#note(this.#findingsIn(run, about.rehearsed.flow));
    if (run.result.end === "bound") this.#bound += 1;
    const clause = this.#names.find((name) => run.result.broken.includes(name));
    const { scale, rehearsed, by } = about;
    if (clause !== undefined) return { broken: { scale, rehearsed, by, clause, run } };
    return this.#case.proceed() ? undefined : { stopped: true };
  }

  #atoms({ model }: UserFlow): ReadonlySet<string> {
    return new Set(this.#case.faults.of(model.atoms.map(({ name }) => name)));
  }
}
