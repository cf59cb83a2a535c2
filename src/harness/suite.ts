/**
 * The promises of a topology as tests of the code that is given: one a promise, and one that the code can be driven at
 * all. The first test that runs tries them all; the others say what came of theirs.
 */
import type { Flow } from "../model/flow.ts";
import { type Clause, clauseName, type FaultModel } from "../model/guarantee.ts";
import type { Simulated } from "../verify/plan-flow.ts";
import type { KeptLine } from "../verify/kept-line.ts";
import { readStoryToken, type StoryToken } from "../verify/story-token.ts";
import { underControl } from "./driver/campaign.ts";
import type { Problem } from "./driver/problem.ts";
import type { Stage } from "./flow/stage.ts";
import type { UserRun, UserRunOptions, Watch } from "./flow/user-case.ts";
import type { Workload } from "./flow/workload.ts";
import type { UserCode } from "./flow/user-process.ts";
import { type Promised as ToldPromise, replayedText, type StoryOfCode, storyOf } from "./story/report.ts";
import type { Finding } from "./search/finding.ts";
import { type Refuted, retold } from "./search/refuting.ts";
import { Trying } from "./search/trial.ts";
import type { Trial, TrialBounds, TrialFaults, Tried } from "./search/trial-case.ts";

/** A promise about one way of a flow, with the clauses that a simulation judges. */
export interface Promised {
  readonly flow: Flow;
  readonly via: readonly string[];
  readonly text: string;
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
  /** What a caller has watched in its runs, in the place of clauses. */
  readonly watch?: Watch;
  readonly workload?: Workload;
  readonly faults: TrialFaults;
}

export interface SuiteParts {
  readonly promises: readonly Promised[];
  readonly brokers: readonly Simulated[];
  readonly given: ReadonlySet<string>;
  /** Those of them that say what begins a flow. */
  readonly senders: ReadonlySet<string>;
  readonly build: (stage: Stage) => Readonly<Record<string, UserCode>>;
  readonly bounds: TrialBounds;
  readonly stories: readonly string[];
  /** Only this story is run. */
  readonly replay?: StoryToken;
  /** Takes each story that refutes a promise. */
  readonly keep?: (story: Omit<KeptLine, "topology">) => void;
  /** Makes a page of a story; answers its path, or nothing where none is made. */
  readonly page?: (about: PageOf) => Promise<string | undefined>;
}

/** What a page is made of. */
export interface PageOf {
  readonly promise: Promised;
  readonly refuted: Refuted;
  readonly story: StoryOfCode;
  /** Runs the story again, shown step by step. */
  readonly retold: (seen: NonNullable<UserRunOptions["seen"]>) => Promise<UserRun>;
}

/** What came of one promise. */
export type PromiseVerdict =
  | { readonly kind: "holds"; readonly runs: number }
  | { readonly kind: "refuted"; readonly story: StoryOfCode }
  /** One story was run again, and nothing else. */
  | { readonly kind: "replayed"; readonly text: string; readonly frame?: string; readonly broken: boolean }
  | { readonly kind: "left out"; readonly because: string }
  | { readonly kind: "undetermined"; readonly because: string }
  | { readonly kind: "not judged" };

export interface SuiteVerdict {
  /** In the order of the promises. */
  readonly verdicts: readonly PromiseVerdict[];
  /** Why nothing can be judged; absent where all can be. */
  readonly problem?: Problem;
  /** What was noticed of the code. */
  readonly findings: readonly Finding[];
}

/** Tries all promises, one after the other, with the thread under control. */
export function trySuite(parts: SuiteParts, proceed: () => boolean): Promise<SuiteVerdict> {
  const { replay } = parts;
  return underControl(() =>
    replay === undefined ? tryAll(parts, proceed) : replayOne(parts, replay, proceed),
  );
}

/** The first promise of which the story tells is judged by it; nothing is said of the others. */
async function replayOne(
  parts: SuiteParts,
  story: StoryToken,
  proceed: () => boolean,
): Promise<SuiteVerdict> {
  const at = parts.promises.findIndex(
    ({ flow, clauses, watch }) =>
      flow.id === story.flow && [...clauses.map(clauseName), ...(watch?.names ?? [])].includes(story.clause),
  );
  const because = `only one story is replayed, of ${story.clause} of ${story.flow}`;
  const verdicts: PromiseVerdict[] = parts.promises.map(() => ({ kind: "left out", because }));
  const promise = parts.promises[at];
  if (promise === undefined) return { verdicts, findings: [] };
  const replayed = await tryingOf(parts, promise, proceed).replay(story);
  if (replayed.kind === "problem")
    return {
      verdicts: verdicts.with(at, { kind: "not judged" }),
      problem: replayed.problem,
      findings: [],
    };
  const { frame } = storyOf(replayed.told, told(promise));
  const text = replayedText(replayed, told(promise));
  const { broken } = replayed;
  const verdict: PromiseVerdict = {
    kind: "replayed",
    text,
    broken,
    ...(frame === undefined ? {} : { frame }),
  };
  return { verdicts: verdicts.with(at, verdict), findings: [] };
}

function told(promise: Promised): ToldPromise {
  return { ...promise, under: promise.under.name };
}

async function tryAll(parts: SuiteParts, proceed: () => boolean): Promise<SuiteVerdict> {
  const verdicts: PromiseVerdict[] = [];
  const findings: Finding[] = [];
  for (const promise of parts.promises) {
    const { trial, findings: own } = await tryOne(parts, promise, proceed);
    findings.push(...own.filter(({ text }) => findings.every((known) => known.text !== text)));
    if (trial.kind === "problem")
      return {
        verdicts: parts.promises.map(() => ({ kind: "not judged" })),
        problem: trial.problem,
        findings,
      };
    verdicts.push(await verdictOf(trial, promise, parts));
  }
  return { verdicts, findings };
}

function tryOne(parts: SuiteParts, promise: Promised, proceed: () => boolean): Promise<Tried> {
  return tryingOf(parts, promise, proceed).try();
}

function tryingOf(parts: SuiteParts, promise: Promised, proceed: () => boolean): Trying {
  const { brokers, given, senders, build, bounds } = parts;
  const stories = parts.stories.filter((token) => {
    const read = readStoryToken(token);
    return read.ok && read.story.flow === promise.flow.id;
  });
  return new Trying({ ...promise, brokers, given, senders, build, stories, bounds, proceed });
}

const NO_EFFECT =
  "no message has an effect when nothing goes wrong, so that none can be lost or repeated: let the handlers do what they do " +
  "in the world (a table, a log, world.call), and name the deliveries of what is written behind them, { of: [context] }";

async function verdictOf(
  trial: Exclude<Trial, { readonly kind: "problem" }>,
  promise: Promised,
  { keep, page }: SuiteParts,
): Promise<PromiseVerdict> {
  if (trial.kind === "refuted") {
    const story = storyOf(trial, told(promise));
    keep?.({ flow: promise.flow.id, clause: story.clause, token: story.token });
    const path = await page?.({ promise, refuted: trial, story, retold: (seen) => retold(trial, seen) });
    return { kind: "refuted", story: path === undefined ? story : withPage(story, path) };
  }
  if (trial.kind === "stopped")
    return { kind: "undetermined", because: `the test ended after ${trial.runs} runs` };
  if (trial.kind === "vacuous") return { kind: "undetermined", because: NO_EFFECT };
  if (trial.bound === trial.runs)
    return { kind: "undetermined", because: `none of ${trial.runs} runs came to its end` };
  return { kind: "holds", runs: trial.runs };
}

function withPage(story: StoryOfCode, path: string): StoryOfCode {
  return { ...story, text: `${story.text}\nas a page: ${path}` };
}
