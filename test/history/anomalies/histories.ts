/** Short words for histories of logs. */
import { checkLog, type LogOptions } from "../../../src/history/anomalies/check-log.ts";
import type { AnomalyExample } from "../../../src/history/anomalies/finding.ts";
import type {
  Key,
  LogOperation,
  MicroOperation,
  Outcome,
  Process,
  Value,
} from "../../../src/history/anomalies/operation.ts";

export type Sent = readonly ["send", Key, Value] | readonly ["send", Key, Value, number];
/** Key, then offsets with their values. */
export type Polled = readonly ["poll", Readonly<Record<string, readonly (readonly [number, Value])[]>>];

function micro(each: Sent | Polled): MicroOperation {
  if (each[0] === "send") return { kind: "send", key: each[1], value: each[2], offset: each[3] };
  const records = Object.entries(each[1]).flatMap(([key, pairs]) =>
    pairs.map(([offset, value]) => ({ key, offset, value })),
  );
  return { kind: "poll", records };
}

/** What is asked for, without what is answered. */
function asked(each: MicroOperation): MicroOperation {
  return each.kind === "send"
    ? { kind: "send", key: each.key, value: each.value }
    : { kind: "poll", records: [] };
}

export interface Done {
  readonly process: Process;
  readonly type: Outcome;
  readonly did: readonly MicroOperation[];
  readonly rebalanced?: readonly Key[];
}

export function done(process: Process, type: Outcome, ...did: readonly (Sent | Polled)[]): Done {
  return { process, type, did: did.map(micro) };
}

export interface Assigns {
  readonly process: Process;
  readonly type: Outcome;
  readonly f: "assign" | "subscribe";
  readonly keys: readonly Key[];
}

export function assigns(
  process: Process,
  f: "assign" | "subscribe",
  keys: readonly Key[],
  type: Outcome = "ok",
): Assigns {
  return { process, type, f, keys };
}

/** One operation after the other: entry 2i is the invocation of the i-th, 2i + 1 its completion. Times are positions. */
export function serial(...operations: readonly (Done | Assigns)[]): readonly LogOperation[] {
  return operations.flatMap((each, i) => [entry(each, "invoke", 2 * i), entry(each, each.type, 2 * i + 1)]);
}

/** All operations are invoked before the first is completed. */
export function concurrent(...operations: readonly (Done | Assigns)[]): readonly LogOperation[] {
  return [
    ...operations.map((each, i) => entry(each, "invoke", i)),
    ...operations.map((each, i) => entry(each, each.type, operations.length + i)),
  ];
}

export function entry(each: Done | Assigns, type: "invoke" | Outcome, time: number): LogOperation {
  const { process } = each;
  if ("keys" in each) return { process, type, time, f: each.f, keys: each.keys };
  return {
    process,
    type,
    time,
    f: kindOf(each.did),
    micro: type === "invoke" ? each.did.map(asked) : each.did,
    ...(type === "invoke" || each.rebalanced === undefined ? {} : { rebalanced: each.rebalanced }),
  };
}

/** Names of what is found and how often. */
export function counts(operations: readonly LogOperation[], options?: LogOptions): Record<string, number> {
  return Object.fromEntries(
    checkLog(operations, options).anomalies.map((each) => [each.anomaly, each.count]),
  );
}

export function examples(
  operations: readonly LogOperation[],
  anomaly: string,
  options?: LogOptions,
): readonly AnomalyExample[] {
  return checkLog(operations, options).anomalies.find((each) => each.anomaly === anomaly)?.examples ?? [];
}

function kindOf(did: readonly MicroOperation[]): "send" | "poll" | "txn" {
  const [first] = did;
  return first !== undefined && did.every((each) => each.kind === first.kind) ? first.kind : "txn";
}
