import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type Automaton,
  explore,
  type FlowEvent,
  type FlowViolation,
  invariant,
  simulate,
  violated,
} from "../../src/api/verify.ts";
import { compiled, thrownBy, topologyOf } from "./shop.ts";

const broken = topologyOf("orders/broken.waybill");
const flow = "shop.placing -> shipping.pack";

const once: Automaton = {
  name: "once",
  initial: (messages) => Array.from({ length: messages }, () => 0),
  step: (state, event) => {
    if (event.kind !== "effect") return state;
    if (state[event.number - 1] === 1) return violated(`${event.message} took effect twice`);
    return state.with(event.number - 1, 1);
  },
};

/** As the clause says: every message that was acknowledged has an effect in the end. */
const least: Automaton = {
  name: "least",
  initial: (messages) => Array.from({ length: messages }, () => 0),
  step: (state, event) => {
    if (event.kind === "sent" && event.outcome === "ok")
      return state.with(event.number - 1, Math.max(1, state[event.number - 1] ?? 0));
    return event.kind === "effect" ? state.with(event.number - 1, 2) : state;
  },
  atEnd: (state, { unsettled }) => {
    const lost = state.findIndex((how, m) => how === 1 && !unsettled.includes(`m${m + 1}`));
    return lost < 0 ? undefined : violated(`m${lost + 1} is lost`);
  },
};

function faultSets(violations: readonly FlowViolation[], name: string): readonly (readonly string[])[] {
  return violations.flatMap(({ broken: what, faults }) => (what === name ? [faults] : []));
}

describe("an automaton", () => {
  test.each([
    ["orders/broken.waybill", "shop.placing -> shipping.pack", "least", "at-least-once"],
    ["orders/broken.waybill", "shop.placing -> invoicing.bill", "least", "at-least-once"],
    ["orders/broken.waybill", "shop.placing -> shipping.pack", "once", "at-most-once"],
    ["fan-out/broken.waybill", "catalogue.announce -> indexer.update", "least", "at-least-once"],
  ])(
    "that says what a clause says breaks with the same minimal fault sets: %s, %s, %s",
    (path, name, own, clause) => {
      const promised = readFileSync(`specs/${path}`, "utf8").replaceAll("at-least-once", "exactly-once");
      const report = explore(compiled(promised), {
        flow: name,
        workload: 1,
        invariants: [once, least],
      });
      expect(report.complete).toBe(true);
      expect(faultSets(report.violations, clause).length).toBeGreaterThan(0);
      expect(faultSets(report.violations, own)).toEqual(faultSets(report.violations, clause));
    },
  );

  test("tells states apart that the clauses do not", () => {
    const counting: Automaton = {
      name: "counting",
      initial: [0],
      step: ([n = 0], { kind }) => [kind === "deliver" ? Math.min(3, n + 1) : n],
    };
    const bounds = { flow, workload: 1 } as const;
    const counted = explore(broken, { ...bounds, invariants: [counting] });
    expect(counted.states).toBeGreaterThan(explore(broken, bounds).states);
  });

  test("says why, with a story and the faults that struck", () => {
    const { violations } = explore(broken, { flow, workload: 1, invariants: [once] });
    const own = violations.find(({ by }) => by === "invariant");
    expect(own).toMatchObject({ broken: "once", why: "m1 took effect twice" });
    expect(own?.story.lines.filter(({ mark }) => mark === "effect")).toHaveLength(2);
    expect(own).not.toHaveProperty("token");
  });

  const impure = (): Automaton => {
    let n = 0;
    return { name: "moody", initial: [0], step: () => [n++] };
  };
  test.each<[string, Automaton, string]>([
    ["is not pure", impure(), "it is not pure: asked twice after "],
    [
      "grows",
      { name: "moody", initial: [0], step: (s) => [...s, 0] },
      "its state has always 1 numbers, not 2",
    ],
    [
      "has a state of other things",
      // cast: what JavaScript can do.
      { name: "moody", initial: [0], step: () => ["x"] as unknown as number[] },
      'its state is a list of integers of at most 31 bits, not ["x"]',
    ],
    [
      "changes its state in place",
      {
        name: "moody",
        initial: [0],
        // cast: as above.
        step: (s) => ((s as number[])[0] = 1) && s,
      },
      'the invariant "moody" threw TypeError',
    ],
  ])("that %s is refused", (_, automaton, why) => {
    const thrown = thrownBy(() => explore(broken, { flow, workload: 1, invariants: [automaton] }));
    expect(thrown.code).toBe("invariant");
    expect(thrown.message).toContain(why);
  });
});

describe("events", () => {
  test("name messages, keys, places and details", () => {
    const seen: FlowEvent[] = [];
    const watching = invariant("watching", (event) => {
      seen.push(event);
      return undefined;
    });
    simulate(broken, { flow, workload: { keys: ["x", "y"] }, faults: 0, runs: 1, invariants: [watching] });
    const sent = seen.find(({ kind }) => kind === "sent");
    expect(sent).toEqual({
      kind: "sent",
      place: "shop.placing",
      hop: 1,
      message: "m1",
      number: 1,
      key: "x",
      outcome: "ok",
    });
    expect(seen.filter(({ kind }) => kind === "effect")).toContainEqual({
      kind: "effect",
      place: "shipping.pack#2",
      hop: 1,
      message: "m2",
      number: 2,
      key: "y",
    });
    expect(Object.isFrozen(sent)).toBe(true);
  });
});
