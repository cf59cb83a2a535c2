/** One flow of a topology, made ready to be simulated as a caller wants it. */
import { BROKERS } from "../brokers/all.ts";
import { applyAllowances } from "../compiler/allow.ts";
import type { AnalysedFlow } from "../compiler/infer/analyse.ts";
import type { Clause } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../model/guarantee.ts";
import { orderPath, planFlow, type Scale } from "../verify/plan-flow.ts";
import { oneOf } from "./argument.ts";
import { atomsOf, type EventPattern, planFaults, type PlannedFaults } from "./fault-plan.ts";
import { type Automaton, type Invariant, invariantsOf, isAutomaton } from "./invariant.ts";
import { analysisOf, insideOf, modelOf } from "./topology.ts";
import { watching } from "./watch.ts";
import { planWorkload, type PlannedWorkload } from "./workload.ts";
import { refuse, WaybillError } from "./waybill-error.ts";

/** What a caller wants simulated, not yet looked at. */
export interface Wanted {
  readonly flow?: unknown;
  readonly workload?: unknown;
  readonly faults?: unknown;
  readonly invariants?: unknown;
}

export interface Setting {
  readonly analysed: AnalysedFlow;
  /** All clauses that are promised of the flow, each once. */
  readonly clauses: readonly Clause[];
  readonly workload: PlannedWorkload;
  readonly faults: PlannedFaults;
  readonly invariants: readonly Invariant[];
  readonly automata: readonly Automaton[];
  /** Of a consumer at most; as many as it takes to show what more would when absent. */
  readonly instances?: number;
}

/** Refuses what cannot be simulated. `messages`: of a workload where the caller gave none. */
export function settingOf(topology: unknown, call: string, wanted: Wanted, messages: number): Setting {
  const analysed = flowNamed(topology, call, wanted.flow);
  const invariants = invariantsOf(wanted.invariants, call);
  const automata = invariants.filter(isAutomaton);
  const clauses = clausesOf(analysed);
  if (clauses.length + automata.length > WATCHED_MAX)
    refuse(`${call} watches at most ${WATCHED_MAX} clauses and automata`);
  for (const { name } of automata)
    if (clauses.some((clause) => clauseName(clause) === name))
      refuse(`an invariant cannot be called "${name}", as a clause is`);
  return {
    analysed,
    clauses,
    workload: planWorkload(wanted.workload, messages),
    faults: planFaults(wanted.faults, analysed.under),
    invariants,
    automata,
  };
}

/** One bit each. */
const WATCHED_MAX = 30;

function clausesOf({ promises }: AnalysedFlow): readonly Clause[] {
  const always: readonly Clause[] = [{ kind: "valid" }, { kind: "live" }];
  const all = [...always, ...promises.flatMap(({ clauses }) => clauses.map(({ clause }) => clause))];
  return all.filter((clause, i) => all.findIndex((other) => clauseName(other) === clauseName(clause)) === i);
}

interface NamedFlow {
  readonly analysed: AnalysedFlow;
  readonly label: string;
}

function namedFlows(topology: unknown, call: string): readonly NamedFlow[] {
  const { flows } = analysisOf(modelOf(topology, call));
  return flows.map((analysed) => ({ analysed, label: labelOf(analysed, flows) }));
}

/** What of a flow is unknown or not modelled; nothing can be simulated then. */
function openIn({ inferred }: AnalysedFlow): readonly string[] {
  return [...new Set([...inferred.unknown, ...inferred.notModelled])];
}

/** Names of the flows that can be simulated. */
export function flowLabels(topology: unknown, call: string): readonly string[] {
  return namedFlows(topology, call).flatMap(({ analysed, label }) =>
    openIn(analysed).length === 0 ? [label] : [],
  );
}

/** The flow that a caller names; the only one where it names none. */
function flowNamed(topology: unknown, call: string, name: unknown): AnalysedFlow {
  const named = namedFlows(topology, call);
  requireSound(topology, call);
  const labels = named.map(({ label }) => label);
  const [first, second] = named;
  if (first === undefined)
    refuse(`${call} takes a topology with a flow: here no producer reaches a consumer`);
  if (name === undefined && second !== undefined)
    refuse(`${call} needs \`flow\`, one of: ${labels.join("; ")}`);
  const label = name === undefined ? first.label : oneOf(name, labels, "flow of this topology");
  const { analysed } = named.find((each) => each.label === label) ?? first;
  const open = openIn(analysed);
  if (open.length > 0)
    throw new WaybillError(
      "unsound",
      `${label} cannot be simulated: unknown or not modelled: ${open.join(", ")}`,
    );
  return analysed;
}

/** A flow's name; with the way it goes where several flows join the same ends. */
function labelOf({ flow }: AnalysedFlow, all: readonly AnalysedFlow[]): string {
  if (all.filter((other) => other.flow.id === flow.id).length === 1) return flow.id;
  return `${flow.id} via ${flow.hops.flatMap(({ channels }) => channels.map(({ name }) => name)).join(", ")}`;
}

/** Promises of a topology that no broker would take mean nothing. */
export function requireSound(topology: unknown, call: string): void {
  const { findings, allowances } = insideOf(topology, call).parts;
  const errors = applyAllowances(findings, allowances).findings.filter(
    ({ severity }) => severity === "error",
  );
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? "" : ` and ${errors.length - 1} more`;
  throw new WaybillError(
    "unsound",
    `${call} takes a topology without errors, and this one has ${first.code}: ${first.message}${more}`,
  );
}

/** The model of a setting, whose application calls only `calls`. */
export function modelOfSetting(
  setting: Setting,
  calls?: readonly number[],
  patterns: readonly EventPattern[] = [],
): FlowModel {
  const { analysed, workload, faults, automata } = setting;
  const plan = planFlow(analysed.flow, BROKERS, scaleOf(setting, calls));
  const { placed } = faults;
  const isWatched = automata.length + patterns.length + placed.length > 0;
  const model = new FlowModel({
    ...plan,
    ...(workload.waits === undefined ? {} : { waits: workload.waits }),
    ...(isWatched ? { extend: watching({ messages: workload, automata, patterns, placed }) } : {}),
  });
  for (const pattern of [...placed.map(({ when }) => when), ...patterns])
    checkNames(pattern, workload, model);
  return model;
}

/** A condition that can never come true is a mistake. */
function checkNames({ message, place }: EventPattern, { names }: PlannedWorkload, model: FlowModel): void {
  if (message !== undefined) oneOf(message, names, "message of this workload");
  if (place === undefined) return;
  const places = new Set([
    ...model.places,
    ...model.atoms.map(({ name }) => name.slice(name.indexOf("@") + 1)),
  ]);
  oneOf(place, [...places].sort(), "place of this flow");
}

export function scaleOf({ clauses, workload, faults, instances }: Setting, calls?: readonly number[]): Scale {
  return {
    ...(instances === undefined ? {} : { instances }),
    keys: workload.values,
    ...orderPath(clauses),
    ...(calls === undefined ? {} : { calls }),
    clauses,
    faults: Math.max(1, faults.atOnce),
    episodes: faults.episodes,
    model: faults.model,
  };
}

/** Names of the faults that may strike in `model`. */
export function atomsIn({ faults }: Setting, model: FlowModel): ReadonlySet<string> {
  return new Set(
    atomsOf(
      faults,
      model.atoms.map(({ name }) => name),
    ),
  );
}
