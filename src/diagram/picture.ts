/** A placed sheet as shapes: brokers as regions, services as frames, verdicts at the arrows. */
import type { Placed, PlacedArrow, PlacedBox, PlacedRegion, Point } from "./placed.ts";
import { type Line, LINE_HEIGHT } from "./sheet.ts";
import { type Shape, shape } from "./svg.ts";

/** Shapes in the order in which they are drawn. Elements carry what they are in `data-` attributes. */
export function pictureOf({ regions, boxes, arrows }: Placed): readonly Shape[] {
  return [...regions.map(regionShape), ...arrows.map(arrowShape), ...boxes.map(boxShape)];
}

function regionShape({ id, kind, name, title, from, to }: PlacedRegion): Shape {
  return shape(
    "g",
    { class: `region ${kind}`, "data-region": id },
    titled(title),
    shape("rect", { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y, rx: 8 }),
    written(from.x + 12, from.y + 17, name, "region-name"),
  );
}

function boxShape({ id, shape: kind, name, detail, title, width, height, at }: PlacedBox): Shape {
  const [x, y] = [tenth(at.x - width / 2), tenth(at.y - height / 2)];
  const rx = kind === "producer" ? 22 : kind === "channel" ? 4 : 10;
  return shape(
    "g",
    { class: `box ${kind}`, "data-node": id },
    titled(title),
    shape("rect", { x, y, width, height, rx }),
    written(at.x, at.y - 4, name, "box-name middle"),
    ...(detail === undefined ? [] : [written(at.x, at.y + 12, detail, "lane-actor middle")]),
  );
}

function arrowShape(arrow: PlacedArrow, number: number): Shape {
  const { kind, verdict, flows, title, points, tip, label, lines } = arrow;
  const end = points.at(-1) ?? tip;
  const name = `way ${kind}${verdict === undefined ? "" : ` ${verdict}`}`;
  return shape(
    "g",
    { class: name, "data-arrow": number, "data-flows": flows.join(" ") },
    ...(title === "" ? [] : [titled(title)]),
    shape("path", { d: path(points) }),
    shape("path", { class: "head", d: head(end, tip) }),
    ...(label === undefined ? [] : labelShapes(label, lines)),
  );
}

function path([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return "";
  return `M${first.x} ${first.y}C${rest.map(({ x, y }) => `${x} ${y}`).join(" ")}`;
}

/** A triangle from where the line ends to the tip. */
function head(from: Point, tip: Point): string {
  const [dx, dy] = [tip.x - from.x, tip.y - from.y];
  const length = Math.max(1, Math.hypot(dx, dy));
  const [sx, sy] = [(-dy / length) * 3.5, (dx / length) * 3.5];
  const corner = (x: number, y: number): string => `${tenth(x)} ${tenth(y)}`;
  return `M${corner(from.x + sx, from.y + sy)}L${corner(tip.x, tip.y)}L${corner(from.x - sx, from.y - sy)}Z`;
}

function labelShapes(middle: Point, lines: readonly Line[]): readonly Shape[] {
  const top = middle.y - (lines.length * LINE_HEIGHT) / 2;
  return lines.map((line, at) =>
    written(
      middle.x,
      tenth(top + at * LINE_HEIGHT + 11),
      line,
      `edge-text middle ${line.verdict ?? ""}`.trim(),
    ),
  );
}

function written(x: number, y: number, { text }: Line, kind: string): Shape {
  return { tag: "text", attributes: { x: tenth(x), y: tenth(y), class: kind }, text };
}

function titled(text: string): Shape {
  return { tag: "title", attributes: {}, text };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
