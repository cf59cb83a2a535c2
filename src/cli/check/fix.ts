/** `check --fix`: applies what can be applied without looking, until nothing is left of it. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type Checked, checkSources } from "../../compiler/check-sources.ts";
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
  const kinds = ANALYSIS_BROKERS.flatMap((broker) => broker.kinds);
  const tidy = (source: Source): boolean => {
    const formatted = format(source, kinds);
    return formatted.ok && formatted.text === source.text;
  };
  const wasTidy = new Set(sources.filter(tidy).map(({ path }) => path));
  let now = sources;
  let checked = checkSources(now, ANALYSIS_BROKERS, today);
  const titles: string[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const chosen = compatible(checked.findings.flatMap(({ fix }) => fix ?? []));
    if (chosen.length === 0) break;
    titles.push(...chosen.map(({ title }) => title));
    const edits = chosen.flatMap((fix) => fix.edits);
    now = now.map((source) => edited(source, edits));
    checked = checkSources(now, ANALYSIS_BROKERS, today);
  }
  const changed = now.flatMap((source, at) => {
    if (source.text === sources[at]?.text) return [];
    const formatted = wasTidy.has(source.path) ? format(source, kinds) : undefined;
    return [formatted?.ok === true ? { ...source, text: formatted.text } : source];
  });
  for (const { path, text } of changed) writeWhole(path, text, cwd);
  const result =
    changed.length === 0 ? now : now.map((each) => changed.find(({ path }) => path === each.path) ?? each);
  return {
    checked: checkSources(result, ANALYSIS_BROKERS, today),
    titles,
    files: changed.map(({ path }) => path),
  };
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
