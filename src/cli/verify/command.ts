/** `waybill verify [paths]` */
import { BROKERS } from "../../brokers/all.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { type Call, readCall } from "../call.ts";
import { printedJson } from "../check/json.ts";
import { findingsText, summaryText, tablesText } from "../check/text.ts";
import { makeFolder, mustBeWritable } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { checkedIn } from "../environment.ts";
import { loadSpecs } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { writeHistories } from "./history-files.ts";
import { refuseLiveOptions } from "./live/options.ts";
import { onSignal } from "./on-signal.ts";
import { readOptions, VERIFY } from "./options.ts";
import { progressLine } from "./progress.ts";
import { reportsText, verdictsText } from "./reports-text.ts";
import { resultsKeeper } from "./results-keeper.ts";
import { keepStories, readStories } from "./stories-file.ts";
import { exitOfVerify } from "./verdict.ts";
import { type Verified, verifyChecked } from "./verified.ts";

/** Throws UsageError. */
export async function runVerify(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(VERIFY, args);
  if (call === undefined) return EXIT.fine;
  if (call.flag("live")) return (await import("./live/command.ts")).runLive(call);
  refuseLiveOptions(call);
  const { storiesFile, resultsFile, ...options } = readOptions(call);
  const cwd = process.cwd();
  const report = call.text("report");
  if (report !== undefined) mustBeWritable(report, cwd);
  const histories = call.text("history");
  if (histories !== undefined) makeFolder(histories, cwd);
  const stories = readStories(storiesFile, cwd);
  const checked = checkedIn(loadSpecs(call.positionals, cwd), BROKERS, call.text("env"));
  const progress = progressLine(call.terminal.progress && call.format === "text");
  const keeper = resultsKeeper(resultsFile, cwd);
  const signals = onSignal((name) => {
    progress.end();
    call.terminal.err(`${name}: ending with what is known so far; once more ends at once\n`);
  });
  const verified = await verifyChecked(checked, BROKERS, {
    ...options,
    stories,
    before: keeper.before,
    kept: keeper.kept,
    interruptible: signals.then,
    say: progress.say,
  });
  signals.end();
  keeper.end();
  progress.end();
  call.terminal.out(await printed(verified, call));
  if (call.flag("keep-stories")) say(keepStories(storiesFile, cwd, verified.reports), storiesFile, call);
  await writeBeside(verified, call, cwd);
  return exitOfVerify(verified, call);
}

/** What comes to standard output. */
async function printed(verified: Verified, call: Call): Promise<string> {
  if (call.format === "json") return printedJson(jsonVerify(verified));
  if (call.format === "junit") return (await import("./verified-junit.ts")).verifiedJunit(verified, call);
  return textOf(verified, call);
}

/** The files that were asked for beside what is printed. */
async function writeBeside(verified: Verified, call: Call, cwd: string): Promise<void> {
  const wrote = (what: string): void => {
    if (!call.isQuiet) call.terminal.err(`wrote ${what}\n`);
  };
  const report = call.text("report");
  if (report !== undefined) {
    const { writeReport } = await import("./report-file.ts");
    await writeReport(report, verified, cwd);
    wrote(displayPath(report, cwd));
  }
  const histories = call.text("history");
  if (histories !== undefined)
    wrote(`${writeHistories(histories, verified, cwd)} to ${displayPath(histories, cwd)}`);
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
  if (!call.isQuiet) blocks.push(tablesText(checked, paint), `\n${summaryText(checked)}.\n\n`);
  blocks.push(reportsText(reports, checked.topologies.length, call));
  const unsound = checked.topologies.filter(({ analysis, isUnsound }) => isUnsound || analysis === undefined);
  for (const { name, files } of unsound) {
    const what = name === "" ? files.join(", ") : name;
    blocks.push(`${what} is not verified: it has errors that come before any promise.\n\n`);
  }
  const seconds = (performance.now() / 1000).toFixed(1);
  blocks.push(`${verdictsText(verdicts)}. ${seconds} s\n`);
  return blocks.join("");
}
