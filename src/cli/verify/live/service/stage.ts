/** What happens in a service's process: its executions, what they do, and the moments at which it is struck. */
import { AsyncLocalStorage } from "node:async_hooks";
import { closeSync, openSync } from "node:fs";
import type { Observed } from "../../../../client/observed.ts";
import {
  type About,
  type Answer,
  clockUs,
  type Moment,
  type Question,
  type Row,
  type Strike,
  type Write,
} from "../protocol.ts";
import type { Line } from "./line.ts";

/** One run of a handler. */
interface Execution {
  readonly consumer: string;
  /** Its effect is what its inbox commits, and nothing else. */
  readonly isGated: boolean;
  /** What its effect is about, from its `execute` on. */
  about: About | undefined;
  began: number;
  /** What it does goes to the store, which records its effect if there is one. */
  isOurs: boolean;
  /** There was one. */
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
  execution<R>(consumer: string, isGated: boolean, work: () => Promise<R>): Promise<R> {
    const fresh = { about: undefined, began: clockUs(), isOurs: false, isRecorded: false };
    return this.#executions.run({ consumer, isGated, ...fresh }, work);
  }

  /** Takes what the runtime of the client observes; one function for all brokers of the process, so that it is told once. */
  readonly observe: (event: Observed) => void = (event) => {
    const execution = this.#executions.getStore();
    if (event.e === "execute" && execution !== undefined) {
      const { e: _, t: __, by: ___, ...about } = event;
      execution.about = about;
      execution.began = clockUs();
    }
    const isOurs = event.e === "effect" && execution?.isOurs === true;
    if (isOurs && execution.isRecorded) return;
    const returned =
      event.e === "effect" && !isOurs && execution !== undefined ? { returned: true } : undefined;
    const now = clockUs();
    const t = typeof event.t === "object" ? ([execution?.began ?? now, now] as const) : now;
    this.#line.say({
      say: "event",
      event: { ...event, ...(isOurs && { e: "suppressed" }), t, by: this.#instance },
      ...returned,
    });
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

  /**
   * Changes what outlives this process: `key` of an inbox together with it, unless what was read is not so any more. Where it
   * changes anything it is the effect of the running handler, if that has none yet and the change is not `aside`.
   */
  async change(change: Changes): Promise<Answer> {
    const { key, reads = [], writes = [], aside = false } = change;
    const execution = this.#executions.getStore();
    const isEffect = !aside && (key !== undefined || execution?.isGated === false);
    if (isEffect) this.at("before effect");
    if (isEffect && execution !== undefined) execution.isOurs = true;
    const { about, began = 0 } = execution ?? {};
    const effect =
      isEffect && about !== undefined && execution?.isRecorded === false ? { about, began } : undefined;
    const answer = await this.#line.ask({
      what: "change",
      reads,
      writes,
      ...(key === undefined ? undefined : { key }),
      ...(effect === undefined ? undefined : { effect }),
    });
    if (execution !== undefined && answer.kind === "changed" && answer.recorded) execution.isRecorded = true;
    if (isEffect) this.at("after effect");
    return answer;
  }

  ask(question: Question): Promise<Answer> {
    return this.#line.ask(question);
  }
}

/** What is to be changed. */
interface Changes {
  readonly key?: string;
  readonly reads?: readonly Row[];
  readonly writes?: readonly Write[];
  readonly aside?: boolean;
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
