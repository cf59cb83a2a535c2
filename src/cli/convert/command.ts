/** `waybill convert FILE --to yaml|waybill` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { convert, type Notation } from "../../convert/convert.ts";
import { Sources } from "../../diagnostics/position.ts";
import { type CommandSpec, oneOf, readCall } from "../call.ts";
import { readText, writeWhole } from "../files.ts";
import { findingLines } from "../findings/frame.ts";
import { displayPath, findSpecs } from "../find-specs.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";

const NOTATIONS = ["yaml", "waybill"] as const satisfies readonly Notation[];

const SPEC: CommandSpec = {
  name: "convert",
  takes: "FILE",
  doc: "writes a spec in the other notation, with its comments",
  formats: ["text"],
  options: {
    to: { type: "string", value: NOTATIONS.join("|"), doc: "the notation (default: the other one)" },
    out: { type: "string", value: "FILE", doc: "write it there instead of printing it" },
  },
  examples: [
    "waybill convert shop.waybill --to yaml",
    "waybill convert shop.waybill.yaml --out shop.waybill",
  ],
};

/** Throws UsageError. */
export function runConvert(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const [path, ...others] = call.positionals;
  if (path === undefined || others.length > 0) throw new UsageError("convert takes one file");
  const [found, ...more] = findSpecs([path], cwd);
  if (found === undefined || more.length > 0) throw new UsageError("convert takes one file");
  const text = readText(found, cwd);
  const other = /\.waybill$/i.test(found) ? "yaml" : "waybill";
  const to = call.text("to") === undefined ? other : oneOf("to", call.text("to"), NOTATIONS);
  const converted = convert({ path: found, text }, to, ANALYSIS_BROKERS);
  const sources = new Sources([{ path: found, text }]);
  if (!converted.ok) {
    const lines = converted.findings.flatMap((finding) => findingLines(finding, sources, painter(false)));
    call.terminal.err(`${lines.join("\n")}\n`);
    return EXIT.findings;
  }
  const out = call.text("out");
  if (out === undefined) call.terminal.out(converted.text);
  else {
    writeWhole(out, converted.text, cwd);
    if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
  }
  for (const moved of call.isQuiet ? [] : converted.moved) {
    const { line } = sources.lines(found).at(moved.at);
    call.terminal.err(`a comment within a value of line ${line} stands before it now: ${moved.text}\n`);
  }
  return EXIT.fine;
}
