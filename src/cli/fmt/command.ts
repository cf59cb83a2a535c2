/** `waybill fmt [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { Sources } from "../../diagnostics/position.ts";
import { format } from "../../format/format.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { readText, writeWhole } from "../files.ts";
import { findingLines } from "../findings/frame.ts";
import { findSpecs } from "../find-specs.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";

const SPEC: CommandSpec = {
  name: "fmt",
  takes: "[paths]",
  doc: "writes specs in their canonical layout; comments stay",
  formats: ["text"],
  options: { check: { type: "boolean", doc: "write nothing; fail where a spec is laid out otherwise" } },
  examples: ["waybill fmt", "waybill fmt topology/ --check"],
};

/** Throws UsageError. */
export function runFmt(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const kinds = ANALYSIS_BROKERS.flatMap((broker) => broker.kinds);
  const isChecking = call.flag("check");
  const paths = findSpecs(call.positionals, cwd);
  const others: string[] = [];
  let unread = 0;
  for (const path of paths) {
    const text = readText(path, cwd);
    const formatted = format({ path, text }, kinds);
    if (!formatted.ok) {
      unread += 1;
      call.terminal.err(findingsOf(formatted.findings, path, text));
      continue;
    }
    if (formatted.text === text) continue;
    others.push(path);
    if (!isChecking) writeWhole(path, formatted.text, cwd);
  }
  call.terminal.out(others.map((path) => `${path}\n`).join(""));
  if (!call.isQuiet) call.terminal.err(`${summary(paths.length, others.length, unread, isChecking)}\n`);
  return unread > 0 || (isChecking && others.length > 0) ? EXIT.findings : EXIT.fine;
}

function findingsOf(findings: readonly Finding[], path: string, text: string): string {
  const sources = new Sources([{ path, text }]);
  const lines = findings.flatMap((finding) => findingLines(finding, sources, painter(false)));
  return `${lines.join("\n")}\n${path} is left as it is: it has errors\n\n`;
}

function summary(all: number, others: number, unread: number, isChecking: boolean): string {
  const done = isChecking ? "would be written anew" : "written anew";
  const errors = unread === 0 ? "" : `, ${unread} with errors`;
  return `${others} of ${all} ${all === 1 ? "spec" : "specs"} ${done}${errors}`;
}
