/** `check --fix`: applies what can be applied without looking, until nothing is left of it. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Checked, checkSources } from "../../compiler/check-sources.ts";
import type { AnalysisBroker } from "../../compiler/infer/analyse.ts";
import type { Source } from "../../compiler/syntax/read.ts";
import type { Edit, Fix } from "../../diagnostics/define.ts";
import { format } from "../../format/format.ts";
import { writeWhole } from "../files.ts";

/** A repair can show what was hidden behind it; a circle of repairs ends here. */
const ROUNDS_MAX = 20;

export interface Fixed {
  readonly checked: Checked;
  /** What was done, in order. */
  readonly titles: readonly string[];
  readonly files: readonly string[];
}

/** Writes the files that it repaired, each whole or not at all. Throws UsageError. */
export function fixed(sources: readonly Source[], today: string, cwd: string): Fixed {
  const { repaired, titles } = repair(sources, ANALYSIS_BROKERS, today);
  const changed = repaired.filter(({ text }, at) => text !== sources[at]?.text);
  for (const { path, text } of changed) writeWhole(path, text, cwd);
  return {
    checked: checkSources(repaired, ANALYSIS_BROKERS, today),
    titles,
    files: changed.map(({ path }) => path),
  };
}

/** The same sources, in their order, with what was done to them. Pure. */
export function repair(
  sources: readonly Source[],
  brokers: readonly AnalysisBroker[],
  today: string,
): { readonly repaired: readonly Source[]; readonly titles: readonly string[] } {
  const kinds = brokers.flatMap((broker) => broker.kinds);
  let now = sources;
  const titles: string[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { findings } = checkSources(now, brokers, today);
    const chosen = compatible(findings.flatMap(({ fix }) => fix ?? []));
    if (chosen.length === 0) break;
    titles.push(...chosen.map(({ title }) => title));
    const edits = chosen.flatMap((fix) => fix.edits);
    now = now.map((source) => edited(source, edits));
  }
  const tidied = now.map((source, at): Source => {
    const before = sources[at];
    if (before === undefined || source.text === before.text || !isTidy(before, kinds)) return source;
    const formatted = format(source, kinds);
    return formatted.ok ? { ...source, text: formatted.text } : source;
  });
  return { repaired: tidied, titles };
}

function isTidy(source: Source, kinds: Parameters<typeof format>[1]): boolean {
  const formatted = format(source, kinds);
  return formatted.ok && formatted.text === source.text;
}

/** Each fix whole, where it touches nothing that an earlier one touches. The same repair of two findings is one. */
function compatible(fixes: readonly Fix[]): readonly Fix[] {
  const chosen = new Map<string, Fix>();
  const taken: Edit[] = [];
  for (const fix of fixes) {
    const key = JSON.stringify(fix.edits);
    if (chosen.has(key) || fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    chosen.set(key, fix);
    taken.push(...fix.edits);
  }
  return [...chosen.values()];
}

function touches({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

function edited(source: Source, edits: readonly Edit[]): Source {
  const own = edits
    .filter(({ span }) => span.file === source.path)
    .sort((a, b) => b.span.start - a.span.start);
  let { text } = source;
  for (const { span, text: put } of own) text = text.slice(0, span.start) + put + text.slice(span.end);
  return { ...source, text };
}
