/** What `check` found as Markdown, for a comment on a pull request. */
import { type FlowRow, type FlowVerdict, needsInWords } from "../../compiler/infer/flow-table.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { markdownText } from "../formats/markdown-text.ts";
import type { Checked, CheckedTopology } from "../../compiler/check-sources.ts";
import { openInWords } from "./open-settings.ts";
import { differingTables, summaryText } from "./text.ts";

/** Findings of one report; GitHub takes 65,536 characters in a comment. */
const FINDINGS_MAX = 50;
/** Rows of one table. */
const ROWS_MAX = 60;

const SIGNS: Readonly<Record<FlowVerdict, string>> = {
  holds: "✅",
  broken: "❌",
  undecided: "❔",
  "not-judged": "❔",
  unpromised: "",
};

export function checkMarkdown(checked: Checked): string {
  const { topologies, findings } = checked;
  const tables = topologies.filter(({ table }) => table.length > 0).flatMap(topologyLines);
  const shown = findings.slice(0, FINDINGS_MAX).map((finding) => findingLine(finding, checked));
  const more = findings.length - shown.length;
  return [
    `**${summaryText(checked)}.**`,
    "",
    ...tables,
    ...shown,
    ...(more > 0 ? [`- and ${more} more`] : []),
    "",
  ].join("\n");
}

function topologyLines({ name, table, environment, environments }: CheckedTopology): readonly string[] {
  const title = (of: string | undefined): string => (of === undefined ? name : `${name} in ${of}`);
  return [
    ...tableLines(title(environment), table),
    ...differingTables({ table, environments }).flatMap((each) => tableLines(title(each.name), each.table)),
  ];
}

/** What is broken comes first where not all rows are shown. */
function tableLines(title: string, table: readonly FlowRow[]): readonly string[] {
  const isBroken = ({ verdict }: FlowRow): boolean => verdict === "broken";
  const rows =
    table.length <= ROWS_MAX
      ? table
      : [...table.filter(isBroken), ...table.filter((each) => !isBroken(each))].slice(0, ROWS_MAX);
  const more = table.length - rows.length;
  return [
    `| flows of ${markdownText(title)} | promised | gives | needs only |`,
    "|---|---|---|---|",
    ...rows.map(row),
    ...(more > 0 ? [`| and ${more} more | | | |`] : []),
    "",
  ];
}

function row({ from, to, via, promised, under, gives, verdict, needs, because }: FlowRow): string {
  const way = via.length === 0 ? "" : ` via ${via.join(", ")}`;
  const promise =
    promised === undefined ? "nothing" : `${promised}${under === "standard" ? "" : ` (under ${under})`}`;
  const reason =
    verdict === "broken" ? needsInWords(needs ?? []) : because.length > 0 ? openInWords(because) : "";
  const cells = [`${from} → ${to}${way}`, promise, gives, `${SIGNS[verdict]} ${reason}`.trim()];
  return `| ${cells.map(markdownText).join(" | ")} |`;
}

function findingLine({ severity, code, message, span, notes = [] }: Finding, { sources }: Checked): string {
  const { line } = sources.lines(span.file).at(span.start);
  const place = `${markdownText(`${span.file}:${line}`)}`;
  const told = notes.map((note) => `  <br>${markdownText(note)}`);
  return [`- **${severity} ${code}** ${place}: ${markdownText(message)}`, ...told].join("\n");
}
