/** What `judge` found, as text: a block a guarantee, a line a clause, and the lines that show what is violated. */
import type { GuaranteeVerdict } from "../../history/judge/judge.ts";
import type { ClauseVerdict, Word } from "../../history/judge/verdict.ts";
import { columns, type Paint, type Painter } from "../text.ts";
import { channelLines } from "./channels-text.ts";
import { grouped, linesOfExamples } from "./examples-text.ts";
import type { Judged } from "./judged.ts";

const SIGNS: Readonly<Record<Word, string>> = { violated: "✗", holds: "✓", vacuous: "?", "not judged": "–" };

/** Wrong lines, one a line. */
export function troubleText(path: string, { troubles, moreTroubles }: Judged, paint: Painter): string {
  const lines = troubles.map(({ line, what }) => `${path}:${line}  ${paint.red("error")}  ${what}`);
  if (moreTroubles > 0) lines.push(`${path}: and ${moreTroubles} more`);
  return `${lines.join("\n")}\n\nThe history is not judged: every line has to be read.\n`;
}

export function verdictsText(judged: Judged, paint: Painter): string {
  const { header, events, verdicts } = judged;
  const title = `${grouped(events)} events of ${header?.topology ?? "?"} (${header?.source ?? "?"})`;
  const heads = columns(
    verdicts.map(({ flow, promised, verdict }) => [`${SIGNS[verdict]} ${flow}`, promised, verdict]),
  );
  const blocks = verdicts.flatMap((each, i) => [
    paintOf(each.verdict, paint)(heads[i] ?? ""),
    ...clauseLines(each, judged, paint),
  ]);
  return `${paint.bold(title)}\n${[...blocks, ...channelLines(judged, paint)].join("\n")}\n`;
}

function paintOf(word: Word, paint: Painter): Paint {
  return word === "violated" ? paint.red : word === "holds" ? paint.green : paint.yellow;
}

/** A line a clause, and the lines of the history that show what is violated. */
export function clauseLines(
  { clauses }: Pick<GuaranteeVerdict, "clauses">,
  judged: Judged,
  paint: Painter,
): readonly string[] {
  return clauses.flatMap((clause) => [
    `     ${paintOf(clause.verdict, paint)(`${SIGNS[clause.verdict]} ${clause.clause}`)}: ${said(clause)}`,
    ...exampleLines(clause, judged, paint),
  ]);
}

function said({ verdict, violations, over, of, notComparable, because }: ClauseVerdict): string {
  const many = (n: number): string => `${grouped(n)} ${n === 1 ? of : plural(of)}`;
  const what: Readonly<Record<Word, string>> = {
    violated: `${grouped(violations)} ${violations === 1 ? "violation" : "violations"} over ${many(over)}`,
    holds: `holds over ${many(over)}`,
    vacuous: `vacuous: the history has no ${of}`,
    "not judged": "not judged",
  };
  const unknown = notComparable === 0 ? "" : `; ${grouped(notComparable)} not comparable`;
  const why =
    because.length === 0
      ? ""
      : `${verdict === "not judged" ? ", because" : "; not wholly judged, because"} ${because.join("; and ")}`;
  return `${what[verdict]}${unknown}${why}`;
}

/** `message owed` as `messages owed`. */
function plural(of: string): string {
  return of.replace(/^\S+/, (word) => `${word}s`);
}

function exampleLines(
  { examples, violations }: ClauseVerdict,
  { lines }: Judged,
  paint: Painter,
): readonly string[] {
  const shown = linesOfExamples(examples, lines, paint);
  const more = violations - examples.length;
  return more > 0 && examples.length > 0 ? [...shown, `          and ${grouped(more)} more`] : shown;
}
