/**
 * The application that starts a flow as a user's code: it is asked to say each intent once, in order; what it sends of its
 * own accord for that, at once, later or again, is its business. Each of its calls is a move of the kernel.
 */
import { present } from "../../base/assert.ts";
import type { Cell, Cells, State } from "../../base/layout.ts";
import type { Outgoing, Receipt } from "../../client/broker.ts";
import type { ApplicationModel } from "../../runtime/application-model.ts";
import { nextCalls } from "../../runtime/application.ts";
import type { Builder } from "../../runtime/builder.ts";
import { EVENT, NO_INTENT, OK, UNKNOWN_OUTCOME } from "../../runtime/event.ts";
import type { Mechanism } from "../../runtime/mechanism.ts";
import type { Context, MoveCode, Moves } from "../../runtime/model.ts";
import type { PartView } from "../../runtime/state-view.ts";
import type { Execution, PendingCall } from "../driver/execution.ts";
import { CodeTimers } from "./code-timers.ts";
import { endProcess } from "./end-process.ts";
import { Journal } from "./journal.ts";
import { letterOf } from "./letters.ts";
import { OpenCalls } from "./open-calls.ts";
import { deliveryOf, Performing, sending } from "./performing.ts";
import { Processes } from "./processes.ts";
import { DONE, IN_DOUBT, OPEN, type ProducerMoves, producerMoves, producerView } from "./producer-moves.ts";
import type { ProducerParts } from "./producer-parts.ts";
import { SAYING } from "./stage.ts";
import type { Exchange, UserCode, UserProcess } from "./user-process.ts";

export class UserProducer implements ApplicationModel, Exchange {
  readonly place: number;
  readonly timers: CodeTimers;
  readonly #parts: ProducerParts;
  readonly #processes: Processes;
  readonly #calls: OpenCalls = new OpenCalls(1);
  readonly #performing: Performing;
  readonly #journal: Journal;
  readonly #nextCall: readonly number[];
  readonly #state: Cells;
  readonly #next: Cell;
  readonly #down: Cell;
  readonly #ops: ProducerMoves;
  #said: (Execution | undefined)[] = [];
  #code: UserCode | undefined;
  #mechanism: Mechanism | undefined;

  constructor(builder: Builder, parts: ProducerParts) {
    const { plan, stage, service } = parts;
    const intents = plan.keys.length;
    this.#parts = parts;
    this.place = builder.place(plan.producer);
    this.#processes = new Processes(service, stage, 1, this);
    const isUp = (s: State): boolean => this.up(s);
    const shared = { builder, stage, processes: this.#processes, calls: this.#calls, isUp };
    this.#performing = new Performing({ ...shared, place: plan.producer });
    this.#journal = new Journal(stage, [this.place]);
    this.timers = new CodeTimers(builder, plan.producer, stage, this.#processes, this.#performing);
    this.timers.connect(isUp);
    this.#nextCall = nextCalls(plan, intents);
    this.#state = builder.layout.cells(intents);
    this.#next = builder.layout.cell();
    this.#down = builder.layout.cell();
    this.#ops = producerMoves(builder, plan.producer, {
      asks: (s, ctx, m) => this.#asks(s, ctx, m),
      ends: (s, ctx, m) => this.#ends(s, ctx, m),
      acts: (s, ctx, m) => this.#perform(s, ctx, this.#said[m]),
      aside: (s, ctx) => this.#perform(s, ctx, this.#beside()),
      falls: (s, ctx) => this.#falls(s, ctx),
      restarts: (s, ctx) => this.#restarts(s, ctx),
    });
    builder.atom(`process-crash@${plan.producer}`, isUp, (s, ctx) => this.#crash(s, ctx));
    builder.atom(
      `lost-request@stores of ${plan.producer}`,
      (s) => this.up(s) && this.#performing.failures(s) === 0,
      (s) => this.#performing.failNext(s, 1),
    );
  }

  /** A run begins with this code. */
  reset(code: UserCode): void {
    this.#code = code;
    this.#said = [];
    this.timers.active();
    this.#calls.reset();
    this.#processes.reset(code.start);
  }

  connect(mechanism: Mechanism): void {
    this.#mechanism = mechanism;
  }

  up(s: State): boolean {
    return this.#down.get(s) === 0;
  }

  quiet(s: State): boolean {
    const isOpen = (_: number, m: number): boolean => this.#state.get(s, m) === OPEN;
    return !this.#performing.isDisturbed(s) && !this.#parts.plan.keys.some(isOpen);
  }

  idle(s: State): boolean {
    return this.#next.get(s) === 0;
  }

  isCall(code: MoveCode): boolean {
    return (code & 255) === (this.#ops.ask.code() & 255);
  }

  moves(s: State, out: Moves): void {
    if (!this.up(s)) {
      this.#ops.restart.wide(out);
      return;
    }
    const process = this.#processes.at(0);
    if (process?.process.isAlive === false || process?.hasFailedToStart === true) {
      this.#ops.fall.prompt(out);
      return;
    }
    let open = false;
    for (const [m, execution] of this.#said.entries()) {
      if (execution === undefined || this.#state.get(s, m) !== OPEN) continue;
      open = true;
      if (execution.outcome !== undefined) this.#ops.end.prompt(out, m);
      else if (this.#calls.next(execution) !== undefined) this.#ops.act.prompt(out, m);
    }
    if (this.#beside() !== undefined) this.#ops.aside.prompt(out);
    const call = this.#nextCall[this.#next.get(s)] ?? this.#state.length;
    const waits = this.#parts.plan.waits?.[call] ?? true;
    if (call < this.#state.length && !(open && waits) && process?.started !== undefined)
      this.#ops.ask.wide(out, call);
  }

  settled(_s: State, _ctx: Context, item: number, outcome: number): void {
    const pending = this.#calls.ended(0, item + 1);
    if (pending !== undefined) this.#performing.sent(pending, outcome);
  }

  view(s: State): PartView {
    const { producer, keys } = this.#parts.plan;
    return producerView(
      producer,
      this.up(s),
      keys.map((_, m) => this.#state.get(s, m)),
    );
  }

  /** Equal where its code is in the same state. */
  get print(): number {
    return this.#processes.print;
  }

  /** Executions that have not answered whoever asked them. */
  get handling(): readonly Execution[] {
    return this.#said.flatMap((execution) =>
      execution !== undefined && execution.outcome === undefined ? [execution] : [],
    );
  }

  /** Why nothing is asked of it: its start has not ended, or not well. */
  get whyIdle(): string | undefined {
    return this.#processes.at(0)?.whyNotStarted(this.#parts.service.name);
  }

  readonly drained = (): Promise<void> => Promise.resolve();
  send(service: UserProcess, producer: string, message: Outgoing): Promise<Receipt> {
    return sending(producer, message, (execution) => this.#handOver(service, producer, execution, message));
  }

  /** False where it leads off the flow, or nobody asked for it. */
  #handOver(service: UserProcess, producer: string, execution: Execution, message: Outgoing): boolean {
    if (producer !== this.#parts.producer || this.#processes.indexOf(service) < 0) return false;
    const { messages } = this.#parts.stage;
    const letter = letterOf(message);
    const root = messages.rootSaid(letter, deliveryOf(execution)?.root ?? NO_INTENT);
    if (root < 0) return false;
    const { s, ctx } = present(this.#parts.stage.moment, "a send is handed over within a move");
    const m = messages.mint(0, root, letter);
    const item = this.#calls.handOver(0, execution, m);
    this.#mechanism?.send(s, ctx, 0, item);
    return true;
  }

  #asks(s: State, ctx: Context, m: number): void {
    const { stage, plan, intentOf } = this.#parts;
    const { process, started } = present(this.#processes.at(0), "a process that is up is there");
    const send = this.#code?.send;
    this.timers.active();
    this.#next.set(s, m + 1);
    this.#state.set(s, m, OPEN);
    ctx.emit(EVENT.send, 0, this.place, m, 0);
    this.#processes.gives(0, 2 + m);
    const delivery = { hop: SAYING, root: m, place: this.place, letter: stage.messages.of(0, m) };
    stage.next(async () => {
      const label = `${plan.producer} on m${m + 1}`;
      const body = (): unknown => send?.(started?.value, intentOf(m));
      this.#said[m] = await stage.driver.begin(process, label, body, delivery);
    });
  }

  /** Whoever asked is told how it ended. */
  #ends(s: State, ctx: Context, m: number): void {
    const outcome = this.#said[m]?.outcome;
    const isDone = outcome !== undefined && "ok" in outcome;
    if (outcome !== undefined && !isDone) this.#journal.threw(0, m, this.#said[m], outcome.no);
    this.#state.set(s, m, isDone ? DONE : IN_DOUBT);
    ctx.emit(EVENT.sent, 0, this.place, m, isDone ? OK : UNKNOWN_OUTCOME);
  }

  /** Code that answers nobody: of the start, a timer, or what was left behind. */
  #beside(): Execution | undefined {
    for (const execution of this.#processes.at(0)?.process.executions ?? [])
      if (execution.outcome !== undefined || !this.#said.includes(execution))
        if (this.#calls.next(execution) !== undefined) return execution;
    return undefined;
  }

  #perform(s: State, ctx: Context, execution: Execution | undefined): void {
    const pending: PendingCall | undefined = execution && this.#calls.next(execution);
    if (pending === undefined) return;
    const { changes } = this.#parts.stage;
    this.#performing.perform(s, ctx, this.place, pending);
    if (this.#parts.stage.changes > changes || execution?.outcome === undefined) this.timers.active();
  }

  #falls(s: State, ctx: Context): void {
    const fall = this.#processes.at(0)?.process.fall;
    if (fall !== undefined) this.#journal.fell(0, fall);
    this.#crash(s, ctx);
  }

  /** What was asked for and not answered is in doubt for ever: whoever asked has no answer. */
  #crash(s: State, ctx: Context): void {
    endProcess(s, 0, {
      processes: this.#processes,
      calls: this.#calls,
      performing: this.#performing,
      journal: this.#journal,
    });
    this.#down.set(s, 1);
    for (let m = 0; m < this.#state.length; m++)
      if (this.#state.get(s, m) === OPEN) this.#state.set(s, m, IN_DOUBT);
    this.#mechanism?.senderStopped(s, ctx, 0);
  }

  #restarts(s: State, ctx: Context): void {
    this.#down.set(s, 0);
    ctx.emit(EVENT.start, 0, this.place, NO_INTENT, 0);
    this.timers.active();
    this.#processes.launch(0);
    this.#mechanism?.senderStarted(s, ctx, 0);
  }
}
