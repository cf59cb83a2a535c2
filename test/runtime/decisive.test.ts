import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { decisiveStep } from "../../src/runtime/decisive.ts";
import { explore } from "../../src/runtime/explore.ts";
import { followPath, type RunResult, run } from "../../src/runtime/run.ts";
import { ReplayPolicy } from "../../src/runtime/schedule.ts";
import { type Broken, brokenSpecs, foundIn } from "./corpus.ts";
import { toyModel } from "./toy-plan.ts";

const SUBJECTS = brokenSpecs();

function subject(name: string, clause: string): Broken {
  return present(
    SUBJECTS.find((each) => each.name.startsWith(`${name}: ${clause} of`)),
    `${name} breaks ${clause}`,
  );
}

/** The shortest story in which exactly this atom breaks the clause, and where it was decided. */
function decided(broken: Broken, calls: readonly number[], atom: string | undefined) {
  const model = broken.model(calls);
  const atoms = new Set(atom === undefined ? [] : [atom]);
  const budget = { faults: atoms.size, atoms, episodes: 1 };
  const [found] = explore(model, { ...budget, states: 60_000 }).violations;
  const path = present(found, "a violation").path;
  const story = followPath(model, path, { ...budget, steps: 10_000, record: true });
  return { story, decisive: decisiveStep(model, story, { ...budget, clause: broken.clause, seed: 1 }) };
}

describe("the decisive step", () => {
  test.each([
    [
      "the leader alone acknowledges",
      "at-least-once",
      "process-crash@orders.leader",
      "process-crash@orders.leader",
    ],
    ["committed before anything is done", "at-least-once", "outage@notifier.watch", "outage@notifier.watch"],
    [
      "a throw skips the order",
      "at-least-once",
      "handler-failure@notifier.watch",
      "handler-failure@notifier.watch",
    ],
    [
      "the store forgets within an outage",
      "at-most-once",
      "outage@notifier.watch",
      "the store of notifier.watch forgets",
    ],
    ["payments", "at-least-once", "outage@events", "delivery time-out of payment.taken#1"],
  ])("of %s (%s by %s) is %s", (name, clause, atom, label) => {
    const { story, decisive } = decided(subject(name, clause), [0], atom);
    expect(decisive).toMatchObject({ label, fault: label === atom, samples: 100 });
    expect(decisive?.before).toBeLessThan(0.4);
    expect(decisive?.after).toBeGreaterThan(0.9);
    expect(story.steps[decisive?.step ?? -1]?.label).toBe(label);
  });

  test("of an acknowledged message that is lost comes after its acknowledgement", () => {
    const { story, decisive } = decided(
      subject("the leader alone acknowledges", "at-least-once"),
      [0],
      "process-crash@orders.leader",
    );
    const labels = story.steps.slice(0, decisive?.step).map(({ events }) => events.map(({ kind }) => kind));
    expect(labels.flat()).toContain("sent");
  });

  test("needs no fault: of two handlers at once, the one that overtakes", () => {
    const { decisive } = decided(subject("eight handlers at once", "order per(orderId)"), [0, 3], undefined);
    expect(decisive).toMatchObject({ fault: false });
    expect(decisive?.label).toMatch(/handles m4/);
  });

  test("is found in long runs too, and is the same every time", () => {
    const broken = subject("the leader alone acknowledges", "at-least-once");
    const { model, options, calls, deviations } = present(foundIn(broken, 3, 2_000), "a story");
    const policy = new ReplayPolicy(deviations);
    const story = run(model(calls), { ...options, record: false, policy });
    expect(story.moves).toBeGreaterThan(60);
    const { steps: _, ...budget } = options;
    const decisive = (): ReturnType<typeof decisiveStep> =>
      decisiveStep(model(calls), story, { ...budget, clause: broken.clause, seed: 1 });
    const first = present(decisive(), "a decisive step");
    expect(first.after - first.before).toBeGreaterThan(0.3);
    expect(first.step).toBeLessThan(story.moves);
    expect(decisive()).toEqual(first);
  });

  test("is none where the clause breaks however the run goes on", () => {
    const model = toyModel({ plan: { awaits: true, keys: [0] }, toy: { lie: "swallow" } });
    const budget = { faults: 0, episodes: 1 };
    const story: RunResult = run(model, {
      ...budget,
      steps: 2_000,
      record: true,
      policy: new ReplayPolicy([]),
    });
    expect(story.broken).toContain("at-least-once");
    expect(decisiveStep(model, story, { ...budget, clause: "at-least-once", seed: 1 })).toBeUndefined();
  });
});
