/**
 * `waybill`: what a topology is and what it guarantees. Sources in, data out: no file, no network, no clock.
 * For simulations see `waybill/verify`.
 */
export { compile, type Compiled, type SourceFile } from "./compile.ts";
export { check, type CheckOptions } from "./check.ts";
export {
  infer,
  type Inference,
  type InferredClause,
  type InferredFlow,
  type InferredGives,
  type InferredHazard,
  type InferredPromise,
} from "./infer.ts";
export type { Topology, TopologyFlow, TopologyGuarantee } from "./topology.ts";
export { WaybillError, type WaybillErrorCode } from "./waybill-error.ts";
export type { JsonCheck, JsonTopology } from "../compiler/check-json.ts";
export type { Summary } from "../compiler/check-sources.ts";
export type { FlowRow, FlowVerdict } from "../compiler/infer/flow-table.ts";
export type { JsonFinding, JsonSpan } from "../diagnostics/json.ts";
