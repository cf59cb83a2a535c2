/** What a search finds broken, by the faults that had struck: the first state of each kind, and the minimal sets. */
import type { FaultLabels } from "./fault-labels.ts";
import { compare, includes, sameAtoms } from "./fault-sets.ts";
import type { MoveCode } from "./model.ts";

/** One step of a path: the move, and what was picked inside it. */
export interface PathStep {
  readonly code: MoveCode;
  readonly picks: readonly number[];
}

/** A clause broken with a fault set; `path` is a shortest way there from the initial state. */
export interface FoundViolation {
  readonly clause: string;
  /** Atom names, sorted; an atom that struck twice stands twice. */
  readonly atoms: readonly string[];
  readonly path: readonly PathStep[];
  /** `end`: broken by what had not happened when nothing more could; `livelock`: by going in circles. */
  readonly when: "during" | "end" | "livelock";
}

/** A clause, by its name, and the atoms to break it with, sorted. */
export interface Wanted {
  readonly clause: string;
  readonly atoms: readonly string[];
}

interface Sighting {
  /** Number of the state. */
  readonly state: number;
  /** What had struck. */
  readonly label: number;
  /** Bit i = clause i is broken there. */
  readonly broken: number;
  readonly when: FoundViolation["when"];
}

interface Found {
  readonly clause: number;
  readonly atoms: readonly string[];
  readonly state: number;
  readonly when: FoundViolation["when"];
}

export class FoundSets {
  readonly #clauses: readonly string[];
  readonly #labels: FaultLabels;
  readonly #wanted: Wanted | undefined;
  readonly #found: Found[] = [];
  /** Clauses found broken, by what had struck. */
  readonly #known: Map<number, number> = new Map<number, number>();

  constructor(clauses: readonly string[], labels: FaultLabels, wanted: Wanted | undefined) {
    this.#clauses = clauses;
    this.#labels = labels;
    this.#wanted = wanted;
  }

  /** Notes what is broken and was not yet with the same faults; answers whether that was wanted. */
  record({ state, label, broken, when }: Sighting): boolean {
    const known = this.#known.get(label) ?? 0;
    if ((broken & ~known) === 0) return false;
    this.#known.set(label, known | broken);
    const atoms = this.#labels.atoms(label);
    let wanted = false;
    for (let clause = 0; clause < this.#clauses.length; clause++) {
      if ((broken & ~known & (1 << clause)) === 0) continue;
      this.#found.push({ clause, atoms, state, when });
      if (this.#wanted?.clause === this.#clauses[clause] && sameAtoms(this.#wanted?.atoms ?? [], atoms))
        wanted = true;
    }
    return wanted;
  }

  /** Minimal fault sets by clause, in order of clauses, then of size and name. */
  minimal(path: (state: number) => readonly PathStep[]): FoundViolation[] {
    const minimal = this.#found.filter(
      (v) =>
        !this.#found.some(
          (w) =>
            w !== v && w.clause === v.clause && w.atoms.length < v.atoms.length && includes(v.atoms, w.atoms),
        ),
    );
    minimal.sort(
      (v, w) =>
        v.clause - w.clause ||
        v.atoms.length - w.atoms.length ||
        compare(v.atoms.join(" "), w.atoms.join(" ")),
    );
    return minimal.map(({ clause, atoms, state, when }) => ({
      clause: this.#clauses[clause] ?? "",
      atoms,
      path: path(state),
      when,
    }));
  }
}
