import { describe, expect, test } from "vitest";
import { type Automaton, explore, invariant, simulate, workloadOf } from "../../src/api/verify.ts";
import { compiled, thrownBy, topologyOf } from "./shop.ts";

const broken = topologyOf("orders/broken.waybill");
const flow = "shop.placing -> shipping.pack";
const once: Automaton = { name: "once", initial: [], step: (state) => state };

describe("a fault plan", () => {
  test("strikes with what it names only", () => {
    const all = explore(broken, { flow, workload: 1 });
    const one = explore(broken, { flow, workload: 1, faults: { of: ["cut"] } });
    expect(all.violations.length).toBeGreaterThan(0);
    expect(one.atoms.every((atom) => atom.startsWith("cut@"))).toBe(true);
    expect(one.violations).toEqual([]);
  });

  test("without faults finds what breaks by itself only", () => {
    expect(explore(broken, { flow, workload: 2, faults: 0 })).toMatchObject({ faults: 0, violations: [] });
  });

  test("lets a placed fault strike when its time has come, and not before", () => {
    const placed = [
      { strike: "process-crash@orders.leader", when: { kind: "sent", message: "m2", outcome: "ok" } },
    ] as const;
    const early = invariant("early", (event, seen) => {
      const isDue = seen.some((each) => each.kind === "sent" && each.message === "m2");
      return event.kind === "fault" && !isDue ? `${event.fault} came early` : undefined;
    });
    const report = simulate(broken, { flow, workload: 3, faults: { placed }, invariants: [early], runs: 20 });
    expect(report.violations.map(({ broken: what, faults }) => ({ what, faults }))).toEqual([
      { what: "at-least-once", faults: ["process-crash@orders.leader"] },
    ]);
    const searched = explore(broken, { flow, workload: 2, faults: { placed } });
    expect(searched.complete).toBe(true);
    expect(searched.violations.map(({ broken: what }) => what)).toEqual(["at-least-once"]);
  });
});

describe("bounds", () => {
  test("on instances and states are said where they leave something out", () => {
    const [two, one] = [2, 1].map((instances) => explore(broken, { flow, workload: 1, instances }));
    expect(two?.scaled).toEqual([]);
    expect(one?.scaled).toEqual(["1 of 2 instances of shipping.pack"]);
    expect(one?.states).toBeLessThan(two?.states ?? 0);
    expect(explore(broken, { flow, workload: 2, states: 100 })).toMatchObject({
      complete: false,
      stopped: "states",
    });
    expect(explore(broken, { flow, workload: 1, depth: 3 })).toMatchObject({
      complete: false,
      stopped: "depth",
    });
  });
});

describe("a workload", () => {
  const sendsAtOnce = invariant("one open send", (event, seen) => {
    if (event.kind !== "send") return undefined;
    const open = new Set<string>();
    for (const each of seen) {
      if (each.kind === "send") open.add(each.message);
      if (each.kind === "sent") open.delete(each.message);
    }
    return open.size > 0 ? `${event.message} is sent while ${[...open].join()} is open` : undefined;
  });
  const brokenBy = (
    workload: Parameters<typeof simulate>[1] extends infer O ? O : never,
  ): readonly string[] =>
    simulate(broken, { flow, faults: 0, runs: 30, invariants: [sendsAtOnce], ...workload }).violations.map(
      ({ broken: what }) => what,
    );

  test("sends what is in one batch together, and waits before the next", () => {
    expect(brokenBy({ workload: { batches: [["a"], ["a"], ["b"]] } })).toEqual([]);
    expect(brokenBy({ workload: { batches: [["a"], ["a", "b"]] } })).toEqual(["one open send"]);
    expect(brokenBy({ workload: { keys: ["a", "b", "a"], awaits: true } })).toEqual([]);
    expect(brokenBy({ workload: { keys: ["a", "b", "a"], awaits: false } })).toEqual(["one open send"]);
  });

  test("is drawn from numbers, fewer and smaller ones giving simpler workloads", () => {
    expect(workloadOf([0])).toEqual({ batches: [["a"]] });
    expect(workloadOf([0, 1, 2, 5, 3])).toEqual({
      batches: [
        ["a", "b"],
        ["c", "c", "a"],
      ],
    });
  });
});

describe("a wrong call", () => {
  const strike = "process-crash@orders.leader";
  test.each([
    [
      () => explore(broken),
      "explore needs `flow`, one of: shop.placing -> invoicing.bill; shop.placing -> shipping.pack",
    ],
    [
      () => explore(broken, { flow: "shop.placing -> shipping.pak" }),
      'did you mean "shop.placing -> shipping.pack"?',
    ],
    [() => explore(broken, { flow, workload: 31 }), "a workload is a whole number from 1 to 30, not 31"],
    [() => explore(broken, { flow, workload: { keys: [] } }), "a workload has 1 to 30 messages, not 0"],
    [
      () => explore(broken, { flow, faults: { of: ["crash"] } }),
      '"crash" is no fault of this flow; there are ',
    ],
    [
      () => explore(broken, { flow, faults: { of: ["process-crash@order.leader"] } }),
      'did you mean "process-crash@orders.leader"?',
    ],
    [
      () =>
        explore(broken, { flow, faults: { placed: [{ strike, when: { kind: "append", message: "m7" } }] } }),
      '"m7" is no message of this workload; did you mean "m1"?',
    ],
    [
      () =>
        explore(broken, {
          flow,
          faults: { placed: [{ strike, when: { kind: "append", place: "orders.leadr" } }] },
        }),
      '"orders.leadr" is no place of this flow; did you mean "orders.leader"?',
    ],
    [
      // cast: what JavaScript can do.
      () =>
        explore(broken, { flow, invariants: [invariant("x", () => undefined)] as unknown as Automaton[] }),
      'explore takes automata, and the invariant "x" judges histories: use simulate',
    ],
    [() => explore(broken, { flow, invariants: [once, once] }), 'two invariants are called "once"'],
  ])("says in words what is wrong (%#)", (call, message) => {
    const thrown = thrownBy(call);
    expect(thrown.code).toBe("argument");
    expect(thrown.message).toContain(message);
  });

  test("refuses a topology that no broker would take", () => {
    const text = `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 1 }
message M { identity id: uuid }
topic log on events { carries: M, replication: 3 }
service s { producer out -> log { sends: M } }
service r { consumer in <- log { start: earliest } }
`;
    const thrown = thrownBy(() => simulate(compiled(text)));
    expect(thrown.code).toBe("unsound");
    expect(thrown.message).toMatch(/^simulate takes a topology without errors, and this one has WB3\d+: /);
  });
});
