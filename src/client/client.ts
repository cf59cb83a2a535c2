/** The runtime of generated clients: everything that user code and generated code import. */
export type {
  Broker,
  Connecting,
  Connection,
  Handled,
  Incoming,
  Outgoing,
  Receipt,
} from "./broker.ts";
export { historyOf, type Observed, type ObservedId } from "./observed.ts";
export { type Park, park } from "./park.ts";
export type { Codec, ServicePlan } from "./plan.ts";
export { SendError } from "./send-error.ts";
export { service } from "./service.ts";
export type {
  Consumers,
  Delivery,
  Gate,
  Handlers,
  Inbox,
  Middleware,
  Named,
  Running,
  Sending,
  SendOptions,
  Service,
  Start,
  Telemetry,
} from "./shapes.ts";
