import { describe, expect, test } from "vitest";
import { mix } from "../../src/base/prng.ts";
import { campaign } from "../../src/runtime/campaign.ts";
import { DelayPolicy } from "../../src/runtime/delay-policy.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { Lanes, PctPolicy } from "../../src/runtime/pct-policy.ts";
import { portfolio } from "../../src/runtime/portfolio.ts";
import { run } from "../../src/runtime/run.ts";
import type { MoveChoice, Policy } from "../../src/runtime/schedule.ts";
import { SwarmPolicy } from "../../src/runtime/swarm-policy.ts";
import { UniformPolicy } from "../../src/runtime/uniform-policy.ts";
import { toyPlan } from "./toy-plan.ts";

const SEEDS = 150;
const SETUP = {
  plan: { keys: [0, 1, 0, 1], faults: 2, awaits: false, sendAgain: true },
  handler: { instances: 2, slots: 2 },
} as const;
const BOUNDS = { faults: 2, episodes: 1, steps: 4_000, record: true };
const MODEL = new FlowModel(toyPlan(SETUP));
const LESS = new FlowModel({ ...toyPlan(SETUP), calls: [0, 1, 3] });

interface Decision {
  readonly options: readonly string[];
  readonly chosen: string;
}

/** What `policy` chose among natural moves, by point. */
function decisions(model: FlowModel, policy: Policy): ReadonlyMap<string, Decision> {
  const made = new Map<string, Decision>();
  const move = (choice: MoveChoice): number => {
    const chosen = policy.move(choice);
    const options = Array.from({ length: choice.natural }, (_, i) => choice.label(i));
    if (chosen < choice.natural) made.set(choice.point(), { options, chosen: choice.label(chosen) });
    return chosen;
  };
  run(model, { ...BOUNDS, policy: { move, pick: (choice) => policy.pick(choice) } });
  return made;
}

/** A point where the natural moves `codes` are enabled. */
function offered(key: number, codes: readonly number[]): MoveChoice {
  const label = (i: number): string => `move ${codes[i] ?? -1}`;
  const code = (i: number): number => codes[i] ?? -1;
  return { point: () => `s/x#${key}`, key, count: codes.length, natural: codes.length, label, code };
}

describe("policies", () => {
  const deals = portfolio(MODEL);

  test.each(deals)("$name is a pure function of seed and point", ({ make, strike }) => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const first = run(MODEL, { ...BOUNDS, policy: make(seed, strike) });
      expect(run(MODEL, { ...BOUNDS, policy: make(seed, strike) })).toEqual(first);
      seen.add(JSON.stringify(first.steps.map(({ label }) => label)));
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  test.each([
    ["uniform", (seed: number): Policy => new UniformPolicy(seed, 12)],
    ["swarm", (seed: number): Policy => new SwarmPolicy(seed, 12)],
  ])("%s: a message taken away changes only choices that were about it", (_, make) => {
    let compared = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const whole = decisions(MODEL, make(seed));
      for (const [point, less] of decisions(LESS, make(seed))) {
        const more = whole.get(point);
        if (more === undefined || !less.options.every((option) => more.options.includes(option))) continue;
        if (!less.options.includes(more.chosen)) continue;
        expect(less.chosen).toBe(more.chosen);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(SEEDS);
  });

  test("all strike at the same points for the same seed, as far as they get there", () => {
    const strikes = deals.map(({ make }) => {
      const policy = make(7, 40);
      return Array.from(
        { length: 400 },
        (_, key) => policy.move({ ...offered(key, [1, 2, 3]), natural: 2 }) === 2,
      );
    });
    for (const each of strikes) expect(each).toEqual(strikes[0]);
    expect(strikes[0]?.filter(Boolean).length).toBeGreaterThan(20);
  });
});

describe("swarm", () => {
  test("weighs kinds of moves anew for each run, and leaves none out", () => {
    const shares: number[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const policy = new SwarmPolicy(mix(9, seed), 0);
      let first = 0;
      for (let key = 0; key < 1_000; key++) if (policy.move(offered(key, [1, 2])) === 0) first += 1;
      shares.push(first / 1_000);
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.05);
    expect(Math.min(...shares)).toBeLessThan(0.2);
    expect(Math.max(...shares)).toBeGreaterThan(0.8);
    expect(Math.max(...shares)).toBeLessThan(0.95);
  });
});

describe("delay-bounded", () => {
  test("puts off at most so many moves, each for a while", () => {
    const most = { 0: 0, 1: 0, 3: 0 };
    for (const delays of [0, 1, 3] as const) {
      for (let seed = 0; seed < SEEDS; seed++) {
        const policy = new DelayPolicy(seed, { delays, points: 20, strike: 0 });
        const { deviations } = run(MODEL, { ...BOUNDS, policy });
        const put = new Set(
          deviations.flatMap(({ point }) =>
            point.startsWith("s/") ? [point.slice(0, point.lastIndexOf("#"))] : [],
          ),
        );
        most[delays] = Math.max(most[delays], put.size);
      }
    }
    expect(most).toEqual({ 0: 0, 1: 1, 3: 3 });
  });
});

describe("pct", () => {
  const lanesOf = (depth: number, seed: number): ReadonlyMap<string, Set<string>> => {
    const lanes = new Lanes(MODEL.places);
    const policy = new PctPolicy(seed, { depth, points: 30, strike: 0, lanes });
    const over = new Map<string, Set<string>>();
    const move = (choice: MoveChoice): number => {
      const chosen = policy.move(choice);
      const winner = String(lanes.of(choice, chosen));
      const losers = Array.from({ length: choice.natural }, (_, i) => String(lanes.of(choice, i)));
      const beaten = over.get(winner) ?? new Set<string>();
      for (const loser of losers) if (loser !== winner) beaten.add(loser);
      over.set(winner, beaten);
      return chosen;
    };
    run(MODEL, { ...BOUNDS, policy: { move, pick: (choice) => policy.pick(choice) } });
    return over;
  };
  const turns = (over: ReadonlyMap<string, Set<string>>): number =>
    [...over].reduce(
      (sum, [winner, beaten]) => sum + [...beaten].filter((loser) => over.get(loser)?.has(winner)).length,
      0,
    );

  test("of depth 1 lets no lane act before one above it, in whatever order lanes are", () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const over = lanesOf(1, seed);
      expect(turns(over)).toBe(0);
      orders.add(
        JSON.stringify(
          [...over].map(([winner, beaten]) => `${winner}: ${[...beaten].sort().join(" ")}`).sort(),
        ),
      );
    }
    expect(orders.size).toBeGreaterThan(5);
  });

  test("of a greater depth turns the order at change points", () => {
    const turned = Array.from({ length: SEEDS }, (_, seed) => turns(lanesOf(4, seed)) > 0);
    expect(turned.filter(Boolean).length).toBeGreaterThan(SEEDS / 4);
  });

  test("knows a lane by the longest place that a move begins with", () => {
    const lanes = new Lanes(["shop.mail", "shop.mail#1"]);
    const choice = {
      ...offered(1, [257, 513, 769]),
      label: (i: number) => ["shop.mail#1 acts", "shop.mail waits", "time passes"][i] ?? "",
    };
    expect([lanes.of(choice, 0), lanes.of(choice, 1)]).toEqual([1, 0]);
    expect(lanes.of(choice, 2)).toBeLessThan(0);
  });
});

test("a campaign deals its runs out to the portfolio, and names the policy that found each violation", () => {
  const options = { seed: 42, runs: 300, faults: 1, episodes: 1, steps: 2_000, until: "each" } as const;
  const { findings } = campaign(MODEL, options);
  expect(findings.length).toBeGreaterThan(2);
  const deals = portfolio(MODEL);
  // Three runs in turn (all faults, half of them, one) fall to one policy.
  for (const { run: number, policy } of findings)
    expect(policy).toBe(deals[Math.floor(number / 3) % deals.length]?.name);
});
