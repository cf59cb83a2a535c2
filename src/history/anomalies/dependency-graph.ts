/**
 * Which operation depends on which: one node for each completion, then one for each barrier of real time. Barriers
 * make the transitive reduction of "ends before" linear: an operation leads to the barrier that it ends before,
 * a barrier to the next one and to the operations that are invoked after it.
 */
import { IntVector } from "../../base/int-vector.ts";
import type { LogOrder } from "./log-order.ts";
import type { LogStore } from "./log-store.ts";

/** Kinds of edges, as bits of a mask. */
export const EDGE = { wr: 1, ww: 2, realtime: 4 } as const;

export interface DependencyGraph {
  /** Nodes below are completions, the others barriers. */
  readonly completions: number;
  readonly nodes: number;
  /** Edges of node n lie at `from[n]` up to `from[n + 1]`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
}

/** `writeOrder` adds the edges from each message to the next one in its log. */
export function dependencyGraph(store: LogStore, order: LogOrder, writeOrder: boolean): DependencyGraph {
  const edges = new Edges();
  readEdges(store, edges);
  if (writeOrder) writeEdges(store, order, edges);
  realtimeEdges(store, edges);
  return edges.graph(store.completions, store.completions + store.barriers);
}

class Edges {
  readonly #sources = new IntVector();
  readonly #targets = new IntVector();
  readonly #kinds = new IntVector();

  add(source: number, target: number, kind: number): void {
    this.#sources.push(source);
    this.#targets.push(target);
    this.#kinds.push(kind);
  }

  graph(completions: number, nodes: number): DependencyGraph {
    const [sources, targets, kinds] = [this.#sources.view(), this.#targets.view(), this.#kinds.view()];
    const from = new Int32Array(nodes + 1);
    for (let e = 0; e < sources.length; e++) {
      const source = sources[e] as number;
      from[source + 1] = (from[source + 1] as number) + 1;
    }
    for (let n = 0; n < nodes; n++) from[n + 1] = (from[n + 1] as number) + (from[n] as number);
    const next = from.slice();
    const to = new Int32Array(sources.length);
    const kind = new Uint8Array(sources.length);
    for (let e = 0; e < sources.length; e++) {
      const source = sources[e] as number;
      const at = next[source] as number;
      next[source] = at + 1;
      to[at] = targets[e] as number;
      kind[at] = kinds[e] as number;
    }
    return { completions, nodes, from, to, kind };
  }
}

function readEdges(store: LogStore, edges: Edges): void {
  for (let op = 0; op < store.completions; op++) {
    const to = op + 1 < store.completions ? store.readsFrom.get(op + 1) : store.reads.length;
    let before = -1;
    for (let i = store.readsFrom.get(op); i < to; i++) {
      const writer = store.values.writer(store.reads.get(i));
      if (writer < 0 || writer === op || writer === before) continue;
      before = writer;
      edges.add(writer, op, EDGE.wr);
    }
  }
}

function writeEdges(store: LogStore, order: LogOrder, edges: Edges): void {
  for (const row of order.at)
    for (let i = 1; i < row.length; i++) {
      const first = store.values.writer(row[i - 1] as number);
      const second = store.values.writer(row[i] as number);
      if (first >= 0 && second >= 0 && first !== second) edges.add(first, second, EDGE.ww);
    }
}

function realtimeEdges(store: LogStore, edges: Edges): void {
  const { completions, barriers } = store;
  for (let op = 0; op < completions; op++) {
    const before = store.before.get(op);
    const after = store.after.get(op);
    if (before >= 0 && before < barriers) edges.add(op, completions + before, EDGE.realtime);
    if (after >= 0) edges.add(completions + after, op, EDGE.realtime);
  }
  for (let b = 1; b < barriers; b++) edges.add(completions + b - 1, completions + b, EDGE.realtime);
}
