/** `waybill init --from SOURCE [DIR]`: a draft of what there is, and at once what `check` says of it. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Checked, checkSources } from "../../compiler/check-sources.ts";
import { maskSecrets } from "../../diagnostics/mask.ts";
import { writeDraft } from "../../drafts/write.ts";
import type { Call } from "../call.ts";
import { findingsText, summaryText, tablesText } from "../check/text.ts";
import { makeFolder, writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { importText, topologyOf } from "../import/command.ts";
import { detected } from "../import/detect.ts";
import { readOperands } from "../import/operands.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { type Painter, painter } from "../text.ts";

/** What the draft is written to, in the folder of the call. */
const FILE = "topology.waybill";

/** Throws UsageError. Nothing is written unless there is something to write. */
export async function initFrom(source: string, folder: string, call: Call): Promise<ExitCode> {
  const cwd = process.cwd();
  const path = displayPath(join(folder, FILE), cwd);
  const isThere = existsSync(join(cwd, path)) || existsSync(path);
  if (isThere && !call.flag("force"))
    throw new UsageError(`${path} is there already: name another folder, or say --force to write over it`);
  const operands = detected(source, cwd);
  const asked = { cwd, beside: path, service: undefined, vhost: undefined };
  const drafts = await readOperands(operands, asked);
  const place = { topology: topologyOf(source, cwd), path };
  const { text, findings } = writeDraft(drafts, place, ANALYSIS_BROKERS);
  const { terminal } = call;
  if (text === undefined) {
    terminal.err(importText(findings));
    return EXIT.findings;
  }
  makeFolder(folder, cwd);
  writeWhole(path, text, cwd);
  const kinds = operands.map(({ kind }) => kind.kind).join(", ");
  if (!call.isQuiet)
    terminal.err(`wrote ${path}${isThere ? ", over what was there" : ""} (from ${kinds})\n\n`);
  if (findings.length > 0)
    terminal.out(`What ${shownSource(source, cwd)} shows\n${importText(findings, TOLD_MAX)}\n`);
  terminal.out(checkedText(path, cwd, call));
  if (!call.isQuiet) terminal.err(`\n${nextSteps(path).join("\n")}\n`);
  return EXIT.fine;
}

/** As people call it, without a secret. */
function shownSource(source: string, cwd: string): string {
  return maskSecrets(source === "." ? basename(cwd) : source);
}

/** What `check` prints of the draft, in little. */
function checkedText(path: string, cwd: string, { terminal, isQuiet }: Call): string {
  const checked = checkSources(loadSpecs([path], cwd), ANALYSIS_BROKERS, todayOf(new Date()));
  const paint = painter(terminal.colour);
  const tables = isQuiet ? "" : fewFlows(checked, paint);
  return `${fewFindings(checked, paint)}${tables}${tables === "" ? "" : "\n"}${summaryText(checked)}\n`;
}

/** Flows that are shown, those first of which something is certain. */
const FLOWS_MAX = 15;

function fewFlows(checked: Checked, paint: Painter): string {
  let more = 0;
  const topologies = checked.topologies.map((topology) => {
    const { table } = topology;
    const certain = table.filter(({ gives }) => gives !== "?");
    const shown = new Set([...certain, ...table].slice(0, FLOWS_MAX));
    more += Math.max(0, table.length - FLOWS_MAX);
    return table.length > FLOWS_MAX
      ? { ...topology, table: table.filter((row) => shown.has(row)) }
      : topology;
  });
  const rest = more === 0 ? "" : `\nand ${more} more flows, which \`check\` shows\n`;
  return `${tablesText({ ...checked, topologies }, paint)}${rest}`;
}

/** What sources show of one code; `import` tells more of it. */
const TOLD_MAX = 5;
/** Findings of one code that are shown; a draft of hundreds of channels has one mistake hundreds of times. */
const SHOWN_MAX = 3;

function fewFindings(checked: Checked, paint: Painter): string {
  const counts = new Map<string, number>();
  const findings = checked.findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= SHOWN_MAX;
  });
  const more = [...counts].filter(([, count]) => count > SHOWN_MAX);
  const rest = more.map(
    ([code, count]) => `${code}: and ${count - SHOWN_MAX} more, which \`check\` shows\n\n`,
  );
  return `${findingsText({ ...checked, findings }, paint)}${rest.join("")}`;
}

function nextSteps(path: string): readonly string[] {
  return [
    "Next:",
    `  waybill check ${path} --baseline .waybill/baseline.json --write   accept what is there today, and hear of what is new`,
    `  waybill diff ${path} --against main                               what a branch changes, for a pull request`,
    `and in ${path}, say what is unknown and promise something of a flow:`,
    "  guarantee SERVICE.PRODUCER -> SERVICE.CONSUMER { delivery: at-least-once }",
  ];
}
