/** `waybill check [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { checkedIn, ENVIRONMENT } from "../environment.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { displayPath } from "../find-specs.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { withoutKnown, writeBaseline } from "./baseline.ts";
import { printedJson } from "./json.ts";
import { findingsText, summaryText, tablesText } from "./text.ts";
import { exitOf, failsCall } from "./verdict.ts";

const SPEC: CommandSpec = {
  name: "check",
  judges: true,
  takes: "[paths]",
  doc: "says what is wrong with a topology, and what each of its flows really guarantees",
  formats: ["text", "json", "sarif", "github", "junit", "markdown"],
  options: {
    env: ENVIRONMENT,
    expanded: {
      type: "boolean",
      doc: "also every setting that decides, written or default, and what short forms stand for",
    },
    fix: { type: "boolean", doc: "apply the repairs that need no look, and say which" },
    baseline: { type: "string", value: "FILE", doc: "tell and fail only what is not in this file" },
    write: { type: "boolean", doc: "with --baseline: accept all that is found now" },
  },
  examples: [
    "waybill check",
    "waybill check topology/ --format json",
    "waybill check topology/ --env prod",
    "waybill check 'specs/**/*.waybill' --strict",
    "waybill check topology/ --format sarif > waybill.sarif",
    "waybill check --fix",
    "waybill check topology/ --expanded --quiet",
    "waybill check --baseline .waybill/baseline.json --write",
  ],
};

/** Throws UsageError. */
export async function runCheck(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const path = call.text("baseline");
  if (call.flag("write") && path === undefined)
    throw new UsageError("--write goes with --baseline FILE, which it writes");
  const all = await foundBy(call, cwd);
  if (path !== undefined && call.flag("write")) {
    writeBaseline(all, path, cwd);
    call.terminal.err(`wrote ${displayPath(path, cwd)}: ${all.findings.length} known\n`);
  }
  const { checked, known, gone } =
    path === undefined ? { checked: all, known: 0, gone: 0 } : withoutKnown(all, path, cwd);
  call.terminal.out(await printed(checked, call, known));
  if (gone > 0 && !call.isQuiet)
    call.terminal.err(
      `${gone} of ${displayPath(path ?? "", cwd)} not found any more: --write forgets them\n`,
    );
  return exitOf(checked, call);
}

/** What is found, after what `--fix` does about it. */
async function foundBy(call: Call, cwd: string): Promise<Checked> {
  const sources = loadSpecs(call.positionals, cwd);
  const environment = call.text("env");
  if (!call.flag("fix")) return checkedIn(sources, ANALYSIS_BROKERS, environment);
  if (environment !== undefined)
    throw new UsageError("--fix repairs what is wrong anywhere: leave --env out");
  const { fixed } = await import("./fix.ts");
  const { checked, titles, files } = fixed(sources, todayOf(new Date()), cwd);
  if (!call.isQuiet) {
    const counts = new Map<string, number>();
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
    for (const [title, count] of counts)
      call.terminal.err(`fixed: ${title}${count === 1 ? "" : ` (${count} times)`}\n`);
    for (const file of files) call.terminal.err(`wrote ${displayPath(file, cwd)}\n`);
  }
  return checked;
}

/** Printers that people rarely ask for are loaded when they do. */
async function printed(checked: Checked, call: Call, known: number): Promise<string> {
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
      return text(checked, call, known, await expansion(checked, call));
  }
}

async function expansion(checked: Checked, call: Call): Promise<string> {
  if (!call.flag("expanded")) return "";
  const { expandedLines } = await import("./expanded.ts");
  const lines = expandedLines(checked.topologies, painter(call.terminal.colour));
  return lines.map((line) => `${line}\n`).join("");
}

function text(checked: Checked, { isQuiet, terminal }: Call, known: number, more: string): string {
  const paint = painter(terminal.colour);
  const findings = findingsText(checked, paint);
  if (isQuiet) return `${findings}${more}`;
  const tables = tablesText(checked, paint);
  const inBaseline = known === 0 ? "" : `, ${known} in the baseline`;
  const summary = `${summaryText(checked)}${inBaseline}. ${Math.round(performance.now())} ms\n`;
  return `${findings}${tables}${more}${tables === "" ? "" : "\n"}${summary}`;
}
