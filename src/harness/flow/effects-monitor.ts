/**
 * Judges the effects of user code. The undisturbed run of a workload says which stores each message affects, and how
 * often: at-least-once asks for an effect on each of these, at-most-once for no more on any of them, an order for the
 * effects on each of them. What is judged are roots: whatever a handler sent because of a message counts for that message.
 */
import { Layout, type State } from "../../base/layout.ts";
import type { Clause } from "../../model/guarantee.ts";
import { EVENT, FAILED } from "../../runtime/event.ts";
import type { Extensible } from "../../runtime/extension.ts";
import type { Monitor } from "../../runtime/model.ts";
import { FlowMonitor } from "../../runtime/monitor.ts";
import type { Messages } from "./messages.ts";

/** How often each root affects each store (by number) when nothing goes wrong. */
export type Reference = readonly ReadonlyMap<number, number>[];

export interface EffectsPlan {
  readonly keys: readonly number[];
  readonly targetHop: number;
  readonly clauses: readonly Clause[];
  readonly messages: Messages;
}

interface OrderWatch {
  readonly monitor: FlowMonitor;
  state: State;
}

/** An event as a watch of one store takes it. */
type Told = readonly [kind: number, hop: number, place: number, intent: number, detail: number];

export class EffectsMonitor implements Monitor {
  readonly clauses: readonly string[];
  readonly #plan: EffectsPlan;
  readonly #main: Monitor;
  /** Bits of `clauses` that are about how often, and about order. */
  readonly #atMostOnce: number;
  readonly #orders: { readonly clauses: readonly Clause[]; readonly bits: readonly number[] };
  #reference: Reference | undefined;
  /** Effects so far, of each root on each store. */
  #counts: Map<number, number>[] = [];
  /** Stores that are as each root wants them. */
  #touched: Set<number>[] = [];
  #watches: Map<number, OrderWatch> = new Map<number, OrderWatch>();
  #sends: Told[] = [];
  #broken = 0;
  #done = 0;

  constructor({ monitor }: Pick<Extensible, "monitor">, plan: EffectsPlan) {
    this.#plan = plan;
    this.#main = monitor;
    this.clauses = monitor.clauses;
    const bitsOf = (kind: Clause["kind"]): readonly number[] =>
      plan.clauses.flatMap((clause, c) => (clause.kind === kind ? [1 << c] : []));
    this.#atMostOnce = bitsOf("at-most-once").reduce((all, bit) => all | bit, 0);
    this.#orders = { clauses: plan.clauses.filter(({ kind }) => kind === "order"), bits: bitsOf("order") };
    this.reset(undefined);
  }

  /** A run begins; without a reference nothing is expected of it. */
  reset(reference: Reference | undefined): void {
    this.#reference = reference;
    this.#counts = this.#plan.keys.map(() => new Map<number, number>());
    this.#touched = this.#plan.keys.map(() => new Set<number>());
    this.#watches = new Map();
    this.#sends = [];
    this.#broken = 0;
    this.#done = 0;
  }

  /** How often each root affected each store in this run. */
  get counts(): Reference {
    return this.#counts;
  }

  step(s: State, kind: number, hop: number, place: number, intent: number, detail: number): void {
    const root = intent < 0 ? intent : this.#plan.messages.rootOf(intent);
    if (kind === EVENT.effect) return this.#effect(s, [kind, hop, place, root, detail]);
    // What has no effect is taken for done once it is sent: a refusal would contradict that.
    if (kind === EVENT.sent && hop === 0 && detail === FAILED && this.#owesNothing(root)) return;
    if (kind === EVENT.suppressed) this.#touch(s, [EVENT.effect, hop, place, root, detail]);
    this.#main.step(s, kind, hop, place, root, detail);
    if ((kind === EVENT.send || kind === EVENT.sent) && hop === 0 && this.#orders.bits.length > 0) {
      const told: Told = [kind, hop, place, root, detail];
      this.#sends.push(told);
      for (const watch of this.#watches.values()) watch.monitor.step(watch.state, ...told);
    }
    if (kind === EVENT.send && hop === 0 && this.#owesNothing(root)) {
      this.#complete(s, [EVENT.effect, this.#plan.targetHop, place, root, 0]);
    }
  }

  broken(s: State): number {
    return this.#judged(this.#main.broken(s), (watch) => watch.monitor.broken(watch.state));
  }

  atEnd(s: State, unsettled: number): number {
    const roots = this.#rootsIn(unsettled);
    return this.#judged(this.#main.atEnd(s, roots), (watch) => watch.monitor.atEnd(watch.state, 0));
  }

  inCircles(s: State, unsettled: number): number {
    return this.#judged(this.#main.inCircles(s, this.#rootsIn(unsettled)), (watch) =>
      watch.monitor.broken(watch.state),
    );
  }

  pending(s: State): number {
    return this.#main.pending(s);
  }

  /** With the intents of handlers that come of a due root. */
  due(s: State): number {
    const roots = this.#main.due(s);
    const { messages } = this.#plan;
    let bits = roots;
    for (let m = messages.roots; m < messages.intents; m++) {
      const root = messages.rootOf(m);
      if (root >= 0 && (roots & (1 << root)) !== 0) bits |= 1 << m;
    }
    return bits;
  }

  premises(s: State): number {
    return this.#judged(this.#main.premises(s), (watch) => watch.monitor.premises(watch.state));
  }

  #owesNothing(root: number): boolean {
    return this.#reference?.[root]?.size === 0;
  }

  #rootsIn(unsettled: number): number {
    const { messages } = this.#plan;
    let bits = unsettled & ((1 << messages.roots) - 1);
    for (let m = messages.roots; m < messages.intents; m++)
      if ((unsettled & (1 << m)) !== 0 && messages.rootOf(m) >= 0) bits |= 1 << messages.rootOf(m);
    return bits;
  }

  /** Of the main monitor nothing about order is taken, since it is told of whole messages only. */
  #judged(main: number, of: (watch: OrderWatch) => number): number {
    const { bits } = this.#orders;
    let broken = this.#broken | (main & ~bits.reduce((all, bit) => all | bit, 0));
    for (const watch of this.#watches.values()) {
      const own = of(watch);
      bits.forEach((bit, c) => {
        if ((own & (1 << c)) !== 0) broken |= bit;
      });
    }
    return broken;
  }

  #effect(s: State, effect: Told): void {
    const [, hop, , root, store] = effect;
    const counts = this.#counts[root];
    if (hop !== this.#plan.targetHop || counts === undefined) return;
    const count = (counts.get(store) ?? 0) + 1;
    counts.set(store, count);
    const usual = Math.max(1, this.#reference?.[root]?.get(store) ?? 1);
    if (this.#reference !== undefined && count > usual) this.#broken |= this.#atMostOnce;
    if (this.#orders.bits.length > 0) {
      const watch = this.#watch(store);
      watch.monitor.step(watch.state, ...effect);
    }
    this.#touch(s, effect);
  }

  /** The store is as the message wants it, whoever made it so. */
  #touch(s: State, effect: Told): void {
    const [, hop, , root, store] = effect;
    const touched = this.#touched[root];
    if (hop !== this.#plan.targetHop || touched === undefined) return;
    touched.add(store);
    const expected = this.#reference?.[root];
    if (expected === undefined || [...expected.keys()].every((each) => touched.has(each)))
      this.#complete(s, effect);
  }

  /** Everything that the message affects has been affected: for the clauses it has its one effect. */
  #complete(s: State, effect: Told): void {
    const root = effect[3];
    if ((this.#done & (1 << root)) !== 0) return;
    this.#done |= 1 << root;
    this.#main.step(s, ...effect);
  }

  #watch(store: number): OrderWatch {
    const known = this.#watches.get(store);
    if (known !== undefined) return known;
    const layout = new Layout();
    const { keys, targetHop } = this.#plan;
    const monitor = new FlowMonitor(layout, { keys, targetHop, clauses: this.#orders.clauses });
    const watch = { monitor, state: layout.initial() };
    for (const told of this.#sends) monitor.step(watch.state, ...told);
    this.#watches.set(store, watch);
    return watch;
  }
}
