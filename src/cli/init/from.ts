/** `waybill init --from SOURCE [DIR]`: a draft of what there is, and at once what `check` says of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { checkSources } from "../../compiler/check-sources.ts";
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
import { painter } from "../text.ts";

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
  if (findings.length > 0) terminal.out(`What ${maskSecrets(source)} shows\n${importText(findings)}\n`);
  terminal.out(checkedText(path, cwd, call));
  if (!call.isQuiet) terminal.err(`\n${nextSteps(path).join("\n")}\n`);
  return EXIT.fine;
}

/** What `check` prints of the draft. */
function checkedText(path: string, cwd: string, { terminal, isQuiet }: Call): string {
  const checked = checkSources(loadSpecs([path], cwd), ANALYSIS_BROKERS, todayOf(new Date()));
  const paint = painter(terminal.colour);
  const tables = isQuiet ? "" : tablesText(checked, paint);
  return `${findingsText(checked, paint)}${tables}${tables === "" ? "" : "\n"}${summaryText(checked)}\n`;
}

function nextSteps(path: string): readonly string[] {
  return [
    `Next: say what is unknown in ${path}, and promise something of a flow:`,
    "  guarantee SERVICE.PRODUCER -> SERVICE.CONSUMER { delivery: at-least-once }",
    `then run: waybill check ${path}`,
  ];
}
