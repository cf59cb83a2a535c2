/** What can be said of an exchange. */
import type { SettingTable } from "../../../compiler/vocabulary.ts";
import { EXCHANGE_NAME, EXCHANGE_TYPES } from "./types.ts";

/** By word; what stands under `native` is what a definitions file calls it. */
export const EXCHANGE_SETTINGS: SettingTable = {
  type: {
    fixed: true,
    type: { kind: "word", words: EXCHANGE_TYPES },
    doc: "How bindings are matched: equal key, no key, words with `*` and `#`, or headers.",
    native: "type",
    required: true,
    known: true,
    source: "R-EXCH-06, R-TOPIC-02, R-HDR-01",
  },
  durable: {
    type: { kind: "boolean" },
    doc: "Whether the exchange survives a restart of the broker.",
    native: "durable",
    defaults: [{ value: true }],
    source: "R-EXCH-16",
  },
  internal: {
    type: { kind: "boolean" },
    doc: "Whether only other exchanges may publish to it.",
    native: "internal",
    defaults: [{ value: false }],
    source: "R-EXCH-07",
  },
  "auto-delete": {
    type: { kind: "boolean" },
    doc: "Whether the exchange goes with its last binding.",
    native: "auto-delete",
    defaults: [{ value: false }],
    source: "R-EXCH-13",
  },
  alternate: {
    fixed: true,
    type: { kind: "channel", kinds: ["exchange", "queue"] },
    doc: "Where messages go that match no binding. A queue stands for a fanout exchange `<exchange>.alternate` bound to it.",
    source: "R-EXCH-10",
  },
  "alternate-exchange": {
    fixed: true,
    type: EXCHANGE_NAME,
    doc: "The exchange that gets what matches no binding, by its physical name.",
    native: "alternate-exchange",
    source: "R-EXCH-10, R-EXCH-12",
  },
};
