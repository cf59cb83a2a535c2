/**
 * The nodes of a search. A *node* is all that decides what can happen next; a *state* is a node and what had struck when
 * it was reached. Where no fault can strike any more, what has struck decides nothing: one node stands for all states
 * that differ in that alone. Until then it decides which faults can still strike, and is part of the node.
 */
import { type Fingerprint, FingerprintTable, followFingerprint, withoutCells } from "../base/fingerprint.ts";
import { IntVector } from "../base/int-vector.ts";
import type { List, State } from "../base/layout.ts";
import type { FaultLabels } from "./fault-labels.ts";
import type { Successors } from "./successors.ts";

interface Known {
  readonly state: number;
  readonly label: number;
}

export class Nodes {
  readonly #struck: List;
  readonly #labels: FaultLabels;
  /** Strikes after which none is left; more than there can be where every state is its own node. */
  readonly #spent: number;
  readonly #dominates: boolean;
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #without: Fingerprint = { high: 0, low: 0 };
  readonly #prints: IntVector = new IntVector();
  readonly #broken: IntVector = new IntVector();
  /** States with strikes left, by all but what had struck. */
  readonly #open: FingerprintTable = new FingerprintTable();
  readonly #openStates: Known[][] = [];

  constructor(
    struck: List,
    bounds: { readonly faults: number; readonly reduction?: boolean; readonly until?: object },
    labels: FaultLabels,
  ) {
    const reduced = bounds.reduction !== false;
    this.#struck = struck;
    this.#labels = labels;
    this.#spent = reduced ? bounds.faults : Number.POSITIVE_INFINITY;
    // Who asks for certain faults wants them also where fewer would do.
    this.#dominates = reduced && bounds.until === undefined;
  }

  get count(): number {
    return this.#table.count;
  }

  /** The fingerprint of `after`, which a move led to from `before`, a state of `node`. */
  follow(node: number, before: State, after: State, print: Fingerprint): void {
    print.high = this.#prints.get(2 * node);
    print.low = this.#prints.get(2 * node + 1);
    followFingerprint(before, after, print);
    const { at, capacity } = this.#struck;
    // Taken out where the last fault strikes; from then on both have the same, which makes no difference.
    if (this.#isSpent(after) && !this.#isSpent(before)) withoutCells(after, at + 1, capacity, print);
  }

  /** Brings what will be looked up close. */
  fetch({ all, count }: Successors): void {
    this.#table.fetch(all, count);
  }

  /** The node of a state with this fingerprint; -1 where it is not known. */
  known(print: Fingerprint): number {
    return this.#table.indexOf(print);
  }

  /**
   * A known state that equals `s` but for having had fewer faults: whatever can break after `s`
   * can break after that, with fewer. -1 where there is none. A natural move out of a node whose faults are spent
   * serves all of the node's states, so that only a state without any fault will do there.
   */
  dominating(s: State, print: Fingerprint, label: number, natural: boolean): number {
    if (!this.#dominates || this.#open.count === 0) return -1;
    const at = this.#open.indexOf(this.#bare(s, print));
    if (at < 0) return -1;
    const shared = natural && this.#isSpent(s);
    for (const known of this.#openStates[at] as Known[])
      if (
        this.#labels.smaller(known.label, label) &&
        (!shared || this.#labels.atoms(known.label).length === 0)
      )
        return known.state;
    return -1;
  }

  /** Adds the node of `s`, which {@link known} has just not found, or which is the first. */
  add(s: State, print: Fingerprint, { broken, label, state }: Known & { readonly broken: number }): number {
    const node = this.#table.addMissing(print);
    this.#prints.push(print.high);
    this.#prints.push(print.low);
    this.#broken.push(broken);
    if (this.#dominates && !this.#isSpent(s)) {
      const added = this.#open.add(this.#bare(s, print));
      if (added < 0) this.#openStates.push([{ state, label }]);
      else this.#openStates[added]?.push({ state, label });
    }
    return node;
  }

  /** Bits of the clauses that are broken in `node`. */
  broken(node: number): number {
    return this.#broken.get(node);
  }

  #isSpent(s: State): boolean {
    return this.#struck.count(s) >= this.#spent;
  }

  /** The fingerprint of `s` without what has struck. */
  #bare(s: State, print: Fingerprint): Fingerprint {
    const bare = this.#without;
    bare.high = print.high;
    bare.low = print.low;
    const { at, capacity } = this.#struck;
    withoutCells(s, at, this.#isSpent(s) ? 1 : capacity + 1, bare);
    return bare;
  }
}
