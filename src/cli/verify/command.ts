/** `waybill verify [paths]` */
import { BROKERS } from "../../brokers/all.ts";
import { type Call, readCall } from "../call.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { printedJson } from "../check/json.ts";
import { findingsText, summaryText, tablesText } from "../check/text.ts";
import { mustBeWritable } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { type Painter, painter } from "../text.ts";
import { readOptions, VERIFY } from "./options.ts";
import type { Detail } from "./passes-text.ts";
import { progressLine } from "./progress.ts";
import { keepStories, readStories } from "./stories-file.ts";
import { reportLines } from "./text.ts";
import { exitOfVerify } from "./verdict.ts";
import { type Verified, verifyChecked } from "./verified.ts";

/** Throws UsageError. */
export async function runVerify(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(VERIFY, args);
  if (call === undefined) return EXIT.fine;
  const { storiesFile, ...options } = readOptions(call);
  const cwd = process.cwd();
  const report = call.text("report");
  if (report !== undefined) mustBeWritable(report, cwd);
  const stories = readStories(storiesFile, cwd);
  const checked = checkSources(loadSpecs(call.positionals, cwd), BROKERS, todayOf(new Date()));
  const progress = progressLine(call.terminal.progress && call.format === "text");
  const verified = verifyChecked(checked, BROKERS, {
    ...options,
    stories,
    now: () => performance.now(),
    say: progress.say,
  });
  progress.end();
  if (call.format === "json") call.terminal.out(printedJson(jsonVerify(verified)));
  else call.terminal.out(textOf(verified, call));
  if (call.flag("keep-stories")) say(keepStories(storiesFile, cwd, verified.reports), storiesFile, call);
  if (report !== undefined) {
    const { writeReport } = await import("./report-file.ts");
    writeReport(report, verified, cwd);
    if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(report, cwd)}\n`);
  }
  return exitOfVerify(verified, call);
}

function say(kept: number, file: string, { terminal }: Call): void {
  const what = kept === 1 ? "1 story is new" : `${kept} stories are new`;
  terminal.err(`${what} in ${file}\n`);
}

function jsonVerify({ checked, reports, verdicts }: Verified): unknown {
  return { version: 1, check: jsonCheck(checked), reports, verdicts };
}

function textOf({ checked, reports, verdicts }: Verified, call: Call): string {
  const paint = painter(call.terminal.colour);
  const blocks = [findingsText(checked, paint)];
  if (!call.isQuiet) blocks.push(tablesText(checked, paint), `\n${summaryText(checked)}.\n`);
  for (const { topology, isFirst, lines } of shownReports(reports, checked.topologies.length, {
    paint,
    detail: { coverage: call.flag("coverage"), bounds: call.flag("exhaustive") },
  })) {
    blocks.push(`${isFirst && call.isQuiet ? "" : "\n"}${topology}${lines.join("\n")}\n`);
  }
  const unsound = checked.topologies.filter(({ analysis, isUnsound }) => isUnsound || analysis === undefined);
  for (const { name, files } of unsound) {
    const what = name === "" ? files.join(", ") : name;
    blocks.push(`\n${what} is not verified: it has errors that come before any promise.\n`);
  }
  const counts = Object.entries(verdicts).filter(([, count]) => count > 0);
  const words = counts.map(
    ([word, count]) => `${count} ${word === "holds" ? "hold within the bounds above" : word}`,
  );
  const seconds = (performance.now() / 1000).toFixed(1);
  blocks.push(
    `\n${words.length === 0 ? "nothing was promised that could be verified" : words.join(", ")}. ${seconds} s\n`,
  );
  return blocks.join("");
}

function shownReports(
  reports: Verified["reports"],
  topologies: number,
  { paint, detail }: { readonly paint: Painter; readonly detail: Detail },
): readonly { readonly topology: string; readonly isFirst: boolean; readonly lines: readonly string[] }[] {
  return reports
    .filter(({ flows }) => flows.length > 0)
    .map((report, i) => ({
      topology: topologies > 1 ? `${paint.bold(report.topology)}\n` : "",
      isFirst: i === 0,
      lines: reportLines(report, paint, detail),
    }));
}
