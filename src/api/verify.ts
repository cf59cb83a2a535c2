/** `waybill/verify`: simulations of a topology that `compile` made. No file, no network, no clock. */
export {
  verify,
  type InvariantReport,
  type VerifyOptions,
  type VerifyResult,
} from "./verify-topology.ts";
export { explore, type ExploreOptions, type ExploreReport } from "./explore.ts";
export { judge, type HistoryTrouble, type JudgeOptions, type JudgeReport } from "./judge.ts";
export { scenario, type Scenario, type ScenarioSearchOptions } from "./scenario/scenario.ts";
export type { ScenarioOptions, ScenarioRun, ScenarioSearch } from "./scenario/performed.ts";
export type { Expectation, Settlement } from "./scenario/step.ts";
export type { ScenarioEnding } from "./scenario/judgement.ts";
export { simulate, type SimulateOptions, type SimulateReport } from "./simulate.ts";
export {
  type Automaton,
  type HistoryInvariant,
  type Invariant,
  invariant,
  type RunEnding,
  type Violation,
  violated,
} from "./invariant.ts";
export type { EventPattern, FaultPlan, PlacedFault } from "./fault-plan.ts";
export type { FlowEvent, FlowEventKind } from "./event.ts";
export type { FlowViolation } from "./told.ts";
export { type Workload, workloadOf } from "./workload.ts";
export { WaybillError, type WaybillErrorCode } from "./waybill-error.ts";
export type { Topology } from "./topology.ts";
export type { Story, StoryLine } from "../verify/story.ts";
export type {
  ExhaustivePass,
  FlowReport,
  RandomPass,
  Refutation,
  SettingChange,
  Unwitnessed,
  VerdictWord,
  VerifyReport,
} from "../verify/report.ts";
export type { Stop } from "../runtime/exploration.ts";
export type { GuaranteeVerdict } from "../history/judge/judge.ts";
export type { ClauseVerdict } from "../history/judge/verdict.ts";
