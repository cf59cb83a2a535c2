/** What `explain WORDS` prints. */
import { columns, type Painter, wrapped } from "../text.ts";
import { bookPage } from "./book-page.ts";
import type { Concept } from "./concepts/concept.ts";
import { type Entry, headlineOf, type NamedSetting } from "./registry.ts";
import { type Answer, type Answers, nameOf, typeInWords } from "./search.ts";
import { entryLines, labelled, moreLines } from "./text.ts";

const WIDTH = 100;
/** Characters of the line that names another answer. */
const LINE_MAX = 96;

/** Lines without line ends; none where nothing was found. */
export function answerLines(
  { told, others }: Answers,
  entries: readonly Entry[],
  paint: Painter,
): readonly string[] {
  const blocks = told.map((answer) => toldLines(answer, entries, paint));
  if (blocks.length > 0 && others.length > 0) blocks.push(othersLines(others, paint));
  return blocks.flatMap((block, i) => (i === 0 ? block : ["", ...block]));
}

function toldLines(answer: Answer, entries: readonly Entry[], paint: Painter): readonly string[] {
  switch (answer.kind) {
    case "concept":
      return conceptLines(answer.concept, entries, paint);
    case "setting":
      return settingLines(answer.setting, paint);
    case "code":
      return [...entryLines(answer.entry, paint), "", ...moreLines(answer.entry, paint)];
  }
}

function conceptLines(
  { words, text, codes, page, run }: Concept,
  entries: readonly Entry[],
  paint: Painter,
): readonly string[] {
  const said = new Map<string, string[]>();
  for (const { code, ...entry } of entries.filter((each) => codes.includes(each.code))) {
    const headline = headlineOf({ code, ...entry });
    said.set(headline, [...(said.get(headline) ?? []), code]);
  }
  const rows = [...said].map(([headline, same]) => [`  ${same.join(", ")}`, clipped(headline)]);
  return [
    paint.bold(words[0] ?? ""),
    ...wrapped(text, WIDTH - 2).map((line) => `  ${line}`),
    ...(rows.length === 0
      ? []
      : ["", paint.dim("What is reported about it (waybill explain CODE says more)")]),
    ...columns(rows),
    "",
    ...labelled("read", bookPage(page), paint),
    ...labelled("run", run, paint),
  ];
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

function defaultLines({ defaults = [] }: NamedSetting["spec"]): readonly string[] {
  return defaults.map(({ value, since, client }) => {
    const where = [
      since === undefined ? "" : `since ${since}`,
      client === undefined ? "" : `client ${client}`,
    ];
    const when = where.filter((part) => part !== "").join(", ");
    return `  where nothing is said${when === "" ? "" : ` (${when})`}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
}

function othersLines(others: readonly Answer[], paint: Painter): readonly string[] {
  const rows = others.map((answer) => [`  ${nameOf(answer)}`, clipped(oneLine(answer))]);
  return [paint.dim("Or did you mean (waybill explain WORD)"), ...columns(rows)];
}

function oneLine(answer: Answer): string {
  switch (answer.kind) {
    case "concept":
      return /^.*?\.(?= |$)/.exec(answer.concept.text)?.[0] ?? answer.concept.text;
    case "setting":
      return `of ${answer.setting.of}: ${answer.setting.spec.doc}`;
    case "code":
      return headlineOf(answer.entry);
  }
}

function clipped(text: string): string {
  return text.length <= LINE_MAX ? text : `${text.slice(0, LINE_MAX - 1).trimEnd()}…`;
}
