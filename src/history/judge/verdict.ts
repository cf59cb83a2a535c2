/** What a judge says of one clause. */

/** One breach: what happened, and the lines that show it. */
export interface Example {
  readonly what: string;
  /** Numbers of lines, ascending. */
  readonly lines: readonly number[];
}

export type Word = "violated" | "holds" | "vacuous" | "not judged";

export interface ClauseVerdict {
  readonly clause: string;
  readonly verdict: Word;
  /** How many things the clause was judged over, and what they are. */
  readonly over: number;
  readonly of: string;
  readonly violations: number;
  readonly examples: readonly Example[];
  /** Pairs whose order nobody can tell. */
  readonly notComparable: number;
  /** Why not everything could be judged. */
  readonly because: readonly string[];
}

/** Collects what a clause has to say while it is evaluated. */
export class Tally {
  readonly #clause: string;
  readonly #of: string;
  readonly #most: number;
  readonly #examples: Example[] = [];
  readonly #because: Set<string> = new Set<string>();
  #violations = 0;
  over = 0;
  notComparable = 0;

  /** `of`: what `over` counts; `most`: examples to keep. */
  constructor(clause: string, of: string, most: number) {
    this.#clause = clause;
    this.#of = of;
    this.#most = most;
  }

  /** A line 0 stands for none. */
  broken(example: () => { readonly what: string; readonly lines: readonly number[] }): void {
    this.#violations += 1;
    if (this.#examples.length >= this.#most) return;
    const { what, lines } = example();
    const shown = [...new Set(lines.filter((line) => line > 0))].sort((a, b) => a - b);
    this.#examples.push({ what, lines: shown });
  }

  cannot(because: string): void {
    this.#because.add(because);
  }

  verdict(): ClauseVerdict {
    const open = this.#because.size > 0;
    const word =
      this.#violations > 0 ? "violated" : open ? "not judged" : this.over === 0 ? "vacuous" : "holds";
    return {
      clause: this.#clause,
      verdict: word,
      over: this.over,
      of: this.#of,
      violations: this.#violations,
      examples: this.#examples,
      notComparable: this.notComparable,
      because: [...this.#because],
    };
  }
}

/** `1 message`, `2 messages`. */
export function counted(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
