/** Faults that struck in a run: all, and those that a message under way could suffer from. */
export class Strikes {
  all: string[] = [];
  /** Those that struck, or had not been recovered from, while an intent had been called and had no effect yet. */
  live: string[] = [];
  #idle: string[] = [];

  clear(): void {
    [this.all, this.live, this.#idle] = [[], [], []];
  }

  add(label: string, isLive: boolean): void {
    this.all.push(label);
    (isLive ? this.live : this.#idle).push(label);
  }

  /** Some struck while nothing was under way. */
  get isIdle(): boolean {
    return this.#idle.length > 0;
  }

  /** A message is called now. */
  wake(recovered: boolean): void {
    const idle = this.#idle.splice(0);
    if (!recovered) this.live.push(...idle);
  }
}
