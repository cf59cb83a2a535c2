import { expect, test } from "vitest";
import { ANSWER_LOST, ANSWERS, FAILS } from "../../../src/harness/world/point.ts";
import { drive, Driven, underControl } from "../driver/driven.ts";
import { play, tellingWorld } from "./telling-world.ts";

test("a table gives back what was put, as a copy of its own", async () => {
  const { world, told } = tellingWorld();
  const { value } = await drive(async () => {
    const orders = world.table<{ lines: string[]; at: Date }>("orders");
    const order = { lines: ["a"], at: new Date(5) };
    await orders.put("o1", order);
    order.lines.push("kept by the caller");
    const read = await orders.get("o1");
    read?.lines.push("kept by the reader");
    return [
      await orders.get("o1"),
      await orders.get("o2"),
      await orders.entries(),
      await orders.delete("o1"),
    ];
  });
  const order = { lines: ["a"], at: new Date(5) };
  expect(value).toEqual([order, undefined, [["o1", order]], true]);
  expect(told()).toEqual(['changed orders/o1 = {"at":date 5,"lines":["a"]}', "changed delete orders/o1"]);
});

test("a write that changes nothing is told as suppressed; a line of a log always changes something", async () => {
  const { world, told, snapshot } = tellingWorld();
  const { value } = await drive(async () => {
    const status = world.table<object>("status");
    await status.put("o1", { a: 1, b: [2n, undefined] });
    await status.put("o1", { b: [2n, undefined], a: 1 });
    const isNew = [await status.insert("o1", {}), await status.insert("o2", {}), await status.delete("o3")];
    await world.log("mail").append("hello");
    await world.log("mail").append("hello");
    return [
      isNew,
      await world.counter("sent").add(),
      await world.counter("sent").add(2),
      await world.log("mail").lines(),
    ];
  });
  expect(value).toEqual([[false, true, false], 1, 3, ["hello", "hello"]]);
  expect(told()).toEqual([
    'changed status/o1 = {"a":1,"b":[2n,undefined]}',
    'suppressed status/o1 = {"a":1,"b":[2n,undefined]}',
    "suppressed status/o1 = {}",
    "changed status/o2 = {}",
    "suppressed delete status/o3",
    'changed mail += "hello"',
    'changed mail += "hello"',
    "changed sent + 1",
    "changed sent + 2",
  ]);
  expect(snapshot()).toEqual({
    tables: { status: { o1: { a: 1, b: [2n, undefined] }, o2: {} } },
    logs: { mail: ["hello", "hello"] },
    counters: { sent: 3 },
  });
});

test.each([
  [ANSWERS, "ok", ["changed call bank"]],
  [FAILS, "WorldError: call bank failed; nothing was changed (failed)", []],
  [
    ANSWER_LOST,
    "WorldError: call bank got no answer; whether it was done is not known (unknown)",
    ["changed call bank"],
  ],
])("a foreign call that %s", async (alternative, heard, changed) => {
  const { world, told } = tellingWorld();
  await underControl(async () => {
    const driven = new Driven();
    const execution = await driven.begin(() =>
      world
        .call("bank", () => "ok")
        .catch((error: unknown) => `${String(error)} (${(error as { outcome: string }).outcome})`),
    );
    await play(driven, () => alternative);
    expect(execution.outcome).toEqual({ ok: heard });
    expect(told()).toEqual(changed);
  });
});

test("what a foreign service throws is thrown to the caller, and nothing was done; its time is virtual", async () => {
  const { world, told } = tellingWorld();
  const { value } = await drive(async () => {
    const refused = await world
      .call("bank", () => {
        throw new RangeError("no money");
      })
      .catch(String);
    const promised = await world.call("bank", async () => 1).catch(String);
    return [refused, promised, await world.call("clock", () => Date.now())];
  });
  expect(value).toEqual([
    "RangeError: no money",
    'TypeError: world.call("bank", …) needs a synchronous answer, not a promise',
    Date.UTC(2026, 0, 1),
  ]);
  expect(told()).toEqual(["changed call clock"]);
});

test("a change says whose it is: the execution's, or what was given", async () => {
  const { world, changes } = tellingWorld();
  const first = { id: "e1" };
  const second = { id: "e2" };
  const { execution } = await drive(async () => {
    await world.log("mail").append("one");
    await world.log("mail").append("both", { of: [first, second] });
  });
  expect(changes.map(({ execution: by, of }) => [by.label, of])).toEqual([
    [execution.label, undefined],
    [execution.label, [first, second]],
  ]);
});

test("worlds that hold the same have one hash, whatever the order in which it came", async () => {
  const hashOf = async (order: readonly string[], value: unknown): Promise<string> => {
    const { world, hash } = tellingWorld();
    await drive(async () => {
      for (const key of order) await world.table("t").put(key, value);
    });
    return hash();
  };
  const hash = await hashOf(["a", "b"], { x: 1, y: new Map([["k", new Set([1])]]) });
  expect(await hashOf(["b", "a", "b"], { y: new Map([["k", new Set([1])]]), x: 1 })).toBe(hash);
  expect(await hashOf(["a", "b"], { x: 1, y: new Map([["k", new Set([2])]]) })).not.toBe(hash);
  expect(hash).toMatch(/^[\da-f]{16}$/);
});

test.each<[string, unknown, string]>([
  ["a function", { a: [() => 1] }, "NotData: t/k.a.0 is a function, which does not outlive a process"],
  [
    "what refers to itself",
    ((): unknown => {
      const self: unknown[] = [];
      self.push(self);
      return self;
    })(),
    "NotData: t/k.0 refers to itself",
  ],
])("%s is refused where it is put", async (_name, value, error) => {
  const { world } = tellingWorld();
  const driven = await drive(() => world.table("t").put("k", value).catch(String));
  expect(driven.value).toBe(error);
});

test("a name is of one kind, and the world is of use inside services only", async () => {
  const { world } = tellingWorld();
  world.table("mail");
  expect(() => world.log("mail")).toThrow('"mail" is a table of this world, and cannot be a log as well');
  await expect(world.transaction(async () => 1)).rejects.toThrow(
    "world.transaction was used outside the services",
  );
});
