/**
 * A graph as boxes and arrows with sizes, before anybody has said where they stand. Sizes come from the number of
 * characters alone, so that a picture does not depend on the fonts of the machine that draws it.
 */
import type { FlowDetail, Graph, GraphEdge, GraphNode, NodeShape } from "./graph.ts";
import { clipped, visible } from "./svg.ts";
import { SIGNS, type Verdict, worst } from "./verdict-signs.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One line of text in a picture; what was cut is whole in the title of what it belongs to. */
export interface Line {
  readonly text: string;
  readonly verdict?: Verdict;
}

export interface SheetBox extends Size {
  readonly id: string;
  readonly shape: NodeShape;
  readonly name: Line;
  readonly detail?: Line;
  readonly title: string;
}

export interface SheetRegion extends Size {
  readonly id: string;
  readonly kind: "broker" | "service";
  /** Size of the region's name; the region itself is as large as what lies in it. */
  readonly name: Line;
  readonly title: string;
  /** It is not drawn, only its boxes. */
  readonly isOpen: boolean;
  readonly boxes: readonly SheetBox[];
}

/** A way between two boxes, with the verdicts of the flows that end with it. */
export interface SheetArrow extends Size {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdge["kind"];
  readonly lines: readonly Line[];
  /** The worst of all flows that take it. */
  readonly verdict?: Verdict;
  /** Numbers of these flows. */
  readonly flows: readonly number[];
  readonly title: string;
}

export interface SheetFlow extends FlowDetail {
  readonly verdict: Verdict;
  readonly text: string;
}

export interface Sheet {
  readonly title: string;
  readonly regions: readonly SheetRegion[];
  readonly arrows: readonly SheetArrow[];
  readonly flows: readonly SheetFlow[];
}

/** Width of a character in a name, and at an arrow; a wide one (Chinese, an emoji) counts twice. In pixels. */
const CHARACTER = 7.2;
const SMALL = 6.3;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{1faff}]/u;
export const LINE_HEIGHT = 15;
const NAME_MOST = 34;
const LABEL_MOST = 40;
const TITLE_MOST = 80;
/** Of what is shown to whoever points at something: a line. */
const TOLD_MOST = 200;
/** Verdicts at one arrow; more are counted. */
const VERDICTS_MOST = 3;

export function sheetOf(graph: Graph): Sheet {
  const flows = graph.edges.flatMap((edge): readonly SheetFlow[] =>
    edge.kind === "flow" && edge.flow !== undefined && edge.verdict !== undefined
      ? [{ ...edge.flow, verdict: edge.verdict, text: edge.label }]
      : [],
  );
  const regions = graph.groups.map((group): SheetRegion => {
    const name = { text: clipped(visible(group.label), NAME_MOST) };
    const { id, kind, isOpen = false } = group;
    const boxes = group.nodes.map(boxOf);
    return { id, kind, isOpen, name, ...sizeOf([name]), title: told(group.label), boxes };
  });
  const ways = graph.edges.filter(({ kind }) => kind !== "flow");
  return {
    title: clipped(visible(graph.title), TITLE_MOST),
    regions,
    arrows: ways.map((edge) => arrowOf(edge, flows)),
    flows,
  };
}

function boxOf({ id, shape, label, detail }: GraphNode): SheetBox {
  const name = { text: clipped(visible(label), NAME_MOST) };
  const second = { text: clipped(visible(detail ?? (shape === "channel" ? "" : shape)), NAME_MOST) };
  const { width } = sizeOf([name, second]);
  const title = detail === undefined ? told(label) : `${told(label)} (${told(detail)})`;
  return { id, shape, name, detail: second, width: Math.max(72, width + 24), height: 44, title };
}

function arrowOf(edge: GraphEdge, flows: readonly SheetFlow[]): SheetArrow {
  const taking = flows.flatMap((flow, number) => (takes(flow, edge) ? [number] : []));
  const ending = taking.filter((number) => flows[number]?.way.at(-1) === edge.to);
  const label = clipped(visible(edge.label), LABEL_MOST);
  const lines = [...(label === "" ? [] : [{ text: label }]), ...verdictLines(ending.map((n) => flows[n]))];
  const verdict = worst(taking.flatMap((number) => flows[number]?.verdict ?? []));
  const title = [
    ...(edge.label === "" ? [] : [told(edge.label)]),
    ...taking.flatMap((number) => flowLines(flows[number])),
  ];
  return {
    from: edge.from,
    to: edge.to,
    kind: edge.kind,
    lines,
    ...sizeOf(lines, SMALL),
    ...(verdict === undefined ? {} : { verdict }),
    flows: taking,
    title: title.join("\n"),
  };
}

/** The flow goes from the one to the other, one right after the other. */
function takes({ way }: SheetFlow, { from, to }: GraphEdge): boolean {
  return way.some((id, at) => id === from && way[at + 1] === to);
}

function verdictLines(flows: readonly (SheetFlow | undefined)[]): readonly Line[] {
  const known = flows.flatMap((flow) =>
    flow === undefined || flow.verdict === "nothing-promised" ? [] : [flow],
  );
  const shown = known.length > VERDICTS_MOST ? known.slice(0, VERDICTS_MOST - 1) : known;
  const rest = known.slice(shown.length);
  const lines = shown.map(({ verdict, text }) => ({
    text: clipped(`${SIGNS[verdict]} ${visible(text)}`, LABEL_MOST),
    verdict,
  }));
  const last = worst(rest.map(({ verdict }) => verdict));
  return last === undefined
    ? lines
    : [...lines, { text: `${SIGNS[last]} and ${rest.length} more`, verdict: last }];
}

/** A flow in full, a line for each thing to know. */
export function flowLines(flow: SheetFlow | undefined): readonly string[] {
  if (flow === undefined) return [];
  const { from, to, verdict, promised, text, hazards } = flow;
  const head = `${SIGNS[verdict]} ${told(from)} -> ${told(to)}: ${told(promised ?? "nothing promised")}`;
  const given = verdict === "refuted" ? [] : [`gives ${told(text)}`];
  return [head, ...given, ...hazards.map((hazard) => `needs only ${told(hazard)}`)];
}

function told(text: string): string {
  return clipped(visible(text), TOLD_MOST);
}

/** Room that lines of text take, in pixels. */
function sizeOf(lines: readonly Line[], character: number = CHARACTER): Size {
  const longest = Math.max(0, ...lines.map(({ text }) => charactersOf(text) * character));
  return { width: Math.ceil(longest), height: lines.length * LINE_HEIGHT };
}

function charactersOf(text: string): number {
  let count = 0;
  for (const character of text) count += WIDE.test(character) ? 2 : 1;
  return count;
}
