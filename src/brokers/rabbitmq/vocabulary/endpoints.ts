/** What can be said of a binding, a producer and a consumer. */
import type { SettingTable, ValueType } from "../../../compiler/vocabulary.ts";

/** A header's value, or that there is one: what a binding's argument without a value asks for (R-HDR-05). */
const ASKED: ValueType = { kind: "literal", present: true };
const MATCHES: readonly ValueType[] = ["all", "any", "all-with-x", "any-with-x"].map((name) => ({
  kind: "call",
  name,
  params: [],
  rest: ASKED,
}));

/** Of a binding. */
export const BINDING_SETTINGS: SettingTable = {
  key: {
    type: { kind: "list", of: { kind: "string" }, orOne: true },
    doc: "The binding key; on a topic exchange words, `*` for one word, `#` for any number. Several keys are several bindings.",
    native: "routing_key",
    defaults: [{ value: [""] }],
    source: "R-TOPIC-01, R-TOPIC-02",
  },
  match: {
    type: { kind: "either", of: MATCHES },
    doc: "Headers that a message has, on a headers exchange; `present` stands for any value. Names that begin with `x-` count only in the `-with-x` forms.",
    native: "x-match",
    source: "R-HDR-01, R-HDR-02, R-HDR-05",
  },
};

/** Of a producer. */
export const PRODUCER_SETTINGS: SettingTable = {
  "routing-key": {
    fixed: true,
    type: { kind: "template", separator: "." },
    doc: "The routing key, with `{field}` parts.",
    native: "routing_key",
    defaults: [{ value: "" }],
    source: "R-EXCH-06",
  },
  headers: {
    fixed: true,
    type: { kind: "map", of: { kind: "literal", template: true } },
    doc: "Headers of each message, with `{field}` parts. The header that tells the type is there by itself.",
    native: "headers",
    source: "R-HDR-04",
  },
  cc: {
    fixed: true,
    type: { kind: "list", of: { kind: "template", separator: "." }, orOne: true },
    doc: "Further routing keys: each message is routed by all of them.",
    native: "CC",
    defaults: [{ value: [] }],
    source: "R-EXCH-18, R-EXCH-19",
  },
  confirms: {
    type: { kind: "boolean" },
    doc: "Whether the broker answers each publish.",
    native: "confirm.select",
    defaults: [{ value: false }],
    source: "R-PUB-01, R-PUB-03",
  },
  mandatory: {
    type: { kind: "boolean" },
    doc: "Whether a message that no queue gets is returned to the publisher.",
    native: "mandatory",
    defaults: [{ value: false }],
    source: "R-PUB-02",
  },
  persistent: {
    type: { kind: "boolean" },
    doc: "Whether a message in a durable classic queue survives a restart of its node.",
    native: "delivery_mode",
    defaults: [{ value: false }, { value: true, client: "generated" }],
    source: "R-DUR-01, R-DUR-02",
  },
  expiration: {
    type: { kind: "duration" },
    doc: "How long a message may wait in a queue before it expires; the smaller of this and the queue's counts.",
    native: "expiration",
    source: "R-TTL-01",
  },
  priority: {
    type: { kind: "integer", least: 0, most: 255 },
    doc: "The message's priority.",
    native: "priority",
    unsupported: true,
    source: "R-PRIO-01",
  },
};

/** Of a consumer. */
export const CONSUMER_SETTINGS: SettingTable = {
  prefetch: {
    type: { kind: "integer", least: 0, most: 65_535 },
    doc: "How many unacknowledged messages one instance may hold; 0 is no limit.",
    native: "basic.qos",
    defaults: [{ value: 0 }],
    source: "R-CONS-02",
  },
  "consumer-priority": {
    type: { kind: "integer" },
    doc: "Consumers of a higher priority are served first.",
    native: "x-priority",
    unsupported: true,
    source: "R-CONS-01",
  },
};
