import { describe, expect, test } from "vitest";
import type { Clause } from "../../../src/model/guarantee.ts";
import {
  OK,
  PER_KEY,
  type Row,
  SKEW,
  effect,
  fault,
  judged,
  rest,
  send,
  sent,
  testRows,
} from "./shorthand.ts";

const TWO = [...OK(1), ...OK(2)];
const ORDER: readonly Row[] = [
  ["in order", PER_KEY, [...TWO, effect(1, 1), effect(2, 2), rest()], "holds"],
  ["swapped", PER_KEY, [...TWO, effect(2, 1), effect(1, 2), rest()], "violated"],
  ["swapped by lines, at one moment", PER_KEY, [...TWO, effect(2, 1), effect(1, 1), rest()], "violated"],
  ["at once", PER_KEY, [...TWO, effect(2, "[1,5]"), effect(1, "[2,6]"), rest()], "not judged"],
  [
    "of two keys",
    PER_KEY,
    [send(1), send(2, 0, "").replace('"k":"k"', '"k":"l"'), effect(2, 1), effect(1, 2), rest()],
    "vacuous",
  ],
  [
    "of two keys, of one producer",
    { ...PER_KEY, scope: { kind: "per-producer" } },
    [send(1), send(2).replace('"k":"k"', '"k":"l"'), effect(2, 1), effect(1, 2), rest()],
    "violated",
  ],
  [
    "without a key",
    PER_KEY,
    [...TWO.map((line) => line.replace(',"k":"k"', "")), effect(2, 1), effect(1, 2), rest()],
    "not judged",
  ],
  [
    "at two instances",
    PER_KEY,
    [...TWO, effect(2, 1, ',"by":"c1"'), effect(1, 2, ',"by":"c2"'), rest()],
    "not judged",
  ],
  [
    "at two instances, by the store",
    PER_KEY,
    [...TWO, effect(2, 1, ',"by":"c1","seq":1'), effect(1, 2, ',"by":"c2","seq":2'), rest()],
    "violated",
  ],
  [
    "a rewind that replays to the end",
    PER_KEY,
    [...TWO, effect(1, 1), effect(2, 2), effect(1, 3), effect(2, 4), rest()],
    "holds",
  ],
  [
    "the same, strictly",
    { ...PER_KEY, strict: true },
    [...TWO, effect(1, 1), effect(2, 2), effect(1, 3), effect(2, 4), rest()],
    "violated",
  ],
  ["a stale end", PER_KEY, [...TWO, effect(1, 1), effect(2, 2), effect(1, 3), rest()], "violated"],
  ["a stale end that may change", PER_KEY, [...TWO, effect(1, 1), effect(2, 2), effect(1, 3)], "not judged"],
];

const commit = (out = "ok", t = 5): string =>
  `{"e":"commit","t":${t},"at":"s.p","by":"p","tx":7,"out":"${out}"}`;
const IN_TX = [send(1, 0, ',"tx":7'), sent(1), send(2, 0, ',"tx":7'), sent(2)];
const execute = (i: number, t: number, by = "c"): string =>
  `{"e":"execute","t":${t},"at":"s.c","by":"${by}","i":${i}}`;
const TRANSACTIONS: readonly Row[] = [
  ["all of a transaction", { kind: "atomic" }, [...IN_TX, commit(), effect(1), effect(2), rest()], "holds"],
  ["none of a transaction", { kind: "atomic" }, [...IN_TX, commit(), rest()], "holds"],
  ["one of two", { kind: "atomic" }, [...IN_TX, commit(), effect(1), rest()], "violated"],
  ["one of two, until now", { kind: "atomic" }, [...IN_TX, commit(), effect(1)], "not judged"],
  [
    "all of an aborted one",
    { kind: "atomic" },
    [...IN_TX, commit().replace("commit", "abort"), effect(1), effect(2), rest()],
    "violated",
  ],
  ["no transaction", { kind: "atomic" }, [...OK(1), effect(1), rest()], "vacuous"],
  [
    "a handler of an aborted one",
    { kind: "isolated" },
    [...IN_TX, commit().replace("commit", "abort"), execute(1, 9)],
    "violated",
  ],
  ["a handler of one never committed", { kind: "isolated" }, [...IN_TX, execute(1, 9)], "violated"],
  [
    "a handler of one whose commit failed",
    { kind: "isolated" },
    [...IN_TX, commit("failed"), execute(1, 9)],
    "violated",
  ],
  [
    "a handler before the commit, in one process",
    { kind: "isolated" },
    [...IN_TX, execute(1, 3, "p"), commit()],
    "violated",
  ],
  [
    "a handler after the commit, in one process",
    { kind: "isolated" },
    [...IN_TX, commit(), execute(1, 9, "p")],
    "holds",
  ],
  [
    "a handler of another process, whose clock nobody knows",
    { kind: "isolated" },
    [...IN_TX, execute(1, 3), commit()],
    "not judged",
  ],
];

const C_AND_D: Clause = { kind: "agree", groups: ["s.c", "s.d"] };
const AGREE: readonly Row[] = [
  [
    "alike",
    C_AND_D,
    [...TWO, effect(2, 1), effect(1, 2), effect(2, 1, "", "s.d"), effect(1, 2, "", "s.d")],
    "holds",
  ],
  [
    "in opposite orders",
    C_AND_D,
    [...TWO, effect(2, 1), effect(1, 2), effect(1, 1, "", "s.d"), effect(2, 2, "", "s.d")],
    "violated",
  ],
  [
    "in opposite orders later on",
    C_AND_D,
    [...TWO, effect(1, 1), effect(2, 2), effect(1, 3), effect(1, 1, "", "s.d"), effect(2, 2, "", "s.d")],
    "holds",
  ],
  [
    "at several instances",
    C_AND_D,
    [...TWO, effect(2, 1), effect(1, 2, ',"by":"x"'), effect(1, 1, "", "s.d"), effect(2, 2, "", "s.d")],
    "not judged",
  ],
];

testRows("order", ORDER);
testRows("transactions", TRANSACTIONS);
testRows("agreement", AGREE);

describe("within", () => {
  const WITHIN: Clause = { kind: "within", ms: 10 };
  test.each([
    ["in time", [...OK(1, 0), effect(1, 12)], "holds"],
    ["too late", [...OK(1, 0), effect(1, 13)], "violated"],
    [
      "too late, and a fault lasted",
      [...OK(1, 0), fault("pause@s.c", 4), '{"e":"recovered","t":11}', effect(1, 20)],
      "holds",
    ],
    [
      "too late after recovery",
      [...OK(1, 0), fault("pause@s.c", 4), '{"e":"recovered","t":11}', effect(1, 30)],
      "violated",
    ],
    ["never", [...OK(1, 0), rest()], "violated"],
  ])("%s", (_, lines, expected) => {
    expect(judged(WITHIN, lines, {}, SKEW).verdict).toBe(expected);
  });

  test("is not judged where clocks are not known to agree", () => {
    expect(judged(WITHIN, [...OK(1, 0), effect(1, 99)]).because.join()).toContain("`skew`");
  });

  test("counts in the unit of the clock", () => {
    const head = SKEW.replace('"ms"', '"us"');
    expect(judged(WITHIN, [...OK(1, 0), effect(1, 9_000)], {}, head).verdict).toBe("holds");
    expect(judged(WITHIN, [...OK(1, 0), effect(1, 11_000)], {}, head).verdict).toBe("violated");
  });
});
