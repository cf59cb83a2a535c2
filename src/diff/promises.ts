/** What is promised: clauses withdrawn, and clauses that are new. */
import type { Clause, FaultKind, FaultModel, OrderScope } from "../model/guarantee.ts";
import type { Guarantee } from "../model/topology.ts";

/** Clauses of `before` that nothing in `after` includes, in words; the other way round, what is promised in addition. */
export function lacking(before: readonly Guarantee[], after: readonly Guarantee[]): readonly string[] {
  const held = after.flatMap(({ clauses, under }) => clauses.map((clause) => ({ clause, under })));
  const found = before.flatMap(({ clauses, under }) =>
    clauses
      .filter(({ kind }) => kind !== "valid" && kind !== "live")
      .filter((clause) => !held.some((one) => implies(one.clause, clause) && includes(one.under, under)))
      .map((clause) => `${clauseText(clause)}${under.name === "standard" ? "" : ` under ${under.name}`}`),
  );
  return [...new Set(found)];
}

function implies(strong: Clause, weak: Clause): boolean {
  if (strong.kind === "order" && weak.kind === "order")
    return scopeIncludes(strong.scope, weak.scope) && (strong.strict || !weak.strict);
  if (strong.kind === "at-least-once" && weak.kind === "at-least-once")
    return strong.except.every((each) => weak.except.includes(each));
  if (strong.kind === "bounded-redelivery" && weak.kind === "bounded-redelivery")
    return strong.deliveries <= weak.deliveries;
  return strong.kind === weak.kind;
}

function scopeIncludes(wide: OrderScope, narrow: OrderScope): boolean {
  if (wide.kind === "total") return true;
  if (wide.kind === "per-producer") return narrow.kind !== "total";
  return narrow.kind === "per" && narrow.path === wide.path;
}

/** Whatever may go wrong in `narrow` may in `wide`. */
function includes(wide: FaultModel, narrow: FaultModel): boolean {
  if (wide.count < narrow.count) return false;
  return Object.entries(narrow.kinds).every(([kind, bound]) => {
    // Keys of a fault model are its kinds.
    const other = wide.kinds[kind as FaultKind];
    return other !== undefined && atLeast(other.ms, bound.ms) && atLeast(other.times, bound.times);
  });
}

function atLeast(wide: number | undefined, narrow: number | undefined): boolean {
  return wide === undefined || (narrow !== undefined && wide >= narrow);
}

function clauseText(clause: Clause): string {
  switch (clause.kind) {
    case "order": {
      const { scope, strict } = clause;
      const order =
        scope.kind === "per"
          ? `order per ${scope.path}`
          : scope.kind === "total"
            ? "total order"
            : "order per producer";
      return strict ? `strict ${order}` : order;
    }
    case "at-least-once":
      return clause.except.length === 0 ? clause.kind : `${clause.kind} except ${clause.except.join(", ")}`;
    case "bounded-redelivery":
      return `at most ${clause.deliveries} deliveries`;
    default:
      return clause.kind;
  }
}
