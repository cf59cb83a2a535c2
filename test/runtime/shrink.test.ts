import { describe, expect, test } from "vitest";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { run } from "../../src/runtime/run.ts";
import { ReplayPolicy, type Schedule } from "../../src/runtime/schedule.ts";
import { shrink, type Shrunk, type StoryParts } from "../../src/runtime/shrink.ts";
import { toyPlan, type ToyPlan } from "./toy-plan.ts";

const MESSAGES = 6;
const OPTIONS = { faults: 2, episodes: 2, steps: 4_000 };

/** Counts the executions of a subject. */
class Subject {
  readonly #setup: ToyPlan;
  readonly #models: Map<string, FlowModel> = new Map<string, FlowModel>();
  constructor(setup: ToyPlan) {
    this.#setup = {
      ...setup,
      plan: {
        keys: Array.from({ length: MESSAGES }, (_, m) => m % 2),
        faults: 2,
        episodes: 2,
        awaits: false,
        ...setup.plan,
      },
    };
  }
  readonly model = (calls: readonly number[]): FlowModel => {
    const key = calls.join(" ");
    const known = this.#models.get(key) ?? new FlowModel({ ...toyPlan(this.#setup), calls });
    this.#models.set(key, known);
    return known;
  };
  breaks(clause: string, { calls, deviations }: StoryParts): boolean {
    const policy = new ReplayPolicy(deviations);
    return run(this.model(calls), { ...OPTIONS, record: false, policy }).broken.includes(clause);
  }
}

interface Case {
  readonly subject: Subject;
  readonly clause: string;
  readonly start: Schedule;
  readonly shrunk: Shrunk;
}

function* cases(seeds: number): Generator<Case> {
  const calls = Array.from({ length: MESSAGES }, (_, m) => m);
  const setups: ToyPlan[] = [
    {},
    { handler: { instances: 2, slots: 2 } },
    { toy: { lie: "ack-before-store" } },
    { toy: { lie: "circle-after-crash" } },
    { plan: { sendAgain: true } },
  ];
  for (const setup of setups) {
    const subject = new Subject(setup);
    for (let seed = 0; seed < seeds; seed++) {
      const policy = new RandomPolicy(seed, { surprise: 60, strike: 12 });
      const found = run(subject.model(calls), { ...OPTIONS, record: false, policy });
      for (const clause of found.broken) {
        const task = {
          model: subject.model,
          options: OPTIONS,
          clause,
          calls,
          deviations: found.deviations,
          executionsMax: 5_000,
        };
        const shrunk = shrink(task);
        expect(shrunk).toBeDefined();
        if (shrunk !== undefined) yield { subject, clause, start: found.deviations, shrunk };
      }
    }
  }
}

describe("a shrunk story", () => {
  test("breaks the same clause, and nothing of it can be left out or put a visit earlier", () => {
    let count = 0;
    for (const { subject, clause, shrunk } of cases(30)) {
      const { calls, deviations, minimal } = shrunk;
      expect(minimal).toBe(true);
      expect(subject.breaks(clause, shrunk)).toBe(true);
      for (const gone of calls)
        expect(subject.breaks(clause, { calls: calls.filter((m) => m !== gone), deviations })).toBe(false);
      deviations.forEach((deviation, i) => {
        expect(subject.breaks(clause, { calls, deviations: deviations.filter((_, k) => k !== i) })).toBe(
          false,
        );
        const at = deviation.point.lastIndexOf("#");
        const point = `${deviation.point.slice(0, at)}#${Number(deviation.point.slice(at + 1)) - 1}`;
        if (point.endsWith("#0") || deviations.some((other) => other.point === point)) return;
        expect(
          subject.breaks(clause, { calls, deviations: deviations.with(i, { ...deviation, point }) }),
        ).toBe(false);
      });
      count += 1;
    }
    expect(count).toBeGreaterThan(60);
  });

  test("is small, and few executions are needed", () => {
    const sizes: number[] = [];
    const executions: number[] = [];
    for (const { start, shrunk } of cases(30)) {
      expect(shrunk.deviations.length).toBeLessThanOrEqual(start.length);
      expect(shrunk.calls.length).toBeLessThanOrEqual(3);
      sizes.push(shrunk.deviations.length);
      executions.push(shrunk.executions);
    }
    const median = (numbers: readonly number[]): number =>
      [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
    expect(median(sizes)).toBeLessThanOrEqual(2);
    expect(median(executions)).toBeLessThanOrEqual(60);
    expect(Math.max(...executions)).toBeLessThanOrEqual(300);
  });

  test("is the same every time, in as many executions", () => {
    const all = [...cases(4)].map(({ shrunk }) => shrunk);
    expect([...cases(4)].map(({ shrunk }) => shrunk)).toEqual(all);
    expect(all.length).toBeGreaterThan(5);
  });

  test("says that it is not minimal where its executions ran out, and still breaks the clause", () => {
    const subject = new Subject({ handler: { instances: 2, slots: 2 } });
    const calls = Array.from({ length: MESSAGES }, (_, m) => m);
    const runs = Array.from({ length: 50 }, (_, seed) => {
      const policy = new RandomPolicy(seed, { surprise: 32, strike: 0, hold: 32 });
      return run(subject.model(calls), { ...OPTIONS, record: false, policy });
    });
    const found = runs.find(({ broken, deviations }) => broken.length > 0 && deviations.length > 8);
    const clause = found?.broken[0] ?? "";
    const task = {
      model: subject.model,
      options: OPTIONS,
      clause,
      calls,
      deviations: found?.deviations ?? [],
    };
    const short = shrink({ ...task, executionsMax: 3 });
    expect(short).toMatchObject({ minimal: false, executions: 4 });
    expect(short === undefined || subject.breaks(clause, short)).toBe(true);
  });

  test("is none where the story given breaks nothing", () => {
    const subject = new Subject({});
    const task = {
      model: subject.model,
      options: OPTIONS,
      calls: [0, 1],
      deviations: [],
      executionsMax: 100,
    };
    expect(shrink({ ...task, clause: "at-most-once" })).toBeUndefined();
  });
});
