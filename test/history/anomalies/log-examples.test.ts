/** What Jepsen's own unit tests of its workload for logs say: the facts, in our words. */
import { describe, expect, test } from "vitest";
import { checkLog } from "../../../src/history/anomalies/check-log.ts";
import { type Assigns, assigns, counts, type Done, done, examples, serial } from "./histories.ts";

const has = (name: string, ...history: readonly (Done | Assigns)[]) => counts(serial(...history))[name];

describe("inconsistent offsets", () => {
  const doubtful = done(0, "info", ["send", "x", 1, 0], ["send", "y", 1]);
  const sure = done(1, "ok", ["send", "x", 2, 0]);
  test("a send that nobody knows the end of contradicts nothing", () => {
    expect(has("inconsistent-offsets", doubtful, sure)).toBeUndefined();
  });
  test("unless something else that it sent was read", () => {
    const history = serial(doubtful, sure, done(2, "ok", ["poll", { y: [[5, 1]] }]));
    expect(examples(history, "inconsistent-offsets")).toMatchObject([
      { key: "x", offsets: [0], values: [1, 2] },
    ]);
  });
  test("two acknowledged sends were told one offset", () => {
    const history = serial(done(379, "ok", ["send", 11, 641, 537]), done(363, "ok", ["send", 11, 645, 537]));
    expect(examples(history, "inconsistent-offsets")).toMatchObject([{ key: 11, offsets: [537] }]);
  });
});

describe("aborted read", () => {
  test("a value of a failed send is read", () => {
    const history = serial(
      done(0, "fail", ["send", "x", 2], ["send", "y", 3]),
      done(1, "ok", ["poll", { x: [[0, 2]] }]),
    );
    expect(examples(history, "G1a")).toEqual([{ operations: [1, 3], key: "x", values: [2] }]);
  });
  test("a value of a send in doubt is none", () => {
    expect(
      has("G1a", done(0, "info", ["send", "x", 2]), done(1, "ok", ["poll", { x: [[0, 2]] }])),
    ).toBeUndefined();
  });
});

describe("lost write", () => {
  test("everything acknowledged below a read has to be read", () => {
    const history = serial(
      done(0, "ok", ["send", "x", "a", 0]),
      done(0, "ok", ["send", "x", "b", 1], ["send", "x", "d", 3]),
      done(1, "info", ["send", "x", "c"]),
      done(0, "ok", ["poll", { x: [[2, "c"]] }]),
    );
    expect(counts(history)["lost-write"]).toBe(2);
    expect(examples(history, "lost-write")).toMatchObject([
      { values: ["a", "c"], operations: [1, 7] },
      { values: ["b", "c"], operations: [3, 7] },
    ]);
  });
  test("also where another value took its offset", () => {
    const history = serial(
      done(0, "ok", ["send", "x", "a", 0]),
      done(0, "ok", ["send", "x", "b", 0], ["send", "x", "c", 2]),
      done(0, "ok", [
        "poll",
        {
          x: [
            [0, "b"],
            [2, "c"],
          ],
        },
      ]),
    );
    expect(examples(history, "lost-write")).toMatchObject([{ values: ["a", "c"], operations: [1, 5] }]);
  });
  const ab = done(0, "info", ["send", "x", "a"], ["send", "y", "b", 0]);
  const c = done(1, "info", ["send", "y", "c"]);
  const readC = done(3, "ok", ["poll", { y: [[1, "c"]] }]);
  test("a crashed transaction is not lost", () => {
    expect(has("lost-write", ab, c, readC)).toBeUndefined();
  });
  test("but one read of it proves all of it", () => {
    expect(has("lost-write", ab, c, done(2, "ok", ["poll", { x: [[0, "a"]] }]), readC)).toBe(1);
  });
  test("an acknowledged send without an offset is never lost", () => {
    expect(
      has(
        "lost-write",
        done(0, "ok", ["send", "x", "a"]),
        done(1, "ok", ["send", "x", "b", 3]),
        done(2, "ok", ["poll", { x: [[3, "b"]] }]),
      ),
    ).toBeUndefined();
  });
});

describe("poll skip", () => {
  const p12 = done(0, "ok", [
    "poll",
    {
      x: [
        [1, "a"],
        [2, "b"],
      ],
    },
  ]);
  const p3 = done(1, "ok", ["poll", { x: [[3, "c"]] }]);
  const p4 = done(0, "ok", ["poll", { x: [[4, "d"]] }]);
  const w6 = done(2, "ok", ["send", "x", "f", 6]);
  const p7 = done(0, "ok", ["poll", { x: [[7, "g"]] }]);
  test("a known message lies between two polls; a gap of offsets does not count", () => {
    expect(examples(serial(p12, p3, p4, w6, p7), "poll-skip")).toMatchObject([
      { operations: [1, 5], delta: 2, skipped: ["c"] },
      { operations: [5, 9], delta: 2, skipped: ["f"] },
    ]);
  });
  test("a new assignment without the key forgets, one with it does not", () => {
    const elsewhere = assigns(0, "subscribe", ["y"]);
    expect(
      has("poll-skip", p12, p3, elsewhere, p4, assigns(0, "assign", ["y"], "info"), w6, p7),
    ).toBeUndefined();
    const here = assigns(0, "subscribe", ["x", "y"]);
    expect(has("poll-skip", p12, p3, here, p4, assigns(0, "assign", ["x", "y"]), w6, p7)).toBe(2);
  });
  test("is allowed where the group assigns", () => {
    const skips = (f: "assign" | "subscribe") =>
      checkLog(serial(assigns(0, f, ["x"]), p12, p3, p4)).anomalies.find(
        (each) => each.anomaly === "poll-skip",
      );
    expect(skips("assign")).toMatchObject({ allowed: false });
    expect(skips("subscribe")).toMatchObject({ allowed: true });
  });
  const sends = (n: number) =>
    done(0, "ok", ...Array.from({ length: n }, (_, i) => ["send", "x", i, i] as const));
  const poll = (type: "ok" | "fail" | "info", ...at: readonly number[]) =>
    done(1, type, ["poll", { x: at.map((i) => [i, i] as const) }]);
  test("a transaction that did not commit rewinds", () => {
    const history = serial(sends(3), poll("ok", 0), poll("fail", 1, 2), poll("info", 1, 2), poll("ok", 1, 2));
    expect(counts(history)).toEqual({});
    expect(checkLog(history).measures.afterAbort).toEqual({
      rewind: 1,
      further: 0,
      unchanged: 0,
      between: 0,
    });
  });
  test("else its messages are skipped, also by operations that fail", () => {
    const history = serial(sends(6), poll("ok", 0), poll("fail", 1, 2), poll("fail", 3, 4), poll("ok", 5));
    expect(examples(history, "poll-skip")).toMatchObject([
      { delta: 5, skipped: [1, 2, 3, 4], operations: [3, 9] },
      { delta: 3, skipped: [1, 2], operations: [3, 7] },
    ]);
    expect(checkLog(history).measures.afterAbort).toMatchObject({ unchanged: 2 });
  });
  test("a crashed operation may show it", () => {
    const history = serial(sends(6), poll("ok", 0), poll("fail", 1, 2), poll("info", 3, 4));
    expect(examples(history, "poll-skip")).toMatchObject([{ delta: 3, operations: [3, 7] }]);
  });
});
