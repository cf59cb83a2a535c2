import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "../../src/live/until.ts";
import { child, DEADLINE_MS, everythingIn, ids, mail, order, shop, topic, withKafka } from "./kafka-scene.ts";

withKafka();

const together = { steps: [["effect"], ["announce", "settle"]] };
const committed = { settings: { isolation: "read-committed" } };

test("sends and position are stored together: a handler that fails leaves nothing, its repetition one of each", async () => {
  const scene = { topic: await topic(), to: await topic(), consumer: together };
  const { send } = await shop(scene);
  await Promise.all([0, 1, 2].map((n) => send.placing("Order", order(n))));
  await mail(
    scene,
    async ({ id, key }, context) => {
      await context.send.announce("Order", { id: `of ${id}`, key });
      if (id === "o1" && context.attempt === 1) throw new Error("after the send");
    },
    { trouble: () => undefined },
  );
  expect(await everythingIn({ topic: scene.to, consumer: committed }, 3)).toEqual([
    "of o0",
    "of o1",
    "of o2",
  ]);
  expect(await everythingIn({ topic: scene.to }, 4)).toEqual(["of o0", "of o1", "of o1", "of o2"]);
});

test("a consumer that is killed between send and commit repeats nothing for those who read what is committed", async () => {
  const scene = { topic: await topic(), to: await topic(), consumer: together };
  const { send } = await shop(scene);
  await Promise.all(ids(30).map((_, n) => send.placing("Order", order(n))));
  const first = child(scene, 20, "announce");
  await until("some orders", DEADLINE_MS, () => first.said.length > 15);
  first.process.kill("SIGKILL");
  await mail(scene, async ({ id, key }, context) => {
    await context.send.announce("Order", { id: `of ${id}`, key });
  });
  const seen = await everythingIn({ topic: scene.to, consumer: committed }, 30);
  expect([...seen].sort()).toEqual(
    ids(30)
      .map((id) => `of ${id}`)
      .sort(),
  );
});

test("an instance that another has taken over from is fenced: it commits nothing more, and says so", async () => {
  const scene = { topic: await topic(), to: await topic(), consumer: together };
  const { send } = await shop(scene);
  const told: string[] = [];
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  let begun = false;
  await mail(
    scene,
    async ({ id, key }, context) => {
      begun = true;
      await context.send.announce("Order", { id: `zombie ${id}`, key });
      await held;
    },
    { trouble: (error) => told.push(error.name), clientId: "zombie" },
  );
  await send.placing("Order", order(0));
  await until("the zombie's handler", DEADLINE_MS, () => begun);
  // The same transactional id: its unfinished transaction is aborted.
  const heir = mail(scene, async ({ id, key }, context) => {
    await context.send.announce("Order", { id: `of ${id}`, key });
  });
  await delay(1_000);
  go();
  await heir;
  await until("the zombie's end", DEADLINE_MS, () => told.includes("Fatal"));
  expect(await everythingIn({ topic: scene.to, consumer: committed }, 1)).toEqual(["of o0"]);
});
