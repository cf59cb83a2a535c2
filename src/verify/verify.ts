/**
 * Proves or refutes what a topology promises, flow by flow: a witness generated from every inferred fault set, then all
 * interleavings within small bounds, then seeded random runs.
 */
import type { AnalysedFlow, Analysis, JudgedPromise } from "../compiler/infer/analyse.ts";
import { hazardsOf } from "../compiler/infer/clauses.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import type { Clause } from "../model/guarantee.ts";
import { vacuous } from "../runtime/campaign.ts";
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { followPath } from "../runtime/run.ts";
import { atomsWithin, type Case, type FullBroker, type VerifyOptions } from "./case.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";
import { randomPass } from "./random-pass.ts";
import { type Evidence, refute, STEPS_MAX } from "./refute.ts";
import type {
  ExhaustivePass,
  FlowReport,
  RandomPass,
  Refutation,
  Unwitnessed,
  VerdictWord,
  VerifyReport,
} from "./report.ts";
import { notCovered } from "./not-covered.ts";
import { findWitness } from "./witness.ts";

/** Workloads of the exhaustive pass, small first: one message, then two of one key. */
const EXHAUSTIVE: readonly (readonly number[])[] = [[0], [0, 0]];

/** Verifies every promise of an analysed topology. Deterministic, but for what `proceed` answers. */
export function verify(
  analysis: Analysis,
  brokers: readonly FullBroker[],
  options: VerifyOptions,
): VerifyReport {
  const flows: FlowReport[] = [];
  for (const analysed of analysis.flows)
    for (const promise of analysed.promises)
      flows.push(verifyPromise(analysis, analysed, promise, brokers, options));
  return { version: 1, topology: analysis.topology.name, seed: options.seed, flows };
}

function verifyPromise(
  analysis: Analysis,
  { flow }: AnalysedFlow,
  promise: JudgedPromise,
  brokers: readonly FullBroker[],
  options: VerifyOptions,
): FlowReport {
  const { guarantee, inferred } = promise;
  options.progress?.(flow.id);
  const head = {
    flow: flow.id,
    via: [...new Set(flow.hops.flatMap((hop) => hop.channels.map((channel) => channel.name)))],
    promised: guarantee.text,
    under: guarantee.under.name,
  };
  const nothing = { refutations: [], unwitnessed: [], notCovered: [] };
  if (inferred.unknown.length > 0)
    return { ...head, ...nothing, verdict: "undecided", because: inferred.unknown };
  if (inferred.notModelled.length > 0)
    return { ...head, ...nothing, verdict: "not judged", because: inferred.notModelled };
  const case_: Case = { analysis, flow, promise, brokers, options };
  return { ...head, ...judged(case_), notCovered: notCovered(flow, brokers, guarantee.under) };
}

type Judged = Omit<FlowReport, "flow" | "via" | "promised" | "under" | "notCovered">;

/** Witnesses first, then the search, then random runs: the first that refutes ends it. */
function judged(case_: Case): Judged {
  const shown = witnesses(case_);
  if (shown.refutations.length > 0) return { ...shown, verdict: "refuted", because: [] };
  const searched = search(case_);
  if (searched.refutations.length > 0)
    return { ...searched, unwitnessed: shown.unwitnessed, verdict: "refuted", because: [] };
  const random = randomPass(case_);
  const refutations = random.refutations;
  const parts = {
    exhaustive: searched.exhaustive,
    random: random.pass,
    refutations,
    unwitnessed: shown.unwitnessed,
  };
  return { ...parts, ...verdictOf(shown.unwitnessed, parts) };
}

interface Passes {
  readonly refutations: readonly Refutation[];
  readonly exhaustive: readonly ExhaustivePass[];
  readonly random: RandomPass;
}

function verdictOf(
  unwitnessed: readonly Unwitnessed[],
  { refutations, exhaustive, random }: Passes,
): { readonly verdict: VerdictWord; readonly because: readonly string[] } {
  if (refutations.length > 0) return { verdict: "refuted", because: [] };
  if (unwitnessed.length > 0) return { verdict: "undetermined", because: unwitnessed.map(missing) };
  if (exhaustive.every(({ complete }) => complete)) return { verdict: "holds", because: [] };
  if (random.runs === random.undetermined)
    return { verdict: "undetermined", because: ["no search was complete and no random run came to its end"] };
  const untried = vacuities(random);
  return { verdict: untried.length === 0 ? "holds" : "vacuous", because: untried };
}

function missing({ clause, faults, states }: Unwitnessed): string {
  const by = faults.length === 0 ? "without a fault" : `by ${faults.join(" and ")}`;
  return `${clause} is inferred to break ${by}, and no run was found in ${states} states`;
}

/** What a random pass has not really tried: a fault or a premise that came too seldom to mean anything. */
function vacuities({ struck, premises }: RandomPass): readonly string[] {
  // A late start strikes before the first send, when nothing is under way yet.
  const strikes = Object.fromEntries(
    Object.entries(struck).filter(([atom]) => !atom.startsWith("late-start@")),
  );
  const { atoms, clauses } = vacuous({ strikes, premises });
  return [
    ...atoms.map((atom) => `${atom} struck a message under way only ${struck[atom] ?? 0} times`),
    ...clauses.map((clause) => `the premise of ${clause} was true in ${premises[clause] ?? 0} runs only`),
  ];
}

/** A witness for every inferred fault set within the fault model. */
function witnesses(case_: Case): {
  readonly refutations: readonly Refutation[];
  readonly unwitnessed: readonly Unwitnessed[];
} {
  const evidence: Evidence[] = [];
  const unwitnessed: Unwitnessed[] = [];
  for (const { clause, hazard } of hazards(case_)) {
    const { flow, brokers, promise, options } = case_;
    const model = promise.guarantee.under;
    const witness = findWitness(flow, brokers, { hazard, clause, model, states: options.states });
    if ("missing" in witness)
      unwitnessed.push({ clause: clauseName(clause), faults: hazard.cut.atoms, ...witness });
    else
      evidence.push({
        clause,
        hazard,
        atoms: witness.atoms,
        scale: witness.scale,
        run: witness.run,
        by: "witness",
      });
  }
  return { refutations: refute(case_, evidence), unwitnessed };
}

function hazards({ promise }: Case): readonly { readonly clause: Clause; readonly hazard: Hazard }[] {
  return promise.clauses.flatMap(({ clause }) =>
    hazardsOf(promise.inferred, clause, promise.guarantee.under).map((hazard) => ({ clause, hazard })),
  );
}

interface Searched {
  readonly refutations: readonly Refutation[];
  readonly exhaustive: readonly ExhaustivePass[];
}

/** Every interleaving of small workloads under the whole fault model, what the inference never thought of included. */
function search(case_: Case): Searched {
  const exhaustive: ExhaustivePass[] = [];
  for (const keys of EXHAUSTIVE) {
    const { pass, evidence } = searchAll(case_, keys);
    exhaustive.push(pass);
    if (evidence.length > 0) return { refutations: refute(case_, evidence), exhaustive };
  }
  return { refutations: [], exhaustive };
}

function searchAll(
  { flow, brokers, promise, options }: Case,
  keys: readonly number[],
): { readonly pass: ExhaustivePass; readonly evidence: readonly Evidence[] } {
  const { under } = promise.guarantee;
  const clauses = promise.clauses.map(({ clause }) => clause);
  const faults = Math.max(1, under.count);
  const scale: Scale = { keys, ...orderPath(clauses), clauses, faults, episodes: 1, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = atomsWithin(model, under);
  const found = explore(model, { faults: under.count, atoms, states: options.states });
  const evidence = found.violations.map((violation): Evidence => {
    const budget = { faults: under.count, atoms, episodes: 1, steps: STEPS_MAX, record: true };
    const clause = clauses.find((c) => clauseName(c) === violation.clause) ?? { kind: "valid" };
    return {
      clause,
      atoms: violation.atoms,
      scale,
      run: followPath(model, violation.path, budget),
      by: "search",
    };
  });
  const { stopped, states } = found;
  const pass = { messages: keys.length, faults: under.count, states, complete: stopped === undefined };
  return { pass: stopped === undefined ? pass : { ...pass, stopped }, evidence };
}
