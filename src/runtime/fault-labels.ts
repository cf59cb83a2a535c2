/** Numbers for the multisets of faults that had struck in the states of a search. */
import type { State } from "../base/layout.ts";
import type { Engine } from "./engine.ts";
import { includes } from "./fault-sets.ts";

export class FaultLabels {
  readonly #engine: Engine;
  readonly #numbers: Map<number, number> = new Map<number, number>();
  readonly #atoms: (readonly string[])[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The number of what had struck in `s`. */
  of(s: State): number {
    const key = this.#engine.struckKey(s);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const label = this.#atoms.length;
    this.#numbers.set(key, label);
    this.#atoms.push(this.#engine.struck(s).sort());
    return label;
  }

  /** Names of the atoms, sorted; one that struck twice stands twice. */
  atoms(label: number): readonly string[] {
    return this.#atoms[label] ?? [];
  }

  /** Is `part` contained in `whole`, and smaller? */
  smaller(part: number, whole: number): boolean {
    const [few, many] = [this.atoms(part), this.atoms(whole)];
    return few.length < many.length && includes(many, few);
  }
}
