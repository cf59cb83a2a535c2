/** The runs of one consumer's handlers as user code: each in a slot, from its begin to its end. */
import type { State } from "../../base/layout.ts";
import type { Handled } from "../../client/broker.ts";
import { EVENT } from "../../runtime/event.ts";
import type { HandlerSlots } from "../../runtime/handler-slots.ts";
import { READY, SETTLING } from "../../runtime/handler-slots.ts";
import type { Mechanism } from "../../runtime/mechanism.ts";
import type { Context } from "../../runtime/model.ts";
import type { Execution, PendingCall } from "../driver/execution.ts";
import type { Journal } from "./journal.ts";
import { incomingOf } from "./letters.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { Performing } from "./performing.ts";
import type { Processes, UserService } from "./processes.ts";
import { Running } from "./running.ts";
import type { Stage } from "./stage.ts";

/** Calls of one handler that a state tells apart. */
const CALLS_MAX = 200;

export interface RunsParts {
  /** `service.endpoint` of the consumer. */
  readonly place: string;
  readonly hop: number;
  /** Lanes of the instances. */
  readonly places: readonly number[];
  readonly slots: HandlerSlots;
  readonly service: UserService;
  readonly stage: Stage;
  readonly processes: Processes;
  readonly calls: OpenCalls;
  readonly performing: Performing;
  readonly journal: Journal;
}

export class HandlerRuns {
  readonly #parts: RunsParts;
  readonly #running: (Running | undefined)[] = [];
  #mechanism: Mechanism | undefined;

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  connect(mechanism: Mechanism): void {
    this.#mechanism = mechanism;
  }

  reset(): void {
    this.#running.length = 0;
  }

  /** Executions whose handler has not answered. */
  get handling(): readonly Execution[] {
    return this.#running.flatMap((running) =>
      running?.isHandling === true ? (running.execution ?? []) : [],
    );
  }

  /** The process of instance `i` is gone. */
  forget(i: number): void {
    const { perInstance } = this.#parts.slots;
    this.#running.fill(undefined, i * perInstance, (i + 1) * perInstance);
  }

  /** A delivery is taken away from its handler, which may go on without it. */
  takeAway(s: State, i: number, ref: number): void {
    const { slots, stage } = this.#parts;
    for (let slot = i * slots.perInstance; slot < (i + 1) * slots.perInstance; slot++) {
      if (slots.ref.get(s, slot) !== ref + 1) continue;
      const running = this.#running[slot];
      if (running !== undefined) stage.next(() => running.takeAway(stage.driver));
      this.#running[slot] = undefined;
    }
    slots.abandon(s, i, ref);
  }

  /** The handler in a slot ends, or settles; else answers the call that it makes next. */
  act(s: State, ctx: Context, slot: number, i: number): PendingCall | undefined {
    const { slots, calls } = this.#parts;
    const running = this.#running[slot];
    if (running === undefined) return undefined;
    if (running.execution === undefined) {
      this.#settle(s, ctx, slot, i);
      return undefined;
    }
    if (running.handled !== undefined) {
      this.#end(s, ctx, slot, i, running.handled);
      return undefined;
    }
    if (slots.group.get(s, slot) < CALLS_MAX) slots.group.add(s, slot, 1);
    return calls.next(running.execution);
  }

  /** A handler begins in a slot. */
  begin(s: State, ctx: Context, slot: number, i: number, attempt: number): void {
    const m = this.#parts.slots.intent.get(s, slot);
    const { messages } = this.#parts.stage;
    const place = this.#parts.places[i] ?? 0;
    const delivered = {
      hop: this.#parts.hop,
      root: messages.rootOf(m),
      place,
      letter: messages.of(this.#parts.hop, m),
    };
    const running = new Running(delivered, attempt);
    this.#running[slot] = running;
    this.#parts.processes.gives(i, 2 + m + 32 * attempt);
    ctx.emit(EVENT.execute, this.#parts.hop, place, m, 0);
    if (this.#parts.service.settles !== "before") this.#handle(i, running, m);
  }

  #handle(i: number, running: Running, m: number): void {
    const service = this.#parts.processes.at(i);
    const handle = service?.handles.get(this.#parts.service.consumer);
    if (service === undefined || handle === undefined) return;
    const incoming = incomingOf(running, `${this.#parts.service.consumer}#${m + 1}`);
    this.#parts.stage.hands(service.process, running.delivered, incoming.headers);
    const label = `${this.#parts.place}#${i + 1} on m${m + 1}`;
    this.#parts.stage.next(() =>
      running.run(this.#parts.stage.driver, service.process, label, () => handle(incoming)),
    );
  }

  /** Its next call, or its end, can come. */
  canGoOn(slot: number): boolean {
    const running = this.#running[slot];
    if (running === undefined) return false;
    if (running.execution === undefined) return this.#parts.service.settles === "before";
    return running.handled !== undefined || this.#parts.calls.next(running.execution) !== undefined;
  }

  /** Some handler of instance `i` has not ended. */
  isBusy(i: number): boolean {
    const { perInstance } = this.#parts.slots;
    return this.#running.slice(i * perInstance, (i + 1) * perInstance).some((each) => each !== undefined);
  }

  /** All that it can go on with is late. */
  isLate(slot: number): boolean {
    const { execution, handled } = this.#running[slot] ?? {};
    if (execution === undefined || handled !== undefined) return false;
    const next = this.#parts.calls.next(execution);
    return next !== undefined && this.#parts.calls.isLate(next);
  }

  /** `execution` is that of a handler that still runs. */
  isHandling(i: number, execution: Execution): boolean {
    const { perInstance } = this.#parts.slots;
    for (let slot = i * perInstance; slot < (i + 1) * perInstance; slot++) {
      const running = this.#running[slot];
      if (running?.execution === execution) return running.isHandling;
    }
    return false;
  }

  /** A call that belongs to no handler that still runs: of the start, a timer, or what a handler left behind. */
  beside(i: number): PendingCall | undefined {
    const service = this.#parts.processes.at(i);
    if (service === undefined) return undefined;
    let late: PendingCall | undefined;
    for (const execution of service.process.executions) {
      if (this.isHandling(i, execution)) continue;
      const pending = this.#parts.calls.next(execution);
      if (pending !== undefined && !this.#parts.calls.isLate(pending)) return pending;
      late ??= pending;
    }
    return late;
  }

  #end(s: State, ctx: Context, slot: number, i: number, handled: Handled): void {
    const running = this.#running[slot];
    // A handler that calls nothing fails as a whole.
    const fails = this.#parts.slots.group.get(s, slot) === 0 && this.#parts.performing.takesFailure(s);
    this.#parts.journal.ended(
      i,
      running,
      fails ? { kind: "failed", error: "the fault of this run" } : handled,
    );
    if (fails || handled.kind === "failed") return this.fail(s, ctx, slot, i);
    if (handled.kind === "parked") return this.#park(s, ctx, slot, i);
    if (this.#parts.service.settles === "after" && running?.isSettled !== true)
      return this.#settle(s, ctx, slot, i);
    this.#over(s, ctx, slot, i);
  }

  #settle(s: State, ctx: Context, slot: number, i: number): void {
    const ref = this.#parts.slots.ref.get(s, slot) - 1;
    this.#parts.slots.phase.set(s, slot, SETTLING);
    if (this.#mechanism?.settle(s, ctx, i, ref) !== "done") return;
    this.#parts.slots.phase.set(s, slot, READY);
    this.settled(s, ctx, slot, i);
  }

  /** The settle of a handler was answered. */
  settled(s: State, ctx: Context, slot: number, i: number): void {
    const running = this.#running[slot];
    if (running === undefined) return;
    running.isSettled = true;
    if (this.#parts.service.settles === "before")
      this.#handle(i, running, this.#parts.slots.intent.get(s, slot));
    else this.#over(s, ctx, slot, i);
  }

  #over(s: State, ctx: Context, slot: number, i: number): void {
    const ref = this.#leave(s, slot);
    this.#mechanism?.ended(s, ctx, i, ref);
  }

  #park(s: State, ctx: Context, slot: number, i: number): void {
    if (this.#mechanism?.park === undefined) return this.fail(s, ctx, slot, i);
    const ref = this.#leave(s, slot);
    this.#mechanism.park(s, ctx, i, ref);
    this.#mechanism.ended(s, ctx, i, ref);
  }

  fail(s: State, ctx: Context, slot: number, i: number): void {
    const attempt = this.#running[slot]?.attempt ?? 1;
    const m = this.#parts.slots.intent.get(s, slot);
    ctx.emit(EVENT.failed, this.#parts.hop, this.#parts.places[i] ?? 0, m, 0);
    const ref = this.#leave(s, slot);
    if (this.#mechanism?.failed(s, ctx, i, ref) !== "again") return;
    this.#parts.slots.ref.set(s, slot, ref + 1);
    this.#parts.slots.intent.set(s, slot, m);
    this.begin(s, ctx, slot, i, attempt + 1);
  }

  /** Empties a slot; answers the ref of its delivery. */
  #leave(s: State, slot: number): number {
    const ref = this.#parts.slots.ref.get(s, slot) - 1;
    this.#running[slot] = undefined;
    this.#parts.slots.leave(s, slot);
    return ref;
  }
}
