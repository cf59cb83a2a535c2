/** What the answer of the Java client says about the record. */
import type { Settlement } from "../../../model/script.ts";
import type { Producer } from "../../../model/topology.ts";

/** Refused before anything was appended, and not tried again: there is no copy. */
const NEVER_APPENDED = new Set([
  "RecordTooLargeException",
  "InvalidRecordException",
  "InvalidTopicException",
]);
const REFUSED_ONCE = new Set(["NotEnoughReplicasException", "CorruptRecordException"]);

/** `error` is the simple name of its exception. Everything but a plain refusal leaves the record in doubt (K-PROD-05). */
export function settlementOf(error: unknown, producer: Producer | undefined): Exclude<Settlement, "open"> {
  if (typeof error !== "string") return "ok";
  if (NEVER_APPENDED.has(error)) return "failed";
  return REFUSED_ONCE.has(error) && producer?.settings["retries"] === 0 ? "failed" : "unknown";
}
