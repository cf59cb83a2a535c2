/** A shortest cycle of asked kinds of edges inside one strong component. */
import { IntVector } from "../../base/int-vector.ts";
import { EDGE, type DependencyGraph } from "./dependency-graph.ts";

export interface CycleKind {
  /** Edges that may be on it. */
  readonly mask: number;
  /** Kind of an edge that has to be on it. */
  readonly first: number;
  /** Kind of another edge that has to be on it; 0 for none. */
  readonly also: number;
}

/** The operations of a cycle in order, each with the kind of the edge to the next; from the last back to the first. */
export interface Cycle {
  readonly operations: readonly number[];
  readonly edges: readonly number[];
}

export interface SearchResult {
  readonly cycle: Cycle | undefined;
  /** Whether the steps ran out before all starts were tried. */
  readonly exhausted: boolean;
}

/**
 * Breadth-first from each node that has an edge of the first kind. Passing barriers costs nothing, so that a
 * stretch of real time is one edge. A state is a node, and whether an edge of the kind `also` has been passed.
 */
export class CycleSearch {
  readonly #graph: DependencyGraph;
  readonly #round: Int32Array;
  readonly #parent: Int32Array;
  readonly #via: Uint8Array;
  #rounds = 0;
  #steps = 0;

  constructor(graph: DependencyGraph) {
    this.#graph = graph;
    this.#round = new Int32Array(2 * graph.nodes);
    this.#parent = new Int32Array(2 * graph.nodes);
    this.#via = new Uint8Array(2 * graph.nodes);
  }

  /** `label` says of each node in which component it is. At most about `steps` edges are looked at. */
  shortest(component: Int32Array, label: Int32Array, kind: CycleKind, steps: number): SearchResult {
    this.#steps = steps;
    let best: Cycle | undefined;
    for (const start of component) {
      if (start >= this.#graph.completions) break;
      if (!this.#starts(start, label, kind.first)) continue;
      const cycle = this.#from(start, label, kind, best?.operations.length ?? Number.POSITIVE_INFINITY);
      if (cycle !== undefined) best = cycle;
      if (best?.operations.length === 2) break;
      if (this.#steps <= 0) return { cycle: best, exhausted: true };
    }
    return { cycle: best, exhausted: false };
  }

  #starts(node: number, label: Int32Array, first: number): boolean {
    const { from, to, kind } = this.#graph;
    for (let e = from[node] as number; e < (from[node + 1] as number); e++)
      if (kind[e] === first && label[to[e] as number] === label[node]) return true;
    return false;
  }

  /** A cycle through `start` of fewer than `below` operations that begins with an edge of the first kind. */
  #from(start: number, label: Int32Array, kind: CycleKind, below: number): Cycle | undefined {
    this.#rounds += 1;
    let level = new IntVector();
    this.#expand(start, -1, { label, kind, mask: kind.first, here: level, next: level });
    for (let length = 1; length < below && level.length > 0; length++) {
      const next = new IntVector();
      for (let i = 0; i < level.length; i++) {
        if (this.#steps <= 0) return undefined;
        const state = level.get(i);
        const node = state >> 1;
        if (node !== start) this.#expand(node, state, { label, kind, mask: kind.mask, here: level, next });
        else if (kind.also === 0 || (state & 1) === 1) {
          const cycle = this.#cycle(state, start);
          if (cycle !== undefined) return cycle;
        }
      }
      level = next;
    }
    return undefined;
  }

  #expand(node: number, state: number, to: Expansion): void {
    const { from, to: targets, kind: kinds, completions } = this.#graph;
    const seen = state < 0 ? 0 : state & 1;
    const end = from[node + 1] as number;
    this.#steps -= end - (from[node] as number);
    for (let e = from[node] as number; e < end; e++) {
      const kind = kinds[e] as number;
      const target = targets[e] as number;
      if ((kind & to.mask) === 0 || to.label[target] !== to.label[node]) continue;
      const reached = 2 * target + (seen === 1 || (kind & to.kind.also) !== 0 ? 1 : 0);
      if (this.#round[reached] === this.#rounds) continue;
      this.#round[reached] = this.#rounds;
      this.#parent[reached] = state;
      this.#via[reached] = kind;
      (node >= completions ? to.here : to.next).push(reached);
    }
  }

  /** Nothing if an operation is on it twice. */
  #cycle(last: number, start: number): Cycle | undefined {
    const operations: number[] = [];
    const edges: number[] = [];
    let kind = this.#via[last] as number;
    let state = this.#parent[last] as number;
    while (state >= 0) {
      const node = state >> 1;
      if (node < this.#graph.completions) {
        operations.push(node);
        edges.push(kind);
        kind = this.#via[state] as number;
      } else kind = EDGE.realtime;
      state = this.#parent[state] as number;
    }
    operations.push(start);
    edges.push(kind);
    if (new Set(operations).size < operations.length) return undefined;
    return { operations: operations.reverse(), edges: edges.reverse() };
  }
}

interface Expansion {
  readonly label: Int32Array;
  readonly kind: CycleKind;
  /** Kinds of edges to follow. */
  readonly mask: number;
  /** Where to put what costs nothing, and what costs one edge. */
  readonly here: IntVector;
  readonly next: IntVector;
}
