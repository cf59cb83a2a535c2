/** What a search keeps: the moves of each node, and the states. What a node is, says {@link import("./nodes.ts").Nodes}. */
import { type Fingerprint, FingerprintTable } from "../base/fingerprint.ts";
import { IntVector } from "../base/int-vector.ts";
import type { PathStep } from "./found-sets.ts";
import type { MoveCode } from "./model.ts";

const NO_PICKS: readonly number[] = [];

/** The moves of each node, in the order in which the nodes were looked at. */
export class Edges {
  readonly #first: IntVector = new IntVector();
  readonly #endings: IntVector = new IntVector();
  readonly #codes: IntVector = new IntVector();
  readonly #targets: IntVector = new IntVector();
  /** Of the moves inside which something was chosen. */
  readonly #picks: Map<number, readonly number[]> = new Map<number, readonly number[]>();

  /** Nodes looked at. */
  get nodes(): number {
    return this.#first.length;
  }
  /** What is added from here on belongs to the next node; `ending`: bits of the clauses broken where a run ends there. */
  next(ending: number): void {
    this.#first.push(this.#codes.length);
    this.#endings.push(ending);
  }
  ending(node: number): number {
    return this.#endings.get(node);
  }
  /** A move to a node, or (negative) to the state -1 - `target`, whatever had struck. */
  add(code: MoveCode, picks: readonly number[], target: number): number {
    this.#codes.push(code);
    if (picks.length > 0) this.#picks.set(this.#codes.length - 1, picks.slice());
    this.#targets.push(target);
    return this.#codes.length - 1;
  }
  from(node: number): number {
    return this.#first.get(node);
  }
  /** The first edge that is not of `node` any more. */
  to(node: number): number {
    return node + 1 < this.#first.length ? this.#first.get(node + 1) : this.#codes.length;
  }
  code(edge: number): MoveCode {
    return this.#codes.get(edge);
  }
  target(edge: number): number {
    return this.#targets.get(edge);
  }
  step(edge: number): PathStep {
    return { code: this.#codes.get(edge), picks: this.#picks.get(edge) ?? NO_PICKS };
  }
}

/** States by number: node, what had struck, and the move that first led there. */
export class States {
  /** The first state of each node; most have no other. */
  readonly #firsts: IntVector = new IntVector();
  /** The others, by node and label. */
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #others: IntVector = new IntVector();
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #nodes: IntVector = new IntVector();
  readonly #labels: IntVector = new IntVector();
  readonly #parents: IntVector = new IntVector();
  readonly #edges: IntVector = new IntVector();

  /** Not all have the same label. */
  #several = false;

  get count(): number {
    return this.#nodes.length;
  }
  node(state: number): number {
    return this.#nodes.get(state);
  }
  label(state: number): number {
    return this.#labels.get(state);
  }
  /** -1 where it is not known. */
  find(node: number, label: number): number {
    if (node === this.#firsts.length) return -1;
    const first = this.#first(node);
    if (this.#labels.get(first) === label) return first;
    const other = this.#table.indexOf(this.#key(node, label));
    return other < 0 ? -1 : this.#others.get(other);
  }
  /** The number of a state; -1 - that number where it is new. Nodes come in the order of their numbers. */
  add(node: number, label: number, parent: number, edge: number): number {
    if (node === this.#firsts.length) this.#firsts.push(this.count);
    else {
      if (!this.#several && label === this.#labels.get(0)) return node;
      const first = this.#first(node);
      if (this.#labels.get(first) === label) return first;
      const other = this.#table.add(this.#key(node, label));
      if (other >= 0) return this.#others.get(other);
      this.#others.push(this.count);
    }
    if (label !== this.#labels.get(0)) this.#several = true;
    this.#nodes.push(node);
    this.#labels.push(label);
    this.#parents.push(parent);
    this.#edges.push(edge);
    return -this.count;
  }
  /** Edges from the start to `state`. */
  path(state: number): number[] {
    const path: number[] = [];
    for (let at = state; this.#parents.get(at) >= 0; at = this.#parents.get(at))
      path.push(this.#edges.get(at));
    return path.reverse();
  }
  /** As long as no node has a second state, both have the same numbers. */
  #first(node: number): number {
    return this.#others.length === 0 ? node : this.#firsts.get(node);
  }
  #key(node: number, label: number): Fingerprint {
    this.#print.high = label;
    this.#print.low = (Math.imul(node, 0x9e3779b1) + Math.imul(label, 0x7feb352d)) | 0;
    return this.#print;
  }
}
