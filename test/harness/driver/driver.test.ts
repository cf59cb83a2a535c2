import { EventEmitter, once } from "node:events";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { underControl } from "../../../src/harness/driver/campaign.ts";
import { macrotaskByChannel } from "../../../src/harness/driver/real.ts";
import { ask, drive, Driven } from "./driven.ts";

test("code that waits by microtasks alone settles within one turn", async () => {
  const emitter = new EventEmitter();
  const { execution, value, driven } = await drive(async () => {
    const chained = await Promise.resolve(1).then((n) => n + 1);
    const ticked = await new Promise((done) => process.nextTick(() => queueMicrotask(() => done("tick"))));
    setTimeout(() => undefined, 1);
    const heard = once(emitter, "said");
    emitter.emit("said", "word");
    const streamed: unknown[] = [];
    for await (const chunk of Readable.from(["a", "b"])) streamed.push(chunk);
    return [chained, ticked, await heard, streamed, structuredClone({ a: 1 })];
  });
  expect(value).toEqual([2, "tick", ["word"], ["a", "b"], { a: 1 }]);
  expect(execution.outcome).toBeDefined();
  expect(driven.driver.problems).toEqual([]);
});

test("a call waits for its answer, and an answer may be an error", async () => {
  await underControl(async () => {
    const driven = new Driven();
    const execution = await driven.begin(async () => {
      const first = await ask("a").catch((error: unknown) => String(error));
      return [first, await ask("b")];
    });
    const { driver } = driven;
    expect(driver.standing(execution)).toBe("parked");
    const [call] = driver.calls;
    expect(call).toMatchObject({ name: "a", alternatives: ["answers", "fails"] });
    if (call !== undefined) await driver.answer(call, call.perform("fails"));
    await driven.rest();
    expect(execution.outcome).toEqual({ ok: ["Error: a failed", "b answered"] });
  });
});

test("calls stand in the order in which they were made", async () => {
  await underControl(async () => {
    const driven = new Driven();
    await driven.begin(() => Promise.all([ask("x"), ask("y"), ask("x")]));
    expect(driven.driver.calls.map(({ name }) => name)).toEqual(["x", "y", "x"]);
  });
});

test("what runs behind a queue in memory belongs to the execution that made it", async () => {
  await underControl(async () => {
    const driven = new Driven();
    let tail: Promise<unknown> = Promise.resolve();
    const queued = (name: string) => (): Promise<unknown> => {
      tail = tail.then(() => ask(name));
      return tail;
    };
    const first = await driven.begin(queued("a"), "first");
    const second = await driven.begin(queued("b"), "second");
    expect(driven.driver.standing(second)).toBe("waiting");
    const [call] = driven.driver.calls;
    expect(call?.execution).toBe(first);
    if (call !== undefined) await driven.driver.answer(call, call.perform("answers"));
    expect(driven.driver.calls.map(({ name, execution }) => [name, execution.label])).toEqual([
      ["b", "second"],
    ]);
  });
});

test("a crash drops what waits: no finally, no timer, no answer, and nothing is reported", async () => {
  await underControl(async () => {
    const driven = new Driven();
    const seen: string[] = [];
    let ended = 0;
    driven.process.atEnd.add(() => (ended += 1));
    const execution = await driven.begin(async () => {
      setInterval(() => seen.push("timer"), 5);
      try {
        await ask("a");
      } finally {
        seen.push("finally");
      }
    });
    driven.driver.crash(driven.process);
    driven.driver.crash(driven.process);
    await driven.rest();
    expect(driven.driver.standing(execution)).toBe("dead");
    expect([seen, ended, driven.driver.calls, driven.driver.timers, driven.driver.problems]).toEqual([
      [],
      1,
      [],
      [],
      [],
    ]);
  });
});

test("a crash also ends what an execution left behind when it settled", async () => {
  await underControl(async () => {
    const driven = new Driven();
    const execution = await driven.begin(() => {
      void ask("left behind");
    });
    expect(driven.driver.standing(execution)).toBe("settled");
    expect(driven.driver.calls).toHaveLength(1);
    driven.driver.crash(driven.process);
    expect(driven.driver.calls).toEqual([]);
  });
});

test("code of a dead process that something outside wakes is reported, and its call never answered", async () => {
  await underControl(async () => {
    const driven = new Driven();
    const emitter = new EventEmitter();
    await driven.begin(async () => {
      await once(emitter, "go");
      await ask("from the dead");
    });
    driven.driver.crash(driven.process);
    const other = driven.driver.spawn("service#2");
    await driven.driver.begin(other, "other", () => emitter.emit("go"));
    expect(driven.driver.problems).toMatchObject([
      {
        kind: "dead code runs",
        site: { where: expect.stringMatching(/^test\/harness\/driver\/driven\.ts:\d+:\d+$/) as string },
      },
    ]);
    expect(driven.driver.calls).toEqual([]);
  });
});

test.each<[string, () => unknown]>([
  ["an unhandled rejection", () => void Promise.reject(new Error("gone wrong"))],
  [
    "an error in a microtask",
    () =>
      queueMicrotask(() => {
        throw new Error("gone wrong");
      }),
  ],
  [
    "an error in a tick",
    () =>
      process.nextTick(() => {
        throw new Error("gone wrong");
      }),
  ],
  [
    "an error in a timer",
    async () => {
      setTimeout(() => {
        throw new Error("gone wrong");
      }, 3);
      await ask("a");
      await new Promise(() => undefined);
    },
  ],
])("%s ends the process, as Node does, and not the test run", async (_name, body) => {
  const { driven, execution } = await drive(body);
  expect(driven.process.isAlive).toBe(false);
  expect(driven.process.fall).toMatchObject({
    reason: { message: "gone wrong" },
    execution: { label: execution.label },
  });
  expect(driven.process.fall?.site?.where).toMatch(/^test\/harness\/driver\/driver\.test\.ts:/);
});

test("a label given twice gets a number, so that every execution has its own", async () => {
  await underControl(async () => {
    const driven = new Driven();
    const draw = (): string => crypto.randomUUID();
    const one = await driven.begin(draw, "same");
    const two = await driven.begin(draw, "same");
    expect([one.label, two.label]).toEqual(["same", "same (2)"]);
    expect(one.outcome).not.toEqual(two.outcome);
  });
});

test("campaigns of one thread come one after the other", async () => {
  const order: string[] = [];
  const campaign = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((done) => setImmediate(done));
    order.push(`${name} ends`);
  };
  const failing = underControl(async () => {
    await campaign("first")();
    throw new RangeError("its own");
  });
  await Promise.all([expect(failing).rejects.toThrow("its own"), underControl(campaign("second"))]);
  expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
});

test("a campaign leaves the listeners of the process as they were", async () => {
  const listeners = (): unknown[] => [
    ...process.listeners("unhandledRejection"),
    ...process.listeners("uncaughtException"),
  ];
  const before = listeners();
  await Promise.all([drive(() => ask("a")), drive(() => ask("b"))]);
  expect(listeners()).toEqual(before);
});

test("what user code prints is kept with it", async () => {
  const { execution } = await drive(() => {
    console.log("order %s", "o1");
    console.error("two\nlines");
  });
  expect(execution.said).toEqual(["order o1", "two", "lines"]);
});

test("the macrotask that stands in where timers are faked comes after all microtasks and ticks, in order", async () => {
  const macrotask = macrotaskByChannel();
  const order: string[] = [];
  await new Promise<void>((done) => {
    macrotask(() => order.push("first"));
    macrotask(() => {
      order.push("second");
      done();
    });
    process.nextTick(() => queueMicrotask(() => process.nextTick(() => order.push("tick"))));
  });
  expect(order).toEqual(["tick", "first", "second"]);
});
