/** Runs pieces of user code on the driver, with a world of one answer. */
import { call } from "../../../src/harness/driver/gate.ts";
import { underControl } from "../../../src/harness/driver/campaign.ts";
import { install } from "../../../src/harness/driver/install.ts";
import { Driver, type DriverOptions } from "../../../src/harness/driver/driver.ts";
import { type Execution, epochMs, type Process } from "../../../src/harness/driver/execution.ts";

/** What user code gets instead of a world: `ask` is answered with what `Driven` is told to answer. */
export function ask(name: string): Promise<unknown> {
  return call({ name, alternatives: ["answers", "fails"], writes: true }, (alternative) =>
    alternative === "answers" ? { ok: `${name} answered` } : { no: new Error(`${name} failed`) },
  );
}

export class Driven {
  ms = 0;
  readonly driver: Driver;
  readonly process: Process;
  constructor(options: Partial<DriverOptions> = {}) {
    this.driver = new Driver({ elapsedMs: () => this.ms, ...options });
    this.process = this.driver.spawn("service#1");
  }
  begin(body: () => unknown, label = "handler"): Promise<Execution> {
    return this.driver.begin(this.process, label, body);
  }
  /** Answers calls and fires timers by default, until nothing is left or `most` steps were made. */
  async rest(most = 1000): Promise<void> {
    for (let step = 0; step < most && this.driver.problems.length === 0; step++) {
      const [pending] = this.driver.calls;
      const [timer] = this.driver.timers;
      if (pending !== undefined) {
        await this.driver.answer(pending, pending.perform(pending.alternatives[0] ?? ""));
      } else if (timer !== undefined) {
        this.ms = Math.max(this.ms, timer.dueMs);
        await this.driver.fire(timer);
      } else return;
    }
  }
}

/** Runs `body` as one execution to its end, in a campaign of its own; what it came to, and how it was driven. */
export function drive(
  body: () => unknown,
  options: Partial<DriverOptions> = {},
): Promise<{ readonly driven: Driven; readonly execution: Execution; readonly value: unknown }> {
  return underControl(async () => {
    const driven = new Driven(options);
    const execution = await driven.begin(body);
    await driven.rest();
    const { outcome } = execution;
    return { driven, execution, value: outcome && ("ok" in outcome ? outcome.ok : outcome.no) };
  });
}

export { epochMs, install, underControl };
