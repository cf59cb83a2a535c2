/**
 * Which changes did it: the smallest sets of changes that, made alone to the old topology, already show what got weaker.
 * Single changes first, then pairs; where neither is enough, all changes are taken back one by one as long as it still
 * shows. Nothing is guessed from names of settings.
 */
import type { Topology } from "../model/topology.ts";
import type { Draft } from "./change.ts";

/** Pairs are tried of so many changes. */
const PAIRED_MAX = 12;

/** Sets of a size that are named. */
const NAMED_MAX = 3;

/** Changes beside the flow that are tried where those on it do not explain it. */
const TRIED_MAX = 100;

/** Indices of changes, ascending. */
export type Causes = readonly number[];

/** Changes made to the old topology, alone and together; each set is assessed once. */
export class Trials<T> {
  readonly #base: Topology;
  readonly #drafts: readonly Draft[];
  readonly #near: Causes;
  readonly #assess: (topology: Topology) => T;
  readonly #known = new Map<string, { readonly assessed: T }>();

  /** `near`: the changes that are tried first. */
  constructor(base: Topology, drafts: readonly Draft[], near: Causes, assess: (topology: Topology) => T) {
    this.#base = base;
    this.#drafts = drafts;
    this.#near = near;
    this.#assess = assess;
  }

  /** The smallest sets with which it shows. Empty where no set does. */
  causesOf(shows: (assessed: T) => boolean): readonly Causes[] {
    const near = this.#usable(this.#near);
    const found = this.#smallest(near, shows);
    if (found.length > 0 || this.#drafts.length > TRIED_MAX) return found;
    const all = this.#usable(this.#drafts.keys());
    return all.length === near.length ? [] : this.#smallest(all, shows);
  }

  /** Those that change something of the topology. */
  #usable(among: Iterable<number>): Causes {
    return [...among].filter((i) => {
      const apply = this.#drafts[i]?.apply;
      return apply !== undefined && apply(this.#base) !== this.#base;
    });
  }

  #smallest(among: Causes, shows: (assessed: T) => boolean): readonly Causes[] {
    const holds = (set: Causes): boolean => shows(this.#of(set));
    const singles = among.filter((i) => holds([i]));
    if (singles.length > 0) return singles.slice(0, NAMED_MAX).map((i) => [i]);
    const pairs = among.length > PAIRED_MAX ? [] : pairsOf(among).filter(holds);
    if (pairs.length > 0) return pairs.slice(0, NAMED_MAX);
    const reduced = takenBack(among, holds);
    return reduced.length === 0 ? [] : [reduced];
  }

  #of(set: Causes): T {
    const key = set.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known.assessed;
    const made = set.reduce((topology, i) => this.#drafts[i]?.apply?.(topology) ?? topology, this.#base);
    const assessed = this.#assess(made);
    this.#known.set(key, { assessed });
    return assessed;
  }
}

function pairsOf(all: Causes): readonly Causes[] {
  return all.flatMap((i, at) => all.slice(at + 1).map((j) => [i, j]));
}

/** A set of which nothing can be taken back; empty where the whole does not show it. */
function takenBack(all: Causes, holds: (set: Causes) => boolean): Causes {
  if (all.length === 0 || !holds(all)) return [];
  let kept = all;
  for (const one of all) {
    const less = kept.filter((each) => each !== one);
    if (holds(less)) kept = less;
  }
  return kept;
}
