/** Carries out a call of user code into the world or to a broker, as the faults of the run have it. */
import type { Cell, State } from "../../base/layout.ts";
import type { Outgoing, Receipt } from "../../client/broker.ts";
import { SendError } from "../../client/send-error.ts";
import type { Builder } from "../../runtime/builder.ts";
import { FAILED, NO_INTENT, OK } from "../../runtime/event.ts";
import type { Context } from "../../runtime/model.ts";
import type { Execution, Outcome, PendingCall } from "../driver/execution.ts";
import { call } from "../driver/gate.ts";
import { ANSWER_LOST, FAILS } from "../world/point.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { Processes } from "./processes.ts";
import type { Delivered, Stage } from "./stage.ts";

/** An answer that comes later, by the mechanism. */
const LATER: unique symbol = Symbol("later");

export interface PerformingParts {
  readonly builder: Builder;
  /** `service.endpoint` of the consumer. */
  readonly place: string;
  readonly stage: Stage;
  readonly processes: Processes;
  readonly calls: OpenCalls;
  readonly isUp: (s: State, i: number) => boolean;
}

export class Performing {
  readonly #parts: PerformingParts;
  readonly #failing: Cell;
  /** 1 while the answer of the next call into the world that writes is lost. */
  readonly #losing: Cell;
  /** 1 while a call is slower than the next timer of its process. */
  readonly #slow: Cell;

  constructor(parts: PerformingParts) {
    this.#parts = parts;
    const { builder, place } = parts;
    this.#failing = builder.layout.cell();
    this.#losing = builder.layout.cell();
    this.#slow = builder.layout.cell();
    const stores = `stores of ${place}`;
    builder.atom(
      `lost-response@${stores}`,
      (s) =>
        this.#losing.get(s) === 0 &&
        this.#find(s, ({ writes, name }) => writes && !isSend(name)) !== undefined,
      (s) => this.#losing.set(s, 1),
    );
    builder.atom(
      `slow@${stores}`,
      (s) => this.#slow.get(s) === 0 && this.#find(s, isTimed) !== undefined,
      (s) => this.#slowDown(s),
    );
  }

  failNext(s: State, times: number): void {
    this.#failing.set(s, times);
  }

  /** How many of the next calls fail. */
  failures(s: State): number {
    return this.#failing.get(s);
  }

  /** Takes one of the failures that are owed; false where none is. */
  takesFailure(s: State): boolean {
    if (this.#failing.get(s) === 0) return false;
    this.#failing.add(s, -1);
    return true;
  }

  /** Some fault of a call is still to come, or goes on. */
  isDisturbed(s: State): boolean {
    return this.failures(s) !== 0 || this.#losing.get(s) !== 0 || this.#slow.get(s) !== 0;
  }

  /** A timer of `process` fires, or the process is gone: what was slow is so no more. */
  quicken(s: State, process: Execution["process"]): void {
    if (this.#parts.calls.quicken(process)) this.#slow.set(s, 0);
  }

  /** Carries out `pending`, whose process is instance at `place`. */
  perform(s: State, ctx: Context, place: number, pending: PendingCall): void {
    const { stage } = this.#parts;
    const { execution, name } = pending;
    const root = deliveryOf(execution)?.root ?? NO_INTENT;
    const did = (text: string): void =>
      stage.did({ move: stage.moves, kind: "call", place, root, text, call: pending, execution });
    if (this.takesFailure(s)) {
      did(`${name} fails`);
      this.answer(pending, isSend(name) ? { no: sendError(FAILED, name) } : pending.perform(FAILS));
      return;
    }
    const isLost = this.#losing.get(s) !== 0 && pending.alternatives.includes(ANSWER_LOST);
    if (isLost) this.#losing.set(s, 0);
    did(isLost ? `${name}, but its answer is lost` : name);
    const how = isLost ? ANSWER_LOST : (pending.alternatives[0] ?? "");
    const outcome = stage.within(s, ctx, () => pending.perform(how));
    if (!("ok" in outcome) || outcome.ok !== LATER) this.answer(pending, outcome);
  }

  /** Lets the code go on with an answer, once the kernel's move is over. */
  answer(pending: PendingCall, outcome: Outcome): void {
    const { stage, processes } = this.#parts;
    processes.givesTo(pending.execution, "ok" in outcome ? 1 : 2);
    stage.next(() => (pending.execution.process.isAlive ? stage.driver.answer(pending, outcome) : undefined));
  }

  /** How a send of `pending` ended. */
  sent(pending: PendingCall, outcome: number): void {
    const { name } = pending;
    this.answer(pending, outcome === OK ? { ok: receipt(name) } : { no: sendError(outcome, name) });
  }

  #find(s: State, wanted: (pending: PendingCall) => boolean): PendingCall | undefined {
    const { processes, calls, isUp } = this.#parts;
    return processes.find(
      (i) => isUp(s, i),
      (execution) => calls.next(execution),
      wanted,
    );
  }

  #slowDown(s: State): void {
    const pending = this.#find(s, isTimed);
    if (pending === undefined) return;
    this.#parts.calls.slow(pending);
    this.#slow.set(s, 1);
  }
}

/** A send of user code: `handOver` gives it to a mechanism, or answers false where it leads off the flow. */
export function sending(
  producer: string,
  message: Outgoing,
  handOver: (execution: Execution, message: Outgoing) => boolean,
): Promise<Receipt> {
  const name = `send ${producer}`;
  return call({ name, alternatives: ["sent"], writes: true }, (_, execution) => {
    if (!handOver(execution, message)) return { ok: receipt(name) };
    // cast: the mechanism gives the real answer later.
    return { ok: LATER as unknown as Receipt };
  });
}

/** Its process has a timer that might come before its answer. */
function isTimed({ execution }: PendingCall): boolean {
  return [...execution.process.timers].some(({ kind }) => kind === "timeout");
}

function isSend(name: string): boolean {
  return name.startsWith("send ");
}

export function deliveryOf(execution: Execution): Delivered | undefined {
  // cast: executions of this room are begun with what they handle.
  return execution.delivery as Delivered | undefined;
}

function receipt(at: string): Receipt {
  return { outcome: "stored", at };
}

function sendError(outcome: number, name: string): SendError {
  return outcome === FAILED
    ? new SendError("failed", `${name}: the broker did not take it`)
    : new SendError("unknown", `${name}: no answer came, it may be stored`);
}
