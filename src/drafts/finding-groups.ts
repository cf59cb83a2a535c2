/** One finding for what is true at several places. */
import type { Finding } from "../diagnostics/define.ts";
import { plain } from "./quote.ts";

const PLACES_MAX = 3;

/** Findings that say the same of several places, as one. */
export class FindingGroups {
  readonly #all = new Map<string, { readonly places: string[]; readonly make: (where: string) => Finding }>();

  add(key: string, origins: readonly string[], make: (where: string) => Finding): void {
    const known = this.#all.get(key);
    if (known === undefined) this.#all.set(key, { places: [...origins], make });
    else known.places.push(...origins);
  }

  findings(): readonly Finding[] {
    return [...this.#all.values()].map(({ places, make }) => {
      const all = [...new Set(places)];
      const more = all.length > PLACES_MAX ? ` and ${all.length - PLACES_MAX} more` : "";
      return make(`${plain(all.slice(0, PLACES_MAX).join(", "))}${more}`);
    });
  }
}
