/** Findings that their author has allowed, for a reason and perhaps for a time. */
import type { Finding, Span } from "../diagnostics/define.ts";
import { names } from "./resolve/names.diagnostics.ts";
import type { Allowance } from "./resolve/resolution.ts";

export interface Allowed {
  /** Not allowed, in the order given; one whose allowance is out of date is told by a finding about the allowance. */
  readonly findings: readonly Finding[];
  readonly allowed: readonly Finding[];
  /** Allowances that allowed nothing. */
  readonly unused: readonly Allowance[];
}

/**
 * An allowance covers findings of its code whose mark, or a related one, lies within its declaration. `today` is
 * `YYYY-MM-DD`; without it no allowance expires.
 */
export function applyAllowances(
  findings: readonly Finding[],
  allowances: readonly Allowance[],
  today?: string,
): Allowed {
  const used = new Set<Allowance>();
  const kept: Finding[] = [];
  const allowed: Finding[] = [];
  for (const finding of findings) {
    const covering = allowances.filter(
      (each) => each.code === finding.code && each.extents.some((extent) => covers(extent, finding)),
    );
    for (const each of covering) used.add(each);
    const isValid = covering.some((each) => !isOver(each, today));
    const [expired] = covering;
    if (isValid) allowed.push(finding);
    else kept.push(expired === undefined ? finding : expiredFinding(expired, finding));
  }
  return { findings: kept, allowed, unused: allowances.filter((each) => !used.has(each)) };
}

/** Takes the place of the finding that was allowed for a time. */
function expiredFinding({ code, span, until }: Allowance, finding: Finding): Finding {
  const related = [{ span: finding.span, label: "still here" }, ...(finding.related ?? [])];
  const notes = [`${code}: ${finding.message}`, ...(finding.notes ?? [])];
  return names.report.expiredAllowance(span, { code, until: until ?? "" }, { related, notes });
}

/** Findings about allowances that allowed nothing. Only where every check has run. */
export function unusedFindings(unused: readonly Allowance[]): Finding[] {
  return unused.map(({ code, span }) => names.report.unusedAllowance(span, { code }));
}

function isOver({ until }: Allowance, today: string | undefined): boolean {
  return until !== undefined && today !== undefined && until < today;
}

function covers(extent: Span, finding: Finding): boolean {
  const marks = [finding.span, ...(finding.related ?? []).map(({ span }) => span)];
  return marks.some(
    (mark) => mark.file === extent.file && mark.start >= extent.start && mark.end <= extent.end,
  );
}
