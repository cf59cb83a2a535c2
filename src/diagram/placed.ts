/** Where a layout has put the boxes and arrows of a sheet; read from the JSON that Graphviz gives. */
import { present } from "../base/assert.ts";
import type { Sheet, SheetArrow, SheetBox, SheetRegion } from "./sheet.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedRegion extends SheetRegion {
  readonly from: Point;
  readonly to: Point;
}

/** `at`: its middle. */
export interface PlacedBox extends SheetBox {
  readonly at: Point;
}

export interface PlacedArrow extends SheetArrow {
  /** Control points of Bézier curves, three a curve after the first. */
  readonly points: readonly Point[];
  /** Where its head ends. */
  readonly tip: Point;
  /** Middle of its label; absent where it has none. */
  readonly label?: Point;
}

export interface Placed {
  readonly sheet: Sheet;
  readonly width: number;
  readonly height: number;
  readonly regions: readonly PlacedRegion[];
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

/** What is read of the output `json`; everything is a text. */
interface Output {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly bb?: string; readonly pos?: string }[];
  readonly edges?: readonly { readonly id?: string; readonly pos?: string; readonly lp?: string }[];
}

/** `json`: the output `json` of Graphviz for the program of the same sheet. */
export function placedOf(sheet: Sheet, json: string): Placed {
  // cast: Graphviz wrote it, for a program of ours
  const output = JSON.parse(json) as Output;
  const [, , width = 0, height = 0] = numbers(output.bb);
  const turned = (x: number, y: number): Point => ({ x: round(x), y: round(height - y) });
  const objects = new Map((output.objects ?? []).map((each) => [each.name, each]));
  const regions = sheet.regions.flatMap((region): readonly PlacedRegion[] => {
    const bb = objects.get(`cluster_${region.id}`)?.bb;
    if (bb === undefined || region.boxes.length === 0) return [];
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers(bb);
    return [{ ...region, from: turned(x1, y2), to: turned(x2, y1) }];
  });
  const boxes = sheet.regions.flatMap((region) => region.boxes);
  const edges = new Map((output.edges ?? []).map((each) => [each.id, each]));
  const at = (pos: string): Point => {
    const [x = 0, y = 0] = numbers(pos);
    return turned(x, y);
  };
  return {
    sheet,
    width: Math.ceil(width),
    height: Math.ceil(height),
    regions,
    boxes: boxes.map((box) => ({ ...box, at: at(present(objects.get(box.id)?.pos, "a box is placed")) })),
    arrows: sheet.arrows.map((arrow, number) => {
      const { pos = "", lp } = present(edges.get(`e${number}`), "an arrow is placed");
      return { ...arrow, ...curve(pos, at), ...(lp === undefined ? {} : { label: at(lp) }) };
    }),
  };
}

/** `e,X,Y X,Y X,Y …`: the tip of the head, then the control points. */
function curve(pos: string, at: (pos: string) => Point): { points: readonly Point[]; tip: Point } {
  const parts = pos.split(" ").filter((part) => part !== "");
  const head = parts.find((part) => part.startsWith("e,"));
  const points = parts.filter((part) => /^[-\d.]/.test(part)).map(at);
  return { points, tip: head === undefined ? (points.at(-1) ?? { x: 0, y: 0 }) : at(head.slice(2)) };
}

function numbers(text: string): readonly number[] {
  return text.split(",").map(Number);
}

/** A tenth of a pixel is enough, and the same on every machine. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
