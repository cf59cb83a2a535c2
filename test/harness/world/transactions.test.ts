import { expect, test } from "vitest";
import { ANSWERS } from "../../../src/harness/world/point.ts";
import { drive, Driven, underControl } from "../driver/driven.ts";
import { play, tellingWorld } from "./telling-world.ts";

test("a transaction is seen whole or not at all", async () => {
  const { world, told, snapshot } = tellingWorld();
  const { value } = await drive(async () => {
    const thrown = await world
      .transaction(async (tx) => {
        await tx.table("accounts").put("a", 1);
        throw new RangeError("second thoughts");
      })
      .catch(String);
    const moved = await world.transaction(async (tx) => {
      const accounts = tx.table<number>("accounts");
      await accounts.put("a", 2);
      const inside = [
        await accounts.get("a"),
        await accounts.insert("a", 3),
        await accounts.insert("b", 3),
        await accounts.delete("b"),
        await accounts.get("b"),
      ];
      await tx.log("moves").append("a");
      await tx.counter("moved").add();
      return inside;
    });
    return [thrown, moved];
  });
  expect(value).toEqual(["RangeError: second thoughts", [2, false, true, true, undefined]]);
  expect(told()).toEqual([
    "changed accounts/a = 2",
    "changed accounts/b = 3",
    "changed delete accounts/b",
    'changed moves += "a"',
    "changed moved + 1",
  ]);
  expect(snapshot().tables).toEqual({ accounts: { a: 2 } });
});

test("of two transactions that get into each other's way one fails and changes nothing", async () => {
  const { world, snapshot } = tellingWorld();
  await underControl(async () => {
    const driven = new Driven();
    const add = (by: number) => () =>
      world.transaction(async (tx) => {
        const rows = tx.table<number>("sums");
        await rows.put("s", ((await rows.get("s")) ?? 0) + by);
      });
    const one = await driven.begin(add(1), "one");
    const two = await driven.begin(add(10), "two");
    await play(driven);
    expect(one.outcome).toEqual({ ok: undefined });
    expect(two.outcome).toMatchObject({
      no: {
        outcome: "failed",
        message: expect.stringContaining("sums/s was changed by another transaction") as string,
      },
    });
    expect(snapshot().tables).toEqual({ sums: { s: 1 } });
  });
});

test("a transaction that has ended takes nothing more", async () => {
  const { world } = tellingWorld();
  const { value } = await drive(async () => {
    let leaked: (() => Promise<void>) | undefined;
    await world.transaction(async (tx) => {
      leaked = () => tx.table("t").put("k", 1);
    });
    return leaked?.().catch(String);
  });
  expect(value).toMatch(/^WorldError: the transaction has ended/);
});

test.each([
  ["before the commit", 1, {}],
  ["after the commit", 2, { ledger: { o1: "placed" } }],
])("a crash %s leaves all or nothing, and the inbox agrees", async (_when, performed, tables) => {
  const { world, snapshot } = tellingWorld();
  await underControl(async () => {
    const driven = new Driven();
    const inbox = world.inbox("ledger", (rows) => ({ put: (id: string) => rows.put(id, "placed") }));
    const handle = () => inbox.once("e1", (tx) => tx.put("o1"));
    await driven.begin(handle);
    const [look] = driven.driver.calls;
    if (look !== undefined) await driven.driver.answer(look, look.perform(ANSWERS));
    const [commit] = driven.driver.calls;
    if (performed === 2) commit?.perform(ANSWERS);
    driven.driver.crash(driven.process);
    expect(snapshot().tables).toEqual(tables);
    const again = await driven.driver.begin(driven.driver.spawn("service#2"), "again", handle);
    await play(driven);
    expect(again.outcome).toEqual({ ok: performed === 2 ? "duplicate" : "done" });
    expect(snapshot().tables).toEqual({ ledger: { o1: "placed" } });
  });
});

test("an inbox does the work once: whoever comes second waits for the first, and a duplicate is told as suppressed", async () => {
  const { world, told } = tellingWorld();
  await underControl(async () => {
    const driven = new Driven();
    const handle = (name: string) => () =>
      world.inbox("seen", (rows) => rows.log(name)).once("e1", (tx) => tx.append("x"));
    const one = await driven.begin(handle("one"), "one");
    const two = await driven.begin(handle("two"), "two");
    const [look] = driven.driver.calls;
    if (look !== undefined) await driven.driver.answer(look, look.perform(ANSWERS));
    expect(driven.driver.calls.map(({ name }) => name)).toEqual(["commit seen with e1"]);
    await play(driven);
    expect([one.outcome, two.outcome]).toEqual([{ ok: "done" }, { ok: "duplicate" }]);
    expect(told()).toEqual(["changed seen has seen e1", 'changed one += "x"', "suppressed seen has seen e1"]);
  });
});

test("an inbox forgets what it keeps for a time only, and work that throws is not done", async () => {
  const { world } = tellingWorld();
  const { value } = await drive(async () => {
    const inbox = world.inbox("seen", (rows) => rows, { keepMs: 1000 });
    const once = () => inbox.once("e1", async (rows) => rows.put("k", Date.now()));
    const thrown = await inbox.once("e1", () => Promise.reject(new RangeError("no"))).catch(String);
    const outcomes = [thrown, await once(), await once()];
    await new Promise((done) => setTimeout(done, 1000));
    return [...outcomes, await once()];
  });
  expect(value).toEqual(["RangeError: no", "done", "duplicate", "done"]);
});
