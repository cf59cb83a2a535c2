/** One finding for what is true at several places. */
import type { Finding } from "../diagnostics/define.ts";
import { plain } from "./quote.ts";

const PLACES_MAX = 3;
/** Subjects of one family that have a finding each; more share one. */
const APART_MAX = 5;

/** What is true of one subject, at some places. */
export interface Grouped {
  /** One text for everything of which the same is said. */
  readonly family: string;
  /** Of what it is said: `"orders"`. */
  readonly subject: string;
  readonly origins: readonly string[];
  /** The finding for `subject`, which may stand for several, and where that is. */
  readonly make: (subject: string, where: string) => Finding;
}

interface Entry {
  readonly places: string[];
  readonly make: Grouped["make"];
}

/** Findings that say the same of several places, as one; of very many subjects, too. */
export class FindingGroups {
  readonly #all = new Map<
    string,
    Map<string, { readonly places: string[]; readonly make: Grouped["make"] }>
  >();

  add({ family, subject, origins, make }: Grouped): void {
    const subjects = this.#all.get(family) ?? new Map<string, Entry>();
    this.#all.set(family, subjects);
    const known = subjects.get(subject);
    if (known === undefined) subjects.set(subject, { places: [...origins], make });
    else known.places.push(...origins);
  }

  findings(): readonly Finding[] {
    return [...this.#all.values()].flatMap((subjects) => {
      const entries = [...subjects];
      const [first] = entries;
      if (first === undefined || entries.length <= APART_MAX)
        return entries.map(([subject, { places, make }]) => make(subject, listed(places, plain)));
      const places = entries.flatMap(([, each]) => each.places);
      return [
        first[1].make(
          listed([...subjects.keys()], (text) => text),
          listed(places, plain),
        ),
      ];
    });
  }
}

/** The first of them, and how many more. */
function listed(all: readonly string[], shown: (text: string) => string): string {
  const distinct = [...new Set(all)];
  const more = distinct.length > PLACES_MAX ? ` and ${distinct.length - PLACES_MAX} more` : "";
  return `${shown(distinct.slice(0, PLACES_MAX).join(", "))}${more}`;
}
