/** Lets as many deliveries be handled at once as the spec says, and begins them in their order. */
import type { Incoming } from "./broker.ts";
import type { ConsumerPlan } from "./plan.ts";
import { jsonOf, textAt } from "./wire.ts";

/** One lane for all, with so many at once; or a lane for each value of a path, with one at once. */
export class Lanes<Item extends { readonly incoming: Incoming }> {
  readonly #concurrency: ConsumerPlan["concurrency"];
  readonly #run: (item: Item) => Promise<void>;
  readonly #waiting: Item[] = [];
  readonly #lanes = new Map<string, Item[]>();
  #running = 0;
  #idle: (() => void)[] = [];

  /** `run` never rejects. */
  constructor(concurrency: ConsumerPlan["concurrency"], run: (item: Item) => Promise<void>) {
    this.#concurrency = concurrency;
    this.#run = run;
  }

  /** How many are being handled. */
  get running(): number {
    return this.#running;
  }

  add(item: Item): void {
    if (typeof this.#concurrency === "number") {
      if (this.#running < this.#concurrency) this.#begin(item);
      else this.#waiting.push(item);
      return;
    }
    const lane = laneOf(item.incoming, this.#concurrency.per);
    const ahead = this.#lanes.get(lane);
    if (ahead !== undefined) {
      ahead.push(item);
      return;
    }
    this.#lanes.set(lane, []);
    this.#begin(item, lane);
  }

  /** Forgets those that have not begun, and gives them back. */
  drop(): readonly Item[] {
    const dropped = this.#waiting.splice(0);
    for (const lane of this.#lanes.values()) dropped.push(...lane.splice(0));
    return dropped;
  }

  /** Resolves when none is being handled. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  #begin(item: Item, lane?: string): void {
    this.#running += 1;
    void this.#run(item).then(() => this.#ended(lane));
  }

  #ended(lane: string | undefined): void {
    this.#running -= 1;
    if (lane === undefined) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#begin(next);
    } else {
      const next = this.#lanes.get(lane)?.shift();
      if (next === undefined) this.#lanes.delete(lane);
      else this.#begin(next, lane);
    }
    if (this.#running > 0) return;
    for (const wake of this.#idle.splice(0)) wake();
  }
}

/** Text at the path; messages that have none share a lane, and so do those that cannot be read. */
function laneOf(incoming: Incoming, path: readonly string[]): string {
  try {
    return textAt(jsonOf(incoming), path) ?? "";
  } catch {
    return "";
  }
}
