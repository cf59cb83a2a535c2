/** The choices of a run made other than by default, kept as numbers until somebody wants to read them. */
import { IntVector } from "../base/int-vector.ts";
import type { ChoiceView } from "./choice-view.ts";
import type { Deviation } from "./schedule.ts";

/** Cells of a {@link import("./choice-view.ts").Turn}. */
const TURN = 4;

export class Turns {
  readonly #cells: IntVector = new IntVector();
  clear(): void {
    this.#cells.clear();
  }
  add(site: number, base: number, visit: number, choice: number): void {
    const cells = this.#cells;
    cells.push(site);
    cells.push(base);
    cells.push(visit);
    cells.push(choice);
  }
  /** Renders them as they are now, at the first call. */
  rendered(view: ChoiceView): () => readonly Deviation[] {
    const cells = this.#cells.view().slice();
    let deviations: readonly Deviation[] | undefined;
    return () => {
      deviations ??= Array.from({ length: cells.length / TURN }, (_, i) => {
        const [site = 0, base = 0, visit = 0, choice = 0] = cells.subarray(i * TURN, (i + 1) * TURN);
        return view.deviation({ site, base, visit, choice });
      });
      return deviations;
    };
  }
}
