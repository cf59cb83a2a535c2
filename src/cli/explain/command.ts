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
import { maskSecrets } from "../../diagnostics/mask.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { type Painter, painter } from "../text.ts";
import { answerLines } from "./answer-text.ts";
import { HAZARD_EXAMPLES } from "./examples/all.ts";
import { checkedFile, conceptInFile, occurrenceLines, settingInFile } from "./in-file.ts";
import { codesOf, type Entry, settingsOf, stageInWords } from "./registry.ts";
import { type Answer, Search } from "./search.ts";
import { entryLines, moreLines, siblingOf } from "./text.ts";

const SPEC: CommandSpec = {
  name: "explain",
  takes: "CODE|WORDS",
  doc: "says what a finding, a setting or a word means, and what to do about it; questions in plain words, too",
  formats: ["text"],
  options: { in: { type: "string", value: "FILE", doc: "what it comes to in this spec, with its names" } },
  examples: [
    "waybill explain WB3101",
    "waybill explain acks",
    "waybill explain message arrives twice",
    "waybill explain WB4123 --in shop.waybill",
    "waybill explain lost message --in shop.waybill",
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

/** Characters of a question that are looked at. */
const QUESTION_MAX = 300;

/** Throws UsageError. */
export async function runExplain(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const words = call.positionals.join(" ").trim().slice(0, QUESTION_MAX);
  if (words === "")
    throw new UsageError(
      'explain takes a code or words: waybill explain WB3101, waybill explain "message arrives twice"',
    );
  const paint = painter(call.terminal.colour);
  const file = call.text("in");
  const code = /^wb\d{4}$/i.test(words) ? words.toUpperCase() : undefined;
  const lines = code === undefined ? aboutWords(words, file, paint) : await aboutCode(code, file, paint);
  call.terminal.out(`${lines.join("\n")}\n`);
  return EXIT.fine;
}

/** Every code there is. */
export function allCodes(): readonly Entry[] {
  const others = generationDiagnostics(GENERATE_BROKERS);
  return codesOf([...CORE_DIAGNOSTICS, ...IMPORT_DIAGNOSTICS, ...others], ANALYSIS_BROKERS);
}

/** What can be asked. */
export function searchAll(entries: readonly Entry[]): Search {
  return new Search(entries, settingsOf(CORE_SETTINGS, ANALYSIS_BROKERS));
}

async function aboutCode(code: string, file: string | undefined, paint: Painter): Promise<readonly string[]> {
  const entries = allCodes();
  const entry = entries.find((each) => each.code === code);
  if (entry === undefined) {
    const meant = nearest(
      code,
      entries.map((each) => each.code),
    );
    throw new UsageError(`there is no code ${code}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
  }
  const own = file === undefined ? [] : codeInFile(code, file, paint);
  const shown = siblingOf(entry, entries);
  const like =
    shown === undefined
      ? []
      : ["", `The same ${stageInWords(shown.hazard?.stage ?? "")}: waybill explain ${shown.code}`];
  const story = file === undefined ? await storyLines(code, paint) : [];
  return [...entryLines(entry, paint), ...like, ...story, ...own, "", ...moreLines(entry, paint)];
}

/** Where a spec has it. Throws UsageError where the file cannot be read. */
function codeInFile(code: string, file: string, paint: Painter): readonly string[] {
  const found = occurrenceLines(checkedFile(file), [code], paint);
  return found.length === 0 ? ["", `${code} is not reported in ${file}.`] : ["", ...found];
}

/** The simulation is loaded only for a code that has a story. */
async function storyLines(code: string, paint: Painter): Promise<readonly string[]> {
  const example = HAZARD_EXAMPLES[code];
  if (example === undefined) return [];
  const { exampleStory } = await import("./example-story.ts");
  return ["", paint.dim("what happens"), ...exampleStory(example, paint).map((line) => `  ${line}`)];
}

function aboutWords(words: string, file: string | undefined, paint: Painter): readonly string[] {
  const entries = allCodes();
  const answers = searchAll(entries).answers(words);
  const [best] = answers.told;
  if (best === undefined)
    throw new UsageError(
      `nothing is known about ${maskSecrets(words).slice(0, 60)}; try a setting, a code, or words such as "message arrives twice"`,
    );
  const own = file === undefined ? [] : ["", ...wordsInFile(best, file, paint)];
  return [...answerLines(answers, entries, paint), ...own];
}

/** Throws UsageError where the file cannot be read. */
function wordsInFile(best: Answer, file: string, paint: Painter): readonly string[] {
  const checked = checkedFile(file);
  if (best.kind === "concept") return conceptInFile(checked, best.concept, file, paint);
  if (best.kind === "code") return codeInFile(best.entry.code, file, paint);
  return settingInFile(checked, best.setting.name, file, paint);
}
