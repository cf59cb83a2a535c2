/** A story as people read it on a terminal: time downwards, a lane for each place as far as they fit, else a list. */
import type { Story, StoryLine } from "../../verify/story.ts";
import { clipped, columns, type Painter, widthOf } from "../text.ts";

/** Columns that a table of lanes may take. */
const WIDTH_MAX = 110;
const LANE_WIDTH_MIN = 12;
const LANE_WIDTH_MAX = 30;

const SIGNS: Readonly<Record<StoryLine["mark"], string>> = { fault: "✗ ", effect: "● ", none: "" };

/** Marks the line of the decisive step, beside its time. */
const DECISIVE = "▶";

/** Lines without line ends, not indented. `decisive`: number of the line to mark. */
export function storyLines(told: Story, paint: Painter, decisive?: number): readonly string[] {
  const story = { ...told, ...(decisive === undefined ? {} : { decisive }) };
  const places = [...new Set(story.lines.map(({ place }) => place))].filter((place) => place !== "");
  const natural = places.map((place) => laneWidth(story, place));
  const narrow = natural.map((width) => Math.min(LANE_WIDTH_MAX, width));
  const widths = [natural, narrow].find((each) => fits(each));
  return widths === undefined ? list(story, paint) : lanes(story, places, widths, paint);
}

interface Marked extends Story {
  readonly decisive?: number;
}

const TIME_WIDTH = 10;

function fits(widths: readonly number[]): boolean {
  return TIME_WIDTH + widths.reduce((sum, width) => sum + width + 2, 0) <= WIDTH_MAX;
}

function laneWidth({ lines }: Story, place: string): number {
  const texts = lines.filter((line) => line.place === place).map((line) => widthOf(textOf(line)));
  return Math.max(LANE_WIDTH_MIN, widthOf(place), ...texts);
}

function lanes(
  story: Marked,
  places: readonly string[],
  widths: readonly number[],
  paint: Painter,
): readonly string[] {
  const rows = story.lines.map((line, i) => {
    const lane = places.indexOf(line.place);
    const cells = places.map((_, p) =>
      p === lane ? clipped(textOf(line), widths[p] ?? LANE_WIDTH_MAX) : "",
    );
    return [timeOf(story, i), ...(lane < 0 ? [textOf(line)] : cells.slice(0, lane + 1))];
  });
  const head = ["t", ...places.map((place, p) => clipped(place, widths[p] ?? LANE_WIDTH_MAX))];
  return columns([head, ...rows], (text, _, row) => painted(story.lines[row - 1], text, paint));
}

function list(story: Marked, paint: Painter): readonly string[] {
  const rows = story.lines.map((line, i) => [timeOf(story, i), line.place, textOf(line)]);
  return columns([["t", "where", "what"], ...rows], (text, _, row) =>
    painted(story.lines[row - 1], text, paint),
  );
}

/** The time of a line, where it differs from that of the line above. */
function timeOf({ lines, decisive }: Marked, i: number): string {
  const [line, above] = [lines[i], lines[i - 1]];
  const time = line === undefined || line.timeMs === above?.timeMs ? "" : `${line.timeMs} ms`;
  return i === decisive ? `${time} ${DECISIVE}`.trimStart() : time;
}

function textOf({ text, mark }: StoryLine): string {
  return `${SIGNS[mark]}${text}`;
}

function painted(line: StoryLine | undefined, text: string, paint: Painter): string {
  if (line === undefined) return paint.dim(text);
  if (line.mark === "fault") return paint.red(text);
  return line.mark === "effect" ? paint.green(text) : text;
}
