import { describe, expect, test } from "vitest";
import { type Automaton, invariant, scenario, violated } from "../../src/api/verify.ts";
import { compiled, thrownBy, topologyOf } from "./shop.ts";

const broken = topologyOf("orders/broken.waybill");
const sound = topologyOf("orders/orders.waybill");
const packing = { flow: "shop.placing -> shipping.pack" } as const;

/** The leader is lost with what it alone has acknowledged. */
function lost(topology = broken): ReturnType<typeof scenario> {
  return scenario(topology, packing).send("order").until("sent", "order").crash("orders.leader").wait();
}

describe("a scenario, run", () => {
  test("without a fault ends as the promise says", () => {
    const { settled, effects, broken: clauses, story } = scenario(broken, packing).send().send().run();
    expect({ settled, effects, clauses }).toEqual({
      settled: { m1: "ok", m2: "ok" },
      effects: { m1: 1, m2: 1 },
      clauses: [],
    });
    expect(story.ending).toEqual([
      "m1: acknowledged, 1 effect at shipping.pack",
      "m2: acknowledged, 1 effect at shipping.pack",
    ]);
  });

  test("loses with acks 1 what it does not lose with acks all", () => {
    const run = lost().until("elect").heal().settle().run();
    expect(run).toMatchObject({ settled: { order: "ok" }, effects: { order: 0 }, broken: ["at-least-once"] });
    expect(run.story.lines.map(({ text }) => text)).toContain("sends order");
    expect(lost(sound).run()).toMatchObject({ effects: { order: 1 }, broken: [] });
  });

  test("does a step when the one before is done, and nothing that no step says", () => {
    const { lines } = scenario(broken, packing).send().until("effect", "m1").send().run().story;
    const texts = lines.map(({ text }) => text);
    expect(texts.indexOf("effect of m1")).toBeLessThan(texts.indexOf("sends m2"));
    expect(lines.filter(({ mark }) => mark === "fault")).toEqual([]);
  });

  test("keeps broken what is broken until it is healed", () => {
    const { lines } = scenario(sound, packing)
      .crash("shipping.pack")
      .crash("shipping.pack")
      .send()
      .wait()
      .heal()
      .run().story;
    const texts = lines.map(({ text }) => text);
    expect(texts.filter((text) => text === "crashes")).toHaveLength(2);
    const starts = texts.indexOf("starts");
    expect(starts).toBeGreaterThan(texts.indexOf("stores m1"));
    expect(texts.indexOf("gets m1")).toBeGreaterThan(starts);
  });

  test("judges invariants of both kinds", () => {
    const twice = invariant("one delivery", (event, seen) =>
      event.kind === "deliver" &&
      seen.some((each) => each.kind === "deliver" && each.message === event.message)
        ? `${event.message} again`
        : undefined,
    );
    const effects: Automaton = {
      name: "one effect",
      initial: [0],
      step: ([n = 0], { kind }) => (kind === "effect" ? (n === 1 ? violated("a second one") : [1]) : [n]),
    };
    const run = scenario(broken, { ...packing, invariants: [twice, effects] })
      .send()
      .until("effect", "m1")
      .crash("shipping.pack")
      .run();
    expect(run.broken).toEqual(["one effect", "one delivery"]);
    expect(run.reasons).toEqual({ "one delivery": "m1 again", "one effect": "a second one" });
  });

  test("gives the same each time", () => {
    expect(lost().run()).toEqual(lost().run());
  });
});

describe("an expectation", () => {
  test("that is met says nothing", () => {
    lost(sound)
      .expect({ effects: { order: 1 }, settled: { order: "ok" }, broken: [] })
      .run();
    expect(() =>
      lost(sound)
        .settle()
        .expect({ effects: { order: 1 }, broken: [] })
        .run(),
    ).not.toThrow();
  });

  test("that is not met tells the story", () => {
    const thrown = thrownBy(() =>
      lost()
        .settle()
        .expect({ effects: { order: 1 }, broken: [] })
        .run(),
    );
    expect(thrown.code).toBe("expectation");
    expect(thrown.message).toMatch(
      /^order is expected to have 1 effect and has 0\nnothing is expected to be broken, and at-least-once is\n/,
    );
    expect(thrown.message).toMatch(/orders\.leader +✗ crashes\n/);
    expect(thrown.message).toMatch(/in the end order: acknowledged, no effect at shipping\.pack$/);
  });

  test("stands where it is written", () => {
    const before = scenario(broken, packing)
      .send()
      .until("append", "m1")
      .expect({ effects: { m1: 0 } });
    expect(before.until("effect", "m1").run().effects).toEqual({ m1: 1 });
    const early = scenario(broken, packing)
      .send()
      .until("append", "m1")
      .expect({ effects: { m1: 1 } });
    expect(thrownBy(() => early.wait().run()).message).toMatch(
      /^m1 is expected to have 1 effect and has 0\n/,
    );
  });

  test("behind the last step is looked at when everything has come to rest", () => {
    const told = scenario(sound, packing).send().until("append", "m1").crash("orders.leader");
    expect(told.expect({ effects: { m1: 1 }, settled: { m1: "ok" } }).run().effects).toEqual({ m1: 1 });
    expect(told.expect({ effects: { m1: 1 } }).explore().complete).toBe(true);
  });

  test("fails where a step never comes about", () => {
    const thrown = thrownBy(() => scenario(broken, packing).send().until("effect", "m1", { times: 2 }).run());
    expect(thrown.message).toMatch(
      /^step 2 \(until effect m1, 2 times\) never came about: nothing more could happen\n/,
    );
  });
});

describe("a scenario, explored", () => {
  test("gives all its endings, the run's among them", () => {
    const told = scenario(broken, packing).send().until("append", "m1").crash("orders.leader");
    const { endings, complete } = told.explore();
    expect(complete).toBe(true);
    const effects = endings.map((each) => each.effects["m1"]);
    expect(effects).toContain(0);
    expect(effects).toContain(1);
    const { story: _story, reasons: _reasons, ...run } = told.run();
    expect(endings.map(({ story: _s, reasons: _r, ...ending }) => ending)).toContainEqual(run);
  });

  test("holds an expectation on every way, or tells the first that does not", () => {
    const told = (topology: typeof broken): ReturnType<typeof scenario> =>
      scenario(topology, packing).send().until("sent", "m1").crash("orders.leader").expect({ broken: [] });
    expect(told(sound).explore().complete).toBe(true);
    const thrown = thrownBy(() => told(broken).explore());
    expect(thrown.message).toMatch(/^nothing is expected to be broken, and at-least-once is\n/);
    expect(thrown.message).toContain("✗ crashes");
  });

  test("finds by itself what exhaustive search finds with the same fault", () => {
    const { endings } = scenario(broken, { flow: "shop.placing -> invoicing.bill" })
      .strike("rolling-restart", "events")
      .send()
      .explore();
    expect(endings.flatMap((each) => each.broken)).not.toContain("valid");
  });

  test("says that no way comes to its end", () => {
    const thrown = thrownBy(() => scenario(broken, packing).send().until("suppressed", "m1").explore());
    expect(thrown.message).toBe(
      "on every way step 2 (until suppressed m1) never came about: nothing more could happen",
    );
  });
});

describe("a queue", () => {
  const topology = compiled(`waybill 1
topology t
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity id: uuid }
queue jobs on tasks { type: quorum, carries: Job }
service a { producer out -> jobs { sends: Job, confirms: true, mandatory: true } }
service b { consumer work <- jobs { prefetch: 1 } }
guarantee a.out -> b.work { delivery: at-least-once }
`);

  test("hands a message out again when its consumer crashes, and never loses it", () => {
    const told = scenario(topology).send("job").until("effect", "job").crash("b.work");
    expect(told.run()).toMatchObject({ effects: { job: 2 }, broken: [] });
    const { endings } = told.expect({ broken: [] }).explore();
    expect(new Set(endings.map((each) => each.effects["job"]))).toEqual(new Set([1, 2]));
  });
});

describe("a wrong step", () => {
  test.each([
    [() => scenario(broken), "scenario needs `flow`, one of: "],
    [() => scenario(broken, packing).crash("orders.leadr"), 'did you mean "orders.leader"?'],
    [
      () => scenario(broken, packing).strike("crash", "orders.leader"),
      '"crash" is no kind of fault on this flow; there are ',
    ],
    [
      () => scenario(broken, packing).cut("orders.leader"),
      '"orders.leader" is no place where cut can strike; ',
    ],
    [() => scenario(broken, packing).send("a").send("a"), "a was sent already"],
    [() => scenario(broken, packing).send("order").until("append", "ordr"), 'did you mean "order"?'],
    // cast: what JavaScript can do.
    [
      () =>
        scenario(broken, packing)
          .send()
          .until("stored" as "append"),
      '"stored" is no kind of event; ',
    ],
    [
      () =>
        scenario(broken, packing)
          .send()
          .expect({ effects: { m2: 1 } }),
      '"m2" is no message sent so far; did you mean "m1"?',
    ],
    [
      () =>
        scenario(broken, packing)
          .send()
          .expect({ broken: ["at-leest-once"] }),
      'did you mean "at-least-once"?',
    ],
    [() => scenario(broken, packing).send().expect({}), "expect takes `effects`, `settled` or `broken`"],
    [() => scenario(broken, packing).crash("orders.leader").run(), "a scenario sends a message"],
  ])("is refused where it is said (%#)", (call, message) => {
    const thrown = thrownBy(call);
    expect(thrown.code).toBe("argument");
    expect(thrown.message).toContain(message);
  });
});
