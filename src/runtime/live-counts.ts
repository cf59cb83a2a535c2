/** What an exhaustive search is worth: how often faults struck live flows, and where the premises of clauses were true. */
import type { State } from "../base/layout.ts";
import { type Model, type MoveCode, STRIKE_OP } from "./model.ts";

export interface LiveCounts {
  /** How often each allowed atom struck while an intent had been called and had no effect yet, over all transitions. */
  readonly strikes: Readonly<Record<string, number>>;
  /** In how many states where a run can end the premise of each clause was true. */
  readonly premises: Readonly<Record<string, number>>;
}

export class LiveTally {
  readonly #model: Model;
  readonly #strikes: Float64Array;
  readonly #premises: Float64Array;

  constructor(model: Model) {
    this.#model = model;
    this.#strikes = new Float64Array(model.atoms.length);
    this.#premises = new Float64Array(model.monitor.clauses.length);
  }

  /** `code` is taken in `s`. */
  took(s: State, code: MoveCode): void {
    if ((code & 255) !== STRIKE_OP || this.#model.monitor.pending(s) === 0) return;
    const atom = (code >> 8) & 255;
    this.#strikes[atom] = (this.#strikes[atom] as number) + 1;
  }

  /** A run can end in `s`. */
  ended(s: State): void {
    const premises = this.#model.monitor.premises(s);
    for (let c = 0; c < this.#premises.length; c++)
      if ((premises & (1 << c)) !== 0) this.#premises[c] = (this.#premises[c] as number) + 1;
  }

  /** `atoms`: those allowed; all of the model when absent. */
  counts(atoms: ReadonlySet<string> | undefined): LiveCounts {
    const { atoms: all, monitor } = this.#model;
    const strikes = all.flatMap(({ name }, i) =>
      (atoms?.has(name) ?? true) ? [[name, this.#strikes[i] ?? 0] as const] : [],
    );
    const premises = monitor.clauses.map((clause, c) => [clause, this.#premises[c] ?? 0] as const);
    return { strikes: Object.fromEntries(strikes), premises: Object.fromEntries(premises) };
  }
}
