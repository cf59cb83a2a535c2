import { describe, expect, test } from "vitest";
import { explore } from "../../src/runtime/explore.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { type RunResult, run } from "../../src/runtime/run.ts";
import { DEFAULT_POLICY, ReplayPolicy } from "../../src/runtime/schedule.ts";
import { micro } from "./micro.ts";
import { CONSUMER, toyModel, type ToyPlan } from "./toy-plan.ts";

const BOUNDS = { faults: 1, episodes: 1, steps: 4_000, record: false };

function calm(setup: ToyPlan, steps = 4_000): RunResult {
  return run(toyModel(setup), { ...BOUNDS, faults: 0, steps, policy: DEFAULT_POLICY });
}

describe("a run ends", () => {
  test("at rest, where nothing is left to do", () => {
    expect(calm({})).toMatchObject({ end: "rest", broken: [], struck: [], deviations: [] });
  });

  test("stuck, where an acknowledged intent has a copy that nothing moves", () => {
    expect(calm({ toy: { lie: "hide-second" } })).toMatchObject({ end: "stuck", broken: ["live"] });
  });

  test("at rest and not stuck, where the copy is gone: that is a loss, not a blockage", () => {
    expect(calm({ toy: { lie: "swallow" } })).toMatchObject({ end: "rest", broken: ["at-least-once"] });
  });

  test("in circles, also when a random policy steers it", () => {
    const model = toyModel({ toy: { lie: "circle-after-crash" } });
    const ends = Array.from({ length: 300 }, (_, seed) => {
      const atoms = new Set([`process-crash@${CONSUMER}`]);
      return run(model, { ...BOUNDS, atoms, policy: new RandomPolicy(seed, { surprise: 128, strike: 64 }) });
    });
    const circling = ends.filter(({ end }) => end === "livelock");
    expect(circling.length).toBeGreaterThan(30);
    expect(circling.filter(({ broken }) => broken.includes("live")).length).toBeGreaterThan(10);
    for (const { end, struck } of ends) expect(end === "livelock").toBe(struck.length > 0);
  });

  test("at its bound, of which nothing is known", () => {
    expect(calm({ toy: { lie: "hide-second" } }, 5)).toMatchObject({ end: "bound", broken: [] });
  });

  test("at a bound where a list of the model is too short, and keeps what was broken before", () => {
    const model = toyModel({ plan: { sendAgain: true, keys: [0] }, toy: { lie: "say-failed" } });
    const result = run(model, { ...BOUNDS, faults: 0, policy: DEFAULT_POLICY });
    expect(result).toMatchObject({ end: "bound", exceeded: "queue of node 1" });
    expect(result.broken).toEqual(["valid", "at-most-once"]);
  });
});

/** Goes from one state to the other and back; `out` leads out of it, where there is one. */
function circle(wayOut: boolean): ReturnType<typeof micro> {
  return micro(
    (b) => {
      const at = b.layout.cell();
      const over = b.layout.cell();
      const turn = b.op(
        () => "turn",
        (s) => at.set(s, 1 - at.get(s)),
      );
      const leave = b.op(
        () => "leave",
        (s) => over.set(s, 1),
      );
      return (s, out) => {
        if (over.get(s) !== 0) return;
        turn.prompt(out);
        if (wayOut) leave.wide(out);
      };
    },
    { inCircles: () => 1, due: () => 1 },
  );
}

describe("circles", () => {
  const options = { ...BOUNDS, faults: 0, policy: DEFAULT_POLICY };

  test("without a way out are livelocks, in a run and in the search", () => {
    expect(run(circle(false), options)).toMatchObject({ end: "livelock", broken: ["live"] });
    expect(explore(circle(false), { faults: 0, states: 100 }).violations).toMatchObject([
      { clause: "live", when: "livelock" },
    ]);
  });

  test("with a way out are none: every move gets its turn", () => {
    const result = run(circle(true), options);
    expect(result).toMatchObject({ end: "rest", broken: [], deviations: [] });
    expect(explore(circle(true), { faults: 0, states: 100 }).violations).toEqual([]);
  });

  test("that only more work would end are livelocks", () => {
    const model = circle(true);
    const closed = { ...model, isCall: (code: number): boolean => code === 1 };
    expect(explore(closed, { faults: 0, states: 100 }).violations).toMatchObject([
      { clause: "live", when: "livelock" },
    ]);
  });

  test("that resend for ever come back to a state seen before: nothing in the key counts them", () => {
    const refusing = toyModel({ plan: { sendAgain: true }, toy: { lie: "refuse" } });
    const search = explore(refusing, { faults: 0, states: 10_000 });
    expect(search.stopped).toBeUndefined();
    expect(search.states).toBeLessThan(100);
    expect(run(refusing, options).end).toBe("livelock");
    // With a count of sends in the state the search never ends, and says so.
    const counting = toyModel({ plan: { sendAgain: true }, toy: { lie: "refuse", counts: true } });
    expect(explore(counting, { faults: 0, states: 10_000 }).stopped).toBe("states");
    expect(run(counting, options).end).toBe("bound");
  });
});

describe("episodes", () => {
  test("begin only where the flow has recovered, and are as many as allowed", () => {
    const model = toyModel({
      plan: { episodes: 3, keys: [0, 0, 0, 0], faults: 1 },
      handler: { effect: "shared" },
    });
    let most = 0;
    for (let seed = 0; seed < 300; seed++) {
      const policy = new RandomPolicy(seed, { surprise: 20, strike: 60 });
      const { struck } = run(model, { ...BOUNDS, episodes: 3, policy });
      expect(struck.length).toBeLessThanOrEqual(3);
      most = Math.max(most, struck.length);
    }
    expect(most).toBe(3);
  });

  test("of one fault break nothing that one fault alone does not break, where nothing outlives an episode", () => {
    const model = toyModel({
      plan: { episodes: 3, keys: [0, 0, 0, 0], faults: 1 },
      handler: { effect: "shared" },
    });
    for (let seed = 0; seed < 300; seed++) {
      const policy = new RandomPolicy(seed, { surprise: 60, strike: 60 });
      expect(run(model, { ...BOUNDS, episodes: 3, policy }).broken).toEqual([]);
    }
  });
});

describe("premises", () => {
  test("are true only of runs that a clause can say something about", () => {
    expect(calm({}).premises).toEqual([
      "valid",
      "live",
      "at-most-once",
      "at-least-once",
      "order per(key)",
      "strict order per(key)",
    ]);
    expect(calm({ plan: { keys: [0] } }).premises).not.toContain("order per(key)");
    expect(calm({ plan: { keys: [0, 1] } }).premises).not.toContain("order per(key)");
    expect(calm({ toy: { lie: "swallow" } }).premises).toEqual(["live", "at-least-once"]);
    expect(calm({ plan: { calls: [] } }).premises).toEqual([]);
  });

  test("count strikes on a live flow apart from others", () => {
    const model = toyModel();
    let idle = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { struck, struckLive } = run(model, {
        ...BOUNDS,
        policy: new RandomPolicy(seed, { surprise: 10, strike: 20 }),
      });
      expect(struckLive.length).toBeLessThanOrEqual(struck.length);
      idle += struck.length - struckLive.length;
    }
    expect(idle).toBeGreaterThan(0);
  });

  test("count a strike on an idle flow as live where it is not over when the next message comes", () => {
    const model = toyModel();
    const strike = (choice: string, after: readonly string[] = []): RunResult => {
      const steps = [choice, ...after].map((label, i) => ({
        point: `s/writer.out sends m1#${i + 1}`,
        choice: label,
      }));
      return run(model, { ...BOUNDS, policy: new ReplayPolicy(steps) });
    };
    expect(strike(`late-start@${CONSUMER}`)).toMatchObject({
      struck: [`late-start@${CONSUMER}`],
      struckLive: [`late-start@${CONSUMER}`],
    });
    const crash = `process-crash@${CONSUMER}`;
    expect(strike(crash).struckLive).toEqual([crash]);
    expect(strike(crash, [`${CONSUMER}#1 starts`])).toMatchObject({ struck: [crash], struckLive: [] });
  });
});
