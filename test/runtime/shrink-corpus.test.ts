import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { run } from "../../src/runtime/run.ts";
import { ReplayPolicy } from "../../src/runtime/schedule.ts";
import { shrink, type ShrinkTask, type Shrunk, type StoryParts } from "../../src/runtime/shrink.ts";
import { brokenDraws, brokenSpecs, foundIn } from "./corpus.ts";

const RUNS = 200;
const TOPOLOGIES = 3;

interface Story {
  readonly name: string;
  readonly task: ShrinkTask;
  readonly small: Shrunk;
}

/** What random runs find in flows that are known to break, made small. */
function stories(): readonly Story[] {
  const subjects = [...brokenSpecs(), ...BROKERS.flatMap((broker) => brokenDraws(broker, TOPOLOGIES))];
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
    expect(all.length).toBeGreaterThan(60);
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

  test("keeps the messages of one path value and at most the faults that struck", () => {
    for (const { name, task, small } of all) {
      expect(small.calls.length, name).toBeLessThanOrEqual(3);
      const atoms = new Set(task.model(small.calls).atoms.map((atom) => atom.name));
      const count = (parts: StoryParts): number =>
        parts.deviations.filter(({ choice }) => atoms.has(choice)).length;
      expect(count(small), name).toBeLessThanOrEqual(count(task));
    }
  });
});
