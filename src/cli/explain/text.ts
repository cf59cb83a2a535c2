/** What `explain CODE` prints: its reason, its fix, its example, and where to go on. */
import type { DiagnosticSpec, ExampleSource } from "../../diagnostics/define.ts";
import { type Painter, wrapped } from "../text.ts";
import { bookPage } from "./book-page.ts";
import { HAZARD_EXAMPLES } from "./examples/all.ts";
import type { HazardExample } from "./examples/example.ts";
import { type Entry, stageInWords } from "./registry.ts";

const WIDTH = 100;

/** Lines without line ends. */
export function entryLines(entry: Entry, paint: Painter): readonly string[] {
  return entry.spec === undefined ? hazardLines(entry, paint) : specLines(entry.spec, paint);
}

function hazardLines(entry: Entry, paint: Painter): readonly string[] {
  const { code, hazard } = entry;
  const example = HAZARD_EXAMPLES[code];
  return [
    `${paint.bold(code)}  ${paint.red("error")}  a promise does not hold, ${stageInWords(hazard?.stage ?? "")}`,
    ...labelled(
      "what",
      sentence((hazard?.words.story ?? "").replace("{of}", "the one that is named")),
      paint,
    ),
    ...labelled("helps", sentence(hazard?.words.remedy ?? ""), paint),
    ...(example === undefined
      ? labelled(
          "shown",
          "`waybill verify` runs it in simulation and prints the story with your names.",
          paint,
        )
      : hazardExampleLines(example, paint)),
  ];
}

function hazardExampleLines({ spec, mended }: HazardExample, paint: Painter): readonly string[] {
  return [
    "",
    paint.dim("reported in"),
    ...exampleLines(spec),
    "",
    paint.dim("holds with"),
    ...mended.flatMap(([from, to]) => [`  - ${from}`, `  + ${to}`]),
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

/** Where more is said, and what to type. */
export function moreLines(entry: Entry, paint: Painter): readonly string[] {
  const { code, spec } = entry;
  const hasPage = spec !== undefined || HAZARD_EXAMPLES[code] !== undefined;
  return [
    ...labelled("read", bookPage(`rules/${hasPage ? code : "README"}.md`), paint),
    ...labelled("run", `waybill explain ${code} --in FILE, with the names of your spec`, paint),
  ];
}

/** What a code without an example of its own says is the same as at another stage. */
export function siblingOf({ code, hazard }: Entry, entries: readonly Entry[]): Entry | undefined {
  if (hazard === undefined || HAZARD_EXAMPLES[code] !== undefined) return undefined;
  return entries.find(
    (each) => each.hazard?.rule === hazard.rule && HAZARD_EXAMPLES[each.code] !== undefined,
  );
}

function usesDemo(example: DiagnosticSpec["example"]): boolean {
  return JSON.stringify(example).includes("type: demo");
}

export function labelled(label: string, text: string, paint: Painter): readonly string[] {
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

function sentence(text: string): string {
  return text === "" ? "" : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
