/** Which faults may strike in a simulated run, and when. */
import { EVENT_KINDS } from "../runtime/event.ts";
import { type FaultKind, type FaultModel, HARSH } from "../model/guarantee.ts";
import { isRecord, oneOf, options, shown, wholeNumber } from "./argument.ts";
import type { FlowEvent, FlowEventKind } from "./event.ts";
import { refuse } from "./waybill-error.ts";

/** Events of one kind, and of one message or place where these are given. */
export interface EventPattern {
  readonly kind: FlowEventKind;
  /** A message by its name: `m1`. */
  readonly message?: string;
  /** As the events name it: `orders.leader`. */
  readonly place?: string;
  /** Of `sent`. */
  readonly outcome?: "ok" | "failed" | "unknown";
  /** So many such events; 1 when absent, 15 at most. */
  readonly times?: number;
}

/** A fault that strikes once, when something has happened. */
export interface PlacedFault {
  /** `kind@place`: `process-crash@orders.leader`. */
  readonly strike: string;
  readonly when: EventPattern;
}

/**
 * `atOnce` faults in one episode, that is until everything has recovered; `episodes` of them in one run. `of` says which:
 * kinds (`process-crash`), or single ones (`process-crash@orders.leader`). What is absent is as in the promise of the flow,
 * or as in `standard` where nothing is promised. A number is `atOnce` alone. Or `placed`: just these, each when its time has
 * come: a random run lets it strike at once, a search at every moment from then on.
 */
export type FaultPlan =
  | number
  | { readonly atOnce?: number; readonly episodes?: number; readonly of?: readonly string[] }
  | { readonly placed: readonly PlacedFault[] };

export interface PlannedFaults {
  /** With the bounds of every kind that may strike. */
  readonly model: FaultModel;
  readonly atOnce: number;
  readonly episodes: number;
  /** Kinds and `kind@place`; absent: every kind of the model. */
  readonly of?: readonly string[];
  readonly placed: readonly PlacedFault[];
}

const AT_ONCE_MAX = 3;
const EPISODES_MAX = 8;
const PLACED_MAX = 8;
const TIMES_MAX = 15;

/** Looks at a fault plan that a caller gave, for a flow that is promised under `under`. Names are checked by {@link atomsOf}. */
export function planFaults(given: unknown, under: FaultModel): PlannedFaults {
  if (given === undefined || typeof given === "number") return counted({ atOnce: given }, under);
  if (!isRecord(given)) refuse(`a fault plan is a number or an object, not ${shown(given)}`);
  const plan = options(given, "a fault plan", ["atOnce", "episodes", "of", "placed"]);
  if (plan["placed"] === undefined) return counted(plan, under);
  if (Object.keys(plan).length > 1) refuse("a fault plan with `placed` has nothing else");
  return placed(plan["placed"], under);
}

function counted(plan: Readonly<Record<string, unknown>>, under: FaultModel): PlannedFaults {
  const { of } = plan;
  const bounds = { least: 0, most: AT_ONCE_MAX, otherwise: under.count };
  const atOnce = wholeNumber(plan["atOnce"], "`atOnce` of a fault plan", bounds);
  const episodes = wholeNumber(plan["episodes"], "`episodes` of a fault plan", {
    least: 1,
    most: EPISODES_MAX,
    otherwise: 1,
  });
  if (of === undefined) return { model: under, atOnce, episodes, placed: [] };
  if (!Array.isArray(of)) refuse(`\`of\` of a fault plan is a list of texts, not ${shown(of)}`);
  const names = of.map((name: unknown) =>
    typeof name === "string" ? name : refuse(`a fault is a text, not ${shown(name)}`),
  );
  return { model: withKinds(names, under), atOnce, episodes, of: names, placed: [] };
}

function placed(given: unknown, under: FaultModel): PlannedFaults {
  if (!Array.isArray(given) || given.length === 0 || given.length > PLACED_MAX)
    refuse(`\`placed\` of a fault plan is a list of 1 to ${PLACED_MAX} faults, not ${shown(given)}`);
  const list = given.map((each: unknown): PlacedFault => {
    const { strike, when } = options(each, "a placed fault", ["strike", "when"]);
    if (typeof strike !== "string") refuse(`\`strike\` of a placed fault is a text, not ${shown(strike)}`);
    return { strike, when: readPattern(when) };
  });
  const names = list.map(({ strike }) => strike);
  return { model: withKinds(names, under), atOnce: list.length, episodes: 1, of: names, placed: list };
}

/** Looks at a pattern that a caller gave. */
export function readPattern(given: unknown): EventPattern {
  const { kind, message, place, outcome, times } = options(given, "a pattern of events", [
    "kind",
    "message",
    "place",
    "outcome",
    "times",
  ]);
  const name = EVENT_KINDS.find((each) => each === kind);
  if (name === undefined) oneOf(kind, EVENT_KINDS, "kind of event");
  const text = (value: unknown, what: string): string =>
    typeof value === "string" ? value : refuse(`\`${what}\` of a pattern is a text, not ${shown(value)}`);
  const how = OUTCOMES.find((each) => each === outcome);
  if (outcome !== undefined && how === undefined) oneOf(outcome, OUTCOMES, "outcome");
  return {
    kind: name ?? "send",
    ...(message === undefined ? {} : { message: text(message, "message") }),
    ...(place === undefined ? {} : { place: text(place, "place") }),
    ...(how === undefined ? {} : { outcome: how }),
    times: wholeNumber(times, "`times` of a pattern", { least: 1, most: TIMES_MAX, otherwise: 1 }),
  };
}

const OUTCOMES = ["ok", "failed", "unknown"] as const;

export function matches({ kind, message, place, outcome }: EventPattern, event: FlowEvent): boolean {
  if (kind !== event.kind) return false;
  if (message !== undefined && (!("message" in event) || event.message !== message)) return false;
  if (place !== undefined && event.place !== place && !event.place.startsWith(`${place}#`)) return false;
  return outcome === undefined || ("outcome" in event && event.outcome === outcome);
}

/** The model with the bounds of these kinds too. */
export function withKinds(names: readonly string[], under: FaultModel): FaultModel {
  const known = { ...HARSH.kinds, ...under.kinds };
  const kinds = Object.keys(known).filter((kind) => names.some((name) => kindIn(name) === kind));
  // cast: they are keys of a record by kind.
  const chosen = (kinds as FaultKind[]).map((kind) => [kind, known[kind] ?? {}] as const);
  return { ...under, kinds: Object.fromEntries(chosen) };
}

function kindIn(name: string): string {
  const at = name.indexOf("@");
  return at < 0 ? name : name.slice(0, at);
}

/** Names of the faults that may strike, of those that there are. Refuses a name that none of them has. */
export function atomsOf({ of, model }: PlannedFaults, all: readonly string[]): readonly string[] {
  if (of === undefined) return all.filter((atom) => Object.hasOwn(model.kinds, kindIn(atom)));
  const kinds = [...new Set(all.map(kindIn))];
  for (const name of of) oneOf(name, name.includes("@") ? all : kinds, "fault of this flow");
  return all.filter((atom) => of.includes(atom) || of.includes(kindIn(atom)));
}
