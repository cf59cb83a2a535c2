import { Counter } from "../base/counter.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import type { State } from "../base/layout.ts";

/** Without a fault or a deviation for so many moves, a run is watched for states that come back. */
export const PATIENCE = 500;

/** Notices a state that comes back although nothing surprising was chosen. */
export class CircleWatch {
  readonly #print: Fingerprint = { high: 0, low: 0 };
  #table: FingerprintTable | undefined;
  #times: Counter | undefined;
  #calm = 0;
  reset(): void {
    this.#calm = 0;
    this.#table = undefined;
  }
  /** How often `s` was seen before in this calm stretch. */
  seen(s: State): number {
    this.#calm += 1;
    if (this.#calm < PATIENCE) return 0;
    if (this.#table === undefined) {
      this.#table = new FingerprintTable();
      this.#times = new Counter();
    }
    fingerprint(s, this.#print);
    const added = this.#table.add(this.#print);
    return (this.#times?.add(added < 0 ? -added - 1 : added) ?? 1) - 1;
  }
}
