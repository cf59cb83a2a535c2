/** `waybill explain CODE|WORDS [--in FILE]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { GENERATE_BROKERS } from "../../brokers/generation.ts";
import { IMPORT_DIAGNOSTICS } from "../import/diagnostics.ts";
import { generationDiagnostics } from "../../codegen/catalogue.ts";
import { CORE_DIAGNOSTICS } from "../../compiler/catalogue.ts";
import {
  BINDING_SETTINGS,
  BROKER_SETTINGS,
  CHANNEL_SETTINGS,
  CONSUMER_SETTINGS,
  GUARANTEE_SETTINGS,
  PRODUCER_SETTINGS,
  SERVICE_SETTINGS,
  STORE_SETTINGS,
} from "../../compiler/resolve/core-settings.ts";
import type { SettingTable } from "../../compiler/vocabulary.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { findingLines } from "../findings/frame.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { type Painter, painter } from "../text.ts";
import { CONCEPTS } from "./concepts.ts";
import { codesOf, type Entry, settingsOf } from "./registry.ts";
import { search } from "./search.ts";
import { answerLines, entryLines } from "./text.ts";

const SPEC: CommandSpec = {
  name: "explain",
  takes: "CODE|WORDS",
  doc: "says what a finding, a setting or a word means, and what to do about it",
  formats: ["text"],
  options: { in: { type: "string", value: "FILE", doc: "show where the code is reported in this spec" } },
  examples: [
    "waybill explain WB3001",
    "waybill explain duplicates",
    "waybill explain WB4123 --in shop.waybill",
  ],
};

const CORE_SETTINGS: Readonly<Record<string, SettingTable>> = {
  "every broker": BROKER_SETTINGS,
  "every channel": CHANNEL_SETTINGS,
  "every binding": BINDING_SETTINGS,
  "every service": SERVICE_SETTINGS,
  "every store": STORE_SETTINGS,
  "every producer": PRODUCER_SETTINGS,
  "every consumer": CONSUMER_SETTINGS,
  "every guarantee": GUARANTEE_SETTINGS,
};

/** Throws UsageError. */
export function runExplain(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const words = call.positionals.join(" ").trim();
  if (words === "")
    throw new UsageError("explain takes a code or words: waybill explain WB3001, waybill explain duplicates");
  const paint = painter(call.terminal.colour);
  const entries = allCodes();
  const code = /^wb\d{4}$/i.test(words) ? words.toUpperCase() : undefined;
  const lines = code === undefined ? aboutWords(words, entries, paint) : aboutCode(code, entries, paint);
  call.terminal.out(`${lines.join("\n")}\n`);
  const file = call.text("in");
  if (file !== undefined && code !== undefined) call.terminal.out(`\n${occurrences(file, code, paint)}\n`);
  return EXIT.fine;
}

/** Every code there is. */
export function allCodes(): readonly Entry[] {
  const others = generationDiagnostics(GENERATE_BROKERS);
  return codesOf([...CORE_DIAGNOSTICS, ...IMPORT_DIAGNOSTICS, ...others], ANALYSIS_BROKERS);
}

function aboutCode(code: string, entries: readonly Entry[], paint: Painter): readonly string[] {
  const entry = entries.find((each) => each.code === code);
  if (entry !== undefined) return entryLines(entry, paint);
  const meant = nearest(
    code,
    entries.map((each) => each.code),
  );
  throw new UsageError(`there is no code ${code}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
}

function aboutWords(words: string, entries: readonly Entry[], paint: Painter): readonly string[] {
  const settings = settingsOf(CORE_SETTINGS, ANALYSIS_BROKERS);
  const lines = answerLines(search(words, entries, settings), paint);
  if (lines.length > 0) return lines;
  const known = [...CONCEPTS.flatMap((concept) => concept.words), ...settings.map(({ name }) => name)];
  const meant = nearest(words, known);
  const hint =
    meant === undefined
      ? "try a setting, a code, or one of duplicates, loss, order"
      : `did you mean ${meant}?`;
  throw new UsageError(`nothing is known about ${words.slice(0, 60)}; ${hint}`);
}

/** Where `code` is reported in a spec, with the names of its author. */
function occurrences(file: string, code: string, paint: Painter): string {
  const checked = checkSources(loadSpecs([file], process.cwd()), ANALYSIS_BROKERS, todayOf(new Date()));
  const found = checked.findings.filter((finding) => finding.code === code);
  if (found.length === 0) return `${code} is not reported in ${file}.`;
  return found.map((finding) => findingLines(finding, checked.sources, paint).join("\n")).join("\n\n");
}
