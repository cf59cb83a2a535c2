/** `verify` for all topologies of a call: those that are sound are proved or refuted, promise by promise. */
import type { FullBroker } from "../../verify/case.ts";
import type { VerdictWord, VerifyReport } from "../../verify/report.ts";
import { verify } from "../../verify/verify.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import { TimeBudget } from "./time-budget.ts";

/** States of one search: a few seconds at most. */
const STATES_MAX = 400_000;
const MESSAGES = 12;
/** As many as the time allows. */
const RUNS_MAX = 100_000_000;

export interface VerifyCall {
  readonly seed: number;
  /** Random runs a flow. Absent = as many as fit into the budget. */
  readonly runs?: number;
  readonly budgetMs: number;
  readonly now: () => number;
  readonly say: (text: string) => void;
}

/** What `check` found and the reports of the topologies that can be verified, in their order. */
export interface Verified {
  readonly checked: Checked;
  readonly reports: readonly VerifyReport[];
  /** Verdicts of all promises, by word. */
  readonly verdicts: Readonly<Record<VerdictWord, number>>;
}

export function verifyChecked(checked: Checked, brokers: readonly FullBroker[], call: VerifyCall): Verified {
  const sound = checked.topologies.flatMap(({ analysis, isUnsound }) =>
    analysis === undefined || isUnsound ? [] : [analysis],
  );
  const promises = sound.flatMap(({ flows }) => flows.flatMap((flow) => flow.promises)).length;
  const budget = new TimeBudget(call.now, call.budgetMs, promises);
  const reports = sound.map((analysis) =>
    verify(analysis, brokers, {
      seed: call.seed,
      runs: call.runs ?? RUNS_MAX,
      states: STATES_MAX,
      messages: MESSAGES,
      proceed: call.runs === undefined ? budget.hasTime : () => true,
      progress: (text) => {
        budget.turn();
        call.say(text);
      },
    }),
  );
  return { checked, reports, verdicts: counted(reports) };
}

function counted(reports: readonly VerifyReport[]): Readonly<Record<VerdictWord, number>> {
  const words = reports.flatMap(({ flows }) => flows.map(({ verdict }) => verdict));
  const count = (wanted: VerdictWord): number => words.filter((word) => word === wanted).length;
  return {
    refuted: count("refuted"),
    holds: count("holds"),
    undecided: count("undecided"),
    "not judged": count("not judged"),
    undetermined: count("undetermined"),
    vacuous: count("vacuous"),
  };
}
