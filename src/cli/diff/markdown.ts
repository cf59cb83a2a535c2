/** Differences as Markdown, for a comment on a pull request. */
import { type Change, changeText, SEVERITIES, type Severity } from "../../diff/change.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import type { GuaranteeChange } from "../../diff/guarantee-changes.ts";
import { markdownText } from "../formats/markdown-text.ts";
import { clipped } from "../text.ts";
import type { Compare } from "./compare.ts";
import { diffSummary } from "./text.ts";
import {
  becauseOf,
  CONSEQUENCES,
  concernsText,
  flowText,
  isEmpty,
  placeText,
  rowsOf,
  titleOf,
  whereText,
} from "./words.ts";

/** Rows of one table; GitHub takes 65,536 characters in a comment. */
const ROWS_MAX = 40;
const CELL_MAX = 300;
const REASONS_MAX = 3;

const HEADS: Readonly<Record<Severity, string>> = {
  breaking: "❌ Breaking",
  risky: "⚠️ Risky",
  safe: "✅ Safe",
};

export function diffMarkdown(compared: Compare): string {
  const shown = compared.diffs.filter((diff) => !isEmpty(diff));
  const isTitled = compared.diffs.length > 1 || shown.some(({ before, after }) => before !== after);
  const parts = shown.flatMap((diff) => [
    ...(isTitled ? [`### ${cell(titleOf(diff))}`, ""] : []),
    ...guarantees(diff, "weakened", "❌ Guarantees weakened"),
    ...guarantees(diff, "strengthened", "✅ Guarantees strengthened"),
    ...SEVERITIES.flatMap((severity) => changes(diff, severity, compared)),
  ]);
  return [`**${markdownText(diffSummary(compared))}.**`, "", ...parts].join("\n");
}

function cell(text: string): string {
  return markdownText(clipped(text, CELL_MAX));
}

function guarantees(
  diff: TopologyDiff,
  direction: GuaranteeChange["direction"],
  head: string,
): readonly string[] {
  const own = diff.guarantees.filter((each) => each.direction === direction);
  if (own.length === 0) return [];
  const rows = own.slice(0, ROWS_MAX).map((each) => guaranteeRow(each, diff));
  return [
    `**${head}**`,
    "",
    "| flow | promised | gives | needs only | by | owners |",
    "|---|---|---|---|---|---|",
    ...rows,
    ...more(own.length - rows.length),
    "",
  ];
}

function guaranteeRow(each: GuaranteeChange, diff: TopologyDiff): string {
  const cells = new Map(
    rowsOf(each).map(([name, before, after]) => [
      name,
      before === after ? cell(before) : `${cell(before)} → **${cell(after)}**`,
    ]),
  );
  const because = becauseOf(each, diff).map(({ causes, whys }) => {
    const texts = whys.slice(0, REASONS_MAX).map(({ text }) => cell(text));
    const rest = whys.length > texts.length ? `; and ${whys.length - texts.length} more` : "";
    const by = causes.length === 0 ? "" : `${causes.map((cause) => `**${cell(cause)}**`).join(" or ")}: `;
    return `${by}${texts.join("; ")}${rest}`;
  });
  const columns = ["promised", "gives", "needs only"].map((name) => cells.get(name) ?? "");
  return `| ${[`${cell(flowText(each))}${inText(each)}`, ...columns, because.join("<br>"), each.owners.map(cell).join(", ")].join(" | ")} |`;
}

function changes(diff: TopologyDiff, severity: Severity, compared: Compare): readonly string[] {
  const own = diff.changes.filter((each) => each.severity === severity);
  if (own.length === 0) return [];
  const rows = own.slice(0, ROWS_MAX).map((each) => changeRow(each, compared));
  const table = [
    "| change | what happens | concerns | where |",
    "|---|---|---|---|",
    ...rows,
    ...more(own.length - rows.length),
    "",
  ];
  if (severity !== "safe") return [`**${HEADS[severity]}**`, "", ...table];
  return [`<details><summary>${HEADS.safe}: ${own.length}</summary>`, "", ...table, "</details>", ""];
}

function changeRow(change: Change, { sources }: Compare): string {
  const cites = change.cites.length === 0 ? "" : ` (${change.cites.join(", ")})`;
  const owners = change.owners.length === 0 ? "" : `owner ${change.owners.join(", ")}; `;
  const cells = [
    changeText(change),
    `${CONSEQUENCES[change.consequence]}: ${change.reason}${cites}`,
    `${owners}${concernsText(change)}`.replace(/; $/, ""),
    placeText(change.place, sources),
  ];
  const [first = "", ...rest] = cells.map(cell);
  return `| ${[`**${first}**${inText(change)}`, ...rest].join(" | ")} |`;
}

function inText(each: Change | GuaranteeChange): string {
  const where = whereText(each);
  return where === "" ? "" : `<br>${cell(where)}`;
}

function more(count: number): readonly string[] {
  return count > 0 ? [`| and ${count} more | | | |`] : [];
}
