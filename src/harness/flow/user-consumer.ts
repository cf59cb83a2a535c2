/**
 * The handlers of one consumer as a user's code: each call into the broker or the world is a move of the kernel, and so is
 * the end of a handler. The kernel's state holds who runs; what they hold lies in the code itself.
 */
import { present } from "../../base/assert.ts";
import type { State } from "../../base/layout.ts";
import type { Outgoing, Receipt } from "../../client/broker.ts";
import { EVENT } from "../../runtime/event.ts";
import type { HandlerModel, HandlerParts } from "../../runtime/handler-model.ts";
import type { HandlerPlan } from "../../runtime/handler-plan.ts";
import { HandlerSlots, READY, SETTLING } from "../../runtime/handler-slots.ts";
import type { Mechanism } from "../../runtime/mechanism.ts";
import type { Context, Moves } from "../../runtime/model.ts";
import type { Execution } from "../driver/execution.ts";
import { CodeTimers } from "./code-timers.ts";
import { ConsumerMoves } from "./consumer-moves.ts";
import { endProcess } from "./end-process.ts";
import { HandlerRuns } from "./handler-runs.ts";
import { Journal } from "./journal.ts";
import { letterOf } from "./letters.ts";
import { OpenCalls } from "./open-calls.ts";
import { deliveryOf, Performing, sending } from "./performing.ts";
import { Processes, type UserService } from "./processes.ts";
import type { Stage } from "./stage.ts";
import { Stopping } from "./stopping.ts";
import type { Exchange, StartService, UserProcess } from "./user-process.ts";

export class UserConsumer implements HandlerModel, Exchange {
  readonly plan: HandlerPlan;
  readonly hop: number;
  readonly places: readonly number[];
  readonly slots: HandlerSlots;
  readonly #service: UserService;
  readonly #stage: Stage;
  readonly #processes: Processes;
  readonly #calls: OpenCalls;
  readonly #performing: Performing;
  readonly #journal: Journal;
  readonly #moves: ConsumerMoves;
  readonly #runs: HandlerRuns;
  readonly #timers: CodeTimers;
  readonly #stopping: Stopping;
  #next: Mechanism | undefined;
  #up: (s: State, i: number) => boolean = () => true;
  #dies: (s: State, ctx: Context, i: number) => void = () => undefined;

  constructor({ builder, hop, plan, valueOf }: HandlerParts, service: UserService, stage: Stage) {
    this.plan = plan;
    this.hop = hop;
    this.#service = service;
    this.#stage = stage;
    this.slots = new HandlerSlots(builder.layout, plan, valueOf);
    this.places = Array.from({ length: plan.instances }, (_, i) => builder.place(`${plan.place}#${i + 1}`));
    this.#processes = new Processes(service, stage, plan.instances, this);
    this.#calls = new OpenCalls(plan.instances);
    this.#journal = new Journal(stage, this.places);
    const isUp = (s: State, i: number): boolean => this.#up(s, i);
    const parts = { builder, stage, processes: this.#processes, calls: this.#calls, isUp };
    this.#performing = new Performing({ ...parts, place: plan.place });
    this.#moves = new ConsumerMoves(builder, plan, {
      act: (s, ctx, i, k) => this.#act(s, ctx, i, k),
      aside: (s, ctx, i) => this.#goOn(s, ctx, i),
      fall: (s, ctx, i) => this.#falls(s, ctx, i),
    });
    this.#timers = new CodeTimers(builder, plan.place, stage, this.#processes, this.#performing);
    const { slots, places } = this;
    const { place } = plan;
    const rest = { slots, places, place, hop, service, performing: this.#performing, journal: this.#journal };
    this.#runs = new HandlerRuns({ stage, processes: this.#processes, calls: this.#calls, ...rest });
    const ends = (s: State, ctx: Context, i: number): void => this.#dies(s, ctx, i);
    const stopped = { builder, place, instances: plan.instances, isUp, ends, runs: this.#runs };
    this.#stopping = new Stopping({ stage, processes: this.#processes, ...stopped });
  }

  /** A run begins: `start` is the service of its world. */
  reset(start: StartService): void {
    this.#timers.active();
    this.#runs.reset();
    this.#stopping.reset();
    this.#calls.reset();
    this.#processes.reset(start);
  }

  connect(
    mechanism: Mechanism,
    next: Mechanism | undefined,
    up: (s: State, i: number) => boolean,
    crash: (s: State, ctx: Context, i: number) => void,
  ): void {
    this.#runs.connect(mechanism);
    this.#timers.connect(up);
    this.#next = next;
    this.#up = up;
    this.#dies = crash;
  }

  moves(s: State, out: Moves): void {
    const { perInstance, ref, intent, phase } = this.slots;
    for (let i = 0; i < this.plan.instances; i++) {
      if (!this.#up(s, i)) continue;
      if (this.#processes.at(i)?.process.isAlive === false) {
        this.#moves.fall(out, i);
        continue;
      }
      if (this.#stopping.moves(out, i)) continue;
      for (let k = 0; k < perInstance; k++) {
        const slot = i * perInstance + k;
        if (ref.get(s, slot) === 0 || phase.get(s, slot) !== READY) continue;
        if (!this.#runs.canGoOn(slot)) continue;
        if (this.#runs.isLate(slot)) this.#moves.actLate(out, i, k, intent.get(s, slot));
        else this.#moves.act(out, i, k, intent.get(s, slot));
      }
      const beside = this.#runs.beside(i);
      if (beside !== undefined) this.#moves.aside(out, i, this.#calls.isLate(beside));
    }
  }

  free(s: State, i: number, m: number): boolean {
    return this.#processes.at(i)?.handles.has(this.#service.consumer) === true && this.slots.free(s, i, m);
  }

  abandon(s: State, i: number, ref: number): void {
    this.#runs.takeAway(s, i, ref);
  }

  begin(s: State, ctx: Context, i: number, m: number, ref: number): void {
    this.#timers.active();
    this.#runs.begin(s, ctx, this.slots.take(s, i, m, ref), i, 1);
  }

  settleAnswered(s: State, ctx: Context, i: number, ref: number, ok: boolean): void {
    const slot = this.slots.find(s, i, ref, SETTLING);
    if (slot < 0) return;
    this.slots.phase.set(s, slot, READY);
    if (ok) this.#runs.settled(s, ctx, slot, i);
    else this.#runs.fail(s, ctx, slot, i);
  }

  sent(_s: State, _ctx: Context, i: number, item: number, outcome: number): void {
    const pending = this.#calls.ended(i, item);
    if (pending !== undefined) this.#performing.sent(pending, outcome);
  }

  crash(s: State, i: number): void {
    endProcess(s, i, {
      processes: this.#processes,
      calls: this.#calls,
      performing: this.#performing,
      journal: this.#journal,
    });
    this.#runs.forget(i);
    this.#stopping.forget(i);
    this.slots.abandon(s, i);
  }

  started(_s: State, i: number): void {
    this.#processes.launch(i);
  }

  groupsDone(s: State, i: number, m: number): number {
    const slot = this.slots.slotOf(s, i, m);
    return slot < 0 ? -1 : this.slots.group.get(s, slot);
  }

  throws(s: State, ctx: Context, i: number, m: number): void {
    const slot = this.slots.slotOf(s, i, m);
    if (slot >= 0) this.#runs.fail(s, ctx, slot, i);
  }

  /** What user code remembers lies in the world. */
  remembered(): number {
    return 0;
  }

  failNext(s: State, times: number): void {
    this.#performing.failNext(s, times);
  }

  failing(s: State): boolean {
    return this.#performing.isDisturbed(s);
  }

  failures(s: State): number {
    return this.#performing.failures(s);
  }

  outage(): void {
    // The world forgets nothing.
  }

  outageOver(): void {
    // The world forgets nothing.
  }

  /** Timers of user code, which have to be passed after each move. */
  get timers(): CodeTimers {
    return this.#timers;
  }

  /** Equal where all code is in the same state. */
  get print(): number {
    return this.#processes.print;
  }

  /** Executions whose handler has not answered, and stops that have not ended. */
  get handling(): readonly Execution[] {
    return [...this.#runs.handling, ...this.#stopping.open];
  }

  readonly drained = (service: UserProcess, ms: number): Promise<void> => this.#stopping.drained(service, ms);

  send(service: UserProcess, producer: string, message: Outgoing): Promise<Receipt> {
    return sending(producer, message, (execution) => this.#handOver(service, producer, execution, message));
  }

  /** False where it leads off the flow. */
  #handOver(service: UserProcess, producer: string, execution: Execution, message: Outgoing): boolean {
    const delivered = deliveryOf(execution);
    if (producer !== this.#service.leadsOn || this.#next === undefined || delivered === undefined)
      return false;
    const i = this.#processes.indexOf(service);
    const { s, ctx } = present(this.#stage.moment, "a send is handed over within a move");
    const m = this.#stage.messages.mint(this.hop + 1, delivered.root, letterOf(message));
    const item = this.#calls.handOver(i, execution, m);
    ctx.emit(EVENT.send, this.hop + 1, this.places[i] ?? 0, m, 0);
    this.#next.send(s, ctx, i, item);
    return true;
  }

  /** Ended by an unhandled rejection or an uncaught error, as Node would end it. */
  #falls(s: State, ctx: Context, i: number): void {
    this.#journal.fell(i, this.#processes.at(i)?.process.fall);
    this.#dies(s, ctx, i);
  }

  #goOn(s: State, ctx: Context, i: number): void {
    const pending = this.#runs.beside(i);
    if (pending === undefined) return;
    const { changes } = this.#stage;
    this.#performing.perform(s, ctx, this.places[i] ?? 0, pending);
    if (this.#stage.changes > changes) this.#timers.active();
  }

  #act(s: State, ctx: Context, i: number, k: number): void {
    this.#timers.active();
    const pending = this.#runs.act(s, ctx, i * this.slots.perInstance + k, i);
    if (pending !== undefined) this.#performing.perform(s, ctx, this.places[i] ?? 0, pending);
  }
}
