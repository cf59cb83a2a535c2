/** What a search is asked, and what it answers. */
import type { Coverage } from "./coverage.ts";
import type { Budget } from "./engine.ts";
import type { FoundViolation, Wanted } from "./found-sets.ts";
import type { LiveCounts } from "./live-counts.ts";

export interface ExploreBounds extends Budget {
  /** States to visit at most. */
  readonly states: number;
  /** Moves of a path at most; as many as there are when absent. */
  readonly depth?: number;
  /** Asked every few thousand states: false ends the search. Seconds, if any, are counted by the caller. */
  readonly proceed?: () => boolean;
  /** Stop as soon as this clause (its name) is broken with exactly these atoms. */
  readonly until?: Wanted;
}

/**
 * What ended a search before it had seen everything: a bound (`states`, `depth`, `capacity`: a list of the model was too
 * short), the caller (`time`), or that it found what it was asked for (`found`).
 */
export type Stop = "states" | "depth" | "capacity" | "time" | "found";

export interface Exploration extends LiveCounts {
  /** Minimal fault sets by clause, in order of clauses, then of size and name. */
  readonly violations: readonly FoundViolation[];
  /** Distinct states, with what had struck. */
  readonly states: number;
  /** Those of them that had to be worked out: the others differ from one of these only in what had struck. */
  readonly nodes: number;
  readonly transitions: number;
  /** Moves of the deepest path: no state is further away than this. */
  readonly depth: number;
  /** Absent = complete: all behaviours within the budget of faults were seen. */
  readonly stopped?: Stop;
  /** The list of the model that was too short, where `stopped` is `capacity`. */
  readonly exceeded?: string;
  /** Expected number of pairs of states taken for one by their 64-bit fingerprints. */
  readonly collisions: number;
  /** How often each operation, timer, atom and choice was taken where something had to be worked out. */
  readonly coverage: Coverage;
}
