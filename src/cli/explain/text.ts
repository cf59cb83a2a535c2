/** What `explain` prints: a code with its reason, its fix and its examples, or what is known of a word. */
import type { SettingSpec } from "../../compiler/vocabulary.ts";
import type { DiagnosticSpec, ExampleSource } from "../../diagnostics/define.ts";
import { columns, type Painter, wrapped } from "../text.ts";
import type { Entry, NamedSetting } from "./registry.ts";
import { type Answers, typeInWords } from "./search.ts";

const WIDTH = 100;

/** Lines without line ends. */
export function entryLines(entry: Entry, paint: Painter): readonly string[] {
  if (entry.spec !== undefined) return specLines(entry.spec, paint);
  const words = entry.hazard?.words;
  return [
    `${paint.bold(entry.code)}  ${paint.red("error")}  a promise does not hold, at the stage ${entry.hazard?.stage ?? ""}`,
    ...labelled("what", sentence((words?.story ?? "").replace("{of}", "the one that is named")), paint),
    ...labelled("helps", sentence(words?.remedy ?? ""), paint),
    ...labelled(
      "shown",
      "`waybill verify` runs it in simulation and prints the story with your names.",
      paint,
    ),
  ];
}

function specLines(spec: DiagnosticSpec, paint: Painter): readonly string[] {
  const severity = spec.severity === "error" ? paint.red : paint.yellow;
  return [
    `${paint.bold(spec.code)}  ${severity(spec.severity)}  ${spec.message}`,
    ...labelled("why", spec.why, paint),
    ...labelled("fix", spec.fix, paint),
    "",
    paint.dim("reported in"),
    ...exampleLines(spec.example.fires),
    "",
    paint.dim("fine"),
    ...exampleLines(spec.example.quiet),
    ...(usesDemo(spec.example) ? ["", paint.dim("(The broker `demo` is made up for the example.)")] : []),
  ];
}

function usesDemo(example: DiagnosticSpec["example"]): boolean {
  return JSON.stringify(example).includes("type: demo");
}

function labelled(label: string, text: string, paint: Painter): readonly string[] {
  return wrapped(text, WIDTH - 7).map(
    (line, i) => `  ${i === 0 ? paint.dim(label.padEnd(5)) : "     "}  ${line}`,
  );
}

function exampleLines(source: ExampleSource): readonly string[] {
  const files = typeof source === "string" ? [{ path: "", text: source }] : source;
  return files.flatMap(({ path, text }) => [
    ...(path === "" ? [] : [`    // ${path}`]),
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  ]);
}

/** Lines without line ends; none where nothing was found. */
export function answerLines({ concepts, settings, codes }: Answers, paint: Painter): readonly string[] {
  const blocks = [
    ...concepts.map(({ words, text }) => [
      paint.bold(words[0] ?? ""),
      ...wrapped(text, WIDTH - 2).map((line) => `  ${line}`),
    ]),
    ...settings.map((setting) => settingLines(setting, paint)),
    ...(codes.length === 0 ? [] : [codeLines(codes, paint)]),
  ];
  return blocks.flatMap((block, i) => (i === 0 ? block : ["", ...block]));
}

function settingLines({ name, of, spec }: NamedSetting, paint: Painter): readonly string[] {
  return [
    `${paint.bold(name)}  of ${of}: ${typeInWords(spec)}`,
    ...wrapped(spec.doc, WIDTH - 2).map((line) => `  ${line}`),
    ...(spec.native === undefined ? [] : [`  natively ${spec.native}`]),
    ...defaultLines(spec),
    ...(spec.unsupported === true ? ["  not supported yet"] : []),
    ...(spec.source === undefined ? [] : [`  source: ${spec.source}`]),
  ];
}

function defaultLines({ defaults = [] }: SettingSpec): readonly string[] {
  return defaults.map(({ value, since, client }) => {
    const where = [
      since === undefined ? "" : `since ${since}`,
      client === undefined ? "" : `client ${client}`,
    ];
    const when = where.filter((part) => part !== "").join(", ");
    return `  where nothing is said${when === "" ? "" : ` (${when})`}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
}

function codeLines(codes: readonly Entry[], paint: Painter): readonly string[] {
  const rows = codes.map(({ code, spec, hazard }) => [
    `  ${code}`,
    spec?.message ?? (hazard?.words.story ?? "").replace("{of}", "…"),
  ]);
  return [paint.dim("Codes (waybill explain CODE says more)"), ...columns(rows)];
}

function sentence(text: string): string {
  return text === "" ? "" : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
