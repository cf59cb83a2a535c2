/** Deals a stretch of time out to flows: each gets an equal part of what is left when it begins. */
export class TimeBudget {
  readonly #now: () => number;
  readonly #endMs: number;
  #waiting: number;
  #turnEndMs: number;

  /** `now` in ms; `flows` is how many turns there will be. */
  constructor(now: () => number, budgetMs: number, flows: number) {
    this.#now = now;
    this.#endMs = now() + budgetMs;
    this.#waiting = Math.max(1, flows);
    this.#turnEndMs = this.#endMs;
  }

  /** The next flow begins. */
  turn(): void {
    const now = this.#now();
    this.#turnEndMs = now + Math.max(0, this.#endMs - now) / this.#waiting;
    this.#waiting = Math.max(1, this.#waiting - 1);
  }

  /** Is there time left for the flow whose turn it is? */
  readonly hasTime = (): boolean => this.#now() < this.#turnEndMs;
}
