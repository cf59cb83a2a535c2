/**
 * `waybill/arbitraries`: fast-check arbitraries for what a spec says of its messages. fast-check is taken from where this
 * is imported.
 */
export {
  arbitraries,
  type GeneratedSpec,
  type Own,
  wireArbitraries,
  workloads,
  type WorkloadSize,
} from "./message-arbitraries.ts";
export type { Arbitraries, MessagesOf } from "./generated-messages.ts";
export type { Sent } from "../harness/arbitraries/workload.ts";
export { WaybillError, type WaybillErrorCode } from "./waybill-error.ts";
