/** What is said of a promise, from what its passes found. */
import { vacuous } from "../runtime/campaign.ts";
import type { FlowReport, RandomPass, Unwitnessed, VerdictWord } from "./report.ts";

interface Found extends Pick<FlowReport, "refutations" | "unwitnessed" | "exhaustive" | "random"> {
  /** Parts of the work that were not done. */
  readonly notRun: readonly string[];
}

export function verdictOf({ refutations, unwitnessed, exhaustive = [], random, notRun }: Found): {
  readonly verdict: VerdictWord;
  readonly because: readonly string[];
} {
  if (refutations.length > 0) return { verdict: "refuted", because: [] };
  if (notRun.length > 0 || random === undefined)
    return { verdict: "undetermined", because: notRun.map((what) => `not run: ${what}`) };
  if (unwitnessed.length > 0) return { verdict: "undetermined", because: unwitnessed.map(missing) };
  if (exhaustive.every(({ complete }) => complete)) return { verdict: "holds", because: [] };
  if (random.runs === random.undetermined)
    return { verdict: "undetermined", because: ["no search was complete and no random run came to its end"] };
  const untried = vacuities(random);
  return { verdict: untried.length === 0 ? "holds" : "vacuous", because: untried };
}

function missing({ clause, faults, states }: Unwitnessed): string {
  const by = faults.length === 0 ? "without a fault" : `by ${faults.join(" and ")}`;
  return `${clause} is inferred to break ${by}, and no run was found in ${states} states`;
}

/** What a random pass has not really tried: a fault or a premise that came too seldom to mean anything. */
function vacuities({ struck, premises }: RandomPass): readonly string[] {
  // A late start strikes before the first send, when nothing is under way yet.
  const strikes = Object.fromEntries(
    Object.entries(struck).filter(([atom]) => !atom.startsWith("late-start@")),
  );
  const { atoms, clauses } = vacuous({ strikes, premises });
  return [
    ...atoms.map((atom) => `${atom} struck a message under way only ${struck[atom] ?? 0} times`),
    ...clauses.map((clause) => `the premise of ${clause} was true in ${premises[clause] ?? 0} runs only`),
  ];
}
