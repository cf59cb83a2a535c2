/** Findings as text: place, severity, code and message, then the lines they speak of with marks below. */
import type { Finding, Severity, Span } from "../../diagnostics/define.ts";
import { maskSecrets } from "../../diagnostics/mask.ts";
import { type Paint, type Painter, widthOf, wrapped } from "../text.ts";
import type { Sources } from "../../diagnostics/position.ts";

/** Characters of a source line that are shown; of a longer one a part around the mark. */
const LINE_MAX = 120;
const BEFORE_MARK = 50;
const NOTE_WIDTH = 100;

/** Lines without line ends. */
export function findingLines(finding: Finding, sources: Sources, paint: Painter): readonly string[] {
  const { span, severity, code, message, label, related = [], notes = [] } = finding;
  const marks: Mark[] = [
    { span, label: label ?? "", sign: "^", paint: bySeverity(severity, paint) },
    ...related.map((each): Mark => ({ ...each, sign: "-", paint: paint.blue })),
  ];
  const shown = marks.map((mark) => shownMark(mark, sources));
  const gutter = Math.max(...shown.map(({ number }) => number.length)) + 2;
  const head = `${paint.bold(placeInWords(span, sources))}  ${bySeverity(severity, paint)(severity)} ${code}  ${paint.bold(message)}`;
  const pad = " ".repeat(gutter);
  const frame = shown.flatMap((each, i) => [
    ...(each.mark.span.file === span.file || i === 0
      ? []
      : [`${pad} ${paint.dim(placeInWords(each.mark.span, sources))}`]),
    `${paint.dim(`${each.number.padStart(gutter)} │`)} ${each.text}`,
    `${paint.dim(`${pad} │`)} ${each.indent}${each.mark.paint(each.underline)}`,
  ]);
  return [
    head,
    ...(sources.lines(span.file).line(1) === "" ? [] : frame),
    ...notes.flatMap((note) => noteLines(note, pad)),
  ];
}

interface Mark {
  readonly span: Span;
  readonly label: string;
  readonly sign: string;
  readonly paint: Paint;
}

interface ShownMark {
  readonly mark: Mark;
  readonly number: string;
  readonly text: string;
  readonly indent: string;
  readonly underline: string;
}

function shownMark(mark: Mark, sources: Sources): ShownMark {
  const lines = sources.lines(mark.span.file);
  const { line, column } = lines.at(mark.span.start);
  const whole = maskSecrets(lines.line(line)).replaceAll("\t", " ");
  const from = whole.length > LINE_MAX ? Math.max(0, column - 1 - BEFORE_MARK) : 0;
  const text = whole.slice(from, from + LINE_MAX);
  const start = Math.min(column - 1 - from, text.length);
  const end = Math.min(start + mark.span.end - mark.span.start, text.length);
  const length = Math.max(1, widthOf(text.slice(start, end)));
  return {
    mark,
    number: String(line),
    text,
    indent: " ".repeat(widthOf(text.slice(0, start))),
    underline: `${mark.sign.repeat(length)}${mark.label === "" ? "" : ` ${mark.label}`}`,
  };
}

function placeInWords(span: Span, sources: Sources): string {
  const { line, column } = sources.lines(span.file).at(span.start);
  return `${span.file}:${line}:${column}`;
}

function noteLines(note: string, pad: string): readonly string[] {
  return wrapped(note, NOTE_WIDTH).map((line, i) => `${pad} ${i === 0 ? "" : "  "}${line}`);
}

function bySeverity(severity: Severity, paint: Painter): Paint {
  return severity === "error" ? paint.red : severity === "warning" ? paint.yellow : paint.blue;
}
