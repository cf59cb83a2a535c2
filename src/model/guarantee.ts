import { durationText } from "../base/duration.ts";

/** Why a copy left the main path without an effect; a simulation counts the reasons in this order. */
export const DISPOSALS = [
  "expire",
  "drop",
  "compact",
  "truncate",
  "overflow",
  "dead-letter",
  "reject",
] as const;

export type DisposeReason = (typeof DISPOSALS)[number];

/** An exception of a delivery clause: what a flow does not owe an effect for. */
export type Exception = "dead-lettered" | "superseded" | "expired" | "overflow";

export type Delivery = "at-most-once" | "at-least-once" | "exactly-once";

/** What an order clause keeps together: messages of one path value, of one producer, or all. */
export type OrderScope =
  | { readonly kind: "per"; readonly path: string }
  | { readonly kind: "per-producer" }
  | { readonly kind: "total" };

/** One judged clause. A guarantee is a conjunction of clauses; `valid` and `live` are always among them. */
export type Clause =
  | { readonly kind: "valid" }
  | { readonly kind: "live" }
  | {
      readonly kind: "at-most-once";
      /** A dead letter counts like an effect. */
      readonly orDeadLetter?: true;
    }
  | {
      readonly kind: "at-least-once";
      readonly except: readonly Exception[];
      /** `accepted`: owed is also what was never acknowledged. */
      readonly from?: "accepted";
      /** Owed is only what was sent after the group had subscribed. */
      readonly since?: "subscribed";
    }
  | { readonly kind: "order"; readonly scope: OrderScope; readonly strict: boolean }
  | { readonly kind: "bounded-redelivery"; readonly deliveries: number }
  /** `groups`: consumers as `service.endpoint`. */
  | { readonly kind: "agree"; readonly groups: readonly string[] }
  | { readonly kind: "atomic" }
  | { readonly kind: "isolated" }
  | { readonly kind: "within"; readonly ms: number }
  | { readonly kind: "survives"; readonly nodes: number };

export type ClauseKind = Clause["kind"];

/** Name of a clause for reports and schedules. */
export function clauseName(clause: Clause): string {
  switch (clause.kind) {
    case "at-most-once":
      return clause.orDeadLetter === true ? `${clause.kind}, dead letters included` : clause.kind;
    case "at-least-once": {
      const from = clause.from === undefined ? "" : ` owed from ${clause.from}`;
      const since = clause.since === undefined ? "" : ` since ${clause.since}`;
      const except = clause.except.length === 0 ? "" : ` except ${clause.except.join(", ")}`;
      return `${clause.kind}${from}${since}${except}`;
    }
    case "order": {
      const { scope } = clause;
      const word = scope.kind === "per" ? `per(${scope.path})` : scope.kind;
      return `${clause.strict ? "strict order" : "order"} ${word}`;
    }
    case "bounded-redelivery":
      return `${clause.kind} ${clause.deliveries}`;
    case "agree":
      return `${clause.kind} ${clause.groups.join(", ")}`;
    case "within":
      return `${clause.kind} ${durationText(clause.ms)}`;
    case "survives":
      return `${clause.kind} ${clause.nodes}`;
    default:
      return clause.kind;
  }
}

/** Fault kinds, as in the chapter on faults of docs/guarantees.md. */
export type FaultKind =
  | "process-crash"
  | "power-loss"
  | "disk-loss"
  | "pause"
  | "cut"
  | "lost-request"
  | "lost-response"
  | "delayed-request"
  | "slow"
  | "outage"
  | "handler-failure"
  | "poison"
  | "rebalance"
  | "late-start"
  | "rolling-restart";

/** `any`: at most `count` of `kinds` in one episode. A duration or count bounds a kind where it has one. */
export interface FaultModel {
  readonly name: string;
  readonly count: number;
  readonly kinds: Readonly<Partial<Record<FaultKind, FaultBound>>>;
}

/** Upper bounds: `ms` of a timing fault, `times` of a counted one. */
export interface FaultBound {
  readonly ms?: number;
  readonly times?: number;
}

const HOUR_MS = 3_600_000;

/** One thing at a time goes wrong. The default of every guarantee. */
export const STANDARD: FaultModel = {
  name: "standard",
  count: 1,
  kinds: {
    "process-crash": {},
    cut: {},
    "lost-request": {},
    "lost-response": {},
    rebalance: {},
    "late-start": {},
    "handler-failure": { times: 3 },
    "rolling-restart": {},
    outage: { ms: HOUR_MS },
    slow: { ms: HOUR_MS },
  },
};

/** Two things at a time, and the harsher ones too. */
export const HARSH: FaultModel = {
  name: "harsh",
  count: 2,
  kinds: {
    ...STANDARD.kinds,
    "power-loss": {},
    "disk-loss": {},
    pause: { ms: HOUR_MS },
    poison: {},
    "delayed-request": { ms: HOUR_MS },
  },
};

/** Nothing goes wrong. */
export const NO_FAULTS: FaultModel = { name: "none", count: 0, kinds: {} };
