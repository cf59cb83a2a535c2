/** Clauses as cuts: what of a stream breaks a clause, and what a flow gives under a fault model. */
import { unreachable } from "../../base/assert.ts";
import {
  type Clause,
  clauseName,
  type Delivery,
  type DisposeReason,
  type Exception,
  type FaultModel,
  type OrderScope,
} from "../../model/guarantee.ts";
import type { Inferred } from "./compose.ts";
import { NONE, plus, sorted, sum } from "./cuts.ts";
import type { Cuts, Hazard, Lane } from "./stage.ts";
import { allClasses, type Stream } from "./stream.ts";
import { within } from "./within.ts";

/** Reasons of disposal for which an exception takes a copy off what is owed. */
const EXCUSES: Readonly<Record<Exception, readonly DisposeReason[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

/** The fault sets that break the clause, whatever the fault model; undefined for a clause that inference does not judge. */
export function cutsOf(stream: Stream, clause: Clause): Cuts | undefined {
  switch (clause.kind) {
    case "valid":
      return stream.ghost;
    case "live":
      return stream.stuck;
    case "at-most-once":
      return clause.orDeadLetter === true ? undefined : allClasses(stream.dup);
    case "at-least-once":
      if (clause.from !== undefined || clause.since !== undefined) return undefined;
      return plus(stream.loss, owed(stream, clause.except));
    case "order":
      return orderCuts(stream, clause.scope, clause.strict);
    case "bounded-redelivery":
    case "agree":
    case "atomic":
    case "isolated":
    case "within":
    case "survives":
      return undefined;
    default:
      return unreachable(clause);
  }
}

function owed(stream: Stream, except: readonly Exception[]): Cuts {
  if (stream.disposed.size === 0) return NONE;
  const excused = except.flatMap((exception) => EXCUSES[exception]);
  return sum([...stream.disposed].filter(([reason]) => !excused.includes(reason)).map(([, cuts]) => cuts));
}

function orderCuts(stream: Stream, scope: OrderScope, strict: boolean): Cuts {
  const split = sum(stream.splits.filter(({ lane }) => !keeps(lane, scope)).map(({ cuts }) => cuts));
  return plus(split, stream.swap, allClasses(stream.stale), strict ? allClasses(stream.back) : NONE);
}

/** Do messages that the scope keeps in order stand in one lane? */
function keeps(lane: Lane, scope: OrderScope): boolean {
  if (lane.kind === "by") return scope.kind === "per" && scope.path === lane.path;
  return lane.kind === "one";
}

/** Ways to break the clause within the fault model, in the order of reports. */
export function hazardsOf(inferred: Inferred, clause: Clause, faults: FaultModel): readonly Hazard[] {
  const cuts = cutsOf(inferred.stream, clause) ?? NONE;
  return sorted(within(cuts, faults, inferred.counted)).map((cut) => ({ clause: clause.kind, cut }));
}

/**
 * What inference says of one clause. `holds` rests on the inference alone; `undecided` names unknown settings,
 * `not-judged` what is not modelled.
 */
export type ClauseVerdict =
  | { readonly kind: "holds" }
  | { readonly kind: "broken"; readonly hazards: readonly Hazard[] }
  | { readonly kind: "undecided"; readonly unknown: readonly string[] }
  | { readonly kind: "not-judged"; readonly notModelled: readonly string[] };

/** Judges one clause of a guarantee on a flow. */
export function judgeClause(inferred: Inferred, clause: Clause, faults: FaultModel): ClauseVerdict {
  const { unknown, notModelled } = inferred;
  if (unknown.length > 0) return { kind: "undecided", unknown };
  if (notModelled.length > 0) return { kind: "not-judged", notModelled };
  if (cutsOf(inferred.stream, clause) === undefined)
    return { kind: "not-judged", notModelled: [clauseName(clause)] };
  const hazards = hazardsOf(inferred, clause, faults);
  if (hazards.length > 0) return { kind: "broken", hazards };
  return inferred.incomplete
    ? { kind: "not-judged", notModelled: ["more than three faults at once"] }
    : { kind: "holds" };
}

/** The strongest words that hold for a flow under a fault model: a line of the flow table. */
export interface Gives {
  readonly delivery?: Delivery;
  readonly order?: OrderScope;
  readonly strict: boolean;
  readonly valid: boolean;
  readonly live: boolean;
}

/** `paths` are the paths by which order could be kept, best first. */
export function gives(inferred: Inferred, faults: FaultModel, paths: readonly string[]): Gives {
  const holds = (clause: Clause): boolean => hazardsOf(inferred, clause, faults).length === 0;
  const least = holds({ kind: "at-least-once", except: [] });
  const most = holds({ kind: "at-most-once" });
  const delivery = least ? (most ? "exactly-once" : "at-least-once") : most ? "at-most-once" : undefined;
  const scopes: OrderScope[] = [
    { kind: "total" },
    { kind: "per-producer" },
    ...paths.map((path) => ({ kind: "per", path }) as const),
  ];
  const order = scopes.find((scope) => holds({ kind: "order", scope, strict: false }));
  return {
    ...(delivery === undefined ? {} : { delivery }),
    ...(order === undefined ? {} : { order }),
    strict: order !== undefined && holds({ kind: "order", scope: order, strict: true }),
    valid: holds({ kind: "valid" }),
    live: holds({ kind: "live" }),
  };
}
