/** A partition that this instance has, from its assignment to its end. */
import { Progress } from "./progress.ts";
import { type Part, partKey } from "./record.ts";

export class Owned {
  readonly part: Part;
  readonly key: string;
  readonly progress: Progress = new Progress();
  /** `leaving`: what runs may still finish and commit. `gone`: nothing that happens here counts any more. */
  state: "ours" | "leaving" | "gone" = "ours";
  /** Handlers that run now. */
  running = 0;
  /** Highest offset whose handler has begun. */
  begun = -1;
  /** Offsets that wait for another try. */
  readonly failing: Set<number> = new Set<number>();
  /** The last offset that may still begin: finite once the partition is left. */
  last: number = Number.POSITIVE_INFINITY;
  /** Of a partition that is left: how many are still to begin. */
  due = 0;
  /** Of the bodies that are taken and not done with. */
  bytes = 0;
  /** Position that the group has stored. */
  committed = -1;
  #aborter: AbortController | undefined;
  #lateAborter: AbortController | undefined;

  constructor(part: Part) {
    this.part = part;
    this.key = partKey(part);
  }

  /** Aborts when the partition is taken away. */
  get signal(): AbortSignal {
    this.#aborter ??= new AbortController();
    if (this.state !== "ours") this.#aborter.abort();
    return this.#aborter.signal;
  }

  /** Of what begins while the partition is left: aborts when it is gone. */
  get lateSignal(): AbortSignal {
    this.#lateAborter ??= new AbortController();
    if (this.isGone) this.#lateAborter.abort();
    return this.#lateAborter.signal;
  }

  get isLeft(): boolean {
    return this.last !== Number.POSITIVE_INFINITY;
  }

  /** Asked anew each time: the state changes while something is awaited. */
  get isGone(): boolean {
    return this.state === "gone";
  }

  leave(): void {
    if (this.state === "ours") this.state = "leaving";
    this.#aborter?.abort();
  }

  lose(): void {
    this.state = "gone";
    this.#aborter?.abort();
    this.#lateAborter?.abort();
  }
}
