import { describe, expect, test } from "vitest";
import type { State } from "../../src/base/layout.ts";
import { explore } from "../../src/runtime/explore.ts";
import type { FoundViolation } from "../../src/runtime/found-sets.ts";
import { followPath, run } from "../../src/runtime/run.ts";
import { ReplayPolicy } from "../../src/runtime/schedule.ts";
import { altered } from "./altered.ts";
import type { Lie } from "./toy-options.ts";
import { CONSUMER, PRODUCER, toyModel, type ToyPlan } from "./toy-plan.ts";

const STATES = 500_000;
const ORDER = "order per(key)";
const STRICT = "strict order per(key)";
const REPEATS = [
  `outage@${CONSUMER}`,
  `pause@${CONSUMER}`,
  "process-crash@node 1",
  `process-crash@${CONSUMER}`,
];
const RETURNS = [`handler-failure@${CONSUMER}`, `outage@${CONSUMER}`, `process-crash@${CONSUMER}`];

/** Fault sets by clause, each as `a + b`. */
function faultSets(violations: readonly FoundViolation[]): Record<string, string[]> {
  const sets: Record<string, string[]> = {};
  for (const { clause, atoms } of violations) (sets[clause] ??= []).push(atoms.join(" + "));
  return sets;
}

function found(setup: ToyPlan, faults = 1): Record<string, string[]> {
  const model = toyModel({ ...setup, plan: { awaits: false, faults, ...setup.plan } });
  const result = explore(model, { faults, states: STATES });
  expect(result.stopped).toBeUndefined();
  return faultSets(result.violations);
}

const LIES: Readonly<Record<Exclude<Lie, "refuse">, Readonly<Record<string, readonly string[]>>>> = {
  "ack-before-store": { "at-most-once": REPEATS, "at-least-once": ["process-crash@node 1"] },
  "forget-requeue": { "at-least-once": RETURNS },
  "last-first": { "at-most-once": REPEATS, [ORDER]: [""], [STRICT]: [""] },
  "settle-on-delivery": { "at-least-once": RETURNS },
  "store-twice": { "at-most-once": [""] },
  swallow: { "at-least-once": [""] },
  "say-failed": { valid: [""], "at-most-once": REPEATS },
  "hide-second": { live: [""], "at-most-once": REPEATS },
  "start-at-end": { "at-most-once": REPEATS, "at-least-once": [`late-start@${CONSUMER}`] },
  "circle-after-crash": {
    live: [`outage@${CONSUMER}`, `process-crash@${CONSUMER}`],
    "at-most-once": [`pause@${CONSUMER}`, "process-crash@node 1"],
  },
};

describe("the exhaustive search", () => {
  test("finds the smallest fault sets of an honest queue", () => {
    expect(found({})).toEqual({ "at-most-once": REPEATS });
    expect(found({ handler: { effect: "shared" } })).toEqual({});
    expect(found({ handler: { effect: "instance" } })).toEqual({
      "at-most-once": [`outage@${CONSUMER}`, `process-crash@${CONSUMER}`],
    });
    expect(found({ handler: { groups: [["settle"], ["effect"]] } })).toMatchObject({
      "at-least-once": RETURNS,
    });
  });

  test("finds order broken by competing instances without any fault, and by two faults what one cannot break", () => {
    expect(found({ handler: { instances: 2 } })[ORDER]).toEqual([""]);
    const resend = { plan: { sendAgain: true, awaits: true } };
    expect(found(resend)["at-most-once"]).toContain(`lost-response@producer`);
    expect(found(resend)[ORDER]).toBeUndefined();
  });

  test.each(Object.entries(LIES))(
    "finds out the lie %s with the fault sets that bring it to light",
    (lie, expected) => {
      expect(found({ toy: { lie: lie as Lie } })).toEqual(expected);
    },
  );

  test("gives each violation with a path that breaks the clause again, and as deviations too", () => {
    for (const lie of [undefined, ...(Object.keys(LIES) as Lie[])]) {
      const model = toyModel({ plan: { awaits: false, faults: 2 }, toy: lie === undefined ? {} : { lie } });
      const bounds = { faults: 2, episodes: 1, steps: 4_000, record: false };
      const { violations } = explore(model, { faults: 2, states: STATES });
      expect(violations.length).toBeGreaterThan(0);
      for (const { clause, atoms, path, when } of violations) {
        const followed = followPath(model, path, bounds);
        expect(followed.broken).toContain(clause);
        expect([...followed.struck].sort()).toEqual(atoms);
        if (when === "livelock") expect(followed.end).toBe("livelock");
        const replayed = run(model, { ...bounds, policy: new ReplayPolicy(followed.deviations) });
        expect(replayed).toEqual(followed);
      }
    }
  });

  test("reports only minimal fault sets", () => {
    const model = toyModel({ plan: { awaits: false, faults: 2 }, toy: { lie: "ack-before-store" } });
    const { violations } = explore(model, { faults: 2, states: STATES });
    for (const v of violations)
      for (const w of violations)
        if (v !== w && v.clause === w.clause)
          expect(w.atoms.every((atom) => v.atoms.includes(atom))).toBe(false);
  });

  test("finds nothing new where it is told which atoms may strike, but only with these", () => {
    const model = toyModel({ plan: { awaits: false } });
    const atoms = new Set([`process-crash@${PRODUCER}`, `pause@${CONSUMER}`]);
    const { violations } = explore(model, { faults: 1, states: STATES, atoms });
    expect(faultSets(violations)).toEqual({ "at-most-once": [`pause@${CONSUMER}`] });
  });

  test("stops at the fault set it was asked for", () => {
    const model = toyModel({ plan: { awaits: false } });
    const all = explore(model, { faults: 1, states: STATES });
    const until = { clause: "at-most-once", atoms: [`process-crash@${CONSUMER}`] };
    const some = explore(model, { faults: 1, states: STATES, until });
    expect(some.states).toBeLessThan(all.states);
    expect(some.stopped).toBe("found");
    expect(faultSets(some.violations)["at-most-once"]).toContain(`process-crash@${CONSUMER}`);
  });

  test("lets faults strike an idle flow: told to strike only while a message is under way, it misses violations", () => {
    const setup = { toy: { lie: "start-at-end" }, plan: { awaits: false } } as const;
    const whole = toyModel(setup);
    const atoms = whole.atoms.map((atom) => ({
      ...atom,
      enabled: (s: State): boolean => whole.monitor.pending(s) !== 0 && atom.enabled(s),
    }));
    const missed = faultSets(explore(altered(whole, { atoms }), { faults: 1, states: STATES }).violations);
    const all = faultSets(explore(whole, { faults: 1, states: STATES }).violations);
    expect(all["at-least-once"]).toEqual([`late-start@${CONSUMER}`]);
    expect(missed["at-least-once"]).toBeUndefined();
  });

  test("finds the same, in fewer states, where it leaves out what makes no difference", () => {
    for (const lie of [undefined, ...(Object.keys(LIES) as Lie[])]) {
      const toy = { independent: "arrivals", ...(lie === undefined ? {} : { lie }) } as const;
      const model = toyModel({ plan: { awaits: false, faults: 2 }, toy });
      const every = explore(model, { faults: 2, states: STATES, reduction: false });
      const some = explore(model, { faults: 2, states: STATES });
      expect(faultSets(some.violations)).toEqual(faultSets(every.violations));
      expect(some.states).toBeLessThan(every.states);
      expect(some.nodes).toBeLessThan(some.states);
      expect(every.nodes).toBe(every.states);
    }
  });

  test("finds less where moves are called independent that are not", () => {
    const search = (independent: "arrivals" | "everything"): unknown => {
      const model = toyModel({ plan: { awaits: false }, toy: { independent, lie: "last-first" } });
      return faultSets(explore(model, { faults: 0, states: STATES }).violations);
    };
    expect(search("everything")).not.toEqual(search("arrivals"));
  });

  test("leaves paths as short as they were where no move is independent", () => {
    for (const lie of ["forget-requeue", "ack-before-store", "circle-after-crash"] as const) {
      const model = toyModel({ plan: { awaits: false, faults: 2 }, toy: { lie } });
      const [some, every] = [true, false].map((reduction) =>
        explore(model, { faults: 2, states: STATES, reduction }),
      );
      const lengths = (of: typeof some): unknown =>
        of?.violations.map(({ clause, atoms, path }) => [clause, atoms, path.length]);
      expect(lengths(some)).toEqual(lengths(every));
    }
  });

  test("says which bound stopped it", () => {
    const model = toyModel({ plan: { awaits: false } });
    expect(explore(model, { faults: 1, states: 100 }).stopped).toBe("states");
    const copies = toyModel({ plan: { sendAgain: true, faults: 2, keys: [0] }, toy: { lie: "store-twice" } });
    const full = explore(copies, { faults: 2, states: STATES });
    expect(full.stopped).toBe("capacity");
    expect(full.exceeded).toBe("queue of node 1");
    let asked = 0;
    const proceed = (): boolean => ++asked < 2;
    const timed = explore(toyModel({ plan: { awaits: false, faults: 2 } }), {
      faults: 2,
      states: STATES,
      proceed,
    });
    expect(timed).toMatchObject({ stopped: "time" });
    expect(asked).toBe(2);
    expect(timed.states).toBeGreaterThan(4_096);
  });

  test("is complete at a depth that nothing lies beyond, and says so where something does", () => {
    const model = toyModel({ plan: { awaits: false } });
    const whole = explore(model, { faults: 1, states: STATES });
    expect(whole.stopped).toBeUndefined();
    expect(explore(model, { faults: 1, states: STATES, depth: whole.depth })).toEqual(whole);
    for (const depth of [0, 1, 5, whole.depth - 1]) {
      const some = explore(model, { faults: 1, states: STATES, depth });
      expect(some).toMatchObject({ stopped: "depth", depth });
      expect(some.states).toBeLessThan(whole.states);
      for (const { path } of some.violations) expect(path.length).toBeLessThanOrEqual(depth);
    }
  });

  test("counts what it took, by operation, timer, atom and choice", () => {
    const model = toyModel({ plan: { awaits: false }, handler: { instances: 2 } });
    const crash = `process-crash@${CONSUMER}`;
    const { coverage, transitions } = explore(model, {
      faults: 1,
      states: STATES,
      atoms: new Set([crash]),
      reduction: false,
    });
    const { operations, timers, atoms, sites } = coverage;
    const taken = [...operations, ...timers, ...atoms].reduce((sum, n) => sum + n, 0);
    expect(taken).toBe(transitions);
    expect(model.atoms.filter((_, i) => (atoms[i] ?? 0) > 0).map(({ name }) => name)).toEqual([crash]);
    const chosen = model.sites.filter((_, i) => (sites[i] ?? 0) > 0);
    expect(chosen).toEqual([`which instance of ${CONSUMER}`]);
    const never = model.operations.filter((_, i) => operations[i] === 0).map(({ label }) => label(0, 0));
    expect(never).toContain(`${CONSUMER}#1 resumes`);
    expect(never).not.toContain(`${CONSUMER}#1 starts`);
  });

  test("is the same search every time", () => {
    const search = (): unknown =>
      explore(toyModel({ plan: { awaits: false } }), { faults: 1, states: STATES });
    expect(search()).toEqual(search());
  });
});
