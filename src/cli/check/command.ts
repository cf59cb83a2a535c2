/** `waybill check [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { type Checked, checkSources } from "../../compiler/check-sources.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { printedJson } from "./json.ts";
import { findingsText, summaryText, tablesText } from "./text.ts";
import { exitOf, failsCall } from "./verdict.ts";

const SPEC: CommandSpec = {
  name: "check",
  takes: "[paths]",
  doc: "says what is wrong with a topology, and what each of its flows really guarantees",
  formats: ["text", "json", "sarif", "github", "junit", "markdown"],
  options: {},
  examples: [
    "waybill check",
    "waybill check topology/ --format json",
    "waybill check 'specs/**/*.waybill' --strict",
    "waybill check topology/ --format sarif > waybill.sarif",
  ],
};

/** Throws UsageError. */
export async function runCheck(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const checked = checkSources(
    loadSpecs(call.positionals, process.cwd()),
    ANALYSIS_BROKERS,
    todayOf(new Date()),
  );
  call.terminal.out(await printed(checked, call));
  return exitOf(checked, call);
}

/** Printers that people rarely ask for are loaded when they do. */
async function printed(checked: Checked, call: Call): Promise<string> {
  switch (call.format) {
    case "json":
      return printedJson(jsonCheck(checked));
    case "sarif":
      return (await import("./sarif.ts")).checkSarif(checked);
    case "github":
      return (await import("../formats/github.ts")).githubText(checked.findings, checked.sources);
    case "junit":
      return (await import("./junit.ts")).checkJunit(checked, (finding) => failsCall(finding, call));
    case "markdown":
      return (await import("./markdown.ts")).checkMarkdown(checked);
    default:
      return text(checked, call);
  }
}

function text(checked: Checked, { isQuiet, terminal }: Call): string {
  const paint = painter(terminal.colour);
  const findings = findingsText(checked, paint);
  if (isQuiet) return findings;
  const tables = tablesText(checked, paint);
  const summary = `${summaryText(checked)}. ${Math.round(performance.now())} ms\n`;
  return `${findings}${tables}${tables === "" ? "" : "\n"}${summary}`;
}
