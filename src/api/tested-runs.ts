/** What a caller of testGuarantees wants sent, struck and watched, as the harness takes it. */
import type { Watch } from "../harness/flow/user-case.ts";
import type { Workload as SentWorkload } from "../harness/flow/workload.ts";
import type { TrialFaults } from "../harness/search/trial-case.ts";
import type { Flow } from "../model/flow.ts";
import type { Clause, FaultModel } from "../model/guarantee.ts";
import { orderPath } from "../verify/plan-flow.ts";
import { isRecord, oneOf, options, shown } from "./argument.ts";
import type { MessageNames } from "./event.ts";
import { atomsOf, planFaults, type PlannedFaults } from "./fault-plan.ts";
import { type Invariant, invariantsOf, isAutomaton } from "./invariant.ts";
import { whyBroken } from "./told.ts";
import { watching } from "./watch.ts";
import { planWorkload, type Workload } from "./workload.ts";
import { refuse } from "./waybill-error.ts";

/** A message of a workload whose messages are of certain types; all have one key where nothing is said. */
export interface TypedMessage {
  readonly type: string;
  /** Equal texts, equal keys. */
  readonly key?: string;
}

/** A workload as everywhere, its messages of all types of the producer in turn; or messages of types that you say. */
export type TypedWorkload =
  | Workload
  | { readonly messages: readonly TypedMessage[]; readonly awaits?: boolean };

/** Runs with user code have room for what it sends, too. */
const MESSAGES_MAX = 10;
/** Episodes of faults of a random run where nobody says how many. */
const EPISODES = 2;

/** The workload of `flow`; undefined where the caller gave none, or one of other types. */
export function sentOn(flow: Flow, clauses: readonly Clause[], given: unknown): SentWorkload | undefined {
  if (given === undefined) return undefined;
  const sends = flow.hops[0]?.producer.sends ?? [];
  const { types, plain } = typed(given, sends);
  const { values, keys: texts, waits } = planWorkload(plain, 1);
  if (values.length > MESSAGES_MAX)
    refuse(`a workload of testGuarantees has at most ${MESSAGES_MAX} messages, not ${values.length}`);
  const key = flow.hops[0]?.channels[0]?.settings["key"];
  const path = orderPath(clauses).path ?? (typeof key === "string" ? key : "");
  const all = types ?? values.map((_, m) => sends[m % sends.length] ?? "");
  if (all.some((type) => !sends.includes(type))) return undefined;
  return { keys: values, types: all, path, texts, ...(waits === undefined ? {} : { waits }) };
}

function typed(
  given: unknown,
  sends: readonly string[],
): { readonly types?: readonly string[]; readonly plain: unknown } {
  if (!isRecord(given) || given["messages"] === undefined) return { plain: given };
  const { messages, ...rest } = options(given, "a workload", ["messages", "awaits"]);
  if (!Array.isArray(messages)) refuse(`\`messages\` of a workload is a list, not ${shown(messages)}`);
  const all = messages.map((each: unknown) => {
    const { type, key = "a" } = options(each, "a message of a workload", ["type", "key"]);
    if (typeof type !== "string")
      refuse(`\`type\` of a message is one of ${sends.join(", ")}, not ${shown(type)}`);
    return { type, key };
  });
  return { types: all.map(({ type }) => type), plain: { keys: all.map(({ key }) => key), ...rest } };
}

/** Refuses types that no flow sends. */
export function checkTypes(given: unknown, flows: readonly Flow[]): void {
  if (!isRecord(given) || !Array.isArray(given["messages"])) return;
  const known = [...new Set(flows.flatMap(({ hops }) => hops[0]?.producer.sends ?? []))];
  for (const each of given["messages"])
    if (isRecord(each)) oneOf(each["type"], known, "message that begins a flow");
}

/** The faults of a flow that is promised `under` something. */
export function faultsOf(
  given: unknown,
  under: FaultModel,
): { readonly under: FaultModel; readonly faults: TrialFaults; readonly planned: PlannedFaults } {
  const planned = planFaults(given, under);
  const { model, atOnce, placed } = planned;
  const says = isRecord(given) && (given["episodes"] !== undefined || placed.length > 0);
  const faults = {
    atOnce,
    episodes: says ? planned.episodes : EPISODES,
    of: (names: readonly string[]) => atomsOf(planned, names),
  };
  return { under: given === undefined ? under : { ...model, name: "your fault plan" }, faults, planned };
}

/** What is watched beside the clauses of a promise: invariants, and when faults have their time. */
export function watchOf(invariants: readonly Invariant[], { placed }: PlannedFaults): Watch | undefined {
  if (invariants.length === 0 && placed.length === 0) return undefined;
  const automata = invariants.filter(isAutomaton);
  const historical = invariants.filter((each) => !isAutomaton(each));
  const why: Watch["why"] = (name, { workload, stores, model, run }) => {
    const invariant = invariants.find((each) => each.name === name);
    return invariant && whyBroken(invariant, { workload: namesOf(workload), stores }, model, run);
  };
  return {
    names: invariants.map(({ name }) => name),
    ...(automata.length + placed.length === 0
      ? {}
      : {
          extend: (model, { workload, stores }) =>
            watching({ messages: namesOf(workload), automata, patterns: [], placed, stores })(model),
        }),
    ...(historical.length === 0
      ? {}
      : {
          inHistory: (told) =>
            historical.map(({ name }) => name).filter((name) => why(name, told) !== undefined),
        }),
    why,
  };
}

function namesOf({ keys, texts }: SentWorkload): MessageNames {
  return { names: keys.map((_, m) => `m${m + 1}`), keys: texts ?? keys.map((key) => `k${key + 1}`) };
}

export function testedInvariants(given: unknown): readonly Invariant[] {
  return invariantsOf(given, "testGuarantees");
}
