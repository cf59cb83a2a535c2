import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  always,
  cut,
  equal,
  limited,
  minimal,
  NONE,
  plus,
  sorted,
  times,
  twice,
  without,
} from "../../../src/compiler/infer/cuts.ts";
import { below } from "../../../src/compiler/infer/fault-set.ts";
import type { Cuts } from "../../../src/compiler/infer/stage.ts";
import { one, sets } from "./stages.ts";

const atoms = fc.constantFrom("a@x", "b@x", "c@x", "d@y", "e@y", "a@x#2", "b@x#3");
const cuts: fc.Arbitrary<Cuts> = fc
  .array(fc.array(atoms, { maxLength: 3 }), { maxLength: 5 })
  .map((list) => minimal(list.map((set) => cut(set))));

function law(name: string, holds: (a: Cuts, b: Cuts, c: Cuts) => boolean): void {
  it(name, () => {
    fc.assert(fc.property(cuts, cuts, cuts, holds), { numRuns: 500, seed: 1 });
  });
}

describe("cuts are a distributive lattice", () => {
  law("plus is commutative", (a, b) => equal(plus(a, b), plus(b, a)));
  law("times is commutative", (a, b) => equal(times(a, b), times(b, a)));
  law("plus is associative", (a, b, c) => equal(plus(plus(a, b), c), plus(a, plus(b, c))));
  law("times is associative", (a, b, c) => equal(times(times(a, b), c), times(a, times(b, c))));
  law("plus is idempotent", (a) => equal(plus(a, a), a));
  law("times is idempotent", (a) => equal(times(a, a), a));
  law("plus absorbs times", (a, b) => equal(plus(a, times(a, b)), a));
  law("times absorbs plus", (a, b) => equal(times(a, plus(a, b)), a));
  law("times distributes over plus", (a, b, c) =>
    equal(times(a, plus(b, c)), plus(times(a, b), times(a, c))),
  );
  law("0 and 1 are neutral", (a) => equal(plus(a, NONE), a) && equal(times(a, always()), a));
  law("1 + a = 1 and 0 · a = 0", (a) => equal(plus(always(), a), always()) && times(a, NONE).length === 0);
});

describe("cuts are antichains", () => {
  law("no set of a result is below another", (a, b) =>
    [plus(a, b), times(a, b), twice(a, b)].every((out) =>
      out.every((x, i) => out.every((y, j) => i === j || !below(x.atoms, y.atoms))),
    ),
  );
  law("atoms of a set are sorted and each stands once", (a, b) =>
    [...times(a, b), ...twice(a, b)].every(({ atoms: set }) => {
      const bases = set.map((atom) => atom.replace(/#\d+$/, ""));
      return new Set(bases).size === set.length && [...set].sort().join() === set.join();
    }),
  );
  law("the order of summands does not matter", (a, b, c) => equal(plus(a, b, c), plus(c, a, b)));
  law("a sorted antichain is equal to it", (a) => equal(sorted(a), a) && sorted(a).length === a.length);
  law(
    "equality is that of sets of sets",
    (a, b) => equal(a, b) === (JSON.stringify(sets(a)) === JSON.stringify(sets(b))),
  );
});

describe("products by different strikes", () => {
  law("are commutative", (a, b) => equal(twice(a, b), twice(b, a)));
  law("are above the product in which one strike plays both roles", (a, b) =>
    twice(a, b).every(({ atoms: set }) => times(a, b).some((x) => below(x.atoms, set))),
  );
  law("are monotone", (a, b, c) =>
    [twice].every((product) =>
      product(a, c).every(({ atoms: set }) => product(plus(a, b), c).some((x) => below(x.atoms, set))),
    ),
  );

  it("let a shared atom strike as often as both need", () => {
    expect(sets(twice(one("a@x", "b@x"), one("a@x")))).toEqual(["a@x + b@x", "a@x#2"]);
    expect(sets(twice(one("a@x#2"), one("a@x")))).toEqual(["a@x#3"]);
  });
});

describe("counted atoms", () => {
  it("are above the same atom with fewer strikes", () => {
    expect(sets(plus(one("a@x#2"), one("a@x#3")))).toEqual(["a@x#2"]);
    expect(sets(plus(one("a@x"), one("a@x#2")))).toEqual(["a@x"]);
    expect(sets(times(one("a@x"), one("a@x#2")))).toEqual(["a@x#2"]);
  });

  it("are told from places that look alike", () => {
    expect(below(["a@x#"], ["a@x#2"])).toBe(false);
    expect(below(["a@x"], ["a@x2"])).toBe(false);
  });
});

describe("a size limit", () => {
  it("leaves out larger sets and says so", () => {
    const four = times(times(one("a@x"), one("b@x")), times(one("c@x"), one("d@y")));
    expect(limited(plus(four, one("e@y")))).toMatchObject({ cutOff: true });
    expect(sets(limited(plus(four, one("e@y"))).cuts)).toEqual(["e@y"]);
    expect(limited(one("e@y"))).toMatchObject({ cutOff: false });
  });
});

describe("without", () => {
  it("keeps what does not bring the other about by itself", () => {
    expect(sets(without(one("a@x", "b@x"), one("a@x")))).toEqual(["b@x"]);
    expect(sets(without(one("a@x"), always()))).toEqual([]);
    expect(sets(without(one("a@x"), NONE))).toEqual(["a@x"]);
    expect(sets(without(times(one("a@x"), one("b@x")), one("a@x")))).toEqual([]);
  });
});

describe("terms", () => {
  it("take no part in equality, and of equal sets the first one's stays", () => {
    const [a, b] = [[cut(["a@x"], { stage: "one" })], [cut(["a@x"], { stage: "two" })]];
    expect(equal(a, b)).toBe(true);
    expect(plus(a, b)[0]?.term.stage).toBe("one");
  });

  it("of a product name the points, needs and sources of both", () => {
    const a = [cut(["a@x"], { points: ["p"], cites: ["S-1"], needs: [{ kind: "messages", count: 1 }] })];
    const b = [cut(["b@x"], { points: ["q"], cites: ["S-2"], needs: [{ kind: "messages", count: 2 }] })];
    expect(times(a, b)[0]?.term).toMatchObject({
      points: ["p", "q"],
      cites: ["S-1", "S-2"],
      needs: [{ kind: "messages", count: 2 }],
    });
  });
});
