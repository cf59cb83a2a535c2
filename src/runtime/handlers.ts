/** The handlers of one consumer: the declared `steps`, group by group, over what outlives a crash and what does not. */
import type { Cell, Cells, State } from "../base/layout.ts";
import { assert, Defect } from "../base/assert.ts";
import type { Builder } from "./builder.ts";
import { EVENT, OK } from "./event.ts";
import type { Alarm, Mechanism, Op } from "./mechanism.ts";
import type { Context, Moves } from "./model.ts";
import type { HandlerPlan } from "./plan.ts";

const READY = 0;
const SENDING = 1;
const SETTLING = 2;

/** Intents are below this; a slot and an intent make an item. */
const INTENTS_MAX = 32;

export class Handlers {
  readonly plan: HandlerPlan;
  readonly hop: number;
  readonly places: readonly number[];
  readonly #keys: readonly number[];
  readonly #perInstance: number;
  readonly #ref: Cells;
  readonly #intent: Cells;
  readonly #group: Cells;
  readonly #phase: Cells;
  readonly #shared: Cell;
  readonly #own: Cells;
  readonly #failing: Cell;
  readonly #expiry: Alarm | undefined;
  readonly #act: Op;
  /** The group consists of sends off the flow. */
  readonly #besides: readonly boolean[];
  readonly #settleGroup: number;
  #mechanism: Mechanism | undefined;
  #next: Mechanism | undefined;
  #up: (s: State, i: number) => boolean = () => true;

  constructor(builder: Builder, hop: number, plan: HandlerPlan, keys: readonly number[]) {
    const { layout } = builder;
    this.plan = plan;
    this.hop = hop;
    this.#keys = keys;
    this.#perInstance = plan.slots;
    const slots = plan.instances * plan.slots;
    this.#ref = layout.cells(slots);
    this.#intent = layout.cells(slots);
    this.#group = layout.cells(slots);
    this.#phase = layout.cells(slots);
    this.#shared = layout.cell();
    this.#own = layout.cells(plan.effect === "instance" ? plan.instances : 0);
    this.#failing = layout.cell();
    this.places = Array.from({ length: plan.instances }, (_, i) => builder.place(`${plan.place}#${i + 1}`));
    const alone = plan.groups.every((group) => !group.includes("next") || group.length === 1);
    assert(alone, "a send to the next hop is awaited, so it is a group of its own");
    this.#besides = plan.groups.map((group) => group.every((act) => act === "elsewhere"));
    this.#settleGroup = plan.groups.findIndex((group) => group.includes("settle"));
    this.#act = builder.op(
      (i, b) =>
        `${plan.place}#${i + 1} handles m${(b & 31) + 1}${b >> 5 > 0 ? ` (slot ${(b >> 5) + 1})` : ""}`,
      (s, ctx, i, b) => this.#run(s, ctx, i, b >> 5),
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
    for (let i = 0; i < this.plan.instances; i++) {
      if (!this.#up(s, i)) continue;
      for (let k = 0; k < this.#perInstance; k++) {
        const slot = i * this.#perInstance + k;
        if (this.#ref.get(s, slot) === 0 || this.#phase.get(s, slot) !== READY) continue;
        const b = (k << 5) | this.#intent.get(s, slot);
        // A send off the flow touches nothing that anyone else sees.
        if (this.#besides[this.#group.get(s, slot)] === true && this.#failing.get(s) === 0)
          this.#act.transit(out, i, b);
        else this.#act.prompt(out, i, b);
      }
    }
  }

  slotFree(s: State, i: number, m: number): boolean {
    let free = false;
    for (let k = 0; k < this.#perInstance; k++) {
      const slot = i * this.#perInstance + k;
      if (this.#ref.get(s, slot) === 0) free = true;
      else if (this.plan.perKey && this.#keys[this.#intent.get(s, slot)] === this.#keys[m]) return false;
    }
    return free;
  }

  running(s: State, i: number): number {
    let n = 0;
    for (let k = 0; k < this.#perInstance; k++) if (this.#ref.get(s, i * this.#perInstance + k) !== 0) n += 1;
    return n;
  }

  runningRefs(s: State, i: number, out: number[]): void {
    out.length = 0;
    for (let k = 0; k < this.#perInstance; k++) {
      const ref = this.#ref.get(s, i * this.#perInstance + k);
      if (ref !== 0) out.push(ref - 1);
    }
  }

  /** Groups done by the handler that runs on intent `m` in instance `i`; -1 where none runs. */
  groupsDone(s: State, i: number, m: number): number {
    const slot = this.#slotOf(s, i, m);
    return slot < 0 ? -1 : this.#group.get(s, slot);
  }

  /** The handler on intent `m` in instance `i` throws, wherever it is. */
  throws(s: State, ctx: Context, i: number, m: number): void {
    const slot = this.#slotOf(s, i, m);
    assert(slot >= 0, "only a handler that runs can throw");
    this.#fail(s, ctx, i, slot);
  }

  /** Bit m: a handler runs on a copy of intent m. */
  busyIntents(s: State): number {
    let bits = 0;
    const slots = this.plan.instances * this.#perInstance;
    for (let slot = 0; slot < slots; slot++)
      if (this.#ref.get(s, slot) !== 0) bits |= 1 << this.#intent.get(s, slot);
    return bits;
  }

  begin(s: State, ctx: Context, i: number, m: number, ref: number): void {
    for (let k = 0; k < this.#perInstance; k++) {
      const slot = i * this.#perInstance + k;
      if (this.#ref.get(s, slot) !== 0) continue;
      this.#ref.set(s, slot, ref + 1);
      this.#intent.set(s, slot, m);
      ctx.emit(EVENT.execute, this.hop, this.places[i] ?? 0, m, 0);
      return;
    }
    throw new Defect("a handler was begun without a free slot");
  }

  settleAnswered(s: State, ctx: Context, i: number, ref: number, ok: boolean): void {
    const slot = this.#find(s, i, ref, SETTLING);
    if (slot < 0) return;
    this.#phase.set(s, slot, READY);
    if (ok) this.#advance(s, ctx, i, slot);
    else this.#fail(s, ctx, i, slot);
  }

  /** A send that a handler of instance `i` awaits has settled. */
  sent(s: State, ctx: Context, i: number, item: number, outcome: number): void {
    const slot = i * this.#perInstance + ((item - 1) >> 5);
    if (this.#ref.get(s, slot) === 0 || this.#phase.get(s, slot) !== SENDING) return;
    if (this.#intent.get(s, slot) !== ((item - 1) & (INTENTS_MAX - 1))) return;
    this.#phase.set(s, slot, READY);
    if (outcome === OK) this.#advance(s, ctx, i, slot);
    else this.#fail(s, ctx, i, slot);
  }

  abandon(s: State, i: number, ref: number): void {
    for (let k = 0; k < this.#perInstance; k++) {
      const slot = i * this.#perInstance + k;
      if (this.#ref.get(s, slot) === ref + 1) this.#free(s, slot);
    }
  }

  /** The process died: handlers and what it kept in memory are gone. */
  crash(s: State, i: number): void {
    for (let k = 0; k < this.#perInstance; k++) this.#free(s, i * this.#perInstance + k);
    if (this.plan.effect === "instance") this.#own.set(s, i, 0);
  }

  failNext(s: State, times: number): void {
    this.#failing.set(s, times);
  }

  failing(s: State): boolean {
    return this.#failing.get(s) !== 0;
  }

  /** A disturbance of at most `boundMs` began: what the store remembers may run out meanwhile. */
  outage(s: State, boundMs: number): void {
    if (boundMs > this.plan.keepMs) this.#expiry?.arm(s, this.plan.keepMs);
  }

  outageOver(s: State): void {
    this.#expiry?.disarm(s);
  }

  #find(s: State, i: number, ref: number, phase: number): number {
    for (let k = 0; k < this.#perInstance; k++) {
      const slot = i * this.#perInstance + k;
      if (this.#ref.get(s, slot) === ref + 1 && this.#phase.get(s, slot) === phase) return slot;
    }
    return -1;
  }

  #slotOf(s: State, i: number, m: number): number {
    for (let k = 0; k < this.#perInstance; k++) {
      const slot = i * this.#perInstance + k;
      if (this.#ref.get(s, slot) !== 0 && this.#intent.get(s, slot) === m) return slot;
    }
    return -1;
  }

  #free(s: State, slot: number): void {
    this.#ref.set(s, slot, 0);
    this.#intent.set(s, slot, 0);
    this.#group.set(s, slot, 0);
    this.#phase.set(s, slot, READY);
  }

  #run(s: State, ctx: Context, i: number, k: number): void {
    const slot = i * this.#perInstance + k;
    const group = this.plan.groups[this.#group.get(s, slot)];
    if (group === undefined) return this.#end(s, ctx, i, slot);
    if (this.#failing.get(s) > 0 && group.some((act) => act !== "settle")) {
      this.#failing.add(s, -1);
      return this.#fail(s, ctx, i, slot);
    }
    const m = this.#intent.get(s, slot);
    const ref = this.#ref.get(s, slot) - 1;
    if (group.includes("settle") && group.includes("effect")) {
      if (this.#mechanism?.settleWithEffect?.(s, ctx, i, ref) !== true) return this.#fail(s, ctx, i, slot);
      const made = this.#effect(s, ctx, i, m);
      if (!made && this.plan.gates === "handler") return this.#skipToSettle(s, ctx, i, slot);
      return this.#advance(s, ctx, i, slot);
    }
    for (const act of group) {
      if (act === "next") {
        this.#phase.set(s, slot, SENDING);
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
    if (this.#settleGroup <= this.#group.get(s, slot)) return this.#end(s, ctx, i, slot);
    this.#group.set(s, slot, this.#settleGroup);
  }

  #settle(s: State, ctx: Context, i: number, slot: number): void {
    const ref = this.#ref.get(s, slot) - 1;
    this.#phase.set(s, slot, SETTLING);
    if (this.#mechanism?.settle(s, ctx, i, ref) !== "done") return;
    this.#phase.set(s, slot, READY);
    this.#advance(s, ctx, i, slot);
  }

  #advance(s: State, ctx: Context, i: number, slot: number): void {
    if (this.#group.add(s, slot, 1) >= this.plan.groups.length) this.#end(s, ctx, i, slot);
  }

  #end(s: State, ctx: Context, i: number, slot: number): void {
    const ref = this.#ref.get(s, slot) - 1;
    this.#free(s, slot);
    this.#mechanism?.ended(s, ctx, i, ref);
  }

  #fail(s: State, ctx: Context, i: number, slot: number): void {
    const m = this.#intent.get(s, slot);
    const ref = this.#ref.get(s, slot) - 1;
    ctx.emit(EVENT.failed, this.hop, this.places[i] ?? 0, m, 0);
    this.#free(s, slot);
    if (this.#mechanism?.failed(s, ctx, i, ref) !== "again") return;
    this.#ref.set(s, slot, ref + 1);
    this.#intent.set(s, slot, m);
    ctx.emit(EVENT.execute, this.hop, this.places[i] ?? 0, m, 0);
  }
}
