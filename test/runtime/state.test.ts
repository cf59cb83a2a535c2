import { describe, expect, test } from "vitest";
import { fingerprint, FingerprintTable, followFingerprint } from "../../src/base/fingerprint.ts";
import type { State } from "../../src/base/layout.ts";
import { Prng } from "../../src/base/prng.ts";
import { Engine } from "../../src/runtime/engine.ts";
import { explore } from "../../src/runtime/explore.ts";
import type { FlowModel } from "../../src/runtime/flow-model.ts";
import type { Context } from "../../src/runtime/model.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { run } from "../../src/runtime/run.ts";
import { toyModel } from "./toy-plan.ts";

/** Takes moves with its own hand, to stop between any two of them. */
class Walk {
  readonly engine: Engine;
  readonly #model: FlowModel;
  readonly #draw: Prng;
  constructor(model: FlowModel, seed: number) {
    this.#model = model;
    this.engine = new Engine(model, model.cells, { faults: 1 });
    this.#draw = new Prng(seed);
  }
  /** Takes `steps` random moves from `s`; answers what was taken. */
  go(s: State, steps: number): number[] {
    const taken: number[] = [];
    for (let k = 0; k < steps; k++) {
      this.engine.enabled(s);
      if (this.engine.moves.count === 0) break;
      const code = this.engine.moves.codes[this.#draw.below(this.engine.moves.count)] as number;
      this.engine.take(s, code, this.#context(s));
      taken.push(code);
    }
    return taken;
  }
  follow(s: State, codes: readonly number[]): void {
    for (const code of codes) this.engine.take(s, code, this.#context(s));
  }
  #context(s: State): Context {
    return {
      emit: (kind, hop, place, intent, detail) =>
        this.#model.monitor.step(s, kind, hop, place, intent, detail),
      pick: () => 0,
    };
  }
}

describe("a snapshot", () => {
  test("is a copy: what happens to one does not reach the other, and both go on alike", () => {
    const model = toyModel({ plan: { awaits: false }, handler: { instances: 2, slots: 2 }, hops: 2 });
    let moved = 0;
    for (let seed = 0; seed < 300; seed++) {
      const walk = new Walk(model, seed);
      const s = model.initial();
      walk.go(s, seed % 12);
      const copy = s.slice();
      const untouched = s.slice();
      const codes = walk.go(s, 10);
      expect(copy).toEqual(untouched);
      walk.follow(copy, codes);
      expect(copy).toEqual(s);
      moved += codes.length;
    }
    expect(moved).toBeGreaterThan(1_000);
  });
});

describe("the key of a state", () => {
  const print = { high: 0, low: 0 };
  const keyOf = (s: State): string => {
    fingerprint(s, print);
    return `${print.high} ${print.low}`;
  };

  test("contains the monitors: what has happened is told apart where a clause asks", () => {
    const setup = { plan: { awaits: false }, handler: { instances: 2 } } as const;
    const blind = toyModel({ ...setup, plan: { awaits: false, clauses: [{ kind: "valid" }] } });
    const states = (model: FlowModel): number => explore(model, { faults: 0, states: 100_000 }).states;
    expect(states(toyModel(setup))).toBeGreaterThan(states(blind));
  });

  test("contains no clock, no history and no allocation: however a faultless run goes, it comes to rest in one state", () => {
    const model = toyModel({
      plan: { awaits: false, keys: [0, 1, 2], clauses: [{ kind: "valid" }, { kind: "at-most-once" }] },
      handler: { instances: 2, slots: 2 },
    });
    const ends = new Set<string>();
    const ways = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const policy = new RandomPolicy(seed, { surprise: 128, strike: 0 });
      const { end, final, deviations } = run(model, {
        faults: 1,
        episodes: 1,
        steps: 1_000,
        record: false,
        policy,
      });
      expect(end).toBe("rest");
      ends.add(keyOf(final));
      ways.add(JSON.stringify(deviations));
    }
    expect(ends.size).toBe(1);
    expect(ways.size).toBeGreaterThan(100);
  });

  test("is reached again by the same moves in another order where they do not meet", () => {
    const model = toyModel({ plan: { awaits: false, keys: [0, 1] }, handler: { instances: 2 } });
    const found = explore(model, { faults: 0, states: 100_000 });
    // Without merging there would be as many states as transitions.
    expect(found.transitions).toBeGreaterThan(found.states * 1.3);
  });

  test("follows a change exactly", () => {
    const draw = new Prng(7);
    for (let round = 0; round < 2_000; round++) {
      const before = Int32Array.from({ length: 40 }, () =>
        draw.chance(1, 2) ? 0 : draw.below(1 << 30) - (1 << 29),
      );
      const after = before.slice();
      for (let k = draw.below(6); k > 0; k--) after[draw.below(40)] = draw.below(4);
      fingerprint(before, print);
      const followed = { ...print };
      followFingerprint(before, after, followed);
      fingerprint(after, print);
      expect(followed).toEqual(print);
    }
  });

  test("differs for all states of a search, as comparing whole states shows", () => {
    const model = toyModel({ plan: { awaits: false }, handler: { instances: 2 } });
    const seen = new Map<string, string>();
    for (let seed = 0; seed < 3_000; seed++) {
      const walk = new Walk(model, seed);
      const s = model.initial();
      for (let k = 0; k < 15; k++) {
        walk.go(s, 1);
        const key = keyOf(s);
        const cells = s.join(" ");
        expect(seen.get(key) ?? cells).toBe(cells);
        seen.set(key, cells);
      }
    }
    expect(new Set(seen.values()).size).toBe(seen.size);
    expect(seen.size).toBeGreaterThan(500);
  });
});

describe("the table of fingerprints", () => {
  test("numbers what it meets from 0 and knows it again, also after it has grown", () => {
    const table = new FingerprintTable(8);
    const of = (i: number): { high: number; low: number } => ({
      high: (i * 7919) | 0,
      low: ((i * 104729) % 64) | 0,
    });
    for (let i = 0; i < 5_000; i++) {
      expect(table.indexOf(of(i))).toBe(-1);
      if (i % 2 === 0) expect(table.addMissing(of(i))).toBe(i);
      else expect(table.add(of(i))).toBe(-1 - i);
    }
    for (let i = 0; i < 5_000; i++) expect(table.add(of(i))).toBe(i);
    expect(table.count).toBe(5_000);
    table.clear();
    expect(table.add(of(17))).toBe(-1);
  });

  test("knows the first again, which was not looked for before", () => {
    const table = new FingerprintTable(8);
    const first = { high: 1, low: 5 };
    expect(table.addMissing(first)).toBe(0);
    table.fetch([{ print: first }], 1);
    expect(table.indexOf(first)).toBe(0);
  });
});
