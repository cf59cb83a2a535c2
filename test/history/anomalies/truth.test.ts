import { describe, expect, test } from "vitest";
import type { LogTruthEvent } from "../../../src/history/anomalies/truth/log-event.ts";
import { checkLogTruth } from "../../../src/history/anomalies/truth/log-truth.ts";
import type { QueueTruthEvent } from "../../../src/history/anomalies/truth/queue-event.ts";
import { checkQueueTruth } from "../../../src/history/anomalies/truth/queue-truth.ts";

type Append = LogTruthEvent & { readonly kind: "append" };
const append = (offset: number, more: Partial<Append> = {}): Append => ({
  kind: "append",
  key: "x",
  offset,
  value: offset,
  ...more,
});
const at = (kind: "deliver" | "effect" | "commit" | "reset", offset: number, key = "x") =>
  ({ kind, group: "g", key, offset }) as const;
const done = (offset: number) => [at("deliver", offset), at("effect", offset), at("commit", offset + 1)];
const log = (...events: readonly LogTruthEvent[]) =>
  Object.fromEntries(checkLogTruth(events).anomalies.map((each) => [each.anomaly, each.count]));

describe("what really happened to logs", () => {
  test("work in order, each once, is fine; so is a repetition before the commit", () => {
    expect(log(append(0), append(1), ...done(0), ...done(1))).toEqual({});
    expect(log(append(0), at("deliver", 0), at("deliver", 0), at("effect", 0), at("commit", 1))).toEqual({});
    expect(checkLogTruth([append(0), ...done(0)]).valid).toBe(true);
  });
  const t = { transaction: "t" };
  const committed = { kind: "decide", transaction: "t", outcome: "commit" } as const;
  test("torn-transaction: passed in part", () => {
    const parts = [append(0, t), append(1, t), committed];
    expect(log(...parts, at("deliver", 1))).toEqual({ "torn-transaction": 1 });
    expect(log(...parts, at("deliver", 0), at("deliver", 1))).toEqual({});
    expect(log(...parts, at("deliver", 0))).toEqual({});
    expect(log(append(0, t), append(1, t), at("deliver", 1))).toEqual({});
  });
  test("zombie-write: a fenced epoch becomes visible", () => {
    const fence = { kind: "fence", producer: "p", epoch: 2 } as const;
    const old = append(0, { producer: "p", epoch: 1 });
    expect(log(fence, old, at("deliver", 0))).toEqual({ "zombie-write": 1 });
    expect(log(fence, old)).toEqual({});
    expect(log(old, fence, at("deliver", 0))).toEqual({});
    expect(log(fence, append(0, { producer: "p", epoch: 2 }), at("deliver", 0))).toEqual({});
  });
  test("committed-offset-regression: back, unless somebody reset it", () => {
    const passed = [append(0), append(1), ...done(0), ...done(1)];
    expect(log(...passed, at("commit", 1))).toEqual({ "committed-offset-regression": 1 });
    expect(log(...passed, at("reset", 0), at("commit", 1))).toEqual({});
    expect(log(...passed, at("commit", 2))).toEqual({});
  });
  test("committed-offset-overshoot: behind all that was handed over", () => {
    expect(log(append(0, t), append(1, t), at("deliver", 0), at("commit", 2))).toEqual({
      "committed-offset-overshoot": 1,
    });
    expect(log(append(0, t), append(1, t), at("deliver", 0), at("commit", 1))).toEqual({});
    const aborted = { kind: "decide", transaction: "t", outcome: "abort" } as const;
    expect(log(append(0, t), append(1, t), aborted, at("commit", 3))).toEqual({});
  });
  test("effect-count: none or two below the stored place", () => {
    expect(log(append(0), at("deliver", 0), at("commit", 1))).toEqual({ "effect-count": 1 });
    expect(log(append(0), at("deliver", 0), at("effect", 0), at("effect", 0), at("commit", 1))).toEqual({
      "effect-count": 1,
    });
    expect(log(append(0), at("deliver", 0), at("effect", 0), at("effect", 0))).toEqual({});
    expect(log(append(0, t), at("deliver", 0), at("commit", 1))).toEqual({});
  });
  test("order-inversion: first effects against the order of the calls, in one path", () => {
    const sent = (path: string) => [append(0, { path: "a", call: 2 }), append(1, { path, call: 1 })];
    expect(log(...sent("a"), ...done(0), ...done(1))).toEqual({ "order-inversion": 1 });
    expect(log(...sent("b"), ...done(0), ...done(1))).toEqual({});
  });
  test("unbounded-duplicate: again behind the stored place", () => {
    expect(log(append(0), ...done(0), at("deliver", 0))).toEqual({ "unbounded-duplicate": 1 });
    expect(log(append(0), ...done(0), at("reset", 0), at("deliver", 0))).toEqual({});
  });
  test("stale-read: the end goes back", () => {
    const end = (offset: number) => ({ kind: "end", key: "x", offset }) as const;
    expect(log(end(2), end(1))).toEqual({ "stale-read": 1 });
    expect(log(end(1), end(1), end(2))).toEqual({});
  });
});

const queue = (...events: readonly QueueTruthEvent[]) =>
  Object.fromEntries(checkQueueTruth(events).anomalies.map((each) => [each.anomaly, each.count]));
const publish = (
  message: string,
  more: { mandatory?: boolean; persistent?: boolean } = {},
): QueueTruthEvent => ({
  kind: "publish",
  message,
  ...more,
});
const route = (message: string, ...queues: readonly string[]): QueueTruthEvent => ({
  kind: "route",
  message,
  queues,
});
const deliver = (message: string, tag: number, redelivered = false): QueueTruthEvent => ({
  kind: "deliver",
  queue: "q",
  message,
  consumer: "c",
  tag,
  redelivered,
});
const settle = (tag: number, as: "ack" | "requeue" = "ack"): QueueTruthEvent => ({
  kind: "settle",
  consumer: "c",
  tag,
  as,
});
const remains = (...messages: readonly string[]): QueueTruthEvent => ({
  kind: "remains",
  queue: "q",
  messages,
});
const two = [publish("a"), route("a", "q"), publish("b"), route("b", "q")];

describe("what really happened to queues", () => {
  test("deliver, acknowledge, put back with the flag: fine", () => {
    expect(
      queue(...two, deliver("a", 1), settle(1, "requeue"), deliver("a", 2, true), settle(2), remains("b")),
    ).toEqual({});
  });
  test("redelivered-missing: the flag is not set", () => {
    expect(
      queue(...two, deliver("a", 1), settle(1, "requeue"), deliver("a", 2), settle(2), remains("b")),
    ).toEqual({
      "redelivered-missing": 1,
    });
  });
  test("wrong-requeue-position: what was put back is overtaken; what is still held is not", () => {
    const rest = remains("a", "b");
    expect(queue(...two, deliver("a", 1), settle(1, "requeue"), deliver("b", 2), rest)).toEqual({
      "wrong-requeue-position": 1,
    });
    expect(queue(...two, deliver("a", 1), deliver("b", 2), rest)).toEqual({});
    expect(queue(...two, deliver("a", 1), { kind: "closed", consumer: "c" }, deliver("b", 2), rest)).toEqual({
      "wrong-requeue-position": 1,
    });
  });
  test("prefetch-exceeded: more than the limit, 0 is none", () => {
    const limit = (n: number): QueueTruthEvent => ({ kind: "prefetch", consumer: "c", limit: n });
    const both = [...two, deliver("a", 1), deliver("b", 2), remains("a", "b")];
    expect(queue(limit(1), ...both)).toEqual({ "prefetch-exceeded": 1 });
    expect(queue(limit(2), ...both)).toEqual({});
    expect(queue(limit(0), ...both)).toEqual({});
  });
  test("unknown-tag-accepted: also a second acknowledgement", () => {
    expect(queue(...two, deliver("a", 1), settle(1), settle(1), remains("b"))).toEqual({
      "unknown-tag-accepted": 1,
    });
  });
  test("lost-without-reason: gone and nobody says why", () => {
    expect(queue(...two, remains("b"))).toEqual({ "lost-without-reason": 1 });
    expect(
      queue(...two, { kind: "disposed", queue: "q", message: "a", reason: "expired" }, remains("b")),
    ).toEqual({});
  });
  test("confirm-before-durable: while a queue that holds it has not written it", () => {
    const confirm = { kind: "confirm", message: "a" } as const;
    const written = { kind: "durable", queue: "q", message: "a" } as const;
    const sent = (persistent: boolean) => [publish("a", { persistent }), route("a", "q")];
    expect(queue(...sent(true), confirm, written, remains("a"))).toEqual({ "confirm-before-durable": 1 });
    expect(queue(publish("a", { persistent: true }), confirm)).toEqual({ "confirm-before-durable": 1 });
    expect(queue(...sent(true), written, confirm, remains("a"))).toEqual({});
    expect(queue(...sent(false), confirm, remains("a"))).toEqual({});
    expect(queue(...sent(true), deliver("a", 1), settle(1), confirm)).toEqual({});
  });
  test("unroutable-not-returned: mandatory, nowhere to go, and not sent back", () => {
    const lost = [publish("a", { mandatory: true }), route("a")];
    expect(queue(...lost)).toEqual({ "unroutable-not-returned": 1 });
    expect(queue(...lost, { kind: "return", message: "a" })).toEqual({});
    expect(queue(publish("a"), route("a"))).toEqual({});
  });
});
