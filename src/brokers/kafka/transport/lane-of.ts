/** Which records wait for each other, and how many handlers run at once, by the declared concurrency. */
import type { ConsumerPlan } from "../../../client/plan.ts";
import { textAt } from "../../../client/wire.ts";
import { partKey, type Fetched } from "./record.ts";
import { transactionalProducers } from "./settling.ts";

const text = new TextDecoder();

/**
 * The lane of a record. One handler at a time: its partition, so that one that fails holds up no other partition. One a
 * value of a path: the value. A number: none, whoever is free takes the next.
 */
export function laneOf(concurrency: ConsumerPlan["concurrency"]): (record: Fetched) => string | undefined {
  if (concurrency === 1) return partKey;
  if (typeof concurrency === "number") return () => undefined;
  const { per } = concurrency;
  return ({ value }) => {
    try {
      return textAt(JSON.parse(text.decode(value)), per) ?? "";
    } catch {
      // Not JSON: it is the handler's part to say so, one such message after the other.
      return "";
    }
  };
}

/** A client has one transaction at a time. */
export function slotsOf(plan: ConsumerPlan): number {
  if (transactionalProducers(plan).length > 0) return 1;
  return typeof plan.concurrency === "number" ? plan.concurrency : Number.POSITIVE_INFINITY;
}
