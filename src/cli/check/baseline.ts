/** `check --baseline FILE`: findings that are known and accepted for now; only new ones are told and fail. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Checked } from "../../compiler/check-sources.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { makeFolder, readText, writeWhole } from "../files.ts";
import { UsageError } from "../output.ts";

/** A finding without its place in the file, so that it is the same one when lines move. */
interface Known {
  readonly code: string;
  readonly file: string;
  readonly message: string;
  /** How many findings of the file say this. */
  readonly count: number;
}

interface Baseline {
  readonly version: 1;
  readonly findings: readonly Known[];
}

export interface Compared {
  readonly checked: Checked;
  /** Findings that the baseline knows. */
  readonly known: number;
  /** Entries of the baseline that are not found any more. */
  readonly gone: number;
}

/** Throws UsageError where the file is no baseline. */
export function withoutKnown(checked: Checked, path: string, cwd: string): Compared {
  const left = new Map(readBaseline(path, cwd).findings.map((each) => [keyOf(each), each.count]));
  const isNew = (finding: Finding): boolean => {
    const key = keyOf(knownOf(finding));
    const count = left.get(key) ?? 0;
    if (count === 0) return true;
    left.set(key, count - 1);
    return false;
  };
  const findings = checked.findings.filter(isNew);
  const count = (severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const summary = { ...checked.summary, errors: count("error"), warnings: count("warning") };
  return {
    checked: { ...checked, findings, summary },
    known: checked.findings.length - findings.length,
    gone: [...left.values()].reduce((sum, each) => sum + each, 0),
  };
}

/** Accepts all that is found now. Throws UsageError. */
export function writeBaseline({ findings }: Checked, path: string, cwd: string): void {
  const counts = new Map<string, Known>();
  for (const finding of findings) {
    const one = knownOf(finding);
    const before = counts.get(keyOf(one));
    counts.set(keyOf(one), before === undefined ? one : { ...before, count: before.count + 1 });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, known]) => known);
  const baseline: Baseline = { version: 1, findings: sorted };
  makeFolder(resolve(cwd, path, ".."), cwd);
  writeWhole(path, `${JSON.stringify(baseline, null, 2)}\n`, cwd);
}

function knownOf({ code, span, message }: Finding): Known {
  return { code, file: span.file, message, count: 1 };
}

function keyOf({ file, code, message }: Known): string {
  return JSON.stringify([file, code, message]);
}

function readBaseline(path: string, cwd: string): Baseline {
  if (!existsSync(resolve(cwd, path)))
    throw new UsageError(
      `there is no baseline ${path}: --baseline ${path} --write accepts what is found now`,
    );
  const read = parsed(readText(path, cwd));
  if (read === undefined) throw new UsageError(`${path} is no baseline of Waybill: --write makes one`);
  return read;
}

function parsed(text: string): Baseline | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBaseline(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBaseline(value: unknown): value is Baseline {
  if (typeof value !== "object" || value === null || !("version" in value) || !("findings" in value))
    return false;
  const { version, findings } = value;
  return version === 1 && Array.isArray(findings) && findings.every(isKnown);
}

function isKnown(value: unknown): value is Known {
  if (typeof value !== "object" || value === null) return false;
  const of = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1];
  return (
    ["code", "file", "message"].every((name) => typeof of(name) === "string") &&
    typeof of("count") === "number"
  );
}
