/** What `verify` found, as text: a block a flow, and what would change the verdict. */
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import type {
  DecidedAt,
  FlowReport,
  Refutation,
  SettingChange,
  VerdictWord,
  VerifyReport,
} from "../../verify/report.ts";
import { columns, type Painter, wrapped } from "../text.ts";
import { type Detail, passLines } from "./passes-text.ts";
import { storyLines } from "./story-text.ts";

const SIGNS: Readonly<Record<VerdictWord, string>> = {
  refuted: "✗",
  holds: "✓",
  undecided: "?",
  "not judged": "–",
  undetermined: "?",
  vacuous: "?",
};

const INDENT = "     ";
const WIDTH = 100;

/** Lines without line ends; `seed` is said where runs are. */
export function reportLines(report: VerifyReport, paint: Painter, detail: Detail): readonly string[] {
  const heads = columns(
    report.flows.map((flow) => [`${SIGNS[flow.verdict]} ${flow.flow}`, promised(flow), verdict(flow)]),
  );
  return report.flows
    .flatMap((flow, i) => [colour(flow.verdict, paint)(heads[i] ?? ""), ...flowLines(flow, paint, detail)])
    .concat(orphanLines(report));
}

/** Kept stories that say nothing any more: to be removed, or a name has changed. */
function orphanLines({ orphanedStories = [] }: VerifyReport): readonly string[] {
  return orphanedStories.map(({ because: why }) => `? a kept story is not run: ${why}`);
}

function colour(word: VerdictWord, paint: Painter): (text: string) => string {
  return word === "refuted" ? paint.red : word === "holds" ? paint.green : paint.yellow;
}

/** One flow without its sign: what became of it, then its lines. */
export function flowText(flow: FlowReport, paint: Painter): readonly string[] {
  const lines = flowLines(flow, paint, { coverage: false, bounds: false });
  return [verdict(flow), ...lines];
}

function promised({ promised: text, under }: FlowReport): string {
  return under === "standard" ? text : `${text} (under ${under})`;
}

function verdict({ verdict: word, refutations }: FlowReport): string {
  const first = refutations[0];
  if (word !== "refuted" || first === undefined) return word === "holds" ? "" : word;
  return `refuted by ${foundBy(first)}: ${needsInWords(first.faults)}; ${first.story.steps} steps`;
}

/** What found the run. */
export function foundBy({ by }: Refutation): string {
  return { story: "a kept story", witness: "its witness", search: "search", random: "a random run" }[by];
}

function flowLines(flow: FlowReport, paint: Painter, detail: Detail): readonly string[] {
  const [first, ...others] = flow.refutations;
  const lines = [
    ...because(flow),
    ...(first === undefined ? [] : refutationLines(first, paint)),
    ...otherLines(others),
    ...passLines(flow, detail),
  ];
  return lines.map((line) => `${INDENT}${line}`);
}

/** Reasons beyond these are counted. */
const REASONS_MAX = 3;

function because({ because: reasons }: FlowReport): readonly string[] {
  const more = reasons.length - REASONS_MAX;
  const shown = reasons.slice(0, REASONS_MAX).map((text) => `because ${text}`);
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** Further refutations, a line a clause; their stories and tokens stand in the JSON. */
function otherLines(others: readonly Refutation[]): readonly string[] {
  const clauses = [...new Set(others.map(({ clause }) => clause))];
  return clauses.flatMap((clause) => {
    const sets = others.filter((each) => each.clause === clause).map(({ faults }) => needsInWords(faults));
    return wrapped(`${clause} is broken also by ${sets.join("; by ")}`, WIDTH);
  });
}

function refutationLines(refutation: Refutation, paint: Painter): readonly string[] {
  const { story, causes, fix, cites, token, clause, found, decisive } = refutation;
  const ending = story.ending.length === 0 ? [] : wrapped(`in the end: ${story.ending.join("; ")}`, WIDTH);
  return [
    ...storyLines(story, paint, decisive?.line),
    ...ending.map(paint.bold),
    `broken: ${clause}`,
    ...(decisive === undefined ? [] : wrapped(`decided at: ${decidedText(decisive)}`, WIDTH)),
    ...(found === undefined ? [] : [`found by ${found.policy}, run ${found.run}`]),
    ...(causes.length === 0
      ? []
      : wrapped(`it would not happen with ${causes.map(change).join(", or ")}`, WIDTH)),
    ...(fix.length === 0 ? [] : fixLines(refutation)),
    ...(cites.length === 0 ? [] : [`see ${cites.join(", ")}`]),
    `replay: npx . replay ${token}`,
  ];
}

/** The step that decides, and by how much. */
export function decidedText({ what, before, after }: DecidedAt): string {
  return `${what} (breaks in ${percent(after)} of continuations, ${percent(before)} before)`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function fixLines(refutation: Refutation): readonly string[] {
  return wrapped(`fix: ${fixText(refutation)}`, WIDTH);
}

/** What to change, and how the story ends then. */
export function fixText({ fix, fixedEndsWell, fixedRuns }: Refutation): string {
  return `${fix.map(change).join(" and ")}; ${ended(fixedEndsWell, fixedRuns)}`;
}

function ended(endsWell: boolean | undefined, runs = 1): string {
  if (endsWell === undefined) return "how the same story ends then is not known";
  const story = runs === 1 ? "the same story" : `in ${runs} runs the same faults`;
  if (endsWell) return runs === 1 ? `${story} then ends well` : `${story} then do no harm`;
  return runs === 1 ? `${story} still breaks it` : `the same faults still break it at another moment`;
}

/** A change of a setting as people say it. */
export function change({ entity, setting, value }: SettingChange): string {
  return `${value === "" ? `no ${setting}` : `${setting}: ${value}`} in ${entity}`;
}
