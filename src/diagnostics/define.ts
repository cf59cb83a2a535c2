/**
 * The registry of findings. One entry declares all there is to say about one mistake; the reference page, `explain`
 * and the tests are made from it. A finding is plain data about the user's topology and never thrown.
 */

/** Half-open range of UTF-16 offsets in one source file: `start` is in, `end` is out. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export type Severity = "error" | "warning" | "info";

/** Another place that belongs to the story, with what is to be said about it: "declared here". */
export interface Related {
  readonly span: Span;
  readonly label: string;
}

/** Replaces the text of `span` (empty = insertion) by `text`. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A setting to be put where there is none: `setting` into the block of what is named at `name`; or a store, into a service. */
export type Missing =
  | { readonly name: Span; readonly setting: string }
  | { readonly name: Span; readonly store: string };

/** A repair that can be applied without looking: edits do not overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Settings that take the place of others, in the Waybill notation: whoever knows the file writes them as it does. */
  readonly settings?: readonly Edit[];
  /** Settings that are to be left out. */
  readonly removed?: readonly Span[];
  /** Whoever has the texts makes edits of these. */
  readonly missing?: readonly Missing[];
}

/** What a report function may be told beyond the parameters of its message. */
export interface FindingDetail {
  /** Few words under the marked text of the code frame. */
  readonly label?: string;
  readonly related?: readonly Related[];
  /** Lines of a story, printed below the code frame in order. */
  readonly notes?: readonly string[];
  readonly fix?: Fix;
}

/** Lists of findings are ordered by file, start, code. */
export interface Finding extends FindingDetail {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** Where it holds, if not everywhere: `base` is what is declared. */
  readonly environments?: readonly string[];
}

/** A text, or the files of a small topology. A text alone is a `.waybill` file unless it begins with `waybill:`, which is YAML. */
export type ExampleSource = string | readonly { readonly path: string; readonly text: string }[];

/** One entry. `example.fires` gives exactly this code and `example.quiet` gives nothing; the tests compile both. */
export interface DiagnosticSpec {
  /** `WB` and four digits; for ever. WB1 notation, WB2 names and types, WB3 brokers, WB4 guarantees. */
  readonly code: string;
  readonly severity: Severity;
  /** Template; each `{name}` is a required parameter of the report function. No full stop at the end. */
  readonly message: string;
  /** What happens at run time, or to the reader, if the author ignores it. */
  readonly why: string;
  /** The smallest edit that removes it. */
  readonly fix: string;
  readonly example: { readonly fires: ExampleSource; readonly quiet: ExampleSource };
}

type NamesIn<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** Makes one finding. Parameters go into the message as they are: mask what may be secret before. */
export type Report<M extends string> = [NamesIn<M>] extends [never]
  ? (span: Span, detail?: FindingDetail) => Finding
  : (
      span: Span,
      params: { readonly [Name in NamesIn<M>]: string | number },
      detail?: FindingDetail,
    ) => Finding;

/** Entries by a readable name, and the functions that report them. */
export interface Diagnostics<Specs extends Readonly<Record<string, DiagnosticSpec>>> {
  readonly specs: Specs;
  readonly report: { readonly [Key in keyof Specs]: Report<Specs[Key]["message"]> };
}

/** Entries for messages of which the texts are known to the type checker. */
export type SpecsOf<Messages extends Readonly<Record<string, string>>> = {
  readonly [Key in keyof Messages]: DiagnosticSpec & { readonly message: Messages[Key] };
};

/** `specs` must be `as const`, so that the parameters of a message are known to the type checker. Pure. */
export function defineDiagnostics<const Specs extends Readonly<Record<string, DiagnosticSpec>>>(
  specs: Specs,
): Diagnostics<Specs> {
  const report = Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, reporter(spec)]));
  // The entries are those of `specs`, one for one; Object.fromEntries cannot say so.
  return { specs, report: report as Diagnostics<Specs>["report"] };
}

type Params = Readonly<Record<string, string | number>>;

function reporter(
  spec: DiagnosticSpec,
): (span: Span, first?: Params | FindingDetail, second?: FindingDetail) => Finding {
  const { code, severity, message } = spec;
  if (!message.includes("{")) return (span, detail) => ({ ...detail, code, severity, message, span });
  return (span, params, detail) => {
    // A message with parameters is reported with them: the type of the report function demands it.
    const text = fill(message, params as Params);
    return { ...detail, code, severity, message: text, span };
  };
}

function fill(template: string, params: Params): string {
  return template.replaceAll(/\{([^}]*)\}/g, (_, name: string) => String(params[name]));
}

/** Negative, zero, positive as `a` comes before, with, after `b`: by file, start, code, end, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.start - b.span.start ||
    compareText(a.code, b.code) ||
    a.span.end - b.span.end ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
