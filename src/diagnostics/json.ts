/** Findings as data for programs: places with file, offsets, lines and columns. */
import type { Edit, Finding, Severity, Span } from "./define.ts";
import type { Sources } from "./position.ts";

/** Offsets and columns count UTF-16 units; lines and columns start at 1, ends are exclusive. */
export interface JsonSpan {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface JsonFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: JsonSpan;
  readonly label?: string;
  readonly related: readonly { readonly span: JsonSpan; readonly label: string }[];
  readonly notes: readonly string[];
  /** Where it holds, if not everywhere: `base` is what is declared. */
  readonly environments?: readonly string[];
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly span: JsonSpan; readonly text: string }[];
  };
}

export function jsonFinding(finding: Finding, sources: Sources): JsonFinding {
  const { code, severity, message, label, related = [], notes = [], fix, environments } = finding;
  const place = (span: Span): JsonSpan => jsonSpan(span, sources);
  const edit = ({ span, text }: Edit): { readonly span: JsonSpan; readonly text: string } => ({
    span: place(span),
    text,
  });
  return {
    code,
    severity,
    message,
    span: place(finding.span),
    ...(label === undefined ? {} : { label }),
    related: related.map((each) => ({ span: place(each.span), label: each.label })),
    notes,
    ...(environments === undefined ? {} : { environments }),
    ...(fix === undefined ? {} : { fix: { title: fix.title, edits: fix.edits.map(edit) } }),
  };
}

function jsonSpan({ file, start, end }: Span, sources: Sources): JsonSpan {
  const lines = sources.lines(file);
  const from = lines.at(start);
  const to = lines.at(end);
  return { file, start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
