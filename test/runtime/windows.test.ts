import { describe, expect, test } from "vitest";
import type { Cell, State } from "../../src/base/layout.ts";
import { Engine } from "../../src/runtime/engine.ts";
import type { Explorable } from "../../src/runtime/explore.ts";
import type { Context } from "../../src/runtime/model.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { run } from "../../src/runtime/run.ts";
import { micro } from "./micro.ts";
import { toyModel } from "./toy-plan.ts";

const SILENT: Context = { emit: () => undefined, pick: () => 0 };

interface Scene {
  readonly model: Explorable;
  readonly engine: Engine;
  readonly s: State;
  readonly busy: Cell;
  readonly fired: string[];
  readonly arm: (name: "a" | "b" | "c", ms: number) => void;
  /** Labels of what is enabled. */
  readonly enabled: () => readonly string[];
  /** Takes the move with this label; answers the milliseconds that passed. */
  readonly take: (label: string) => number;
}

/** A prompt move while `busy`, a wide one always, three timers, a fault. */
function scene(): Scene {
  const fired: string[] = [];
  const cells: Cell[] = [];
  const alarms: Record<string, { arm: (s: State, ms: number) => void }> = {};
  const model = micro((b) => {
    const busy = b.layout.cell();
    cells.push(busy);
    const wide = b.op(
      () => "wide",
      () => undefined,
    );
    const prompt = b.op(
      (i) => `prompt ${i}`,
      () => undefined,
    );
    for (const name of ["a", "b", "c"]) alarms[name] = b.timer(name, () => fired.push(name));
    b.atom(
      "fault@place",
      () => true,
      () => undefined,
    );
    return (s, out) => {
      wide.wide(out);
      for (let i = 0; i < busy.get(s); i++) prompt.prompt(out, i);
    };
  });
  const engine = new Engine(model, model.cells, { faults: 1 });
  const s = model.initial();
  const enabled = (): readonly string[] => {
    engine.enabled(s);
    return [...engine.moves.codes.slice(0, engine.moves.count)].map((code) => engine.label(code));
  };
  return {
    ...{ model, engine, s, fired, enabled },
    busy: cells[0] as Cell,
    arm: (name, ms) => alarms[name]?.arm(s, ms),
    take: (label) => engine.take(s, engine.moves.codes[enabled().indexOf(label)] as number, SILENT),
  };
}

describe("what can happen next", () => {
  test("a timer waits for what is prompt, a wide move does not, a fault never waits; the prompt comes first", () => {
    const { s, busy, arm, enabled } = scene();
    arm("a", 10);
    expect(enabled()).toEqual(["wide", "a", "fault@place"]);
    busy.set(s, 2);
    expect(enabled()).toEqual(["prompt 0", "prompt 1", "wide", "fault@place"]);
  });

  test("the earliest timer fires first, and what is left of the others shrinks by as much", () => {
    const { arm, enabled, take, fired } = scene();
    arm("a", 30);
    arm("b", 10);
    arm("c", 25);
    expect(enabled()).toEqual(["wide", "b", "fault@place"]);
    expect(take("b")).toBe(10);
    arm("b", 20);
    expect(enabled()).toContain("c");
    expect(take("c")).toBe(15);
    expect(take("a")).toBe(5);
    expect(take("b")).toBe(0);
    expect(fired).toEqual(["b", "c", "a", "b"]);
    expect(enabled()).toEqual(["wide", "fault@place"]);
  });

  test("timers due at one moment may fire in any order", () => {
    const { arm, enabled } = scene();
    arm("c", 5);
    arm("a", 5);
    expect(enabled()).toEqual(["wide", "a", "c", "fault@place"]);
  });

  test("a timer armed anew begins anew, and one disarmed is gone", () => {
    const { model, s, arm, enabled } = scene();
    arm("a", 5);
    arm("b", 7);
    arm("a", 9);
    expect(enabled()).toContain("b");
    model.layout.timers[1]?.disarm(s);
    expect(enabled()).toContain("a");
  });

  test("with idle time a wide move may also come just before the earliest timer", () => {
    const { model, s, busy, arm } = scene();
    const engine = new Engine(model, model.cells, { faults: 0, idleTime: true });
    const labels = (): string[] => {
      engine.enabled(s);
      return [...engine.moves.codes.slice(0, engine.moves.count)].map((code) => engine.label(code));
    };
    expect(labels()).toEqual(["wide"]);
    arm("a", 30);
    expect(labels()).toEqual(["wide", "a", "time passes"]);
    busy.set(s, 1);
    expect(labels()).toEqual(["prompt 0", "wide"]);
    busy.set(s, 0);
    labels();
    expect(engine.take(s, engine.moves.codes[2] as number, SILENT)).toBe(30);
    // What the wide move arms now comes after the timer that was about to fire, however short it is.
    arm("b", 1);
    expect(labels()).toEqual(["wide", "a"]);
  });

  test("what has struck strikes once more at most, within the budget", () => {
    const { model, s } = scene();
    const engine = new Engine(model, model.cells, { faults: 2 });
    const strike = (): void => {
      engine.take(s, engine.moves.codes[engine.moves.count - 1] as number, SILENT);
    };
    engine.enabled(s);
    strike();
    engine.enabled(s);
    expect(engine.isStrike(engine.moves.codes[engine.moves.count - 1] as number)).toBe(true);
    strike();
    expect(engine.enabled(s)).toBe(engine.moves.count);
    expect(engine.struck(s)).toEqual(["fault@place", "fault@place"]);
  });
});

describe("lazy timers", () => {
  test("none is armed before a fault strikes", () => {
    const model = toyModel({ plan: { awaits: false }, hops: 2, handler: { instances: 2, slots: 2 } });
    const { timers } = model.layout;
    expect(timers.length).toBeGreaterThan(0);
    for (let seed = 0; seed < 200; seed++) {
      const policy = new RandomPolicy(seed, { surprise: 100, strike: 40 });
      const calm = run(model, { faults: 0, episodes: 1, steps: 1_000, record: true, policy });
      expect(calm.steps.flatMap(({ events }) => events).filter(({ kind }) => kind === "timer")).toEqual([]);
      expect(timers.filter((timer) => timer.armed(calm.final))).toEqual([]);
    }
  });
});
