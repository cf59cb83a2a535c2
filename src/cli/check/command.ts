/** `waybill check [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { printedJson } from "./json.ts";
import { findingsText, summaryText, tablesText } from "./text.ts";
import { exitOf } from "./verdict.ts";

const SPEC: CommandSpec = {
  name: "check",
  takes: "[paths]",
  doc: "says what is wrong with a topology, and what each of its flows really guarantees",
  formats: ["text", "json"],
  options: {},
  examples: [
    "waybill check",
    "waybill check topology/ --format json",
    "waybill check 'specs/**/*.waybill' --strict",
  ],
};

/** Throws UsageError. */
export function runCheck(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const checked = checkSources(
    loadSpecs(call.positionals, process.cwd()),
    ANALYSIS_BROKERS,
    todayOf(new Date()),
  );
  const { out, colour } = call.terminal;
  if (call.format === "json") out(printedJson(jsonCheck(checked)));
  else {
    const paint = painter(colour);
    out(findingsText(checked, paint));
    if (!call.isQuiet) {
      const tables = tablesText(checked, paint);
      out(
        `${tables}${tables === "" ? "" : "\n"}${summaryText(checked)}. ${Math.round(performance.now())} ms\n`,
      );
    }
  }
  return exitOf(checked, call);
}
