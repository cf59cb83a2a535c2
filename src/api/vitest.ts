/** `waybill/vitest`: what a topology promises, as tests of the code that handles its messages, in Vitest. */
export { testGuarantees } from "./vitest-guarantees.ts";
export {
  type BrokersOf,
  type Intent,
  type IntentOf,
  type Producing,
  type ProducingCode,
  producing,
  type SimulatedBrokers,
  type TestedService,
} from "./tested-services.ts";
export type { GuaranteeTests, TestedSpec } from "./test-guarantees.ts";
export type { World } from "../harness/world/world.ts";
export { WorldError, type WorldOutcome } from "../harness/world/world-error.ts";
export { WaybillError, type WaybillErrorCode } from "./waybill-error.ts";
export type { TypedMessage, TypedWorkload } from "./tested-runs.ts";
export type { EventPattern, FaultPlan, PlacedFault } from "./fault-plan.ts";
export type { FlowEvent, FlowEventKind } from "./event.ts";
export type { Workload } from "./workload.ts";
export {
  type Automaton,
  type HistoryInvariant,
  type Invariant,
  invariant,
  type RunEnding,
  type Violation,
  violated,
} from "./invariant.ts";
