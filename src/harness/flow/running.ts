/** One run of a handler: what it handles, and how it ended. */
import type { Handled } from "../../client/broker.ts";
import type { Driver } from "../driver/driver.ts";
import type { Execution, Process } from "../driver/execution.ts";
import type { Delivered } from "./stage.ts";

export class Running {
  readonly delivered: Delivered;
  /** From 1; counts repetitions in place. */
  readonly attempt: number;
  execution: Execution | undefined;
  handled: Handled | undefined;
  isSettled = false;
  #controller: AbortController | undefined;

  constructor(delivered: Delivered, attempt: number) {
    this.delivered = delivered;
    this.attempt = attempt;
  }

  /** Aborts when the broker takes the message away. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** It has begun and not answered. */
  get isHandling(): boolean {
    return this.execution !== undefined && this.handled === undefined;
  }

  async run(driver: Driver, process: Process, label: string, handle: () => Promise<Handled>): Promise<void> {
    const body = async (): Promise<void> => {
      this.handled = await handle().catch((error: unknown) => ({ kind: "failed", error }) as const);
    };
    this.execution = await driver.begin(process, label, body, this.delivered);
  }

  /** The broker takes the message away: whoever listens to the signal is told. */
  async takeAway(driver: Driver): Promise<void> {
    const { execution } = this;
    const controller = this.#controller;
    if (execution?.process.isAlive !== true || controller === undefined) return;
    const why = new Error("the message was taken away: its partition belongs to another instance");
    await driver.resume(execution, () => controller.abort(why));
  }
}
