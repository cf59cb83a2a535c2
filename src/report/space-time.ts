/** A trace in space and time: a lane for everybody who acts, time downwards, what travels as arrows. */
import { foldText, type Row } from "./rows.ts";
import { label, type Shape, shape } from "../diagram/svg.ts";
import type { Arrow, Trace, TraceEvent } from "./trace.ts";

/** Measures in px. */
export const ROW = 34;
export const HEAD = 46;
const TIME_WIDTH = 74;
const LANE_LEAST = 150;
const LANE_MOST = 330;
const CHARACTER = 6.6;
const GAP = 34;
const NAME_MOST = 30;

/** Where everything of a picture lies. */
export interface Placed {
  readonly trace: Trace;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
  readonly laneX: readonly number[];
  /** Characters that fit into a lane. */
  readonly laneRoom: readonly number[];
  /** Row of each event; undefined for one that is not shown. */
  readonly rowOf: ReadonlyMap<number, number>;
  /** Events that break the clause. */
  readonly breaks: ReadonlySet<number>;
  readonly downs: readonly Down[];
}

/** A stretch of rows in which somebody was down. */
interface Down {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

export function placed(trace: Trace, rows: readonly Row[]): Placed {
  const longest = trace.lanes.map(({ name }) => Math.min(name.length, NAME_MOST));
  for (const { lane, text } of trace.events)
    if (lane >= 0) longest[lane] = Math.max(longest[lane] ?? 0, text.length);
  const widths = longest.map((most) =>
    Math.min(LANE_MOST, Math.max(LANE_LEAST, Math.ceil(most * CHARACTER) + GAP)),
  );
  let x = TIME_WIDTH + 14;
  const laneX = widths.map((width) => {
    const at = x;
    x += width;
    return at;
  });
  const rowOf = new Map<number, number>();
  rows.forEach((row, at) => {
    if (row.kind === "event") rowOf.set(row.event, at);
    else for (let event = row.from; event <= row.to; event++) rowOf.set(event, at);
  });
  return {
    trace,
    rows,
    width: Math.max(x, TIME_WIDTH + LANE_LEAST),
    height: rows.length * ROW + 10,
    laneX,
    laneRoom: widths.map((width) => Math.floor((width - GAP) / CHARACTER) + 2),
    rowOf,
    breaks: new Set(trace.breach?.events),
    downs: downsOf(trace, rowOf, rows.length),
  };
}

const STOPS = /^(?:process-crash|power-loss|disk-loss|outage|pause|rolling-restart)@/;

function downsOf(
  { events, steps }: Trace,
  rowOf: ReadonlyMap<number, number>,
  rows: number,
): readonly Down[] {
  const open = new Map<number, number>();
  const downs: Down[] = [];
  events.forEach(({ lane, mark, step, kind }, at) => {
    const row = rowOf.get(at);
    if (lane < 0 || row === undefined) return;
    const stops = kind === "lost" || (mark === "fault" && STOPS.test(steps[step]?.label ?? ""));
    if (stops && steps[step]?.fault === true && !open.has(lane)) open.set(lane, row);
    const from = open.get(lane);
    if (from === undefined || (mark !== "heal" && kind !== "elect")) return;
    downs.push({ lane, from, to: row });
    open.delete(lane);
  });
  for (const [lane, from] of open) downs.push({ lane, from, to: rows });
  return downs;
}

const middle = (row: number): number => row * ROW + ROW - 12;

/** The names of the lanes, to stand above the rows. */
export function headShapes({ trace, laneX, laneRoom }: Placed): readonly Shape[] {
  return trace.lanes.flatMap(({ name, actor }, lane) => {
    const x = laneX[lane] ?? 0;
    const most = Math.min(NAME_MOST, laneRoom[lane] ?? NAME_MOST);
    return [
      label(x - 8, 18, name, most, "lane-name"),
      label(x - 8, 33, actor, most, "lane-actor"),
      shape("line", { x1: x, y1: HEAD - 8, x2: x, y2: HEAD, class: "lane" }),
    ];
  });
}

/** Rows `from` up to `to`, that one not included, and what crosses them. */
export function rowShapes(picture: Placed, from: number, to: number): readonly Shape[] {
  const { laneX, rows, trace, downs } = picture;
  const top = from * ROW;
  const bottom = Math.min(to, rows.length) * ROW + (to >= rows.length ? 10 : 0);
  const lines = laneX.map((x) => shape("line", { x1: x, y1: top, x2: x, y2: bottom, class: "lane" }));
  const dead = downs
    .filter((down) => down.from < to && down.to >= from)
    .map((down) => {
      const x = laneX[down.lane] ?? 0;
      const end = down.to >= rows.length ? bottom : middle(down.to);
      return shape("line", { x1: x, y1: middle(down.from), x2: x, y2: end, class: "down" });
    });
  const shown = rows.slice(from, to);
  return [
    ...shown.flatMap((row, k) => band(picture, row, from + k)),
    ...lines,
    ...dead,
    ...trace.arrows.flatMap((arrow) => arrowShapes(picture, arrow, from, to)),
    ...shown.map((row, k) => rowShape(picture, row, from + k)),
  ];
}

function band({ breaks, width }: Placed, row: Row, at: number): readonly Shape[] {
  if (row.kind === "fold" || !breaks.has(row.event)) return [];
  return [shape("rect", { x: 0, y: at * ROW + 3, width, height: ROW - 3, class: "breach" })];
}

function arrowShapes(picture: Placed, arrow: Arrow, from: number, to: number): readonly Shape[] {
  const { rowOf, laneX, rows } = picture;
  const start = rowOf.get(arrow.from);
  const end = rowOf.get(arrow.to);
  if (start === undefined || end === undefined || end < from || start >= to) return [];
  const folded = rows[start]?.kind === "fold" && rows[end]?.kind === "fold";
  if (folded && start === end) return [];
  const x1 = laneX[arrow.fromLane] ?? 0;
  const x2 = laneX[arrow.toLane] ?? 0;
  const [y1, y2] = [middle(start), middle(end)];
  if (arrow.lost) return lostArrow(x1, y1, x2);
  const direction = Math.sign(x2 - x1);
  const tip = x2 - direction * 6;
  const length = Math.hypot(tip - x1, y2 - y1) || 1;
  const [ux, uy] = [(tip - x1) / length, (y2 - y1) / length];
  const back = (side: number): string =>
    `${round(tip - 8 * ux + side * 4 * uy)} ${round(y2 - 8 * uy - side * 4 * ux)}`;
  const kind = `arrow ${arrow.kind}`;
  return [
    shape("line", { x1: round(x1 + direction * 5), y1: round(y1), x2: round(tip), y2, class: kind }),
    shape("path", { d: `M${back(1)}L${round(tip)} ${y2}L${back(-1)}`, class: kind }),
  ];
}

/** It goes part of the way and ends in a cross. */
function lostArrow(x1: number, y1: number, x2: number): readonly Shape[] {
  const direction = Math.sign(x2 - x1) || 1;
  const x = round(x1 + direction * Math.min(90, Math.abs(x2 - x1) * 0.55));
  const y = y1 + 7;
  return [
    shape("line", { x1: x1 + direction * 5, y1, x2: x, y2: y, class: "arrow lost" }),
    shape("path", { d: cross(x, y, 4), class: "cross" }),
  ];
}

function cross(x: number, y: number, r: number): string {
  return `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function rowShape(picture: Placed, row: Row, at: number): Shape {
  const { trace, laneX, width } = picture;
  const y = middle(at);
  if (row.kind === "fold") {
    const text = `⋯ ${foldText(row)}`;
    const line = shape("rect", {
      x: TIME_WIDTH,
      y: y - 15,
      width: width - TIME_WIDTH,
      height: 22,
      rx: 4,
      class: "fold",
    });
    return shape(
      "g",
      { class: "row folded", "data-fold": row.from },
      line,
      label(TIME_WIDTH + 10, y, text, 60, "note"),
    );
  }
  const event = trace.events[row.event];
  if (event === undefined) return shape("g");
  const parts =
    event.lane < 0 ? everywhere(picture, event, y) : inLane(picture, event, y, laneX[event.lane] ?? 0);
  const broken = picture.breaks.has(row.event) ? " breaks" : "";
  return shape("g", { class: `row${broken}`, "data-event": row.event }, ...timeOf(picture, at, y), ...parts);
}

/** Said where it differs from the row above. */
function timeOf({ trace, rows }: Placed, at: number, y: number): readonly Shape[] {
  const time = (row: Row | undefined): number | undefined =>
    row === undefined ? undefined : trace.events[row.kind === "event" ? row.event : row.to]?.timeMs;
  const own = time(rows[at]);
  if (own === undefined || own === time(rows[at - 1])) return [];
  return [label(4, y, timeText(own), 12, "time")];
}

/** 9000 as `9 s`, 1500 as `1.5 s`, 42 as `42 ms`. */
export function timeText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 600) return `${round(seconds)} s`;
  return seconds < 36_000 ? `${round(seconds / 60)} min` : `${round(seconds / 3600)} h`;
}

/** What strikes no single lane: a line through all of them. */
function everywhere({ laneX, width }: Placed, { text, mark }: TraceEvent, y: number): readonly Shape[] {
  const x = laneX[Math.min(1, laneX.length - 1)] ?? TIME_WIDTH;
  const line = shape("line", { x1: TIME_WIDTH, y1: y, x2: width, y2: y, class: `everywhere ${mark}` });
  return [line, label(x + 12, y - 5, signed(text, mark), 60, `what ${mark}`)];
}

function inLane(
  { laneRoom }: Placed,
  { lane, text, mark, kind }: TraceEvent,
  y: number,
  x: number,
): readonly Shape[] {
  const words = label(x + 12, y - 5, signed(text, mark), laneRoom[lane] ?? 20, `what ${mark} ${kind}`);
  if (mark === "fault") return [shape("path", { d: cross(x, y, 6), class: "cross" }), words];
  if (mark === "timer") {
    const diamond = `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`;
    return [shape("path", { d: diamond, class: "dot timer" }), words];
  }
  const radius = mark === "effect" ? 6 : kind === "move" ? 2.5 : 4;
  return [shape("circle", { cx: x, cy: y, r: radius, class: `dot ${mark} ${kind}` }), words];
}

function signed(text: string, mark: TraceEvent["mark"]): string {
  return mark === "fault" ? `✗ ${text}` : text;
}
