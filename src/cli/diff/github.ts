/** Differences as annotations at the lines of the new side; what is gone stands at its first file. */
import type { Finding, Severity as Level } from "../../diagnostics/define.ts";
import { type Change, changeText, type Place, type Severity } from "../../diff/change.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import type { GuaranteeChange } from "../../diff/guarantee-changes.ts";
import { githubText } from "../formats/github.ts";
import type { Compare } from "./compare.ts";
import { becauseOf, CONSEQUENCES, concernsText, flowText, rowsOf, whereText } from "./words.ts";

/** Safe changes are not worth a line in a review. */
const LEVELS: Readonly<Partial<Record<Severity, Level>>> = { breaking: "error", risky: "warning" };

export function diffGithub(compared: Compare): string {
  const findings = compared.diffs.flatMap((diff) => [
    ...diff.guarantees
      .filter(({ direction }) => direction === "weakened")
      .map((each) => guaranteeFinding(each, diff, compared)),
    ...diff.changes.flatMap((change) => changeFinding(change, compared)),
  ]);
  return githubText(findings, compared.sources.new);
}

function spanOf({ side, origin }: Place, { files }: Compare): Finding["span"] {
  if (side === "new" && origin.file !== "") return origin;
  return { file: files[0] ?? "", start: 0, end: 0 };
}

/** At the change that did it, else at the promise. */
function guaranteeFinding(each: GuaranteeChange, diff: TopologyDiff, compared: Compare): Finding {
  const because = becauseOf(each, diff);
  const cause = because.flatMap(({ changes }) => changes)[0];
  return {
    code: "weakened",
    severity: "error",
    message: `${flowText(each)} is weakened`,
    span: spanOf(cause?.place ?? each.place, compared),
    notes: [
      ...notesOf(each),
      ...rowsOf(each).map(
        ([name, before, after]) => `${name}: ${before === after ? before : `${before} → ${after}`}`,
      ),
      ...because.flatMap(({ causes, whys }) => [
        ...(causes.length === 0 ? [] : [`by ${causes.join(", or by ")}`]),
        ...whys.map(({ text }) => text),
      ]),
      ...(each.owners.length === 0 ? [] : [`owners: ${each.owners.join(", ")}`]),
    ],
  };
}

function changeFinding(change: Change, compared: Compare): readonly Finding[] {
  const severity = LEVELS[change.severity];
  if (severity === undefined) return [];
  const touched = concernsText(change);
  return [
    {
      code: change.severity,
      severity,
      message: changeText(change),
      span: spanOf(change.place, compared),
      notes: [
        ...notesOf(change),
        `${CONSEQUENCES[change.consequence]}: ${change.reason}${change.cites.length === 0 ? "" : ` (${change.cites.join(", ")})`}`,
        ...(change.owners.length === 0 ? [] : [`owner: ${change.owners.join(", ")}`]),
        ...(touched === "" ? [] : [`concerns ${touched}`]),
      ],
    },
  ];
}

function notesOf(each: Change | GuaranteeChange): readonly string[] {
  const where = whereText(each);
  return where === "" ? [] : [where];
}
