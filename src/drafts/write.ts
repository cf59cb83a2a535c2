/** From what sources say to the text of a draft that checks accept, with what is to be said about it. */
import type { AnalysisBroker } from "../compiler/infer/analyse.ts";
import { compileAll } from "../compiler/compile.ts";
import { filesNamedBySchema } from "../compiler/syntax/named-files.ts";
import type { Source } from "../compiler/syntax/read.ts";
import type { Finding } from "../diagnostics/define.ts";
import { Sources } from "../diagnostics/position.ts";
import type { Draft } from "./draft.ts";
import { finishDraft } from "./finish.ts";
import { importing } from "./import.diagnostics.ts";
import { joinDrafts } from "./join.ts";
import { type Printed, printDraft } from "./print.ts";

/** What the draft is called, and where it is to lie: it names files from there. */
export interface Place {
  readonly topology: string;
  readonly path: string;
}

export interface Written {
  /** Undefined where there is nothing to write. */
  readonly text?: string;
  readonly findings: readonly Finding[];
}

/** Says why something may be allowed in a draft whose sources do not list everything. */
const REASON = "not all of this broker is in what was read";

/** One draft of all of `drafts`. The same drafts give the same bytes. */
export function writeDraft(
  drafts: readonly Draft[],
  { topology, path }: Place,
  brokers: readonly AnalysisBroker[],
): Written {
  const joined = joinDrafts(drafts);
  const draft = finishDraft(joined);
  if (draft.channels.length === 0) {
    const at = { file: draft.source, start: 0, end: 0 };
    if (draft.findings.some(({ severity }) => severity === "error")) return { findings: draft.findings };
    const reason = "no channel is declared or used there";
    return { findings: [...draft.findings, importing.report.nothing(at, { source: draft.source, reason })] };
  }
  const first = printDraft(draft, topology);
  const found = tolerated(draft, { ...first, path }, brokers);
  if (found.unreached.size === 0)
    return { text: withAllowances(draft, topology, first, found), findings: draft.findings };
  const completed = finishDraft(joined, found.unreached);
  const second = printDraft(completed, topology);
  const text = withAllowances(
    completed,
    topology,
    second,
    tolerated(completed, { ...second, path }, brokers, true),
  );
  return { text, findings: draft.findings };
}

interface Tolerated {
  /** Codes that mean nothing, by the keys of entities. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys of channels that nobody in the draft sends to. */
  readonly unreached: ReadonlySet<string>;
}

/** What `check` says only because the sources do not list everything; `isLast` where nobody is added any more. */
function tolerated(
  draft: Draft,
  { text, entities, path }: Printed & Pick<Place, "path">,
  brokers: readonly AnalysisBroker[],
  isLast = false,
): Tolerated {
  const codes = new Map<string, Set<string>>();
  const unreached = new Set<string>();
  const open = new Map(
    draft.brokers.flatMap(({ key, isWhole, tolerates }) =>
      isWhole === true || tolerates === undefined ? [] : [[key, tolerates] as const],
    ),
  );
  if (open.size === 0) return { codes, unreached };
  const spec: Source = { path, text };
  const lines = new Sources([spec]).lines(path);
  // All that is tolerated are findings of brokers: no flow has to be looked at.
  const compiled = compileAll([spec, ...namedReads(draft)], { brokers });
  for (const { code, span } of compiled.flatMap(({ findings }) => findings)) {
    if (span.file !== path) continue;
    const entity = entities.get(lines.at(span.start).line);
    const tolerates = entity === undefined ? undefined : open.get(entity.broker);
    if (entity === undefined || tolerates === undefined) continue;
    const isUnreached = code === tolerates.unreached;
    if (isUnreached && !isLast) unreached.add(entity.key);
    else if (isUnreached || tolerates.codes.includes(code))
      codes.set(entity.key, (codes.get(entity.key) ?? new Set()).add(code));
  }
  return { codes, unreached };
}

/** Those of what was read that the draft names, or that such a file names: what nobody names would be taken for a spec. */
function namedReads({ messages, reads = [] }: Draft): readonly Source[] {
  const byPath = new Map(reads.map((source) => [source.path, source]));
  const named = new Set<Source>();
  const open = messages.flatMap(({ file }) => file ?? []);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = byPath.get(path);
    if (source === undefined || named.has(source)) continue;
    named.add(source);
    open.push(...filesNamedBySchema(source));
  }
  return reads.filter((source) => named.has(source));
}

function withAllowances(draft: Draft, topology: string, printed: Printed, { codes }: Tolerated): string {
  if (codes.size === 0) return printed.text;
  const extra = new Map(
    [...codes].map(([key, each]) => [key, { name: "allow", text: allowText([...each]) }]),
  );
  return printDraft(draft, topology, extra).text;
}

function allowText(codes: readonly string[]): string {
  const texts = codes.toSorted().map((code) => `${code}("${REASON}")`);
  return texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
}
