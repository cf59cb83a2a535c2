import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ANSWER_LOST, ANSWERS, FAILS } from "../../../src/harness/world/point.ts";
import { drive, Driven, underControl } from "../driver/driven.ts";
import { createDatabase, type Database } from "./pglite.mjs";
import { play, tellingWorld } from "./telling-world.ts";

/** It is compiled first, on a machine that does other things too. In ms. */
const SET_UP_MAX = 60_000;

const RESET = { reset: "truncate ledger" };

describe("PGlite as a store of the world", () => {
  let database: Database;
  const rows = async (): Promise<unknown> => (await database.query("select * from ledger order by id")).rows;

  beforeAll(async () => {
    database = await createDatabase();
    await database.exec("create table ledger (id text primary key, amount int)");
  }, SET_UP_MAX);
  afterAll(() => database.close());

  test("answers as it does without us, and tells what it wrote", async () => {
    const { world, told } = tellingWorld();
    const { value, driven } = await drive(async () => {
      const ledger = world.sql("bank", database, RESET);
      await ledger.query("insert into ledger values ($1, $2)", ["a", 1]);
      await ledger.query("insert into ledger values ('a', 2) on conflict do nothing");
      const failed = await ledger.query("insert into ledger values ('a', 3)").catch(String);
      return [failed, await ledger.query<{ id: string }>("select * from ledger")];
    });
    expect(value).toEqual([
      'error: duplicate key value violates unique constraint "ledger_pkey"',
      [{ id: "a", amount: 1 }],
    ]);
    expect(told()).toEqual([
      "changed insert into ledger values ($1, $2)",
      "suppressed insert into ledger values ('a', 2) …",
    ]);
    expect(driven.driver.problems).toEqual([]);
  });

  test.each([
    [ANSWERS, "done", [{ id: "a", amount: 1 }]],
    [FAILS, "failed", []],
    [ANSWER_LOST, "unknown", [{ id: "a", amount: 1 }]],
  ])("a commit that %s leaves what it says", async (alternative, heard, left) => {
    const { world } = tellingWorld();
    await underControl(async () => {
      const driven = new Driven();
      const ledger = world.sql("bank", database, RESET);
      const execution = await driven.begin(() =>
        ledger.query("insert into ledger values ('a', 1)").then(
          () => "done",
          (error: unknown) => (error as { readonly outcome: string }).outcome,
        ),
      );
      await play(driven, (name) => (name.startsWith("commit") ? alternative : ANSWERS));
      expect(execution.outcome).toEqual({ ok: heard });
    });
    expect(await rows()).toEqual(left);
  });

  test.each([
    ["before the commit", false, []],
    ["after the commit was decided", true, [{ id: "a", amount: 1 }]],
  ])(
    "a crash %s frees the connection, and the next finds all or nothing",
    async (_when, isDecided, found) => {
      const { world, changes } = tellingWorld();
      await underControl(async () => {
        const driven = new Driven();
        const ledger = world.sql("bank", database, RESET);
        await driven.begin(() =>
          ledger.transaction(async (tx) => {
            await tx.query("insert into ledger values ('a', 0)");
            await tx.query("update ledger set amount = amount + 1");
          }),
        );
        const [begin] = driven.driver.calls;
        if (begin !== undefined) await driven.driver.answer(begin, begin.perform(ANSWERS));
        const [commit] = driven.driver.calls;
        expect(commit?.name).toBe("commit bank.ledger");
        const waiting = await driven.driver.begin(driven.driver.spawn("service#2"), "reader", () =>
          ledger.query("select * from ledger"),
        );
        expect(driven.driver.calls).toEqual([commit]);
        if (isDecided) commit?.perform(ANSWERS);
        driven.driver.crash(driven.process);
        await play(driven);
        expect(waiting.outcome).toEqual({ ok: found });
        expect(changes).toHaveLength(isDecided ? 2 : 0);
      });
    },
  );

  test("each run begins with what the reset leaves", async () => {
    const { world } = tellingWorld();
    const { value } = await drive(() => world.sql("bank", database, RESET).query("select * from ledger"));
    expect(value).toEqual([]);
  });

  test("a name stands for one database", () => {
    const { world } = tellingWorld();
    world.sql("bank", database, RESET);
    const other = { query: () => Promise.resolve({ rows: [] }), exec: () => Promise.resolve() };
    expect(() => world.sql("bank", other, RESET)).toThrow('"bank" is another database of this world already');
  });
});
