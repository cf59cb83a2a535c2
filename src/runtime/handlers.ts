/** The handlers of one consumer: the declared `steps`, group by group, over what outlives a crash and what does not. */
import type { Cell, Cells, State } from "../base/layout.ts";
import { assert } from "../base/assert.ts";
import { EVENT, OK } from "./event.ts";
import type { HandlerModel, HandlerParts } from "./handler-model.ts";
import { HandlerSlots, READY, SENDING, SETTLING } from "./handler-slots.ts";
import type { Alarm, Mechanism, Op } from "./mechanism.ts";
import type { Context, Moves } from "./model.ts";
import type { HandlerPlan } from "./handler-plan.ts";

/** Intents are below this; a slot and an intent make an item. */
const INTENTS_MAX = 32;

export class Handlers implements HandlerModel {
  readonly plan: HandlerPlan;
  readonly hop: number;
  readonly places: readonly number[];
  readonly slots: HandlerSlots;
  readonly #shared: Cell;
  readonly #own: Cells;
  readonly #failing: Cell;
  readonly #expiry: Alarm | undefined;
  readonly #act: Op;
  /** The group consists of the settle; so does the one behind them all, of a repetition that has nothing else left to do. */
  readonly #settles: readonly boolean[];
  /** The group consists of sends off the flow. */
  readonly #besides: readonly boolean[];
  readonly #settleGroup: number;
  #mechanism: Mechanism | undefined;
  #next: Mechanism | undefined;
  #up: (s: State, i: number) => boolean = () => true;

  constructor({ builder, hop, plan, valueOf }: HandlerParts) {
    const { layout } = builder;
    this.plan = plan;
    this.hop = hop;
    this.slots = new HandlerSlots(layout, plan, valueOf);
    this.#shared = layout.cell();
    this.#own = layout.cells(plan.effect === "instance" ? plan.instances : 0);
    this.#failing = layout.cell();
    this.places = Array.from({ length: plan.instances }, (_, i) => builder.place(`${plan.place}#${i + 1}`));
    const alone = plan.groups.every((group) => !group.includes("next") || group.length === 1);
    assert(alone, "a send to the next hop is awaited, so it is a group of its own");
    this.#settles = [...plan.groups.map((group) => group.every((act) => act === "settle")), true];
    this.#besides = plan.groups.map((group) => group.every((act) => act === "elsewhere"));
    this.#settleGroup = plan.groups.findIndex((group) => group.includes("settle"));
    this.#act = builder.op(
      (i, b) =>
        `${plan.place}#${i + 1} handles m${(b & 31) + 1}${b >> 5 > 0 ? ` (slot ${(b >> 5) + 1})` : ""}`,
      (s, ctx, i, b) => this.#run(s, ctx, i, b >> 5),
      (s, i, b) => this.#unseen(s, this.slots.group.get(s, i * this.slots.perInstance + (b >> 5))),
    );
    this.#expiry =
      plan.effect === "shared" && plan.keepMs > 0
        ? builder.timer(`the store of ${plan.place} forgets`, (s) => this.#shared.set(s, 0))
        : undefined;
  }

  connect(mechanism: Mechanism, next: Mechanism | undefined, up: (s: State, i: number) => boolean): void {
    this.#mechanism = mechanism;
    this.#next = next;
    this.#up = up;
  }

  moves(s: State, out: Moves): void {
    const { perInstance, ref, intent, phase } = this.slots;
    for (let i = 0; i < this.plan.instances; i++) {
      if (!this.#up(s, i)) continue;
      for (let k = 0; k < perInstance; k++) {
        const slot = i * perInstance + k;
        if (ref.get(s, slot) === 0 || phase.get(s, slot) !== READY) continue;
        const b = (k << 5) | intent.get(s, slot);
        this.#act.prompt(out, i, b);
      }
    }
  }

  /** A send off the flow, or a settle that is only posted, touches nothing that anyone else sees. */
  #unseen(s: State, group: number): boolean {
    if (this.#settles[group] === true) return this.#mechanism?.postsSettles === true;
    return this.#besides[group] === true && this.#failing.get(s) === 0;
  }

  /** Groups done by the handler that runs on intent `m` in instance `i`; -1 where none runs. */
  groupsDone(s: State, i: number, m: number): number {
    const slot = this.slots.slotOf(s, i, m);
    return slot < 0 ? -1 : this.slots.group.get(s, slot);
  }

  /** The handler on intent `m` in instance `i` throws, wherever it is. */
  throws(s: State, ctx: Context, i: number, m: number): void {
    const slot = this.slots.slotOf(s, i, m);
    assert(slot >= 0, "only a handler that runs can throw");
    this.#fail(s, ctx, i, slot);
  }

  free(s: State, i: number, m: number): boolean {
    return this.slots.free(s, i, m);
  }

  abandon(s: State, i: number, ref: number): void {
    this.slots.abandon(s, i, ref);
  }

  begin(s: State, ctx: Context, i: number, m: number, ref: number): void {
    this.slots.take(s, i, m, ref);
    ctx.emit(EVENT.execute, this.hop, this.places[i] ?? 0, m, 0);
  }

  settleAnswered(s: State, ctx: Context, i: number, ref: number, ok: boolean): void {
    const slot = this.slots.find(s, i, ref, SETTLING);
    if (slot < 0) return;
    this.slots.phase.set(s, slot, READY);
    if (ok) this.#advance(s, ctx, i, slot);
    else this.#fail(s, ctx, i, slot);
  }

  /** A send that a handler of instance `i` awaits has settled. */
  sent(s: State, ctx: Context, i: number, item: number, outcome: number): void {
    const slot = i * this.slots.perInstance + ((item - 1) >> 5);
    if (this.slots.ref.get(s, slot) === 0 || this.slots.phase.get(s, slot) !== SENDING) return;
    if (this.slots.intent.get(s, slot) !== ((item - 1) & (INTENTS_MAX - 1))) return;
    this.slots.phase.set(s, slot, READY);
    if (outcome === OK) this.#advance(s, ctx, i, slot);
    else this.#fail(s, ctx, i, slot);
  }

  /** The process died: handlers and what it kept in memory are gone. */
  crash(s: State, i: number): void {
    this.slots.abandon(s, i);
    if (this.plan.effect === "instance") this.#own.set(s, i, 0);
  }

  /** Bits of the intents that the store remembers; of instance `i` where each has its own. */
  remembered(s: State, i: number): number {
    return this.plan.effect === "instance" ? this.#own.get(s, i) : this.#shared.get(s);
  }

  failNext(s: State, times: number): void {
    this.#failing.set(s, times);
  }

  failing(s: State): boolean {
    return this.failures(s) !== 0;
  }

  /** How many of the next handlers throw. */
  failures(s: State): number {
    return this.#failing.get(s);
  }

  /** A disturbance of at most `boundMs` began: what the store remembers may run out meanwhile. */
  outage(s: State, boundMs: number): void {
    if (boundMs > this.plan.keepMs) this.#expiry?.arm(s, this.plan.keepMs);
  }

  outageOver(s: State): void {
    this.#expiry?.disarm(s);
  }

  #run(s: State, ctx: Context, i: number, k: number): void {
    const slot = i * this.slots.perInstance + k;
    const group = this.plan.groups[this.slots.group.get(s, slot)];
    if (group === undefined) return this.#settle(s, ctx, i, slot);
    if (this.#failing.get(s) > 0 && group.some((act) => act !== "settle")) {
      this.#failing.add(s, -1);
      return this.#fail(s, ctx, i, slot);
    }
    const m = this.slots.intent.get(s, slot);
    const ref = this.slots.ref.get(s, slot) - 1;
    if (group.includes("settle") && group.includes("effect")) {
      if (this.#mechanism?.settleWithEffect?.(s, ctx, i, ref) !== true) return this.#fail(s, ctx, i, slot);
      const made = this.#effect(s, ctx, i, m);
      if (!made && this.plan.gates === "handler") return this.#skipToSettle(s, ctx, i, slot);
      return this.#advance(s, ctx, i, slot);
    }
    for (const act of group) {
      if (act === "next") {
        this.slots.phase.set(s, slot, SENDING);
        ctx.emit(EVENT.send, this.hop + 1, this.places[i] ?? 0, m, 0);
        this.#next?.send(s, ctx, i, 1 + m + INTENTS_MAX * k);
        return;
      }
      if (act === "followed") ctx.emit(EVENT.effect, this.hop + 1, this.places[i] ?? 0, m, 0);
      if (act === "effect" && !this.#effect(s, ctx, i, m) && this.plan.gates === "handler")
        return this.#skipToSettle(s, ctx, i, slot);
      if (act === "settle") return this.#settle(s, ctx, i, slot);
    }
    this.#advance(s, ctx, i, slot);
  }

  /** Answers whether the effect was made; a recognised repetition is suppressed. */
  #effect(s: State, ctx: Context, i: number, m: number): boolean {
    const place = this.places[i] ?? 0;
    const { effect } = this.plan;
    const seen =
      effect === "shared"
        ? this.#shared.has(s, m)
        : effect === "instance" && (this.#own.get(s, i) & (1 << m)) !== 0;
    if (seen) {
      ctx.emit(EVENT.suppressed, this.hop, place, m, 0);
      return false;
    }
    if (effect === "shared") this.#shared.put(s, m, true);
    if (effect === "instance") this.#own.set(s, i, this.#own.get(s, i) | (1 << m));
    ctx.emit(EVENT.effect, this.hop, place, m, 0);
    return true;
  }

  #skipToSettle(s: State, ctx: Context, i: number, slot: number): void {
    if (this.#settleGroup <= this.slots.group.get(s, slot)) return this.#end(s, ctx, i, slot);
    const last = this.plan.groups.length - 1;
    this.slots.group.set(s, slot, this.#settleGroup === last ? last : last + 1);
  }

  #settle(s: State, ctx: Context, i: number, slot: number): void {
    const ref = this.slots.ref.get(s, slot) - 1;
    this.slots.phase.set(s, slot, SETTLING);
    if (this.#mechanism?.settle(s, ctx, i, ref) !== "done") return;
    this.slots.phase.set(s, slot, READY);
    this.#advance(s, ctx, i, slot);
  }

  #advance(s: State, ctx: Context, i: number, slot: number): void {
    if (this.slots.group.add(s, slot, 1) >= this.plan.groups.length) this.#end(s, ctx, i, slot);
  }

  #end(s: State, ctx: Context, i: number, slot: number): void {
    const ref = this.slots.ref.get(s, slot) - 1;
    this.slots.leave(s, slot);
    this.#mechanism?.ended(s, ctx, i, ref);
  }

  #fail(s: State, ctx: Context, i: number, slot: number): void {
    const m = this.slots.intent.get(s, slot);
    const ref = this.slots.ref.get(s, slot) - 1;
    ctx.emit(EVENT.failed, this.hop, this.places[i] ?? 0, m, 0);
    this.slots.leave(s, slot);
    if (this.#mechanism?.failed(s, ctx, i, ref) !== "again") return;
    this.slots.ref.set(s, slot, ref + 1);
    this.slots.intent.set(s, slot, m);
    ctx.emit(EVENT.execute, this.hop, this.places[i] ?? 0, m, 0);
  }
}
