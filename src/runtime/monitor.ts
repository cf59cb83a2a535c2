/**
 * The clauses of a guarantee as one incremental automaton over the events of a flow. It knows events and intents,
 * not the simulator; what it remembers lies in the state, so that the explorer's key contains it.
 * Clauses and words: docs/guarantees.md.
 */
import type { Cell, Cells, Layout, State } from "../base/layout.ts";
import type { Clause, Exception } from "../model/guarantee.ts";
import { DISPOSALS, EVENT, FAILED, OK } from "./event.ts";
import type { Monitor } from "./model.ts";

/** What the clauses are judged over. */
export interface Watched {
  /** Value of the order path of each intent; intents are numbered in the order of their first call. */
  readonly keys: readonly number[];
  /** Hop whose `effect` events end the flow. */
  readonly targetHop: number;
  readonly clauses: readonly Clause[];
}

/** Name of a clause for reports and schedules. */
export function clauseName(clause: Clause): string {
  switch (clause.kind) {
    case "at-least-once":
      return clause.except.length === 0 ? clause.kind : `${clause.kind} except ${clause.except.join(", ")}`;
    case "order": {
      const { scope } = clause;
      const word = scope.kind === "per" ? `per(${scope.path})` : scope.kind;
      return `${clause.strict ? "strict order" : "order"} ${word}`;
    }
    case "bounded-redelivery":
      return `${clause.kind} ${clause.deliveries}`;
    default:
      return clause.kind;
  }
}

const REASON: Readonly<Record<Exception, readonly string[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

export class FlowMonitor implements Monitor {
  readonly clauses: readonly string[];
  readonly #clauses: readonly Clause[];
  readonly #keys: readonly number[];
  readonly #target: number;
  readonly #acked: Cell;
  readonly #alive: Cell;
  readonly #kept: Cell;
  readonly #sent: Cell;
  readonly #once: Cell;
  readonly #last: Cells;
  readonly #disposed: readonly Cell[];
  readonly #deliveries: Cells;
  readonly #deliveriesMax: number;
  readonly #broken: Cell;

  constructor(layout: Layout, watched: Watched) {
    this.#clauses = watched.clauses;
    this.clauses = watched.clauses.map(clauseName);
    this.#keys = watched.keys;
    this.#target = watched.targetHop;
    this.#acked = layout.cell();
    this.#alive = layout.cell();
    this.#kept = layout.cell();
    this.#sent = layout.cell();
    this.#once = layout.cell();
    this.#broken = layout.cell();
    this.#last = layout.cells(Math.max(0, ...watched.keys) + 1);
    const reasons = watched.clauses.some((c) => c.kind === "at-least-once" && c.except.length > 0);
    this.#disposed = reasons ? DISPOSALS.map(() => layout.cell()) : [];
    const bounded = watched.clauses.filter((c) => c.kind === "bounded-redelivery");
    this.#deliveriesMax = Math.max(0, ...bounded.map((c) => c.deliveries)) + 1;
    this.#deliveries = layout.cells(bounded.length > 0 ? watched.keys.length : 0);
  }

  broken(s: State): number {
    return this.#broken.get(s);
  }

  step(s: State, kind: number, hop: number, _place: number, intent: number, detail: number): void {
    if (kind === EVENT.effect) {
      if (hop === this.#target) this.#effect(s, intent);
    } else if (kind === EVENT.send) {
      if (hop === 0) this.#called(s, intent);
    } else if (kind === EVENT.sent) {
      if (hop === 0) this.#settled(s, intent, detail);
    } else if (kind === EVENT.dispose) {
      if (intent >= 0) this.#disposed[detail]?.put(s, intent, true);
    } else if (kind === EVENT.deliver && hop === this.#target && this.#deliveries.length > 0) {
      this.#delivered(s, intent);
    }
  }

  /** Bits of the clauses that the history breaks if it ends here: those broken already and those broken by ending. */
  atEnd(s: State, unsettled: number): number {
    let broken = this.#broken.get(s);
    const acked = this.#acked.get(s);
    const effects = this.#once.get(s);
    const missing = acked & ~effects;
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind === "live" && (missing & unsettled) !== 0) broken |= 1 << c;
      if (clause.kind === "at-least-once" && (missing & ~unsettled & ~this.#excepted(s, clause.except)) !== 0) broken |= 1 << c;
      if (clause.kind === "order" && this.#stale(s, clause)) broken |= 1 << c;
    }
    return broken;
  }

  inCircles(s: State, unsettled: number): number {
    const missing = this.due(s);
    let broken = this.#broken.get(s);
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind === "live" && (missing & unsettled) !== 0) broken |= 1 << c;
      if (clause.kind === "at-least-once" && (missing & ~unsettled & ~this.#excepted(s, clause.except)) !== 0) broken |= 1 << c;
    }
    return broken;
  }

  pending(s: State): number {
    return this.#sent.get(s) & ~this.#once.get(s);
  }

  premises(s: State): number {
    let bits = 0;
    for (let c = 0; c < this.#clauses.length; c++) if (this.#premise(s, this.#clauses[c] as Clause)) bits |= 1 << c;
    return bits;
  }

  /** Bit m: intent m is acknowledged and has neither an effect nor an excuse. */
  due(s: State): number {
    return this.#acked.get(s) & ~this.#once.get(s);
  }

  #premise(s: State, clause: Clause): boolean {
    if (clause.kind === "live" || clause.kind === "at-least-once") return this.#acked.get(s) !== 0;
    const effects = this.#once.get(s);
    if (clause.kind !== "order") return effects !== 0;
    return this.#keys.some(
      (key, m) => (effects & (1 << m)) !== 0 && this.#keys.some((k, n) => n > m && (effects & (1 << n)) !== 0 && (clause.scope.kind !== "per" || k === key)),
    );
  }

  #called(s: State, m: number): void {
    this.#sent.put(s, m, true);
    this.#alive.put(s, m, true);
  }

  /** `alive`: some attempt is open or did not settle `failed`; an attempt in doubt or ok keeps it so for good. */
  #settled(s: State, m: number, outcome: number): void {
    if (outcome === OK) this.#acked.put(s, m, true);
    if (outcome !== FAILED) this.#kept.put(s, m, true);
    if (outcome !== FAILED || this.#kept.has(s, m)) return;
    this.#alive.put(s, m, false);
    if (this.#once.has(s, m)) this.#break(s, "valid");
  }

  #delivered(s: State, m: number): void {
    const n = Math.min(this.#deliveries.get(s, m) + 1, this.#deliveriesMax);
    this.#deliveries.set(s, m, n);
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind === "bounded-redelivery" && n > clause.deliveries) this.#broken.put(s, c, true);
    }
  }

  #effect(s: State, m: number): void {
    if (!this.#sent.has(s, m) || !this.#alive.has(s, m)) this.#break(s, "valid");
    const first = !this.#once.has(s, m);
    if (!first) this.#break(s, "at-most-once");
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind !== "order" || !(first || clause.strict)) continue;
      if (this.#successorSeen(s, m, clause)) this.#broken.put(s, c, true);
    }
    this.#once.put(s, m, true);
    this.#last.set(s, this.#keys[m] as number, m + 1);
  }

  /** Has an intent called after `m`, in the same scope, an effect already? */
  #successorSeen(s: State, m: number, clause: Clause & { kind: "order" }): boolean {
    const effects = this.#once.get(s);
    for (let later = m + 1; later < this.#keys.length; later++) {
      if ((effects & (1 << later)) === 0) continue;
      if (clause.scope.kind !== "per" || this.#keys[later] === this.#keys[m]) return true;
    }
    return false;
  }

  /** The last effect of a path value does not belong to its last called intent that has one. */
  #stale(s: State, clause: Clause & { kind: "order" }): boolean {
    const effects = this.#once.get(s);
    if (clause.scope.kind !== "per") return false;
    for (let key = 0; key < this.#last.length; key++) {
      const last = this.#last.get(s, key) - 1;
      if (last < 0) continue;
      for (let later = last + 1; later < this.#keys.length; later++)
        if (this.#keys[later] === key && (effects & (1 << later)) !== 0) return true;
    }
    return false;
  }

  #excepted(s: State, except: readonly Exception[]): number {
    let bits = 0;
    for (const exception of except)
      for (const reason of REASON[exception]) bits |= this.#disposed[DISPOSALS.indexOf(reason as (typeof DISPOSALS)[number])]?.get(s) ?? 0;
    return bits;
  }

  #break(s: State, kind: Clause["kind"]): void {
    for (let c = 0; c < this.#clauses.length; c++) if (this.#clauses[c]?.kind === kind) this.#broken.put(s, c, true);
  }
}
