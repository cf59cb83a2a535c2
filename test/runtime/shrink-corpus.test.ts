import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { run } from "../../src/runtime/run.ts";
import { ReplayPolicy } from "../../src/runtime/schedule.ts";
import { shrink, type ShrinkTask, type Shrunk, type StoryParts } from "../../src/runtime/shrink.ts";
import { brokenDraws, brokenPlants, brokenSpecs, foundIn } from "./corpus.ts";

const RUNS = 200;
const TOPOLOGIES = 3;
/** Every so many planted bugs; `bench/shrinking.ts` takes all. */
const PLANTS_STEP = 5;

interface Story {
  readonly name: string;
  readonly task: ShrinkTask;
  readonly small: Shrunk;
}

/** What random runs find in flows that are known to break, made small. */
function stories(): readonly Story[] {
  const plants = brokenPlants().filter((_, i) => i % PLANTS_STEP === 0);
  const draws = BROKERS.flatMap((broker) => brokenDraws(broker, TOPOLOGIES));
  const subjects = [...brokenSpecs(), ...plants, ...draws];
  return subjects.flatMap((broken): Story[] => {
    const found = foundIn(broken, 1, RUNS);
    if (found === undefined) return [];
    const task = { ...found, executionsMax: 2_000 };
    return [{ name: broken.name, task, small: present(shrink(task), "a story that breaks its clause") }];
  });
}

function breaks({ model, options, clause }: ShrinkTask, { calls, deviations }: StoryParts): boolean {
  const policy = new ReplayPolicy(deviations);
  return run(model(calls), { ...options, record: false, policy }).broken.includes(clause);
}

describe("what random runs find in broken flows", () => {
  const all = stories();

  test("is shrunk to a story of which no message, no fault and no other deviation can be left out", () => {
    expect(all.length).toBeGreaterThan(100);
    for (const { name, task, small } of all) {
      const { calls, deviations, minimal } = small;
      expect(minimal, name).toBe(true);
      expect(breaks(task, small), name).toBe(true);
      for (const gone of calls)
        expect(breaks(task, { calls: calls.filter((m) => m !== gone), deviations }), name).toBe(false);
      for (const gone of deviations)
        expect(breaks(task, { calls, deviations: deviations.filter((each) => each !== gone) }), name).toBe(
          false,
        );
    }
  });

  test("needs few executions, and says how many states were searched instead of more", () => {
    const executions = all.map(({ small }) => small.executions).sort((a, b) => a - b);
    expect(executions[executions.length >> 1]).toBeLessThanOrEqual(150);
    expect(executions.at(-1)).toBeLessThanOrEqual(150);
    const searched = all.filter(({ small }) => small.searched > 0);
    expect(searched.length).toBeGreaterThan(5);
    for (const { small } of searched) expect(small.searched).toBeLessThan(30_000);
  });

  test("mostly keeps one message or two, and never more faults than struck", () => {
    const calls = all.map(({ small }) => small.calls.length).sort((a, b) => a - b);
    expect(calls[Math.floor(0.9 * calls.length)]).toBeLessThanOrEqual(2);
    for (const { name, task, small } of all) {
      const atoms = new Set(task.model(small.calls).atoms.map((atom) => atom.name));
      const count = (parts: StoryParts): number =>
        parts.deviations.filter(({ choice }) => atoms.has(choice)).length;
      expect(count(small), name).toBeLessThanOrEqual(count(task));
    }
  });
});
