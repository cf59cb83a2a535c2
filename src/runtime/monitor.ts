/**
 * The clauses of a guarantee as one incremental automaton over the events of a flow. It knows events and intents,
 * not the simulator; what it remembers lies in the state, so that the explorer's key contains it.
 * Clauses and words: docs/guarantees.md.
 */
import { assert } from "../base/assert.ts";
import type { Cell, Cells, Layout, State } from "../base/layout.ts";
import { type Clause, clauseName, DISPOSALS, type Exception, type OrderScope } from "../model/guarantee.ts";
import { EVENT, FAILED, OK } from "./event.ts";
import { countsLetters, DEAD_LETTER, REASON, reasonsOf } from "./excuse.ts";
import type { Monitor } from "./model.ts";

/** What the clauses are judged over. */
export interface Watched {
  /** Value of the order path of each intent; intents are numbered in the order of their first call. */
  readonly keys: readonly number[];
  /** Hop whose `effect` events end the flow. */
  readonly targetHop: number;
  readonly clauses: readonly Clause[];
}

type OrderClause = Clause & { readonly kind: "order" };

/** Intents at most: one bit each in a cell. */
const INTENTS_MAX = 30;

export class FlowMonitor implements Monitor {
  readonly clauses: readonly string[];
  readonly #clauses: readonly Clause[];
  readonly #orders: readonly { readonly clause: OrderClause; readonly bit: number }[];
  readonly #keys: readonly number[];
  readonly #target: number;
  readonly #sent: Cell;
  readonly #acked: Cell;
  /** Some attempt is in doubt or ok: the intent has an attempt that did not settle `failed`, for good. */
  readonly #kept: Cell;
  /** Attempts that have not settled, of intents not kept. */
  readonly #open: Cells;
  readonly #once: Cell;
  /** Intent plus one of the last effect of each path value; kept only where a clause asks. */
  readonly #lastOfKey: Cells;
  readonly #last: Cells;
  /** For each intent, those that were acknowledged when it was first called. */
  readonly #before: Cells;
  readonly #disposed: readonly (Cell | undefined)[];
  readonly #deliveries: Cells;
  readonly #deliveriesMax: number;
  /** Owed is what was called, not only what was acknowledged. */
  readonly #owesAccepted: boolean;
  readonly #broken: Cell;

  constructor(layout: Layout, watched: Watched) {
    const { clauses, keys, targetHop } = watched;
    assert(keys.length <= INTENTS_MAX, "a monitor watches at most 30 intents");
    const scoped = (kind: OrderScope["kind"]): boolean =>
      clauses.some((c) => c.kind === "order" && c.scope.kind === kind);
    const bounded = clauses.flatMap((c) => (c.kind === "bounded-redelivery" ? [c.deliveries] : []));
    this.#clauses = clauses;
    this.clauses = clauses.map(clauseName);
    this.#orders = clauses.flatMap((clause, c) => (clause.kind === "order" ? [{ clause, bit: 1 << c }] : []));
    this.#keys = keys;
    this.#target = targetHop;
    this.#sent = layout.cell();
    this.#acked = layout.cell();
    this.#kept = layout.cell();
    this.#open = layout.cells(keys.length);
    this.#once = layout.cell();
    this.#broken = layout.cell();
    this.#lastOfKey = layout.cells(scoped("per") ? Math.max(-1, ...keys) + 1 : 0);
    this.#last = layout.cells(scoped("per-producer") || scoped("total") ? 1 : 0);
    this.#before = layout.cells(scoped("total") ? keys.length : 0);
    const reasons = clauses.flatMap(reasonsOf);
    this.#disposed = DISPOSALS.map((reason) => (reasons.includes(reason) ? layout.cell() : undefined));
    this.#owesAccepted = clauses.some((c) => c.kind === "at-least-once" && c.from === "accepted");
    this.#deliveriesMax = Math.max(0, ...bounded) + 1;
    this.#deliveries = layout.cells(bounded.length > 0 ? keys.length : 0);
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
      if (intent >= 0) this.#left(s, intent, detail);
    } else if (kind === EVENT.deliver && hop === this.#target && this.#deliveries.length > 0) {
      this.#delivered(s, intent);
    }
  }

  /** Bits of the clauses that the history breaks if it ends here: those broken already and those broken by ending. */
  atEnd(s: State, unsettled: number): number {
    let broken = this.inCircles(s, unsettled);
    for (const { clause, bit } of this.#orders) if (this.#stale(s, clause)) broken |= bit;
    return broken;
  }

  inCircles(s: State, unsettled: number): number {
    const missing = this.due(s);
    let broken = this.#broken.get(s);
    if (missing === 0 && this.#deliveries.length === 0) return broken;
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind === "live" && (missing & unsettled) !== 0) broken |= 1 << c;
      if (clause.kind === "at-least-once" && (missing & ~unsettled & ~this.#excused(s, clause.except)) !== 0)
        broken |= 1 << c;
      if (clause.kind === "bounded-redelivery" && this.#isGivenUp(s, clause.deliveries, unsettled))
        broken |= 1 << c;
    }
    return broken;
  }

  /** Some intent was delivered as often as it may be, and rests nowhere. */
  #isGivenUp(s: State, deliveries: number, unsettled: number): boolean {
    const rests = this.#once.get(s) | unsettled | (this.#disposed[DEAD_LETTER]?.get(s) ?? 0);
    return this.#keys.some((_, m) => (rests & (1 << m)) === 0 && this.#deliveries.get(s, m) >= deliveries);
  }

  pending(s: State): number {
    return this.#sent.get(s) & ~this.#once.get(s);
  }

  due(s: State): number {
    return this.#owed(s) & ~this.#once.get(s);
  }

  #owed(s: State): number {
    return this.#owesAccepted ? this.#sent.get(s) : this.#acked.get(s);
  }

  premises(s: State): number {
    let bits = 0;
    for (let c = 0; c < this.#clauses.length; c++)
      if (this.#premise(s, this.#clauses[c] as Clause)) bits |= 1 << c;
    return bits;
  }

  #premise(s: State, clause: Clause): boolean {
    if (clause.kind === "live" || clause.kind === "at-least-once") return this.#owed(s) !== 0;
    const effects = this.#once.get(s);
    if (clause.kind !== "order") return effects !== 0;
    return this.#keys.some(
      (_, m) => (effects & (1 << m)) !== 0 && (effects & this.#successors(s, m, clause)) !== 0,
    );
  }

  #called(s: State, m: number): void {
    if (!this.#sent.has(s, m) && this.#before.length > 0) this.#before.set(s, m, this.#acked.get(s));
    this.#sent.put(s, m, true);
    if (!this.#kept.has(s, m)) this.#open.add(s, m, 1);
  }

  #settled(s: State, m: number, outcome: number): void {
    if (outcome === OK) this.#acked.put(s, m, true);
    if (this.#kept.has(s, m)) return;
    if (outcome !== FAILED) {
      this.#kept.put(s, m, true);
      this.#open.set(s, m, 0);
      return;
    }
    if (this.#open.add(s, m, -1) <= 0 && this.#once.has(s, m)) this.#break(s, "valid");
  }

  #delivered(s: State, m: number): void {
    const n = Math.min(this.#deliveries.get(s, m) + 1, this.#deliveriesMax);
    this.#deliveries.set(s, m, n);
    for (let c = 0; c < this.#clauses.length; c++) {
      const clause = this.#clauses[c] as Clause;
      if (clause.kind === "bounded-redelivery" && n > clause.deliveries) this.#broken.put(s, c, true);
    }
  }

  #left(s: State, m: number, reason: number): void {
    this.#disposed[reason]?.put(s, m, true);
    if (reason === DEAD_LETTER && this.#once.has(s, m)) this.#break(s, "at-most-once", true);
  }

  #effect(s: State, m: number): void {
    if (!this.#kept.has(s, m) && this.#open.get(s, m) <= 0) this.#break(s, "valid");
    const effects = this.#once.get(s);
    const first = (effects & (1 << m)) === 0;
    if (!first) this.#break(s, "at-most-once");
    if (this.#disposed[DEAD_LETTER]?.has(s, m) === true) this.#break(s, "at-most-once", true);
    for (const { clause, bit } of this.#orders) {
      if (!first && !clause.strict) continue;
      if ((effects & this.#successors(s, m, clause)) !== 0) this.#broken.set(s, this.#broken.get(s) | bit);
    }
    this.#once.put(s, m, true);
    if (this.#lastOfKey.length > 0) this.#lastOfKey.set(s, this.#keys[m] as number, m + 1);
    if (this.#last.length > 0) this.#last.set(s, 0, m + 1);
  }

  /** Bits of the intents that come after `m` in the scope of `clause`. */
  #successors(s: State, m: number, clause: OrderClause): number {
    const scope = clause.scope.kind;
    let bits = 0;
    if (scope === "total") {
      for (let n = 0; n < this.#keys.length; n++)
        if ((this.#before.get(s, n) & (1 << m)) !== 0) bits |= 1 << n;
    }
    // The wider scope includes the narrower: a total order also keeps what one producer sends.
    for (let n = m + 1; n < this.#keys.length; n++)
      if (scope !== "per" || this.#keys[n] === this.#keys[m]) bits |= 1 << n;
    return bits;
  }

  /** The last effect (of a path value, where the scope has one) does not belong to the last intent that has an effect. */
  #stale(s: State, clause: OrderClause): boolean {
    const effects = this.#once.get(s);
    const last = clause.scope.kind === "per" ? this.#lastOfKey : this.#last;
    for (let k = 0; k < last.length; k++) {
      const m = last.get(s, k) - 1;
      if (m >= 0 && (effects & this.#successors(s, m, clause)) !== 0) return true;
    }
    return false;
  }

  #excused(s: State, except: readonly Exception[]): number {
    let bits = 0;
    for (const exception of except)
      for (const reason of REASON[exception]) {
        const disposed = this.#disposed[DISPOSALS.indexOf(reason)]?.get(s) ?? 0;
        bits |= exception === "superseded" ? disposed & this.#superseded(s) : disposed;
      }
    return bits;
  }

  /** Bits of the intents of whose path value a later acknowledged one has an effect. */
  #superseded(s: State): number {
    const later = this.#acked.get(s) & this.#once.get(s);
    let bits = 0;
    for (let m = 0; m < this.#keys.length; m++)
      for (let n = m + 1; n < this.#keys.length; n++)
        if ((later & (1 << n)) !== 0 && this.#keys[n] === this.#keys[m]) bits |= 1 << m;
    return bits;
  }

  /** `letters`: only clauses for which a dead letter counts like an effect. */
  #break(s: State, kind: Clause["kind"], letters: boolean = false): void {
    this.#clauses.forEach((clause, c) => {
      if (clause.kind === kind && (!letters || countsLetters(clause))) this.#broken.put(s, c, true);
    });
  }
}
