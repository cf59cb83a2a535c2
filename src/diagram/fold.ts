/** Smaller graphs of a large one: services as single boxes, or what lies around one group or node. */
import type { Graph, GraphEdge, GraphGroup, GraphNode } from "./graph.ts";

/** With more boxes than this a service is drawn as one, where nothing else is said. */
const BOXES_MOST = 90;

/** Folded where it would be too large to be read. */
export function foldedWhereLarge(graph: Graph): Graph {
  const boxes = graph.groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return boxes > BOXES_MOST ? folded(graph) : graph;
}

/** Every service is one box, named for it, and nothing is framed; ways between the same two become one. */
export function folded(graph: Graph): Graph {
  const into = new Map<string, string>();
  const groups = graph.groups.map((group): GraphGroup => {
    if (group.kind === "broker") return opened(group);
    if (group.nodes.length === 0) return group;
    const id = `${group.id}all`;
    for (const node of group.nodes) into.set(node.id, id);
    return {
      ...group,
      isOpen: true,
      nodes: [{ id, shape: "service", name: group.name, label: group.label, detail: contents(group) }],
    };
  });
  const at = (id: string): string => into.get(id) ?? id;
  const moved = graph.edges.map((edge): GraphEdge => {
    const ends = { ...edge, from: at(edge.from), to: at(edge.to) };
    return edge.flow === undefined ? ends : { ...ends, flow: { ...edge.flow, way: edge.flow.way.map(at) } };
  });
  const kept = moved.filter(({ kind, from, to }) => kind === "flow" || from !== to);
  return { ...graph, groups, edges: merged(kept) };
}

/** A frame around hundreds of channels would put them all into one column. */
function opened(group: GraphGroup): GraphGroup {
  const nodes = group.nodes.map((node) => ({ ...node, detail: `${node.detail ?? ""} on ${group.name}` }));
  return { ...group, isOpen: true, nodes };
}

function contents({ nodes }: GraphGroup): string {
  const sends = nodes.filter(({ shape }) => shape === "producer").length;
  const reads = nodes.filter(({ shape }) => shape === "consumer").length;
  const words = [counted(sends, "producer"), counted(reads, "consumer")];
  return words.filter((word) => word !== "").join(", ");
}

function counted(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Ways with the same ends are drawn once. Flows stay apart: each has a verdict of its own. */
function merged(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const ways = new Map<string, GraphEdge>();
  edges.forEach((edge, at) => {
    const key = edge.kind === "flow" ? `flow ${at}` : `${edge.kind} ${edge.from} ${edge.to}`;
    const known = ways.get(key);
    const labels = [known?.label ?? "", edge.label].filter((text) => text !== "");
    ways.set(key, { ...(known ?? edge), label: [...new Set(labels)].join(", ") });
  });
  return [...ways.values()];
}

/** What has to do with `ids`: they themselves, all that their flows pass, and their neighbours. */
export function around(graph: Graph, ids: ReadonlySet<string>): Graph {
  const near = new Set(ids);
  for (const { kind, from, to, flow } of graph.edges) {
    if (kind === "flow" && flow?.way.some((id) => ids.has(id)) === true)
      for (const id of flow.way) near.add(id);
    else if (kind !== "flow" && ids.has(from)) near.add(to);
    else if (kind !== "flow" && ids.has(to)) near.add(from);
  }
  const has = ({ id }: GraphNode): boolean => near.has(id);
  const groups = graph.groups
    .map((group) => ({ ...group, nodes: group.nodes.filter(has) }))
    .filter(({ nodes }) => nodes.length > 0);
  const passes = (edge: GraphEdge): boolean =>
    edge.kind === "flow" ? edge.flow?.way.some((id) => ids.has(id)) === true : true;
  const edges = graph.edges.filter((edge) => near.has(edge.from) && near.has(edge.to) && passes(edge));
  return { ...graph, groups, edges };
}
