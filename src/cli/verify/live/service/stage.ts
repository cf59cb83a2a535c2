/** What happens in a service's process: its executions, what they do, and the moments at which it is struck. */
import { AsyncLocalStorage } from "node:async_hooks";
import { closeSync, openSync } from "node:fs";
import type { Observed } from "../../../../client/observed.ts";
import { type About, clockUs, type Moment, type Question, type Strike } from "../protocol.ts";
import type { Line } from "./line.ts";

/** One run of a handler. */
interface Execution {
  readonly consumer: string;
  /** What its effect is about, from its `execute` on. */
  about: About | undefined;
  began: number;
  /** The store has recorded its effect. */
  isRecorded: boolean;
}

/** What {@link Strike} makes a handler throw. */
class PlannedFailure extends Error {
  override readonly name: string = "PlannedFailure";
}

export class Stage {
  readonly #line: Line;
  readonly #instance: string;
  readonly #executions = new AsyncLocalStorage<Execution>();
  #strike: (Strike & { left: number }) | undefined;

  constructor(line: Line, instance: string) {
    this.#line = line;
    this.#instance = instance;
  }

  /** From now on; takes the place of an earlier one. */
  arm(strike: Strike | undefined): void {
    this.#strike = strike === undefined ? undefined : { ...strike, left: strike.times };
  }

  /** Runs what handles one delivery. */
  execution<R>(consumer: string, work: () => Promise<R>): Promise<R> {
    const execution = { consumer, about: undefined, began: clockUs(), isRecorded: false };
    return this.#executions.run(execution, work);
  }

  /** Takes what the runtime of the client observes; one function for all brokers of the process, so that it is told once. */
  readonly observe: (event: Observed) => void = (event) => {
    const execution = this.#executions.getStore();
    if (event.e === "execute" && execution !== undefined) {
      const { e: _, t: __, by: ___, ...about } = event;
      execution.about = about;
      execution.began = clockUs();
    }
    if (event.e === "effect" && execution?.isRecorded === true) return;
    const now = clockUs();
    const t = typeof event.t === "object" ? ([execution?.began ?? now, now] as const) : now;
    this.#line.say({ say: "event", event: { ...event, t, by: this.#instance } });
    if (event.e === "execute") this.at("delivered");
  };

  /** The execution comes to this moment: where it is to be struck it dies here, or throws. */
  at(moment: Moment): void {
    const strike = this.#strike;
    const execution = this.#executions.getStore();
    if (strike === undefined || execution?.consumer !== strike.consumer || strike.moment !== moment) return;
    const { what, how, left, times } = strike;
    if (left === times && !isFirst(strike.token)) {
      this.#strike = undefined;
      return;
    }
    const i = execution.about?.i;
    const told = { t: clockUs(), what, ...(i === undefined ? undefined : { i }) };
    this.#line.say({ say: "event", event: { e: "fault", ...told } });
    if (how === "crash") process.kill(process.pid, "SIGKILL");
    strike.left -= 1;
    if (strike.left === 0) {
      this.#strike = undefined;
      this.#line.say({ say: "event", event: { e: "heal", ...told } });
    }
    throw new PlannedFailure("the handler fails because the script says so");
  }

  /** Makes the effect of the running handler, under a key where it has one; in the store, which outlives this process. */
  async effect(key?: string): Promise<void> {
    this.at("before effect");
    const execution = this.#executions.getStore();
    if (execution?.about === undefined) return;
    const { about, began } = execution;
    const question: Question = { what: "effect", about, began, ...(key === undefined ? undefined : { key }) };
    execution.isRecorded = true;
    await this.#line.ask(question);
    this.at("after effect");
  }
}

/** Nobody has made the file before. */
function isFirst(token: string): boolean {
  try {
    closeSync(openSync(token, "wx"));
    return true;
  } catch {
    return false;
  }
}
