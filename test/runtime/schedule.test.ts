import { describe, expect, test } from "vitest";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { type RunResult, run } from "../../src/runtime/run.ts";
import { type Deviation, type MoveChoice, type Policy, ReplayPolicy } from "../../src/runtime/schedule.ts";
import { CONSUMER, PRODUCER, toyPlan } from "./toy-plan.ts";

const SEEDS = 300;
const SETUP = {
  plan: { keys: [0, 1, 0, 1], faults: 2, awaits: false, sendAgain: true },
  handler: { instances: 2, slots: 2 },
} as const;
const BOUNDS = { faults: 2, episodes: 1, steps: 4_000, record: true };

const all = [0, 1, 2, 3];
const models = new Map<string, FlowModel>();

function modelOf(calls: readonly number[]): FlowModel {
  const key = calls.join(" ");
  const known = models.get(key) ?? new FlowModel({ ...toyPlan(SETUP), calls });
  models.set(key, known);
  return known;
}

function drawn(seed: number, calls: readonly number[] = all): RunResult {
  return run(modelOf(calls), { ...BOUNDS, policy: new RandomPolicy(seed, { surprise: 60, strike: 12 }) });
}

function replayed(deviations: readonly Deviation[], calls: readonly number[] = all): RunResult {
  return run(modelOf(calls), { ...BOUNDS, policy: new ReplayPolicy(deviations) });
}

describe("a schedule of deviations", () => {
  test("replays the run it was taken from", () => {
    let deviations = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const result = drawn(seed);
      deviations += result.deviations.length;
      const policy = new ReplayPolicy(result.deviations);
      expect(run(modelOf(all), { ...BOUNDS, policy })).toEqual(result);
      expect(policy.applied).toBe(result.deviations.length);
      expect(policy.dropped).toEqual([]);
    }
    expect(deviations).toBeGreaterThan(SEEDS);
  });

  test("less one deviation decides everything before it and after it as it was, or by default", () => {
    let kept = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { deviations, steps } = drawn(seed);
      deviations.forEach((gone, i) => {
        const rest = deviations.filter((_, k) => k !== i);
        const result = replayed(rest);
        for (const deviation of result.deviations) expect(rest).toContainEqual(deviation);
        // Up to the deviation the two runs are one.
        expect(result.deviations.slice(0, i)).toEqual(deviations.slice(0, i));
        const parting = steps.findIndex(({ label }, k) => label !== result.steps[k]?.label);
        if (gone.point.startsWith("s/"))
          expect(result.steps.slice(0, parting)).toEqual(steps.slice(0, parting));
        kept += result.deviations.length;
      });
    }
    expect(kept).toBeGreaterThan(SEEDS);
  });

  test("less one message decides everything else as it was, or by default", () => {
    let kept = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { deviations } = drawn(seed);
      for (const gone of all) {
        const result = replayed(
          deviations,
          all.filter((m) => m !== gone),
        );
        for (const deviation of result.deviations) expect(deviations).toContainEqual(deviation);
        expect(result.steps.every(({ label }) => !label.includes(`sends m${gone + 1}`))).toBe(true);
        kept += result.deviations.length;
      }
    }
    expect(kept).toBeGreaterThan(SEEDS);
  });

  test("less one fault decides everything else as it was, or by default", () => {
    let kept = 0;
    const atoms = new Set(modelOf(all).atoms.map(({ name }) => name));
    for (let seed = 0; seed < SEEDS; seed++) {
      const { deviations, struck } = drawn(seed);
      for (const gone of deviations.filter(({ choice }) => atoms.has(choice))) {
        const result = replayed(deviations.filter((deviation) => deviation !== gone));
        for (const deviation of result.deviations) expect(deviations).toContainEqual(deviation);
        expect(result.struck.length).toBeLessThan(struck.length);
        kept += 1;
      }
    }
    expect(kept).toBeGreaterThan(SEEDS / 4);
  });

  test("has the same points whatever faults are allowed, also where the search would take a shorter way", () => {
    const model = new FlowModel({ ...toyPlan({ ...SETUP, toy: { independent: "arrivals" } }), calls: all });
    const points = (faults: number, atoms?: ReadonlySet<string>): string[] => {
      const seen: string[] = [];
      const policy: Policy = {
        move: ({ point, natural }) => (natural > 1 && seen.push(point()), 0),
        pick: () => 0,
      };
      run(model, { ...BOUNDS, faults, policy, ...(atoms === undefined ? {} : { atoms }) });
      return seen;
    };
    expect(points(0).length).toBeGreaterThan(3);
    expect(points(2)).toEqual(points(0));
    expect(points(2, new Set([`process-crash@${PRODUCER}`]))).toEqual(points(0));
  });

  test("leaves out what does not fit, and says so", () => {
    const wrong: Deviation[] = [
      { point: "s/nothing of the kind#1", choice: `process-crash@${CONSUMER}` },
      { point: `s/${PRODUCER} sends m1#1`, choice: "no such move" },
      { point: `p/which instance of ${CONSUMER}/0#1`, choice: "1e9" },
      { point: "", choice: "" },
    ];
    const policy = new ReplayPolicy(wrong);
    const result = run(modelOf(all), { ...BOUNDS, policy });
    expect(result.deviations).toEqual([]);
    expect(policy.applied).toBe(0);
    expect(policy.dropped).toEqual(wrong);
  });
});

interface Decision {
  readonly options: readonly string[];
  readonly chosen: string;
}

/** Decisions of a random run by their points. */
function decisions(seed: number, calls: readonly number[]): Map<string, Decision> {
  const made = new Map<string, Decision>();
  const random = new RandomPolicy(seed, { surprise: 60, strike: 12 });
  const policy: Policy = {
    move: (choice: MoveChoice) => {
      const chosen = random.move(choice);
      const options = Array.from({ length: choice.natural }, (_, i) => choice.label(i));
      if (chosen < choice.natural) made.set(choice.point(), { options, chosen: choice.label(chosen) });
      return chosen;
    },
    pick: (choice) => random.pick(choice),
  };
  run(modelOf(calls), { ...BOUNDS, policy });
  return made;
}

describe("a random policy", () => {
  test("decides by seed and point alone: a message taken away changes only choices that were about it", () => {
    let compared = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const whole = decisions(seed, all);
      for (const [point, less] of decisions(seed, [0, 1, 3])) {
        const more = whole.get(point);
        if (more === undefined || !less.options.every((option) => more.options.includes(option))) continue;
        if (!less.options.includes(more.chosen)) continue;
        expect(less.chosen).toBe(more.chosen);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(SEEDS);
  });

  test("draws different runs from different seeds", () => {
    const runs = new Set(Array.from({ length: SEEDS }, (_, seed) => JSON.stringify(drawn(seed).deviations)));
    expect(runs.size).toBeGreaterThan(SEEDS * 0.8);
  });
});
