/** Cycles, single anomalies and measures of logs: more facts of Jepsen's unit tests, and our own near misses. */
import { describe, expect, test } from "vitest";
import { checkLog } from "../../../src/history/anomalies/check-log.ts";
import type { LogOperation } from "../../../src/history/anomalies/operation.ts";
import {
  type Assigns,
  assigns,
  concurrent,
  counts,
  type Done,
  done,
  entry,
  examples,
  serial,
} from "./histories.ts";

const has = (name: string, ...history: readonly (Done | Assigns)[]) => counts(serial(...history))[name];

describe("cycles", () => {
  const a = done(0, "ok", ["send", "x", "a", 0], ["send", "y", "a", 1]);
  const b = done(1, "ok", ["send", "x", "b", 1], ["send", "y", "b", 0]);
  test("G0: two transactions write two logs in opposite order, which is allowed and looked for on demand", () => {
    const report = checkLog(concurrent(a, b), { writeOrder: true });
    const found = report.anomalies.find((each) => each.anomaly === "G0");
    expect(found).toMatchObject({ count: 1, allowed: true });
    expect([...(found?.examples[0]?.operations ?? [])].sort((x, y) => x - y)).toEqual([2, 3]);
    expect(found?.examples[0]?.steps).toContainEqual({ edge: "ww", key: "y", values: ["b", "a"] });
    expect(found?.examples[0]?.steps).toContainEqual({ edge: "ww", key: "x", values: ["a", "b"] });
    expect(counts(concurrent(a, b))["G0"]).toBeUndefined();
  });
  test("G1c of reads only: each transaction sees the other, never allowed", () => {
    const history = concurrent(
      done(0, "ok", ["send", "x", "a", 0], ["poll", { y: [[0, "b"]] }]),
      done(1, "ok", ["send", "y", "b", 0], ["poll", { x: [[0, "a"]] }]),
    );
    const found = checkLog(history).anomalies.find((each) => each.anomaly === "G1c");
    expect(found).toMatchObject({ count: 1, allowed: false });
    expect(found?.examples[0]?.steps).toContainEqual({ edge: "wr", key: "y", values: ["b"] });
    expect(found?.examples[0]?.steps).toContainEqual({ edge: "wr", key: "x", values: ["a"] });
  });
  test("G1c with a write: seen, and written before", () => {
    const history = concurrent(
      done(0, "ok", ["send", "x", "a", 0], ["send", "y", "c", 2]),
      done(1, "ok", ["poll", { x: [[0, "a"]] }], ["send", "y", "b", 1]),
    );
    expect(counts(history)["G1c"]).toBeUndefined();
    const found = checkLog(history, { writeOrder: true }).anomalies.find((each) => each.anomaly === "G1c");
    expect(found).toMatchObject({ count: 1, allowed: true });
    expect(found?.examples[0]?.steps?.map((step) => step.edge).sort()).toEqual(["wr", "ww"]);
  });
});

describe("cycles of real time", () => {
  test("G1c-realtime: read before it was sent", () => {
    const history = serial(done(0, "ok", ["poll", { x: [[0, "a"]] }]), done(1, "ok", ["send", "x", "a", 0]));
    const found = checkLog(history).anomalies.find((each) => each.anomaly === "G1c-realtime");
    expect(found).toMatchObject({ count: 1, allowed: false, examples: [{ operations: [1, 3] }] });
    expect(found?.examples[0]?.steps).toEqual([
      { edge: "realtime" },
      { edge: "wr", key: "x", values: ["a"] },
    ]);
  });
  test("G0-realtime: written behind what was written before", () => {
    const history = serial(done(0, "ok", ["send", "x", "b", 1]), done(1, "ok", ["send", "x", "a", 0]));
    expect(counts(history, { writeOrder: true })).toMatchObject({ "G0-realtime": 1 });
  });
  test("operations that overlap, or whose end nobody knows, are not ordered by time", () => {
    const read = done(0, "ok", ["poll", { x: [[0, "a"]] }]);
    const sent = done(1, "ok", ["send", "x", "a", 0]);
    expect(counts(concurrent(read, sent))).toEqual({});
    expect(has("G1c-realtime", { ...read, type: "info" }, sent)).toBeUndefined();
  });
  test("a search that runs out of steps still says that there is one", () => {
    const history = concurrent(
      done(0, "ok", ["send", "x", "a", 0], ["poll", { y: [[0, "b"]] }]),
      done(1, "ok", ["send", "y", "b", 0], ["poll", { x: [[0, "a"]] }]),
    );
    const found = counts(history, { cycleSteps: 0 });
    expect(found).toMatchObject({ "PL-2-cycle-exists": 1, "cycle-search-timeout": 1 });
    expect(found["G1c"]).toBeUndefined();
  });
  test("a history in which nothing happens is not valid", () => {
    const report = checkLog(serial(assigns(0, "assign", ["x"])));
    expect(report).toMatchObject({ valid: false, anomalies: [{ anomaly: "empty-transaction-graph" }] });
    expect(checkLog([]).valid).toBe(false);
  });
});

test("a transaction reads what it sent itself", () => {
  const history = serial(done(0, "ok", ["send", "x", "a", 0], ["poll", { x: [[0, "a"]] }]));
  expect(examples(history, "precommitted-read")).toEqual([{ operations: [1], key: "x", values: ["a"] }]);
});

test("a value that nobody sent is reported, once", () => {
  const read = done(0, "ok", ["poll", { x: [[0, "ghost"]] }]);
  expect(has("phantom-read", read, read)).toBe(1);
});

test("a value that was sent again under its name is reported, since nothing exact can be said of it", () => {
  expect(has("reused-value", done(0, "fail", ["send", "x", 1]), done(0, "ok", ["send", "x", 1, 0]))).toBe(1);
  expect(
    has("reused-value", done(0, "ok", ["send", "x", 1]), done(0, "ok", ["send", "y", 1])),
  ).toBeUndefined();
});

test("an operation that is invoked and never completed is one in doubt", () => {
  const [invoke] = serial(done(0, "ok", ["send", "x", "a"]));
  const [asks, got] = serial(done(1, "ok", ["poll", { x: [[0, "a"]] }]));
  expect(counts([invoke, asks, got] as LogOperation[])).toEqual({});
});

const at = (each: Parameters<typeof entry>[0], time: number) => [
  entry(each, "invoke", time),
  entry(each, each.type, time + 1),
];
const LAGGING = [
  ...at(assigns(0, "assign", ["x"]), 0),
  ...at(done(0, "ok", ["poll", { x: [] }]), 2),
  ...at(done(0, "ok", ["send", "x", "a", 0]), 4),
  ...at(done(0, "ok", ["poll", { x: [] }]), 6),
  ...at(done(1, "ok", ["send", "x", "c", 2], ["send", "x", "d", 3]), 8),
  ...at(done(0, "ok", ["poll", {}]), 10),
  ...at(
    done(0, "ok", [
      "poll",
      {
        x: [
          [0, "a"],
          [1, "b"],
        ],
      },
    ]),
    12,
  ),
  ...at(assigns(0, "assign", ["x", "y"]), 14),
  ...at(done(0, "ok", ["poll", {}]), 16),
  ...at(assigns(0, "assign", ["y"]), 18),
  ...at(assigns(0, "assign", ["x"]), 20),
  ...at(done(0, "ok", ["poll", {}]), 22),
  ...at(
    done(
      0,
      "ok",
      [
        "poll",
        {
          x: [
            [0, "a"],
            [1, "b"],
          ],
        },
      ],
      [
        "poll",
        {
          x: [
            [2, "c"],
            [3, "d"],
          ],
        },
      ],
    ),
    24,
  ),
];

test("the lag of a poll is the time since the message behind the last it saw is known to be there", () => {
  const lagAfter = (n: number) => checkLog(LAGGING.slice(0, n)).measures.worstRealtimeLag?.lag;
  expect([4, 8, 12, 14, 18, 24, 26].map(lagAfter)).toEqual([0, 1, 5, 5, 7, 17, 17]);
  expect(checkLog(LAGGING).measures.worstRealtimeLag).toEqual({ time: 22, process: 0, key: "x", lag: 17 });
});

test("consumption is counted for each process while it is subscribed", () => {
  const read = done(0, "ok", ["poll", { x: [[0, "a"]] }]);
  const history = serial(
    done(1, "ok", ["send", "x", "a", 0], ["send", "x", "b", 1]),
    read,
    assigns(0, "subscribe", ["x"]),
    read,
    { ...read, type: "fail" },
    done(0, "ok", [
      "poll",
      {
        x: [
          [0, "a"],
          [1, "b"],
        ],
      },
    ]),
    assigns(0, "assign", ["x"]),
    read,
  );
  expect(checkLog(history).measures.consumeCounts).toEqual({
    distribution: [
      { times: 1, pairs: 1 },
      { times: 2, pairs: 1 },
    ],
    repeated: [{ process: 0, key: "x", value: "a", times: 2 }],
  });
});
