/** Sends that are open at once, as processes that do one thing at a time. */

interface Open {
  readonly lane: string;
  readonly entry: number;
}

export class Lanes {
  /** By process and message, the oldest first. */
  readonly #open = new Map<string, Open[]>();
  readonly #free = new Map<number, string[]>();
  readonly #made = new Map<number, number>();

  /** Answers the lane: one that the process has free, or a new one. */
  begin(process: number, message: number, entry: number): string {
    const lane = this.#free.get(process)?.pop() ?? this.#new(process);
    const key = `${process} ${message}`;
    const open = this.#open.get(key);
    if (open === undefined) this.#open.set(key, [{ lane, entry }]);
    else open.push({ lane, entry });
    return lane;
  }

  /** The oldest open send of the message; whoever does not know how it ended never uses its lane again. */
  end(process: number, message: number, isKnown: boolean): Open {
    const key = `${process} ${message}`;
    const open = this.#open.get(key);
    const ended = open?.shift();
    if (open?.length === 0) this.#open.delete(key);
    if (ended === undefined) return { lane: this.#new(process), entry: -1 };
    if (isKnown) this.#freed(process).push(ended.lane);
    return ended;
  }

  /** What was never ended, in the order in which it began. */
  *rest(): Generator<Open> {
    const all = [...this.#open.values()].flat();
    yield* all.sort((a, b) => a.entry - b.entry);
  }

  #new(process: number): string {
    const made = this.#made.get(process) ?? 0;
    this.#made.set(process, made + 1);
    return `${process}/${made}`;
  }

  #freed(process: number): string[] {
    const free = this.#free.get(process) ?? [];
    this.#free.set(process, free);
    return free;
  }
}
