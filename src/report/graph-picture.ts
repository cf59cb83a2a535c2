/** A topology as a picture: boxes in the order of the way, and below them a line for each flow with its verdict. */
import type { Graph, GraphEdge } from "../diagram/graph.ts";
import { SIGNS } from "../diagram/verdict-signs.ts";
import { type Box, BOX_HEIGHT, boxesOf } from "./graph-layers.ts";
import { label, type Shape, shape } from "../diagram/svg.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

const MARGIN = 16;
const TRACK = 28;

export function graphPicture(graph: Graph): Picture {
  const boxes = boxesOf(graph);
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const bottom = Math.max(0, ...boxes.map(({ y }) => y + BOX_HEIGHT));
  const flows = graph.edges.filter(({ kind }) => kind === "flow");
  const ends = ({ from, to }: GraphEdge): readonly [Box, Box] | undefined => {
    const [a, b] = [byId.get(from), byId.get(to)];
    return a === undefined || b === undefined ? undefined : [a, b];
  };
  const tracks = flows.flatMap((edge, k) => {
    const pair = ends(edge);
    return pair === undefined ? [] : [track(edge, pair, bottom + 14 + (k + 1) * TRACK, k)];
  });
  const ways = graph.edges
    .filter(({ kind }) => kind !== "flow")
    .flatMap((edge) => {
      const pair = ends(edge);
      return pair === undefined ? [] : [way(edge, pair)];
    });
  const width = Math.max(320, ...boxes.map(({ x, width: own }) => x + own));
  const shapes = shape(
    "g",
    { transform: `translate(${MARGIN} ${MARGIN})` },
    ...tracks,
    ...ways,
    ...boxes.map(boxShape),
  );
  return {
    width: width + 2 * MARGIN,
    height: bottom + flows.length * TRACK + 20 + 2 * MARGIN,
    shapes: [shapes],
  };
}

function boxShape({ node, owner, x, y, width }: Box): Shape {
  const most = Math.floor((width - 16) / 7);
  const rx = node.shape === "producer" ? 22 : node.shape === "channel" ? 4 : 10;
  return shape(
    "g",
    { class: `box ${node.shape}` },
    shape("rect", { x, y, width, height: BOX_HEIGHT, rx }),
    label(x + 12, y + 19, node.label, most, "box-name"),
    label(x + 12, y + 34, `${node.detail ?? node.shape} · ${owner}`, most + 3, "lane-actor"),
  );
}

function way({ kind, label: text }: GraphEdge, [from, to]: readonly [Box, Box]): Shape {
  const [x1, y1] = [from.x + from.width, from.y + BOX_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + BOX_HEIGHT / 2];
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 2} ${y2}`;
  const head = `M${x2 - 9} ${y2 - 4}L${x2 - 2} ${y2}L${x2 - 9} ${y2 + 4}`;
  const room = Math.max(8, Math.floor(Math.abs(x2 - x1) / 6.6));
  const name = text === "" ? [] : [label(x1 + 6, (y1 + y2) / 2 - 6, text, room, "edge-text")];
  return shape("g", { class: `way ${kind}` }, shape("path", { d }), shape("path", { d: head }), ...name);
}

/** Down from the producer, along, and up to the consumer. */
function track(edge: GraphEdge, [from, to]: readonly [Box, Box], y: number, k: number): Shape {
  const shift = (k % 6) * 7;
  const x1 = from.x + 24 + shift;
  const x2 = to.x + 24 + shift;
  const [top1, top2] = [from.y + BOX_HEIGHT, to.y + BOX_HEIGHT];
  const direction = Math.sign(x2 - x1) || 1;
  const d = `M${x1} ${top1}V${y - 6}q0 6 ${6 * direction} 6H${x2 - 6 * direction}q${6 * direction} 0 ${6 * direction} -6V${top2 + 2}`;
  const head = `M${x2 - 4} ${top2 + 9}L${x2} ${top2 + 2}L${x2 + 4} ${top2 + 9}`;
  const verdict = edge.verdict ?? "nothing-promised";
  const text = `${SIGNS[verdict]} ${edge.label}`;
  const room = Math.max(24, Math.floor(Math.abs(x2 - x1) / 6.4));
  return shape(
    "g",
    { class: `flow ${verdict}` },
    shape("path", { d }),
    shape("path", { d: head }),
    label(Math.min(x1, x2) + 12, y - 5, text, room, "edge-text"),
  );
}
