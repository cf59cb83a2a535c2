import { describe, expect, it } from "vitest";
import { cutsOf, gives, hazardsOf, judgeClause } from "../../../src/compiler/infer/clauses.ts";
import type { Inferred } from "../../../src/compiler/infer/compose.ts";
import { always, plus, times } from "../../../src/compiler/infer/cuts.ts";
import { PERFECT, type Stream } from "../../../src/compiler/infer/stream.ts";
import { type Clause, HARSH, type OrderScope, STANDARD } from "../../../src/model/guarantee.ts";
import { one, sets } from "./stages.ts";

function inferred(stream: Partial<Stream>, over: Partial<Inferred> = {}): Inferred {
  return {
    stream: { ...PERFECT, ...stream },
    incomplete: false,
    unknown: [],
    notModelled: [],
    assumed: [],
    stages: [],
    counted: new Map(),
    ...over,
  };
}

const order = (scope: OrderScope, strict = false): Clause => ({ kind: "order", scope, strict });
const KEY: OrderScope = { kind: "per", path: "key" };

describe("a clause", () => {
  const stream: Stream = {
    ...PERFECT,
    loss: one("loss"),
    disposed: new Map([
      ["expire", one("old")],
      ["dead-letter", one("dead")],
    ]),
    refused: one("refused"),
    stuck: one("stuck"),
    ghost: one("ghost"),
    dup: { redelivery: one("dup-1"), branch: one("dup-2") },
    swap: one("swap"),
    back: { redelivery: one("back") },
    stale: { redelivery: one("stale") },
  };

  it.each<[string, Clause, string[]]>([
    [
      "at-least-once breaks by loss and by every disposal",
      { kind: "at-least-once", except: [] },
      ["dead", "loss", "old"],
    ],
    [
      "at-least-once excuses the disposals it excepts",
      { kind: "at-least-once", except: ["dead-lettered", "expired"] },
      ["loss"],
    ],
    ["at-most-once breaks by a repeat of any class", { kind: "at-most-once" }, ["dup-1", "dup-2"]],
    ["order breaks by an inversion or a stale end", order(KEY), ["stale", "swap"]],
    ["strict order breaks by going back, too", order(KEY, true), ["back", "stale", "swap"]],
    ["live breaks by what is stuck", { kind: "live" }, ["stuck"]],
    ["valid breaks by a ghost", { kind: "valid" }, ["ghost"]],
  ])("%s", (_, clause, cuts) => {
    expect(sets(cutsOf(stream, clause) ?? [])).toEqual(cuts);
  });

  it("of order sees the inversions that its scope's lane does not keep apart", () => {
    const split = { ...PERFECT, splits: [{ lane: { kind: "by", path: "key" }, cuts: always() }] } as const;
    expect(cutsOf(split, order(KEY))).toEqual([]);
    for (const scope of [
      { kind: "per", path: "other" },
      { kind: "per-producer" },
      { kind: "total" },
    ] as const)
      expect(sets(cutsOf(split, order(scope)) ?? [])).toEqual([""]);
  });
});

describe("judging", () => {
  const lossy = inferred({ loss: plus(times(one("cut@p"), one("process-crash@c")), one("power-loss@l")) });
  const clause: Clause = { kind: "at-least-once", except: [] };

  it("finds the hazards within the fault model, in order", () => {
    expect(hazardsOf(lossy, clause, STANDARD)).toEqual([]);
    expect(hazardsOf(lossy, clause, HARSH).map(({ cut }) => cut.atoms)).toEqual([
      ["power-loss@l"],
      ["cut@p", "process-crash@c"],
    ]);
    expect(judgeClause(lossy, clause, STANDARD)).toEqual({ kind: "holds" });
    expect(judgeClause(lossy, clause, HARSH)).toMatchObject({ kind: "broken" });
  });

  it("says what it does not know instead", () => {
    const unknown = inferred({}, { unknown: ["a.acks"], notModelled: ["t.native"] });
    expect(judgeClause(unknown, clause, STANDARD)).toEqual({ kind: "undecided", unknown: ["a.acks"] });
    const notModelled = inferred({}, { notModelled: ["t.native"] });
    expect(judgeClause(notModelled, clause, STANDARD)).toEqual({
      kind: "not-judged",
      notModelled: ["t.native"],
    });
    const bounded: Clause = { kind: "bounded-redelivery", deliveries: 3 };
    expect(judgeClause(inferred({}), bounded, STANDARD)).toMatchObject({ kind: "not-judged" });
    expect(judgeClause(inferred({}, { incomplete: true }), clause, STANDARD)).toMatchObject({
      kind: "not-judged",
    });
  });
});

describe("what a flow gives", () => {
  it.each([
    ["exactly-once", {}],
    ["at-least-once", { dup: { redelivery: one("cut@c") } }],
    ["at-most-once", { loss: one("cut@c") }],
    [undefined, { loss: one("cut@c"), dup: { redelivery: one("cut@c") } }],
    ["exactly-once", { loss: one("power-loss@l") }],
  ] as const)("is %s in delivery", (delivery, stream) => {
    expect(gives(inferred(stream), STANDARD, []).delivery).toBe(delivery);
  });

  it("is the widest order that holds, and whether it is strict", () => {
    const keyed = { splits: [{ lane: { kind: "by", path: "key" }, cuts: always() }] } as const;
    expect(gives(inferred({}), STANDARD, ["key"])).toMatchObject({ order: { kind: "total" }, strict: true });
    expect(gives(inferred(keyed), STANDARD, ["key"])).toMatchObject({ order: KEY, strict: true });
    expect(
      gives(inferred({ ...keyed, back: { redelivery: one("cut@c") } }), STANDARD, ["key"]),
    ).toMatchObject({
      order: KEY,
      strict: false,
    });
    expect(gives(inferred({ ...keyed, swap: one("cut@c") }), STANDARD, ["key"])).not.toHaveProperty("order");
  });

  it("says whether it is valid and live", () => {
    expect(gives(inferred({ ghost: always(), stuck: one("cut@c") }), STANDARD, [])).toMatchObject({
      valid: false,
      live: false,
    });
    expect(gives(inferred({}), STANDARD, [])).toMatchObject({ valid: true, live: true });
  });
});
