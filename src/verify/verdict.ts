/** What is said of a promise, from what its passes found. */
import { vacuous } from "../runtime/campaign.ts";
import type { ExhaustivePass, FlowReport, PassCoverage, Unwitnessed, VerdictWord } from "./report.ts";

interface Found
  extends Pick<FlowReport, "refutations" | "unwitnessed" | "exhaustive" | "random" | "coverage"> {
  /** Parts of the work that were not done. */
  readonly notRun: readonly string[];
  /** Clauses that no simulation judges, with the reason. */
  readonly unsimulated: readonly string[];
}

interface Verdict {
  readonly verdict: VerdictWord;
  readonly because: readonly string[];
}

/** What is judged has to hold before anything is said of what is not. */
export function verdictOf(found: Found): Verdict {
  const judged = judgedVerdict(found);
  const { unsimulated } = found;
  return judged.verdict === "holds" && unsimulated.length > 0
    ? { verdict: "not judged", because: unsimulated }
    : judged;
}

function judgedVerdict({ refutations, unwitnessed, notRun, ...passes }: Found): Verdict {
  if (refutations.length > 0) return { verdict: "refuted", because: [] };
  if (notRun.length > 0)
    return { verdict: "undetermined", because: notRun.map((what) => `not run: ${what}`) };
  if (unwitnessed.length > 0) return { verdict: "undetermined", because: unwitnessed.map(missing) };
  const { exhaustive = [], random, coverage } = passes;
  const isWhole = isWholly(exhaustive);
  if (!isWhole && (random === undefined || random.runs === random.undetermined))
    return { verdict: "undetermined", because: [...exhaustive.flatMap(stopped), ...unfinished(random)] };
  const untried = coverage === undefined ? [] : vacuities(coverage, isWhole);
  return { verdict: untried.length === 0 ? "holds" : "vacuous", because: untried };
}

/** Every behaviour was seen of two messages, or of one where no more were asked for. */
export function isWholly(exhaustive: readonly ExhaustivePass[]): boolean {
  const most = Math.max(0, ...exhaustive.map(({ messages }) => messages));
  return exhaustive.some(({ complete, messages }) => complete && messages >= Math.min(2, most));
}

function missing({ clause, faults, states }: Unwitnessed): string {
  const by = faults.length === 0 ? "without a fault" : `by ${faults.join(" and ")}`;
  return `${clause} is inferred to break ${by}, and no run was found in ${states} states`;
}

function stopped({ messages, stopped: bound, states }: ExhaustivePass): readonly string[] {
  const what = messages === 1 ? "1 message" : `${messages} messages`;
  return bound === undefined ? [] : [`the search of ${what} stopped at ${states} states (${bound})`];
}

function unfinished(random: FlowReport["random"]): readonly string[] {
  return random === undefined ? [] : ["no random run came to its end"];
}

/**
 * What the passes have not really tried: a fault or a premise that came too seldom to mean anything. Where a search has
 * seen every behaviour only what never came at all is untried: a premise.
 */
function vacuities({ struck, premises }: PassCoverage, isWhole: boolean): readonly string[] {
  // A late start strikes before the first send, when nothing is under way yet.
  const strikes = Object.fromEntries(
    Object.entries(struck).filter(([atom]) => !isWhole && !atom.startsWith("late-start@")),
  );
  const few = vacuous({ strikes, premises });
  const clauses = isWhole ? few.clauses.filter((clause) => premises[clause] === 0) : few.clauses;
  return [
    ...few.atoms.map((atom) => `${atom} struck a message under way only ${struck[atom] ?? 0} times`),
    ...clauses.map((clause) =>
      premises[clause] === 0
        ? `what ${clause} presupposes never came true`
        : `what ${clause} presupposes came true ${premises[clause] ?? 0} times only`,
    ),
  ];
}
