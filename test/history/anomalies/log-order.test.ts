/** Order inside and between operations, and duplicates: more facts of Jepsen's unit tests. */
import { describe, expect, test } from "vitest";
import { checkLog } from "../../../src/history/anomalies/check-log.ts";
import { type Assigns, assigns, counts, type Done, done, examples, serial } from "./histories.ts";

const has = (name: string, ...history: readonly (Done | Assigns)[]) => counts(serial(...history))[name];

describe("going back", () => {
  const all = done(0, "ok", ["send", "x", "a"], ["send", "x", "b"], ["send", "x", "c"], ["send", "x", "d"]);
  const p123 = done(0, "ok", [
    "poll",
    {
      x: [
        [1, "a"],
        [2, "b"],
        [3, "c"],
      ],
    },
  ]);
  const p234 = done(0, "ok", [
    "poll",
    {
      x: [
        [2, "b"],
        [3, "c"],
        [4, "d"],
      ],
    },
  ]);
  test("a process polls what it had", () => {
    expect(examples(serial(all, p123, p234), "nonmonotonic-poll")).toMatchObject([
      { values: ["c", "b"], delta: -1, operations: [3, 5] },
    ]);
  });
  test("not after an assignment that gave the key up", () => {
    for (const f of ["assign", "subscribe"] as const) {
      expect(has("nonmonotonic-poll", all, p123, assigns(0, f, ["y"]), p234)).toBeUndefined();
      expect(has("nonmonotonic-poll", all, p123, assigns(0, f, ["x", "y"]), p234)).toBe(1);
    }
  });
  test("a process sends to earlier places", () => {
    const cd = done(0, "ok", ["send", "x", "c", 3], ["send", "x", "d", 4]);
    const ab = done(0, "ok", ["send", "x", "a", 1], ["send", "x", "b", 2]);
    expect(examples(serial(cd, ab), "nonmonotonic-send")).toMatchObject([{ values: ["d", "a"], delta: -3 }]);
    expect(has("nonmonotonic-send", cd, assigns(0, "assign", ["y"], "info"), ab)).toBeUndefined();
    expect(has("nonmonotonic-send", cd, assigns(0, "assign", ["x"]), ab)).toBe(1);
    expect(has("nonmonotonic-send", cd, done(0, "fail", ["send", "x", "a", 1]))).toBeUndefined();
  });
});

describe("inside one operation", () => {
  const abd = done(1, "info", ["send", "x", "a"], ["send", "x", "b"], ["send", "x", "d"]);
  const readB = done(0, "ok", ["poll", { x: [[2, "b"]] }]);
  test("a poll, or two, skip a known message", () => {
    const history = serial(
      abd,
      done(2, "ok", [
        "poll",
        {
          x: [
            [1, "a"],
            [4, "d"],
          ],
        },
      ]),
      done(3, "ok", ["poll", { x: [[1, "a"]] }], ["poll", { x: [[4, "d"]] }]),
      readB,
    );
    expect(examples(history, "int-poll-skip")).toMatchObject([
      { values: ["a", "d"], skipped: ["b"], delta: 2, operations: [3] },
      { values: ["a", "d"], skipped: ["b"], delta: 2, operations: [5] },
    ]);
  });
  test("not while the key is rebalanced", () => {
    const skips = done(2, "ok", [
      "poll",
      {
        x: [
          [1, "a"],
          [4, "d"],
        ],
      },
    ]);
    expect(has("int-poll-skip", abd, { ...skips, rebalanced: ["y"] }, readB)).toBe(1);
    expect(has("int-poll-skip", abd, { ...skips, rebalanced: ["x"] }, readB)).toBeUndefined();
  });
  test("another send lies between two", () => {
    const history = serial(
      done(0, "ok", ["send", "x", "a", 1], ["send", "x", "c"]),
      done(1, "info", ["send", "x", "b"]),
      done(2, "ok", [
        "poll",
        {
          x: [
            [2, "b"],
            [3, "c"],
          ],
        },
      ]),
    );
    expect(examples(history, "int-send-skip")).toMatchObject([
      { values: ["a", "c"], skipped: ["b"], operations: [1] },
    ]);
    expect(checkLog(history).anomalies.find((each) => each.anomaly === "int-send-skip")?.allowed).toBe(true);
  });
  test("polls go back or repeat", () => {
    const history = serial(
      done(1, "info", ["send", "x", "a"], ["send", "x", "b"], ["send", "x", "c"]),
      done(0, "ok", [
        "poll",
        {
          x: [
            [3, "c"],
            [1, "a"],
          ],
        },
      ]),
      done(
        2,
        "ok",
        [
          "poll",
          {
            x: [
              [2, "b"],
              [3, "c"],
            ],
          },
        ],
        ["poll", { x: [[3, "c"]] }],
      ),
    );
    expect(examples(history, "int-nonmonotonic-poll")).toMatchObject([
      { values: ["c", "a"], delta: -2 },
      { values: ["c", "c"], delta: 0 },
    ]);
  });
  test("sends go back, by what they were told or by what was polled", () => {
    const history = serial(
      done(0, "ok", ["send", "x", "c", 3], ["send", "x", "a", 1]),
      done(0, "info", ["send", "y", "d"], ["send", "y", "b"]),
      done(1, "info", ["send", "y", "c"]),
      done(2, "ok", [
        "poll",
        {
          y: [
            [2, "b"],
            [3, "c"],
            [4, "d"],
          ],
        },
      ]),
    );
    expect(examples(history, "int-nonmonotonic-send")).toMatchObject([
      { key: "y", values: ["d", "b"], delta: -2 },
      { key: "x", values: ["c", "a"], delta: -1 },
    ]);
  });
});

describe("duplicate", () => {
  test("a value lies at two offsets", () => {
    const history = serial(
      done(0, "ok", ["send", "x", "a", 1]),
      done(1, "info", ["send", "x", "b"]),
      done(2, "ok", [
        "poll",
        {
          x: [
            [2, "b"],
            [3, "a"],
          ],
        },
      ]),
    );
    expect(examples(history, "duplicate")).toMatchObject([{ values: ["a"], offsets: [1, 3] }]);
    expect(counts(history)["duplicate-nonzero"]).toBe(1);
  });
  test("reading one offset twice is none", () => {
    const read = done(2, "ok", ["poll", { x: [[1, "a"]] }]);
    expect(has("duplicate", done(0, "ok", ["send", "x", "a", 1]), read, read)).toBeUndefined();
  });
  test("an offset 0 that was only told is a duplicate, not a nonzero one", () => {
    const found = counts(
      serial(done(0, "ok", ["send", "x", "a", 0]), done(1, "ok", ["poll", { x: [[7, "a"]] }])),
    );
    expect(found).toMatchObject({ duplicate: 1 });
    expect(found["duplicate-nonzero"]).toBeUndefined();
  });
  test("all values of two crowded offsets, whatever represents them", () => {
    const values = Array.from({ length: 10 }, (_, i) => i);
    const history = serial(
      ...values.flatMap((v) => [
        done(0, "ok", ["send", "x", v, 0]),
        done(1, "ok", ["poll", { x: [[1, v]] }]),
      ]),
    );
    expect(counts(history)).toMatchObject({ duplicate: 10, "inconsistent-offsets": 2 });
    expect(examples(history, "inconsistent-offsets")).toMatchObject([
      { offsets: [0], values },
      { offsets: [1], values },
    ]);
  });
  test("aborted polls count, aborted sends do not", () => {
    const history = serial(
      done(0, "ok", ["send", "x", 0, 1]),
      done(0, "fail", ["send", "x", 1, 2]),
      done(1, "fail", [
        "poll",
        {
          x: [
            [11, 0],
            [12, 1],
          ],
        },
      ]),
    );
    expect(examples(history, "duplicate")).toMatchObject([{ values: [0], offsets: [1, 11] }]);
  });
});

describe("unseen", () => {
  const sends = done(0, "ok", ["send", "x", "a", 0], ["send", "x", "b", 1]);
  const readA = done(0, "ok", ["poll", { x: [[0, "a"]] }]);
  const readB = done(0, "ok", ["poll", { x: [[1, "b"]] }]);
  test("counts at the end what nobody polled", () => {
    expect(has("unseen", sends)).toBe(2);
    expect(has("unseen", sends, readA)).toBe(1);
    expect(has("unseen", sends, readA, readB)).toBeUndefined();
  });
});
