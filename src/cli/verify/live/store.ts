/** What outlives the processes of a live run: which effects were made, in which order, and under which keys. */
import type { Answer, Question } from "./protocol.ts";

/** Told of each effect, in its order, from 1. */
type Made = (question: Question & { readonly what: "effect" }, by: string, seq: number) => void;

export class EffectStore {
  readonly #keys = new Set<string>();
  /** Who has a key, and who waits for it. */
  readonly #holders = new Map<string, string>();
  readonly #waiting = new Map<string, { readonly by: string; readonly answer: (answer: Answer) => void }[]>();
  readonly #made: Made;
  #count = 0;

  constructor(made: Made) {
    this.#made = made;
  }

  /** `by`: the process that asks. The answer to `begin` waits while another process has the key. */
  ask(question: Question, by: string, answer: (answer: Answer) => void): void {
    switch (question.what) {
      case "begin":
        return this.#begin(question.key, by, answer);
      case "effect":
        this.#count += 1;
        this.#made(question, by, this.#count);
        if (question.key !== undefined) {
          this.#keys.add(question.key);
          this.#release(question.key);
        }
        return answer("done");
      case "abort":
        this.#release(question.key);
        return answer("done");
    }
  }

  /** What a process had begun is undone: it died. */
  died(by: string): void {
    for (const [key, waiting] of this.#waiting)
      this.#waiting.set(
        key,
        waiting.filter((each) => each.by !== by),
      );
    for (const [key, holder] of this.#holders) if (holder === by) this.#release(key);
  }

  #begin(key: string, by: string, answer: (answer: Answer) => void): void {
    if (this.#keys.has(key)) return answer("duplicate");
    if (this.#holders.has(key)) {
      const waiting = this.#waiting.get(key) ?? [];
      waiting.push({ by, answer });
      this.#waiting.set(key, waiting);
      return;
    }
    this.#holders.set(key, by);
    answer("go");
  }

  #release(key: string): void {
    this.#holders.delete(key);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const { by, answer } of waiting) this.#begin(key, by, answer);
  }
}
