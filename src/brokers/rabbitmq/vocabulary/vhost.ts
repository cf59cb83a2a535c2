/** What can be said of a broker, which is one virtual host. */
import type { SettingTable } from "../../../compiler/vocabulary.ts";
import { QUEUE_TYPES } from "./types.ts";

/** By word. */
export const VHOST_SETTINGS: SettingTable = {
  vhost: {
    type: { kind: "string" },
    doc: "The virtual host that holds the exchanges and queues.",
    native: "vhost",
    defaults: [{ value: "/" }],
    known: true,
  },
  "default-queue-type": {
    type: { kind: "word", words: [...QUEUE_TYPES.modelled] },
    doc: "The type of a queue that says none.",
    native: "default_queue_type",
    defaults: [{ value: "classic" }],
    source: "R-QUE-12",
  },
};
