/** Where the boxes of a graph stand: in layers as messages go, each layer ordered so that few lines cross. */
import type { Graph, GraphNode } from "../diagram/graph.ts";

export interface Box {
  readonly node: GraphNode;
  /** Name of the broker or service that it belongs to. */
  readonly owner: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export const BOX_HEIGHT = 44;
/** Between layers, so that the longest label of an edge has room. */
const GAP_LEAST = 96;
const GAP_MOST = 220;
const GAP_Y = 24;
const WIDTH_LEAST = 120;
const WIDTH_MOST = 260;
const CHARACTER = 7.2;
const SWEEPS = 4;

interface Placing {
  readonly node: GraphNode;
  readonly owner: string;
  readonly at: number;
  layer: number;
  order: number;
}

export function boxesOf(graph: Graph): readonly Box[] {
  const placings = graph.groups.flatMap((group) => group.nodes.map((node) => ({ node, owner: group.label })));
  const nodes = placings.map((each, at): Placing => ({ ...each, at, layer: 0, order: at }));
  const byId = new Map(nodes.map((each) => [each.node.id, each]));
  const ways = graph.edges
    .filter(({ kind }) => kind !== "flow")
    .flatMap(({ from, to }): readonly (readonly [Placing, Placing])[] => {
      const [a, b] = [byId.get(from), byId.get(to)];
      return a === undefined || b === undefined || a === b ? [] : [[a, b]];
    });
  layer(nodes, ways);
  for (let sweep = 0; sweep < SWEEPS; sweep++) order(nodes, ways, sweep % 2 === 0);
  const longest = Math.max(0, ...graph.edges.map(({ kind, label }) => (kind === "flow" ? 0 : label.length)));
  return placed(nodes, Math.min(GAP_MOST, Math.max(GAP_LEAST, longest * CHARACTER + 24)));
}

/** Each box stands behind all that lead to it; an edge that closes a circle does not count. */
function layer(nodes: readonly Placing[], ways: readonly (readonly [Placing, Placing])[]): void {
  const next = new Map<Placing, Placing[]>(nodes.map((node) => [node, []]));
  for (const [from, to] of ways) next.get(from)?.push(to);
  const done = new Set<Placing>();
  const sorted: Placing[] = [];
  const open = new Set<Placing>();
  const forward: (readonly [Placing, Placing])[] = [];
  for (const start of nodes) {
    const stack: { readonly node: Placing; k: number }[] = done.has(start) ? [] : [{ node: start, k: 0 }];
    open.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = next.get(top.node)?.[top.k++];
      if (to === undefined) {
        stack.pop();
        open.delete(top.node);
        if (!done.has(top.node)) sorted.push(top.node);
        done.add(top.node);
      } else if (!open.has(to)) {
        forward.push([top.node, to]);
        if (!done.has(to)) {
          open.add(to);
          stack.push({ node: to, k: 0 });
        }
      }
    }
  }
  const into = new Map<Placing, Placing[]>();
  for (const [from, to] of forward) into.set(to, [...(into.get(to) ?? []), from]);
  for (const node of sorted.reverse())
    node.layer = Math.max(0, ...(into.get(node) ?? []).map((from) => from.layer + 1));
}

/** By the middle of what each box is tied to on one side. */
function order(
  nodes: readonly Placing[],
  ways: readonly (readonly [Placing, Placing])[],
  fromLeft: boolean,
): void {
  const weights = new Map<Placing, number>();
  for (const node of nodes) {
    const tied = ways.flatMap(([a, b]) => (fromLeft ? (b === node ? [a] : []) : a === node ? [b] : []));
    const sum = tied.reduce((total, each) => total + each.order, 0);
    weights.set(node, tied.length === 0 ? node.order : sum / tied.length);
  }
  for (const row of layersOf(nodes)) {
    const sorted = [...row].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0) || a.at - b.at);
    sorted.forEach((node, at) => (node.order = at));
  }
}

function layersOf(nodes: readonly Placing[]): readonly (readonly Placing[])[] {
  const layers: Placing[][] = [];
  for (const node of nodes) (layers[node.layer] ??= []).push(node);
  return layers.map((row) => row.sort((a, b) => a.order - b.order || a.at - b.at));
}

function placed(nodes: readonly Placing[], gap: number): readonly Box[] {
  const layers = layersOf(nodes);
  const most = Math.max(1, ...layers.map((row) => row.length));
  const height = most * (BOX_HEIGHT + GAP_Y) - GAP_Y;
  const boxes: Box[] = [];
  let x = 0;
  for (const row of layers) {
    const width = Math.max(...row.map(widthOf));
    const top = (height - (row.length * (BOX_HEIGHT + GAP_Y) - GAP_Y)) / 2;
    row.forEach(({ node, owner }, at) => {
      boxes.push({ node, owner, x, y: top + at * (BOX_HEIGHT + GAP_Y), width });
    });
    x += Math.ceil(width + gap);
  }
  return boxes;
}

function widthOf({ node, owner }: Placing): number {
  const longest = Math.max(node.label.length, owner.length + (node.detail ?? node.shape).length + 3);
  return Math.min(WIDTH_MOST, Math.max(WIDTH_LEAST, Math.ceil(longest * CHARACTER) + 20));
}
