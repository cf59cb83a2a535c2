/** The timers of user code in the kernel's time: the one that is due next is a timer of the kernel. */
import type { State } from "../../base/layout.ts";
import type { Builder } from "../../runtime/builder.ts";
import type { Alarm } from "../../runtime/mechanism.ts";
import type { Performing } from "./performing.ts";
import type { Processes } from "./processes.ts";
import type { Stage } from "./stage.ts";

/** Rounds of timers that come to nothing. */
const IDLE_MAX = 3;

export class CodeTimers {
  readonly #stage: Stage;
  readonly #processes: Processes;
  readonly #performing: Performing;
  readonly #alarm: Alarm;
  /** Times in a row that timers fired and nothing came of it: a loop that waits is no activity. */
  #idle = 0;
  #up: (s: State, i: number) => boolean = () => true;

  /** `place`: `service.endpoint` of the consumer. */
  constructor(builder: Builder, place: string, stage: Stage, processes: Processes, performing: Performing) {
    this.#stage = stage;
    this.#processes = processes;
    this.#performing = performing;
    this.#alarm = builder.timer(`a timer of ${place}`, () => {
      this.#idle += 1;
    });
  }

  connect(up: (s: State, i: number) => boolean): void {
    this.#up = up;
  }

  /** Something happened beside the waiting. */
  active(): void {
    this.#idle = 0;
  }

  /** The kernel waits for the next timer, unless all that timers do is wait again; false where one is due now. */
  rest(s: State, nowMs: number): boolean {
    const next = this.#processes.earliest(s, this.#up);
    if (next !== undefined && next.dueMs <= nowMs) return false;
    if (next === undefined || this.#idle >= IDLE_MAX) this.#alarm.disarm(s);
    else this.#alarm.arm(s, next.dueMs - nowMs);
    return true;
  }

  /** Timers that are due fire, the earliest first; then the kernel waits for the next. */
  async pass(s: State, nowMs: number): Promise<void> {
    while (!this.rest(s, nowMs)) {
      const due = this.#processes.earliest(s, this.#up);
      if (due === undefined) return;
      this.#processes.givesTo(due.execution, 3 + due.ordinal);
      this.#performing.quicken(s, due.execution.process);
      await this.#stage.driver.fire(due);
    }
  }
}
