import nodeCrypto, { randomBytes, randomInt, randomUUID } from "node:crypto";
import { performance as nodePerformance } from "node:perf_hooks";
import nodeTimers from "node:timers";
import { scheduler, setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { drive, epochMs, install } from "./driven.ts";

describe("the clock", () => {
  test("is virtual in an execution, for whatever reads it", async () => {
    const { value } = await drive(async () => {
      await sleep(90_000);
      return {
        now: Date.now(),
        made: new Date().getTime(),
        text: Date(),
        performance: performance.now(),
        node: nodePerformance.now(),
        hrtime: process.hrtime(),
        since: process.hrtime([80, 5]),
        bigint: process.hrtime.bigint(),
      };
    });
    expect(value).toEqual({
      now: epochMs + 90_000,
      made: epochMs + 90_000,
      text: new Date(epochMs + 90_000).toString(),
      performance: 90_000,
      node: 90_000,
      hrtime: [90, 0],
      since: [9, 999_999_995],
      bigint: 90_000_000_000n,
    });
  });

  test("dates are dates: of their class, equal, cloned, and made of what is given", async () => {
    const { value } = await drive(() => {
      class Day extends Date {
        readonly isDay = true;
      }
      const date = new Date();
      const given = new Date(2020, 1, 2, 3);
      return [
        date instanceof Date,
        date.constructor === Date,
        date.constructor.name,
        structuredClone(date).getTime() === date.getTime(),
        given.getFullYear(),
        new Day() instanceof Day && new Day().isDay && new Day().getTime() === date.getTime(),
        Date.UTC(1970, 0, 1),
        Date.length,
        date,
      ];
    });
    expect(value).toEqual([true, true, "Date", true, 2020, true, 0, 7, new Date(epochMs)]);
    expect((value as unknown[])[8]).toBeInstanceOf(Date);
  });

  test("a loop that waits for time to pass is an error, for time stands still while code runs", async () => {
    const { value } = await drive(() => {
      const start = Date.now();
      while (Date.now() < start + 10);
    });
    expect(String(value)).toMatch(/^RangeError: handler waits by reading the clock/);
  });

  test("is the real one outside executions, during a campaign too", async () => {
    const before = Date.now();
    const { value } = await drive(() => 1);
    expect(value).toBe(1);
    expect(Math.abs(Date.now() - before)).toBeLessThan(600_000);
  });
});

describe("random numbers", () => {
  const draw = async (): Promise<readonly unknown[]> => {
    const filled = nodeCrypto.randomFillSync(new Uint8Array(4));
    const later = await new Promise((done) => randomBytes(3, (_error, bytes) => done(bytes.toString("hex"))));
    return [
      Math.random(),
      crypto.randomUUID(),
      randomUUID(),
      nodeCrypto.randomUUID(),
      nodeCrypto.webcrypto.randomUUID(),
      [...crypto.getRandomValues(new Uint16Array(3))],
      randomBytes(5).toString("hex"),
      later,
      randomInt(5, 9),
      randomInt(1000),
      [...filled],
    ];
  };

  test("are the same in every run, and no two alike in one", async () => {
    const { value } = await drive(draw);
    const again = await drive(draw);
    expect(again.value).toEqual(value);
    expect(new Set((value as unknown[]).map(String)).size).toBe(11);
    expect(String((value as unknown[])[1])).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  test("are Node's own outside executions", async () => {
    await drive(draw);
    expect(await draw()).not.toEqual(await draw());
  });

  test("lie evenly between 0 and 1", async () => {
    const { value } = await drive(() => Array.from({ length: 4000 }, () => Math.random()));
    const numbers = value as number[];
    for (const quarter of [0, 1, 2, 3]) {
      const count = numbers.filter((n) => n >= quarter / 4 && n < (quarter + 1) / 4).length;
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });
});

describe("under fake timers", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("executions have virtual time, and the test keeps its fakes", async () => {
    vi.useFakeTimers({ now: 5 });
    const { value } = await drive(async () => {
      await sleep(20);
      await new Promise((done) => setTimeout(done, 30));
      return Date.now() - epochMs;
    });
    expect(value).toBe(50);
    expect([vi.isFakeTimers(), Date.now(), new Date().getTime()]).toEqual([true, 5, 5]);
    const fired = vi.fn();
    setTimeout(fired, 1000);
    vi.advanceTimersByTime(1000);
    expect(fired).toHaveBeenCalledOnce();
  });

  test("given back during a campaign they leave the real ones", async () => {
    const { setTimeout: timeout, Date: date } = globalThis;
    vi.useFakeTimers();
    await drive(() => vi.useRealTimers());
    expect([globalThis.setTimeout === timeout, globalThis.Date === date, vi.isFakeTimers()]).toEqual([
      true,
      true,
      false,
    ]);
    await new Promise((done) => setTimeout(done, 1));
  });
});

test("a campaign gives back all that it covered", async () => {
  const owners: readonly [object, readonly string[]][] = [
    [globalThis, ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "Date"]],
    [Date.prototype, ["constructor"]],
    [Math, ["random"]],
    [performance, ["now"]],
    [process, ["hrtime"]],
    [nodeTimers, ["setTimeout", "clearInterval"]],
    [nodeCrypto, ["randomUUID", "randomBytes"]],
    [AbortSignal, ["timeout"]],
    [console, ["log", "table"]],
    [scheduler, ["wait"]],
  ];
  const seen = (): readonly unknown[] => [
    ...owners.flatMap(([owner, names]) => names.map((name): unknown => Reflect.get(owner, name))),
    ...owners.map(([owner]) => Reflect.ownKeys(owner).length),
    sleep,
    randomUUID,
    Reflect.ownKeys(Object.getPrototypeOf(crypto) as object),
  ];
  const before = seen();
  await drive(() => expect(seen()).not.toEqual(before));
  expect(seen()).toEqual(before);
});

describe("set up for good", () => {
  test("fakes, campaigns and real timers go on top of each other and come off in any order", async () => {
    const undo = install();
    const { setTimeout: ours } = globalThis;
    try {
      vi.useFakeTimers({ now: 7 });
      const inside = await drive(async () => {
        await sleep(20);
        vi.useRealTimers();
        await new Promise((done) => setTimeout(done, 30));
        return new Date().getTime() - epochMs;
      });
      expect([inside.value, vi.isFakeTimers(), globalThis.setTimeout === ours]).toEqual([50, false, true]);
      expect(Date.now()).toBeGreaterThan(7_000_000);
      const after = await drive(() => new Promise((done) => setTimeout(() => done(Date.now() - epochMs), 3)));
      expect(after.value).toBe(3);
    } finally {
      undo();
    }
  });
});
