/** Strongly connected components after Tarjan, without recursion. */
import type { DependencyGraph } from "./dependency-graph.ts";

/**
 * Components of two nodes and more that the edges of `mask` make. Only edges between nodes of one label are followed;
 * `label` is overwritten with the number of the node's component from 1 on, 0 for a node that is alone.
 */
export function strongComponents(
  graph: DependencyGraph,
  mask: number,
  label: Int32Array,
): readonly Int32Array[] {
  const tarjan = new Tarjan(graph, mask, label);
  for (let node = 0; node < graph.nodes; node++) if (label[node] !== 0) tarjan.visit(node);
  label.fill(0);
  tarjan.components.forEach((component, c) => {
    for (const node of component) label[node] = c + 1;
  });
  return tarjan.components;
}

class Tarjan {
  readonly components: Int32Array[] = [];
  readonly #graph: DependencyGraph;
  readonly #mask: number;
  readonly #label: Int32Array;
  /** Order of discovery from 1 on, 0 for not yet; lowest reachable one; edge to look at next. */
  readonly #found: Int32Array;
  readonly #low: Int32Array;
  readonly #edge: Int32Array;
  readonly #open: Uint8Array;
  readonly #path: Int32Array;
  readonly #stack: Int32Array;
  #depth = 0;
  #height = 0;
  #count = 0;

  constructor(graph: DependencyGraph, mask: number, label: Int32Array) {
    this.#graph = graph;
    this.#mask = mask;
    this.#label = label;
    this.#found = new Int32Array(graph.nodes);
    this.#low = new Int32Array(graph.nodes);
    this.#edge = graph.from.slice(0, graph.nodes);
    this.#open = new Uint8Array(graph.nodes);
    this.#path = new Int32Array(graph.nodes);
    this.#stack = new Int32Array(graph.nodes);
  }

  visit(root: number): void {
    if (this.#found[root] !== 0) return;
    this.#enter(root);
    while (this.#depth > 0) {
      const node = this.#path[this.#depth - 1] as number;
      if (!this.#advance(node)) this.#leave(node);
    }
  }

  #enter(node: number): void {
    this.#count += 1;
    this.#found[node] = this.#count;
    this.#low[node] = this.#count;
    this.#open[node] = 1;
    this.#path[this.#depth] = node;
    this.#depth += 1;
    this.#stack[this.#height] = node;
    this.#height += 1;
  }

  /** Follows the next edges of `node` until one leads to a new node; false if there is none. */
  #advance(node: number): boolean {
    const { from, to, kind } = this.#graph;
    const end = from[node + 1] as number;
    const label = this.#label[node];
    for (let e = this.#edge[node] as number; e < end; e++) {
      const target = to[e] as number;
      if (((kind[e] as number) & this.#mask) === 0 || this.#label[target] !== label) continue;
      if (this.#found[target] === 0) {
        this.#edge[node] = e + 1;
        this.#enter(target);
        return true;
      }
      if (this.#open[target] === 1 && (this.#found[target] as number) < (this.#low[node] as number))
        this.#low[node] = this.#found[target] as number;
    }
    this.#edge[node] = end;
    return false;
  }

  #leave(node: number): void {
    this.#depth -= 1;
    const low = this.#low[node] as number;
    if (this.#depth > 0) {
      const parent = this.#path[this.#depth - 1] as number;
      if (low < (this.#low[parent] as number)) this.#low[parent] = low;
    }
    if (low !== this.#found[node]) return;
    let bottom = this.#height - 1;
    while (this.#stack[bottom] !== node) bottom -= 1;
    const members = this.#stack.subarray(bottom, this.#height);
    for (const member of members) this.#open[member] = 0;
    this.#height = bottom;
    if (members.length > 1) this.components.push(members.slice().sort());
  }
}
