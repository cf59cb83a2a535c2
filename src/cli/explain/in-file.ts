/** An answer with the names of somebody's own spec: where a code is reported, and what a question comes to for each flow. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Checked, checkSources } from "../../compiler/check-sources.ts";
import type { AnalysedFlow } from "../../compiler/infer/analyse.ts";
import { judgeClause } from "../../compiler/infer/clauses.ts";
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import { storyOf } from "../../compiler/infer/hazard-words.ts";
import type { Clause } from "../../model/guarantee.ts";
import { expandedLines } from "../check/expanded.ts";
import { findingLines } from "../findings/frame.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { columns, type Painter } from "../text.ts";
import type { Asked, Concept } from "./concepts/concept.ts";

/** Throws UsageError where the file cannot be read. */
export function checkedFile(file: string): Checked {
  return checkSources(loadSpecs([file], process.cwd()), ANALYSIS_BROKERS, todayOf(new Date()));
}

/** Where `codes` are reported. Lines without line ends; none where they are not. */
export function occurrenceLines(
  checked: Checked,
  codes: readonly string[],
  paint: Painter,
): readonly string[] {
  const found = checked.findings.filter((finding) => codes.includes(finding.code));
  return found.flatMap((finding, i) => [
    ...(i === 0 ? [] : [""]),
    ...findingLines(finding, checked.sources, paint),
  ]);
}

const CLAUSES: Readonly<Record<Exclude<Asked, "order">, Clause>> = {
  loss: { kind: "at-least-once", except: [] },
  repetition: { kind: "at-most-once" },
  stuck: { kind: "live" },
};

const QUESTIONS: Readonly<Record<Asked, string>> = {
  loss: "can a message be lost?",
  repetition: "can a message take effect twice?",
  order: "which order is kept?",
  stuck: "can a message get stuck?",
};

/** What a concept comes to in a spec: a line a flow, then its findings. */
export function conceptInFile(
  checked: Checked,
  { about, codes }: Concept,
  file: string,
  paint: Painter,
): readonly string[] {
  const found = occurrenceLines(checked, codes, paint);
  const broken = checked.topologies.some(({ analysis }) => analysis === undefined);
  const rows = about === undefined ? [] : rowsOf(checked, about);
  const nothing = broken
    ? `${file} has errors that come first: waybill check ${file}`
    : `Nothing of this is reported in ${file}.`;
  const asked =
    about === undefined || rows.length === 0 ? [] : [paint.bold(`In ${file}: ${QUESTIONS[about]}`)];
  const end = found.length > 0 || rows.length > 0 ? [] : [nothing];
  return [...asked, ...columns(distinct(rows)), ...(found.length === 0 ? [] : ["", ...found]), ...end];
}

/** What a setting is on each entity that has it, written or not. */
export function settingInFile(
  { topologies }: Checked,
  name: string,
  file: string,
  paint: Painter,
): readonly string[] {
  let entity = "";
  const rows: string[][] = [];
  for (const line of expandedLines(topologies, paint)) {
    if (/^ {2}\S/.test(line)) entity = line.trim();
    else if (line.trim().startsWith(`${name}: `)) rows.push([`  ${entity}`, line.trim()]);
  }
  if (rows.length === 0) return [`Nothing in ${file} has a setting \`${name}\`.`];
  return [paint.bold(`In ${file}`), ...columns(rows)];
}

function rowsOf({ topologies }: Checked, about: Asked): readonly string[][] {
  if (about === "order")
    return topologies.flatMap(({ table }) =>
      table.map(({ from, to, gives }) => [`  ${from} -> ${to}`, `gives ${gives}`]),
    );
  const flows = topologies.flatMap(({ analysis }) => analysis?.flows ?? []);
  return flows.map((flow) => [`  ${flow.flow.id}`, answerFor(CLAUSES[about], flow)]);
}

function answerFor(clause: Clause, { inferred, under }: AnalysedFlow): string {
  const verdict = judgeClause(inferred, clause, under);
  switch (verdict.kind) {
    case "holds":
      return `no, not under the faults of \`${under.name}\``;
    case "broken": {
      const [first] = verdict.hazards;
      return first === undefined ? "yes" : `yes, by ${needsInWords(first.cut.atoms)}: ${storyOf(first.cut)}`;
    }
    case "undecided":
      return `undecided: ${verdict.unknown.join(", ")}`;
    case "not-judged":
      return `not judged: ${verdict.notModelled.join(", ")}`;
  }
}

/** Ways of one flow that give the same answer are one line. */
function distinct(rows: readonly string[][]): readonly string[][] {
  return rows.filter((row, i) => rows.findIndex((each) => each.join() === row.join()) === i);
}
