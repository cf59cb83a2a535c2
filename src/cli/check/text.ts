/** What `check` found, as text: findings, the flow tables, a summary. */
import { findingLines } from "../findings/frame.ts";
import type { Painter } from "../text.ts";
import type { Checked, CheckedEnvironment, CheckedTopology } from "../../compiler/check-sources.ts";
import { unknownLines } from "./open-settings.ts";
import { tableLines } from "./table-text.ts";

/** Findings with their code frames, a blank line after each. */
export function findingsText(checked: Checked, paint: Painter): string {
  const blocks = checked.findings.map((finding) => findingLines(finding, checked.sources, paint).join("\n"));
  const more = [...checked.omitted].map(([file, count]) => `${file}: and ${count} more`);
  return [...blocks, ...more].map((block) => `${block}\n\n`).join("");
}

/** The flow table of each topology that is one. */
export function tablesText({ topologies, sources }: Checked, paint: Painter): string {
  const tables = topologies
    .filter(({ analysis }) => analysis !== undefined)
    .flatMap((topology) => topologyTables(topology, topologies.length > 1, paint));
  const unknown = unknownLines(topologies, sources, paint);
  const blocks = unknown.length === 0 ? tables : [...tables, unknown];
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** Its table, and what differs from it in each environment. */
function topologyTables(
  { table, name, environment, environments }: CheckedTopology,
  isOneOfMany: boolean,
  paint: Painter,
): readonly (readonly string[])[] {
  const title = (of: string | undefined): string =>
    of === undefined ? (isOneOfMany ? name : "") : `${name} in ${of}`;
  const others = differingTables({ table, environments }).map((each) =>
    tableLines(each.table, title(each.name), paint),
  );
  return [tableLines(table, title(environment), paint), ...others];
}

/** Of each environment the rows that are not those of what is declared, where there are some. */
export function differingTables({
  table,
  environments,
}: Pick<CheckedTopology, "table" | "environments">): readonly CheckedEnvironment[] {
  const told = new Set(table.map((row) => JSON.stringify(row)));
  return environments
    .map((each) => ({ ...each, table: each.table.filter((row) => !told.has(JSON.stringify(row))) }))
    .filter((each) => each.table.length > 0);
}

/** One line without its end: `1 error, 0 warnings, 4 allowed`. */
export function summaryText({ summary, topologies }: Checked): string {
  const { errors, warnings, allowed, flows } = summary;
  const parts = [count(errors, "error"), count(warnings, "warning")];
  if (allowed > 0) parts.push(`${allowed} allowed`);
  if (flows.undecided > 0) parts.push(`${flows.undecided} undecided`);
  if (flows["not-judged"] > 0) parts.push(`${flows["not-judged"]} not judged`);
  const broken = topologies.filter(({ analysis }) => analysis === undefined).length;
  const rest =
    broken === 0 ? "" : `; no flow table for ${count(broken, "topology", "topologies")} with errors`;
  return `${parts.join(", ")}${rest}`;
}

function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
