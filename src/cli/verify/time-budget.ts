/** Least time of a turn, however many there are. */
const TURN_MS_LEAST = 500;

/**
 * Deals a stretch of time out to promises: each gets an equal part of what is left when its random runs begin, and a
 * little where nothing is left.
 */
export class TimeBudget {
  readonly #now: () => number;
  readonly #endMs: number;
  readonly #leastMs: number;
  #waiting: number;
  #turnEndMs: number | undefined;

  /** `now` in ms; `turns` is how many there will be. */
  constructor(now: () => number, budgetMs: number, turns: number) {
    this.#now = now;
    this.#endMs = now() + budgetMs;
    this.#waiting = Math.max(1, turns);
    this.#leastMs = Math.min(TURN_MS_LEAST, budgetMs);
  }

  /** The next promise begins. */
  turn(): void {
    if (this.#turnEndMs !== undefined) this.#waiting = Math.max(1, this.#waiting - 1);
    this.#turnEndMs = undefined;
  }

  /** Is there time left for the promise whose turn it is? Its time begins with the first question. */
  readonly hasTime = (): boolean => {
    const now = this.#now();
    this.#turnEndMs ??= now + Math.max(this.#leastMs, (this.#endMs - now) / this.#waiting);
    return now < this.#turnEndMs;
  };
}
