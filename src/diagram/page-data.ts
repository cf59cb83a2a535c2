/** What the page of a diagram shows: each topology in several views, laid out beforehand, so that the page only shows and hides. */
import { around, folded } from "./fold.ts";
import type { Graph, GraphEdge } from "./graph.ts";
import { pictureOf } from "./picture.ts";
import type { Placed } from "./placed.ts";
import { flowLines, type Sheet, sheetOf } from "./sheet.ts";
import type { Shape } from "./svg.ts";
import type { Verdict } from "./verdict-signs.ts";

export interface PageData {
  readonly version: 1;
  readonly topologies: readonly PageTopology[];
}

export interface PageTopology {
  readonly name: string;
  readonly flows: readonly PageFlow[];
  /** Everything first, then with each service as one box, then one view a service and a broker. */
  readonly views: readonly PageView[];
  /** What can be searched for, and the view that shows it. */
  readonly entries: readonly PageEntry[];
  /** Number of the view that is shown first. */
  readonly first: number;
}

export interface PageFlow {
  readonly verdict: Verdict;
  readonly lines: readonly string[];
}

export interface PageView {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  /** Of each flow that it shows: its number in the topology, and the boxes that it passes. */
  readonly flows: readonly { readonly number: number; readonly way: readonly string[] }[];
  /** Number of the view behind each region that has one of its own. */
  readonly behind: Readonly<Record<string, number>>;
}

export interface PageEntry {
  readonly name: string;
  readonly kind: string;
  /** Number of the view. */
  readonly view: number;
  /** The box in it; absent for a region. */
  readonly node?: string;
}

/** With more boxes than this the page opens with services as single boxes. */
const BOXES_MOST = 60;
/** Groups of a topology that get views of their own. */
const VIEWS_MOST = 400;

export function pageTopology(graph: Graph, layout: (sheet: Sheet) => Placed): PageTopology {
  const all = sheetOf(graph);
  const own = graph.groups.filter(({ nodes }) => nodes.length > 0).slice(0, VIEWS_MOST);
  const behind = Object.fromEntries(own.map(({ id }, at) => [id, at + 2]));
  const numbers = new Map(flowEdges(graph).map((edge, number) => [edge, number]));
  const view = (name: string, part: Graph): PageView => {
    const placed = layout(sheetOf(part));
    // A folded graph has the same flows in the same order, as new edges.
    const flows = flowEdges(part).map((edge, at) => ({
      number: numbers.get(edge) ?? at,
      way: edge.flow?.way ?? [],
    }));
    return { name, width: placed.width, height: placed.height, shapes: pictureOf(placed), flows, behind };
  };
  const views = [
    view("everything", graph),
    view("services folded", folded(graph)),
    ...own.map((group) =>
      view(`${group.kind} ${group.name}`, around(graph, new Set(group.nodes.map(({ id }) => id)))),
    ),
  ];
  const boxes = graph.groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return {
    name: graph.title,
    flows: all.flows.map((flow) => ({ verdict: flow.verdict, lines: flowLines(flow) })),
    views,
    entries: entriesOf(graph, behind),
    first: boxes > BOXES_MOST ? 1 : 0,
  };
}

function flowEdges({ edges }: Graph): readonly GraphEdge[] {
  return edges.filter(({ flow }) => flow !== undefined);
}

function entriesOf({ groups }: Graph, behind: Readonly<Record<string, number>>): readonly PageEntry[] {
  return groups.flatMap(({ id, kind, name, nodes }): readonly PageEntry[] => {
    const view = behind[id] ?? 0;
    return [
      { name, kind, view },
      ...nodes.map((node) => ({ name: node.name, kind: node.detail ?? node.shape, view, node: node.id })),
    ];
  });
}
