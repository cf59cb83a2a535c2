/** Every anomaly that is looked for, in plain words. docs/anomalies.md is printed from this. */
import { LOG_ANOMALIES } from "./catalogue-log.ts";
import { QUEUE_ANOMALIES } from "./catalogue-queue.ts";
import { LOG_TRUTH_ANOMALIES, QUEUE_TRUTH_ANOMALIES } from "./catalogue-truth.ts";

/** Where an anomaly does not make a history invalid: `never`, `always`, or with that option of the check. */
export type AllowedWhere = "never" | "always" | "subscribe" | "writeOrder";

export interface AnomalyEntry {
  readonly name: string;
  readonly allowed: AllowedWhere;
  /** When exactly it is reported. */
  readonly fires: string;
  /** What it means for somebody who relies on the broker. */
  readonly means: string;
}

export type AnomalyName = (typeof LOG_ANOMALIES)[number]["name"];

export const ALLOWED_BY_MODE: ReadonlyMap<AnomalyName, AllowedWhere> = new Map(
  LOG_ANOMALIES.map(({ name, allowed }) => [name, allowed]),
);

/** Tables of docs/anomalies.md by the name that the page asks for them with. */
export const CATALOGUE: ReadonlyMap<string, readonly AnomalyEntry[]> = new Map<
  string,
  readonly AnomalyEntry[]
>([
  ["log anomalies", LOG_ANOMALIES],
  ["queue anomalies", QUEUE_ANOMALIES],
  ["log truth anomalies", LOG_TRUTH_ANOMALIES],
  ["queue truth anomalies", QUEUE_TRUTH_ANOMALIES],
]);
