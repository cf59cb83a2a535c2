/** Examples of what is wrong, as text. */
import type { Example } from "../../history/judge/verdict.ts";
import { clipped, type Painter } from "../text.ts";
import type { Judged } from "./judged.ts";

/** Characters of a line of the history that are shown. */
const LINE_SHOWN = 140;

/** What happened in each, and the lines that show it. */
export function linesOfExamples(
  examples: readonly Example[],
  lines: Judged["lines"],
  paint: Painter,
): readonly string[] {
  return examples.flatMap(({ what, lines: numbers }) => [
    `          ${what}`,
    ...numbers.map((line) => {
      const text = lines.get(line);
      const number = String(line).padStart(14);
      return text === undefined ? `${number}` : `${paint.dim(number)}  ${clipped(text, LINE_SHOWN)}`;
    }),
  ]);
}

/** 41230 as 41,230. */
export function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
