/** Turns a run that breaks a clause into what people read: the story, its causes, the fix, and the story with the fix. */
import { brokenBy, domainsOf, explainHazards } from "../compiler/infer/analyse.ts";
import type { Change, Counterfactual } from "../compiler/infer/counterfactual.ts";
import { cut } from "../compiler/infer/cuts.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import { valueInWords } from "../compiler/infer/named-setting.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import type { Clause } from "../model/guarantee.ts";
import type { Topology } from "../model/topology.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { type RunResult, run } from "../runtime/run.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import type { Case } from "./case.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import type { FoundBy, Refutation, SettingChange } from "./report.ts";
import { tell } from "./story.ts";
import { storyToken } from "./story-token.ts";

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
}

/** One refutation a piece of evidence, in the same order. */
export function refute(case_: Case, evidence: readonly Evidence[]): readonly Refutation[] {
  if (evidence.length === 0) return [];
  const { analysis, flow, promise, brokers } = case_;
  const broken = evidence.map(({ clause, hazard, atoms }) =>
    brokenBy(flow, promise.guarantee, clause, hazard ?? { clause: clause.kind, cut: cut(atoms) }),
  );
  const explained = explainHazards(analysis.topology, flow, broken, brokers);
  return evidence.map((piece, i) => refutation(case_, piece, explained[i] ?? { causes: [], fixes: [] }));
}

function refutation(case_: Case, piece: Evidence, { causes, fixes }: Counterfactual): Refutation {
  const { flow, brokers } = case_;
  const model = new FlowModel(planFlow(flow, brokers, piece.scale));
  const fix = fixes[0] ?? [];
  const endsWell = fix.length === 0 ? undefined : endsWellWith(case_, piece, fix);
  return {
    clause: clauseName(piece.clause),
    faults: piece.atoms,
    by: piece.by,
    ...(piece.found === undefined ? {} : { found: piece.found }),
    story: tell(model, piece.run),
    token: storyToken(flow.id, piece.clause, piece.scale, piece.atoms, piece.run.deviations),
    causes: causes.map(written),
    fix: fix.map(written),
    ...(endsWell === undefined ? {} : { fixedEndsWell: endsWell }),
    cites: piece.hazard?.cut.term.cites ?? [],
  };
}

function written(change: Change): SettingChange {
  const { entity, setting } = change;
  return { entity, setting, value: valueInWords(change) };
}

/** The same story on the topology with the fix applied; undefined where the flow is gone then. */
function endsWellWith(case_: Case, piece: Evidence, fix: readonly Change[]): boolean | undefined {
  const { analysis, flow, brokers } = case_;
  const changed = applied(case_, analysis.topology, fix);
  const same = flowsOf(changed, brokers).find(({ id }) => id === flow.id);
  if (same === undefined) return undefined;
  const model = new FlowModel(planFlow(same, brokers, piece.scale));
  const policy = new ReplayPolicy(piece.run.deviations);
  const budget = {
    faults: piece.scale.faults,
    atoms: new Set(piece.atoms),
    episodes: piece.scale.episodes,
    steps: STEPS_MAX,
    record: false,
  };
  const again = run(model, { ...budget, policy });
  return again.end !== "bound" && !again.broken.includes(clauseName(piece.clause));
}

function applied({ flow, brokers }: Case, topology: Topology, fix: readonly Change[]): Topology {
  const domains = domainsOf(flow, brokers);
  return fix.reduce((changed, { entity, setting, value }) => {
    const domain = domains.find((d) => d.entity === entity && d.setting === setting);
    return domain?.apply(changed, value) ?? changed;
  }, topology);
}
