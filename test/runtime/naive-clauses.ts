/**
 * The clauses as docs/guarantees.md words them, over whole histories, without any cleverness. Written apart from the
 * monitor, to compare it with.
 */
import type { Clause, Exception } from "../../src/model/guarantee.ts";

/** One event of a history as a clause sees it. */
export interface Happening {
  readonly kind: "send" | "sent" | "effect" | "dispose" | "deliver";
  readonly hop: number;
  readonly intent: number;
  /** Of `sent`: ok, failed, unknown. Of `dispose`: the reason. */
  readonly detail: string;
}

export interface History {
  readonly keys: readonly number[];
  readonly target: number;
  readonly events: readonly Happening[];
  /** Intents that still have an unsettled copy when the history ends at rest. */
  readonly unsettled: readonly number[];
}

/** Positions of the events that fit. */
function positions(h: History, fits: (event: Happening) => boolean): number[] {
  const at: number[] = [];
  for (let i = 0; i < h.events.length; i++) if (fits(h.events[i] as Happening)) at.push(i);
  return at;
}

function effectsOf(h: History, m: number): number[] {
  return positions(h, (e) => e.kind === "effect" && e.hop === h.target && e.intent === m);
}

function callsOf(h: History, m: number): number[] {
  return positions(h, (e) => e.kind === "send" && e.hop === 0 && e.intent === m);
}

function settlementsOf(h: History, m: number, outcome: string): number[] {
  return positions(h, (e) => e.kind === "sent" && e.hop === 0 && e.intent === m && e.detail === outcome);
}

const intents = (h: History): number[] => h.keys.map((_, m) => m);
const acknowledged = (h: History, m: number): boolean => settlementsOf(h, m, "ok").length > 0;

/** Attempts made before `at` that had not settled `failed` by then. */
function honestAttempts(h: History, m: number, at: number): number {
  return (
    callsOf(h, m).filter((call) => call <= at).length -
    settlementsOf(h, m, "failed").filter((end) => end <= at).length
  );
}

/** An effect whose intent has, at some moment from then on, only attempts that settled `failed`, or none. */
function valid(h: History): boolean {
  return intents(h).every((m) => {
    const [first] = effectsOf(h, m);
    if (first === undefined) return true;
    return h.events.every((_, at) => at < first || honestAttempts(h, m, at) > 0);
  });
}

function atMostOnce(h: History, orDeadLetter: boolean): boolean {
  return intents(h).every((m) => {
    const effects = effectsOf(h, m).length;
    return effects <= 1 && !(orDeadLetter && effects > 0 && isDeadLettered(h, m));
  });
}

function isDeadLettered(h: History, m: number): boolean {
  return h.events.some((e) => e.kind === "dispose" && e.intent === m && e.detail === "dead-letter");
}

const REASONS: Readonly<Record<Exception, readonly string[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

function excused(h: History, m: number, except: readonly Exception[]): boolean {
  return except.some((exception) => {
    const disposed = h.events.some(
      (e) => e.kind === "dispose" && e.intent === m && REASONS[exception].includes(e.detail),
    );
    if (exception !== "superseded") return disposed;
    const newer = intents(h).some(
      (n) => n > m && h.keys[n] === h.keys[m] && acknowledged(h, n) && effectsOf(h, n).length > 0,
    );
    return disposed && newer;
  });
}

/** Owed an effect: acknowledged, or where the guarantee says so all that was called. */
function owed(h: History, m: number, fromAccepted: boolean): boolean {
  return fromAccepted ? callsOf(h, m).length > 0 : acknowledged(h, m);
}

function atLeastOnce(h: History, except: readonly Exception[], fromAccepted: boolean): boolean {
  return intents(h).every(
    (m) =>
      !owed(h, m, fromAccepted) ||
      effectsOf(h, m).length > 0 ||
      h.unsettled.includes(m) ||
      excused(h, m, except),
  );
}

function live(h: History, fromAccepted: boolean): boolean {
  return intents(h).every(
    (m) => !owed(h, m, fromAccepted) || effectsOf(h, m).length > 0 || !h.unsettled.includes(m),
  );
}

type Order = Clause & { readonly kind: "order" };

/** All pairs of which the first must come before the second. */
function orderedPairs(h: History, { scope }: Order): readonly (readonly [number, number])[] {
  const calls = intents(h).map((m) => callsOf(h, m)[0]);
  const acks = intents(h).map((m) => settlementsOf(h, m, "ok"));
  const before = (m1: number, m2: number): boolean => {
    const [call1, call2] = [calls[m1] ?? h.events.length + m1, calls[m2] ?? h.events.length + m2];
    const acked = calls[m2] !== undefined && (acks[m1] ?? []).some((end) => end < call2);
    if (scope.kind === "total" && acked) return true;
    return call1 < call2 && (scope.kind !== "per" || h.keys[m1] === h.keys[m2]);
  };
  return intents(h).flatMap((m1) =>
    intents(h).flatMap((m2) => (m1 !== m2 && before(m1, m2) ? [[m1, m2] as const] : [])),
  );
}

/** Groups within which the last effect counts. */
function groups(h: History, { scope }: Order): readonly (readonly number[])[] {
  if (scope.kind !== "per") return [intents(h)];
  return [...new Set(h.keys)].map((key) => intents(h).filter((m) => h.keys[m] === key));
}

function order(h: History, clause: Order): boolean {
  const pairs = orderedPairs(h, clause);
  const effects = intents(h).map((m) => effectsOf(h, m));
  const swapped = pairs.some(([m1, m2]) => {
    const [e1, e2] = [effects[m1]?.[0], effects[m2]?.[0]];
    return e1 !== undefined && e2 !== undefined && e2 < e1;
  });
  const back = pairs.some(([m1, m2]) => effects[m2]?.some((e2) => effects[m1]?.some((e1) => e1 > e2)));
  const stale = groups(h, clause).some((group) => {
    const ends = group.flatMap((m) => (effects[m] ?? []).map((at) => ({ m, at })));
    const last = ends.sort((a, b) => b.at - a.at)[0]?.m;
    return last !== undefined && pairs.some(([m1, m2]) => m1 === last && effectsOf(h, m2).length > 0);
  });
  return !swapped && !stale && !(clause.strict && back);
}

function boundedRedelivery(h: History, most: number): boolean {
  return intents(h).every((m) => {
    const n = positions(h, (e) => e.kind === "deliver" && e.hop === h.target && e.intent === m).length;
    const isOver = effectsOf(h, m).length > 0 || h.unsettled.includes(m) || isDeadLettered(h, m);
    return n < most || (n === most && isOver);
  });
}

/** Does a history that ends at rest satisfy `clause`? `fromAccepted`: another clause beside it owes all that was called. */
export function satisfies(h: History, clause: Clause, fromAccepted: boolean = false): boolean {
  switch (clause.kind) {
    case "valid":
      return valid(h);
    case "live":
      return live(h, fromAccepted);
    case "at-most-once":
      return atMostOnce(h, clause.orDeadLetter === true);
    case "at-least-once":
      return atLeastOnce(h, clause.except, fromAccepted);
    case "order":
      return order(h, clause);
    case "bounded-redelivery":
      return boundedRedelivery(h, clause.deliveries);
    default:
      throw new Error(`no simulation watches ${clause.kind}`);
  }
}
