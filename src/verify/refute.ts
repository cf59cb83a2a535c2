/** Turns a run that breaks a clause into what people read: the story, its causes, the fix, and the story with the fix. */
import { brokenBy, explainHazards } from "../compiler/infer/analyse.ts";
import type { Change, Counterfactual } from "../compiler/infer/counterfactual.ts";
import { cut } from "../compiler/infer/cuts.ts";
import { valueInWords } from "../compiler/infer/named-setting.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import { type Clause, clauseName } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import type { RunOptions, RunResult } from "../runtime/run.ts";
import type { Case } from "./case.ts";
import { decidedAt } from "./decided.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import type { FoundBy, Refutation, SettingChange, ShrunkBy } from "./report.ts";
import { tell } from "./story.ts";
import { storyToken } from "./story-token.ts";
import { withFix } from "./with-fix.ts";

/** Moves of a replayed run at most. */
export const STEPS_MAX = 10_000;

/** A run that breaks `clause`, and where it came from. */
export interface Evidence {
  readonly clause: Clause;
  /** The inferred hazard it is the witness of. */
  readonly hazard?: Hazard;
  readonly atoms: readonly string[];
  readonly scale: Scale;
  readonly run: RunResult;
  readonly by: Refutation["by"];
  /** Of a random run. */
  readonly found?: FoundBy;
  readonly shrunk?: ShrunkBy;
}

/** One refutation a piece of evidence, in the same order. */
export function refute(case_: Case, evidence: readonly Evidence[]): readonly Refutation[] {
  if (evidence.length === 0) return [];
  const { analysis, flow, promise, brokers } = case_;
  const broken = evidence.map(({ clause, hazard, atoms }) =>
    brokenBy(flow, promise.guarantee, clause, hazard ?? { clause: clause.kind, cut: cut(atoms) }),
  );
  const explained = explainHazards(analysis.topology, flow, broken, brokers);
  return evidence.map((piece, i) => {
    const isFirst = evidence.findIndex(({ clause }) => clause === piece.clause) === i;
    return refutation(case_, piece, explained[i] ?? { causes: [], fixes: [] }, isFirst);
  });
}

/** `isFirst` of its clause: people read that one, so it is said where it was decided. */
function refutation(
  case_: Case,
  piece: Evidence,
  { causes, fixes }: Counterfactual,
  isFirst: boolean,
): Refutation {
  const { flow, brokers } = case_;
  const model = new FlowModel(planFlow(flow, brokers, piece.scale));
  const fix = fixes[0] ?? [];
  const decisive = isFirst
    ? decidedAt(model, piece.run, { ...budgetOf(piece), ...keysOf(piece) })
    : undefined;
  return {
    clause: clauseName(piece.clause),
    faults: piece.atoms,
    by: piece.by,
    ...(piece.found === undefined ? {} : { found: piece.found }),
    ...(piece.shrunk === undefined ? {} : { shrunk: piece.shrunk }),
    story: tell(model, piece.run),
    ...(decisive === undefined ? {} : { decisive }),
    token: storyToken(flow.id, clauseName(piece.clause), piece.scale, piece.atoms, piece.run.deviations),
    causes: causes.map(written),
    fix: fix.map(written),
    ...(fix.length === 0 ? {} : withFix(case_, piece, { ...budgetOf(piece), steps: STEPS_MAX }, fix)),
    cites: piece.hazard?.cut.term.cites ?? [],
  };
}

function written(change: Change): SettingChange {
  const { entity, setting } = change;
  return { entity, setting, value: valueInWords(change) };
}

/** Keys of the continuations: the same for every story of a clause, whatever the seed of the random runs. */
const DECISIVE_SEED = 1;

function keysOf({ clause }: Evidence): { readonly clause: string; readonly seed: number } {
  return { clause: clauseName(clause), seed: DECISIVE_SEED };
}

function budgetOf({ scale, atoms }: Evidence): Omit<RunOptions, "policy" | "record" | "steps"> {
  return { faults: scale.faults, atoms: new Set(atoms), episodes: scale.episodes };
}
