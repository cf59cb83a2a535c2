/** Types of exchanges and queues, and how settings name an exchange. */
import type { ValueType } from "../../../compiler/vocabulary.ts";

/** What of a message the bindings of an exchange are matched with. */
export const EXCHANGE_TYPES = ["direct", "fanout", "topic", "headers"] as const;
/** Types whose storage is modelled; the others are known by name and refused as not supported yet. */
export const QUEUE_TYPES = { modelled: ["classic", "quorum"], other: ["stream"] } as const;

/** An exchange by its physical name, which need not be declared here: that it is missing is a finding of its own. */
export const EXCHANGE_NAME: ValueType = {
  kind: "either",
  of: [{ kind: "name", of: "exchange" }, { kind: "string" }],
};
