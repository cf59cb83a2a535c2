import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { underControl } from "../../../src/harness/driver/campaign.ts";
import { ask, drive, Driven } from "./driven.ts";

const collect = (): void => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
};
const usedMb = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

test("what crashes leave behind is collected, though nothing of it ever settles", async () => {
  const crashed = async (): Promise<void> => {
    const driven = new Driven();
    await driven.begin(async () => {
      const large = new Uint8Array(100_000);
      setTimeout(() => large.fill(1), 1000);
      try {
        await ask("a");
      } finally {
        large.fill(2);
      }
    });
    driven.driver.crash(driven.process);
  };
  await underControl(async () => {
    for (let i = 0; i < 100; i++) await crashed();
    const before = usedMb();
    for (let i = 0; i < 1500; i++) await crashed();
    // All of it would be 150 MB.
    expect(usedMb() - before).toBeLessThan(20);
  });
});

test("many timers, calls and crashes of one driver leave nothing that waits", async () => {
  await underControl(async () => {
    const driven = new Driven();
    let done = 0;
    for (let p = 0; p < 50; p++) {
      const process = driven.driver.spawn(`service#${p + 2}`);
      for (let e = 0; e < 10; e++)
        await driven.driver.begin(process, `handler ${e}`, async () => {
          await new Promise((fire) => setTimeout(fire, e * 10));
          await ask("after the timer");
          done += 1;
        });
      if (p % 2 === 0) driven.driver.crash(process);
    }
    await driven.rest(5000);
    expect([done, driven.driver.calls, driven.driver.timers, driven.driver.problems]).toEqual([
      250,
      [],
      [],
      [],
    ]);
  });
});

describe.concurrent("campaigns of tests that run at once", () => {
  test.each(["one", "two", "three"])("%s keeps its rejections and its time to itself", async (name) => {
    for (let round = 0; round < 5; round++) {
      const { driven, execution } = await drive(async () => {
        await new Promise((fire) => setTimeout(fire, 1000));
        void Promise.reject(new Error(name));
      });
      expect([driven.ms, driven.process.fall?.execution, driven.process.fall?.reason]).toEqual([
        1000,
        execution,
        new Error(name),
      ]);
      await new Promise((fire) => setImmediate(fire));
    }
  });
});

test("100,000 awaits in one turn are no endless loop", async () => {
  const { value } = await drive(async () => {
    let count = 0;
    for (let i = 0; i < 100_000; i++) count += await Promise.resolve(1);
    return count;
  });
  expect(value).toBe(100_000);
});
