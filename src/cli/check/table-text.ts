/** The flow table as text: the one screen of the product. */
import { type FlowRow, type FlowVerdict, needsInWords } from "../../compiler/infer/flow-table.ts";
import { openInWords } from "./open-settings.ts";
import { columns, type Painter, padded, widthOf } from "../text.ts";

const SIGNS: Readonly<Record<FlowVerdict, string>> = {
  holds: "✓",
  broken: "✗",
  undecided: "?",
  "not-judged": "–",
  unpromised: " ",
};

/** Lines without line ends; the first is the head. `title` names the topology where there are several. */
export function tableLines(rows: readonly FlowRow[], title: string, paint: Painter): readonly string[] {
  const head = title === "" ? "Flows" : `Flows of ${title}`;
  if (rows.length === 0) return [`${paint.bold(head)}: none; no producer reaches a consumer`];
  const fromWidth = Math.max(...rows.map(({ from }) => widthOf(from)));
  const cells = rows.map((row) => [
    `  ${padded(row.from, fromWidth)} -> ${row.to}${row.via.length === 0 ? "" : ` via ${row.via.join(", ")}`}`,
    promise(row),
    row.gives,
    `${SIGNS[row.verdict]} ${reason(row)}`,
  ]);
  return columns([[head, "promised", "gives", "  needs only"], ...cells], (text, column, r) => {
    if (r === 0) return paint.bold(text);
    const verdict = rows[r - 1]?.verdict;
    if (column !== 3) return text;
    if (verdict === "holds") return paint.green(text);
    return verdict === "broken" ? paint.red(text) : paint.yellow(text);
  });
}

function promise({ promised, under }: FlowRow): string {
  if (promised === undefined) return "nothing";
  return under === "standard" ? promised : `${promised} (under ${under})`;
}

function reason({ verdict, needs, because }: FlowRow): string {
  switch (verdict) {
    case "broken":
      return needsInWords(needs ?? []);
    case "undecided":
      return `undecided: ${openInWords(because)}`;
    case "not-judged":
      return `not judged: ${openInWords(because)}`;
    case "holds":
    case "unpromised":
      return "";
  }
}
