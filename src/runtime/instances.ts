/** The instances of one consumer: which run, which are down, silent or slow, and the faults that make them so. */
import type { Cell, Cells, State } from "../base/layout.ts";
import type { Builder } from "./builder.ts";
import { EVENT, NO_INTENT } from "./event.ts";
import type { HandlerModel } from "./handler-model.ts";
import type { Alarm, FaultBounds, Mechanism, Op } from "./mechanism.ts";
import type { Context, Moves } from "./model.ts";

const UP = 0;
const DOWN = 1;
const PAUSED = 2;

interface Peers {
  readonly mechanism: Mechanism;
  /** The next hop's mechanism: the instance is a sender there. */
  readonly next: Mechanism | undefined;
  /** No intent has been called yet. */
  readonly idle: (s: State) => boolean;
  /** No fault has struck yet. */
  readonly untouched: (s: State) => boolean;
}

export class Instances {
  readonly #handlers: HandlerModel;
  readonly #count: number;
  readonly #state: Cells;
  readonly #slow: Cells;
  readonly #late: Cell;
  readonly #start: Op;
  readonly #resume: Op;
  readonly #catchUp: Op;
  readonly #which: number;
  readonly #times: number;
  readonly #bounds: FaultBounds;
  readonly #latestStart: Alarm[];
  readonly #latestResume: Alarm[];
  readonly #latestCatchUp: Alarm[];
  #peers: Peers | undefined;

  constructor(builder: Builder, handlers: HandlerModel, bounds: FaultBounds, handlerFailures: number) {
    const { layout } = builder;
    const { place, instances } = handlers.plan;
    const each = Array.from({ length: instances }, (_, i) => i);
    this.#handlers = handlers;
    this.#count = instances;
    this.#bounds = bounds;
    this.#state = layout.cells(instances);
    this.#slow = layout.cells(instances);
    this.#late = layout.cell();
    this.#which = builder.site(`which instance of ${place}`);
    this.#times = builder.site(`how often a handler of ${place} fails`);
    this.#start = builder.op(
      (i) => `${place}#${i + 1} starts`,
      (s, ctx, i) => this.#started(s, ctx, i),
      "heals",
    );
    this.#resume = builder.op(
      (i) => `${place}#${i + 1} resumes`,
      (s, ctx, i) => this.#resumed(s, ctx, i),
      "heals",
    );
    this.#catchUp = builder.op(
      (i) => `${place}#${i + 1} catches up`,
      (s, ctx, i) => this.#caughtUp(s, ctx, i),
      "heals",
    );
    this.#latestStart = each.map((i) =>
      builder.timer(`${place}#${i + 1} starts at last`, (s, ctx) => this.#started(s, ctx, i)),
    );
    this.#latestResume = each.map((i) =>
      builder.timer(`${place}#${i + 1} resumes at last`, (s, ctx) => this.#resumed(s, ctx, i)),
    );
    this.#latestCatchUp = each.map((i) =>
      builder.timer(`${place}#${i + 1} catches up at last`, (s, ctx) => this.#caughtUp(s, ctx, i)),
    );
    this.#registerFaults(builder, place, handlerFailures);
  }

  connect(peers: Peers): void {
    this.#peers = peers;
  }

  up(s: State, i: number): boolean {
    return this.#state.get(s, i) === UP;
  }

  slow(s: State, i: number): boolean {
    return this.#slow.get(s, i) !== 0;
  }

  /** What its process does, in a word. */
  conditionOf(s: State, i: number): string {
    const state = this.#state.get(s, i);
    if (state === DOWN) return "down";
    if (state === PAUSED) return "silent";
    return this.slow(s, i) ? "slow" : "runs";
  }

  /** All run, none is slow, no failure is owed. */
  recovered(s: State): boolean {
    for (let i = 0; i < this.#count; i++)
      if (this.#state.get(s, i) !== UP || this.#slow.get(s, i) !== 0) return false;
    return !this.#handlers.failing(s);
  }

  moves(s: State, out: Moves): void {
    for (let i = 0; i < this.#count; i++) {
      const state = this.#state.get(s, i);
      if (state === DOWN && !(this.#late.get(s) === 1 && this.#peers?.idle(s) === true))
        this.#start.wide(out, i);
      if (state === PAUSED) this.#resume.wide(out, i);
      if (this.#slow.get(s, i) !== 0) this.#catchUp.wide(out, i);
    }
  }

  #registerFaults(builder: Builder, place: string, handlerFailures: number): void {
    const anyUp = (s: State): boolean => this.#first(s) >= 0;
    builder.atom(`process-crash@${place}`, anyUp, (s, ctx) => this.crash(s, ctx, this.#pickUp(s, ctx), 0));
    builder.atom(`outage@${place}`, anyUp, (s, ctx) => {
      const boundMs = this.#bounds.boundMs("outage");
      for (let i = 0; i < this.#count; i++) if (this.up(s, i)) this.crash(s, ctx, i, boundMs);
      this.#handlers.outage(s, boundMs);
    });
    builder.atom(`pause@${place}`, anyUp, (s, ctx) => {
      const i = this.#pickUp(s, ctx);
      const boundMs = this.#bounds.boundMs("pause");
      this.#state.set(s, i, PAUSED);
      this.#latestResume[i]?.arm(s, boundMs);
      this.#handlers.outage(s, boundMs);
      this.#peers?.mechanism.instancePaused(s, ctx, i, boundMs);
    });
    builder.atom(
      `slow@${place}`,
      (s) => this.#firstQuick(s) >= 0,
      (s, ctx) => this.#slowDown(s, ctx),
    );
    builder.atom(
      `late-start@${place}`,
      (s) => this.#peers?.idle(s) === true && this.#peers.untouched(s),
      (s, ctx) => {
        for (let i = 0; i < this.#count; i++) this.#state.set(s, i, DOWN);
        this.#late.set(s, 1);
        this.#peers?.mechanism.lateStart(s, ctx);
      },
    );
    builder.atom(
      `handler-failure@${place}`,
      (s) => !this.#handlers.failing(s),
      (s, ctx) => {
        const extra = handlerFailures > 1 ? ctx.pick(this.#times, 0, handlerFailures) : 0;
        this.#handlers.failNext(s, extra + 1);
      },
    );
  }

  #first(s: State): number {
    for (let i = 0; i < this.#count; i++) if (this.up(s, i)) return i;
    return -1;
  }

  #firstQuick(s: State): number {
    for (let i = 0; i < this.#count; i++) if (this.up(s, i) && !this.slow(s, i)) return i;
    return -1;
  }

  #pickUp(s: State, ctx: Context): number {
    let candidates = 0;
    for (let i = 0; i < this.#count; i++) if (this.up(s, i)) candidates += 1;
    let left = candidates > 1 ? ctx.pick(this.#which, 0, candidates) : 0;
    for (let i = 0; i < this.#count; i++) {
      if (!this.up(s, i)) continue;
      if (left === 0) return i;
      left -= 1;
    }
    return this.#first(s);
  }

  #slowDown(s: State, ctx: Context): void {
    const i = this.#firstQuick(s);
    const boundMs = this.#bounds.boundMs("slow");
    for (let k = i; k < this.#count; k++) {
      if (!this.up(s, k) || this.slow(s, k)) continue;
      this.#slow.set(s, k, 1);
      this.#latestCatchUp[k]?.arm(s, boundMs);
      this.#peers?.mechanism.instanceSlowed(s, ctx, k, boundMs);
    }
    this.#handlers.outage(s, boundMs);
  }

  /** Instance `i` dies; it stays away for `outageMs` at most, if that is not 0. */
  crash(s: State, ctx: Context, i: number, outageMs: number): void {
    this.#state.set(s, i, DOWN);
    this.#slow.set(s, i, 0);
    this.#latestCatchUp[i]?.disarm(s);
    if (outageMs > 0) this.#latestStart[i]?.arm(s, outageMs);
    this.#handlers.crash(s, i);
    ctx.emit(EVENT.lost, this.#handlers.hop, this.#handlers.places[i] ?? 0, NO_INTENT, 0);
    this.#peers?.mechanism.instanceStopped(s, ctx, i, outageMs);
    this.#peers?.next?.senderStopped(s, ctx, i);
  }

  #started(s: State, ctx: Context, i: number): void {
    this.#state.set(s, i, UP);
    this.#latestStart[i]?.disarm(s);
    this.#calm(s);
    ctx.emit(EVENT.start, this.#handlers.hop, this.#handlers.places[i] ?? 0, NO_INTENT, 0);
    this.#handlers.started?.(s, i);
    this.#peers?.mechanism.instanceStarted(s, ctx, i);
    this.#peers?.next?.senderStarted(s, ctx, i);
  }

  #resumed(s: State, ctx: Context, i: number): void {
    this.#state.set(s, i, UP);
    this.#latestResume[i]?.disarm(s);
    this.#calm(s);
    ctx.emit(EVENT.heal, this.#handlers.hop, this.#handlers.places[i] ?? 0, NO_INTENT, 0);
    this.#peers?.mechanism.instanceResumed(s, ctx, i);
  }

  #caughtUp(s: State, ctx: Context, i: number): void {
    this.#slow.set(s, i, 0);
    this.#latestCatchUp[i]?.disarm(s);
    this.#calm(s);
    ctx.emit(EVENT.heal, this.#handlers.hop, this.#handlers.places[i] ?? 0, NO_INTENT, 0);
    this.#peers?.mechanism.instanceCaughtUp(s, ctx, i);
  }

  #calm(s: State): void {
    for (let i = 0; i < this.#count; i++) if (this.#state.get(s, i) !== UP || this.slow(s, i)) return;
    this.#late.set(s, 0);
    this.#handlers.outageOver(s);
  }
}
