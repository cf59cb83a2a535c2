import nodeTimers, { setTimeout as namedTimeout } from "node:timers";
import { scheduler, setInterval as eachMs, setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { drive, epochMs } from "./driven.ts";

describe("timers", () => {
  test("of every origin fire in virtual time, in the order in which they are due", async () => {
    const { value, driven } = await drive(async () => {
      const later = promisify(setTimeout);
      const order: unknown[] = [];
      setTimeout((...said: unknown[]) => order.push(...said), 30, "global", "arguments");
      namedTimeout(() => order.push("named"), 20);
      nodeTimers.setTimeout(() => order.push("module"), 10);
      setImmediate((said: string) => order.push(said), "immediate");
      await later(40);
      order.push(await sleep(5, "value"), Date.now() - epochMs);
      for await (const said of eachMs(7, "tick")) {
        order.push(said);
        if (order.length === 9) break;
      }
      await scheduler.wait(3);
      await scheduler.yield();
      return [...order, Date.now() - epochMs];
    });
    expect(value).toEqual([
      "immediate",
      "module",
      "named",
      "global",
      "arguments",
      "value",
      45,
      "tick",
      "tick",
      62,
    ]);
    expect(driven.driver.timers).toEqual([]);
  });

  test("are stopped by themselves, by their number, and by a signal", async () => {
    const { value, driven } = await drive(async () => {
      const fired: string[] = [];
      clearTimeout(setTimeout(() => fired.push("stopped"), 1));
      clearTimeout(Number(setTimeout(() => fired.push("stopped by number"), 1)));
      clearImmediate(setImmediate(() => fired.push("stopped immediate")));
      setTimeout(() => fired.push("closed"), 1).close();
      const repeated = setInterval(() => {
        fired.push("again");
        if (fired.length === 3) clearInterval(repeated);
      }, 4);
      const timer = setTimeout(() => fired.push("refreshed"), 2);
      timer.refresh().unref();
      expect(timer.hasRef()).toBe(false);
      const controller = new AbortController();
      const slept = sleep(50, undefined, { signal: controller.signal }).catch((error: unknown) => error);
      controller.abort("enough");
      await sleep(100);
      return [...fired, await slept];
    });
    expect(value).toEqual([
      "refreshed",
      "again",
      "again",
      expect.objectContaining({ name: "AbortError", code: "ABORT_ERR", cause: "enough" }),
    ]);
    expect(driven.ms).toBe(100);
  });

  test("AbortSignal.timeout aborts in virtual time", async () => {
    const { value } = await drive(async () => {
      const signal = AbortSignal.timeout(500);
      const reason = await new Promise((done) => signal.addEventListener("abort", () => done(signal.reason)));
      return [String(reason), Date.now() - epochMs];
    });
    expect(value).toEqual(["TimeoutError: The operation was aborted due to timeout", 500]);
  });

  test("outside executions are real", async () => {
    const real = await new Promise((done) => {
      void drive(() => setTimeout(() => done("virtual"), 1)).then(() => setTimeout(() => done("real"), 1));
    });
    expect(real).toBe("virtual");
    await expect(sleep(1, "slept")).resolves.toBe("slept");
  });
});
