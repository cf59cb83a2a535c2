/**
 * Proves or refutes what a topology promises, flow by flow: a witness generated from every inferred fault set, then all
 * interleavings within small bounds, then seeded random runs.
 */
import type { AnalysedFlow, Analysis, JudgedPromise } from "../compiler/infer/analyse.ts";
import { hazardsOf } from "../compiler/infer/clauses.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import type { Clause, FaultKind } from "../model/guarantee.ts";
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { followPath } from "../runtime/run.ts";
import { atomsWithin, type Case, type FullBroker, type VerifyOptions } from "./case.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import { randomPass } from "./random-pass.ts";
import { refute, type Evidence } from "./refute.ts";
import type { ExhaustivePass, FlowReport, RandomPass, Refutation, Unwitnessed, VerdictWord, VerifyReport } from "./report.ts";
import { findWitness } from "./witness.ts";

/** Fault kinds outside a model, named in the report. */
const NAMED_KINDS: readonly FaultKind[] = ["power-loss", "disk-loss", "pause", "delayed-request", "poison"];

/** A fault that struck live flows less often, a premise that was true less often, leaves a guarantee untried. */
const STRIKES_LEAST = 30;
const PREMISES_LEAST = 100;

/** Messages of the exhaustive pass: of one key, where order is promised of two. */
const EXHAUSTIVE_KEYS: readonly number[] = [0, 0];

/** Verifies every promise of an analysed topology. Deterministic, but for what `proceed` answers. */
export function verify(analysis: Analysis, brokers: readonly FullBroker[], options: VerifyOptions): VerifyReport {
  const flows: FlowReport[] = [];
  for (const analysed of analysis.flows)
    for (const promise of analysed.promises) flows.push(verifyPromise(analysis, analysed, promise, brokers, options));
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
    notCovered: NAMED_KINDS.filter((kind) => guarantee.under.kinds[kind] === undefined),
  };
  const nothing = { refutations: [], unwitnessed: [] };
  if (inferred.unknown.length > 0) return { ...head, ...nothing, verdict: "undecided", because: inferred.unknown };
  if (inferred.notModelled.length > 0) return { ...head, ...nothing, verdict: "not judged", because: inferred.notModelled };
  const case_: Case = { analysis, flow, promise, brokers, options };
  const shown = witnesses(case_);
  if (shown.refutations.length > 0) return { ...head, ...shown, verdict: "refuted", because: [] };
  const searched = search(case_);
  if (searched.refutations.length > 0) return { ...head, ...searched, unwitnessed: shown.unwitnessed, verdict: "refuted", because: [] };
  const random = randomPass(case_);
  const refutations = random.refutations;
  const parts = { exhaustive: searched.exhaustive, random: random.pass, refutations, unwitnessed: shown.unwitnessed };
  return { ...head, ...parts, ...verdictOf(shown.unwitnessed, parts) };
}

interface Passes {
  readonly refutations: readonly Refutation[];
  readonly exhaustive: ExhaustivePass;
  readonly random: RandomPass;
}

function verdictOf(
  unwitnessed: readonly Unwitnessed[],
  { refutations, exhaustive, random }: Passes,
): { readonly verdict: VerdictWord; readonly because: readonly string[] } {
  if (refutations.length > 0) return { verdict: "refuted", because: [] };
  if (unwitnessed.length > 0) return { verdict: "undetermined", because: unwitnessed.map(missing) };
  if (exhaustive.complete) return { verdict: "holds", because: [] };
  if (random.runs === random.undetermined) return { verdict: "undetermined", because: ["no search was complete and no random run came to its end"] };
  const vacuous = vacuities(random);
  return { verdict: vacuous.length === 0 ? "holds" : "vacuous", because: vacuous };
}

function missing({ clause, faults, states }: Unwitnessed): string {
  const by = faults.length === 0 ? "without a fault" : `by ${faults.join(" and ")}`;
  return `${clause} is inferred to break ${by}, and no run was found in ${states} states`;
}

/** What a random pass has not really tried: a fault or a premise that came too seldom to mean anything. */
function vacuities({ struck, premises }: RandomPass): readonly string[] {
  const seldom = Object.entries(struck).filter(([, times]) => times < STRIKES_LEAST);
  const untried = Object.entries(premises).filter(([, times]) => times < PREMISES_LEAST);
  return [
    ...seldom.map(([atom, times]) => `${atom} struck a message under way ${times} times, fewer than ${STRIKES_LEAST}`),
    ...untried.map(([clause, times]) => `the premise of ${clause} was true in ${times} runs, fewer than ${PREMISES_LEAST}`),
  ];
}

/** A witness for every inferred fault set within the fault model. */
function witnesses(case_: Case): { readonly refutations: readonly Refutation[]; readonly unwitnessed: readonly Unwitnessed[] } {
  const evidence: Evidence[] = [];
  const unwitnessed: Unwitnessed[] = [];
  for (const { clause, hazard } of hazards(case_)) {
    const { flow, brokers, promise, options } = case_;
    const model = promise.guarantee.under;
    const witness = findWitness(flow, brokers, { hazard, clause, model, states: options.states });
    if ("missing" in witness) unwitnessed.push({ clause: clauseName(clause), faults: hazard.cut.atoms, ...witness });
    else evidence.push({ clause, hazard, atoms: witness.atoms, scale: witness.scale, run: witness.run, by: "witness" });
  }
  return { refutations: refute(case_, evidence), unwitnessed };
}

function hazards({ promise }: Case): readonly { readonly clause: Clause; readonly hazard: Hazard }[] {
  return promise.clauses.flatMap(({ clause }) =>
    hazardsOf(promise.inferred, clause, promise.guarantee.under).map((hazard) => ({ clause, hazard })),
  );
}

/** What of the model's faults inference would never combine is left to the search: every interleaving, small bounds. */
function search(case_: Case): { readonly refutations: readonly Refutation[]; readonly exhaustive: ExhaustivePass } {
  const { flow, brokers, promise, options } = case_;
  const { under } = promise.guarantee;
  const clauses = promise.clauses.map(({ clause }) => clause);
  const scale: Scale = { keys: EXHAUSTIVE_KEYS, clauses, faults: Math.max(1, under.count), episodes: 1, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = atomsWithin(model, under);
  const found = explore(model, { faults: under.count, atoms, states: options.states });
  const evidence = found.violations.map((violation): Evidence => {
    const budget = { faults: under.count, atoms, episodes: 1, steps: 10_000, record: true };
    const clause = clauses.find((c) => clauseName(c) === violation.clause) ?? { kind: "valid" };
    return { clause, atoms: violation.atoms, scale, run: followPath(model, violation.path, budget), by: "search" };
  });
  const { stopped } = found;
  const exhaustive = {
    messages: EXHAUSTIVE_KEYS.length,
    faults: under.count,
    states: found.states,
    complete: stopped === undefined,
    ...(stopped === undefined ? {} : { stopped }),
  };
  return { refutations: refute(case_, evidence), exhaustive };
}
