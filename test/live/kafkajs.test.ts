import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { importKafka } from "../../src/cli/import/kafka.ts";
import type { ImportCall } from "../../src/cli/import/kind.ts";
import { until } from "../../src/live/until.ts";
import type { Handle, Scene } from "./kafka-client.ts";
import * as scene from "./kafka-scene.ts";
import { broker, DEADLINE_MS, ids, javaPartitions, order, topic, withKafka } from "./kafka-scene.ts";

const library = "kafkajs";
const PLAIN = { idempotent: false };

withKafka();

const shop = (of: Scene): ReturnType<typeof scene.shop> =>
  scene.shop({ producer: PLAIN, ...of }, { library });
const mail = (of: Scene, handle: Handle, clientId = "mail"): ReturnType<typeof scene.mail> =>
  scene.mail({ producer: PLAIN, ...of }, handle, { library, clientId, trouble: () => undefined });

test("a key goes to the partition where the Java client sends it, and calls are written in their order", async () => {
  const name = await topic(12);
  const { send } = await shop({ topic: name, partitions: 12 });
  const wanted = javaPartitions(12);
  const receipts = await Promise.all(wanted.map(([key]) => send.placing("Order", { id: key, key })));
  expect(receipts.map(({ partition }, n) => [wanted[n]?.[0], partition])).toEqual(wanted);
  const one = await topic();
  const first = await shop({ topic: one });
  const many = await Promise.all(ids(700).map((_, n) => first.send.placing("Order", order(n))));
  expect(many.map(({ offset }) => offset)).toEqual(many.map((_, n) => n));
});

test("what a broker refuses has failed, and what it never answered may be there", async () => {
  const of = {
    topic: await topic(1, { "max.message.bytes": "500" }),
    producer: { ...PLAIN, "delivery-timeout": 3_000, "request-timeout": 1_000 },
  };
  const { trySend } = await shop(of);
  expect(await trySend.placing("Order", { id: "x".repeat(2_000), key: "k" })).toMatchObject({
    outcome: "failed",
  });
  broker.links.client("shop").hold("answers");
  expect(await trySend.placing("Order", order(0))).toMatchObject({ outcome: "unknown" });
});

test("a graceful stop, and a second instance, repeat nothing and lose nothing", async () => {
  const of = { topic: await topic(4), partitions: 4 };
  const { send } = await shop(of);
  await Promise.all(ids(100).map((_, n) => send.placing("Order", order(n))));
  const seen: string[] = [];
  const handle: Handle = async ({ id }) => {
    await delay(5);
    seen.push(id);
  };
  const first = await mail(of, handle);
  await until("some orders", DEADLINE_MS, () => seen.length >= 20);
  await first.stop();
  expect(seen.length).toBeLessThan(100);
  await mail(of, handle, "one");
  await until("more orders", DEADLINE_MS, () => seen.length >= 40);
  await mail(of, handle, "two");
  await Promise.all(
    ids(200)
      .slice(100)
      .map((_, n) => send.placing("Order", order(n + 100))),
  );
  await until("all orders", DEADLINE_MS, () => new Set(seen).size === 200);
  expect(seen.length).toBe(200);
});

test("start latest is told to the group; a handler that fails is tried again in place", async () => {
  const of = { topic: await topic(), consumer: { settings: { start: "latest" } } };
  const { send } = await shop(of);
  await send.placing("Order", order(0));
  const seen: string[] = [];
  const handle: Handle = async ({ id }, { attempt }) => {
    seen.push(`${id} ${attempt}`);
    if (attempt === 1) throw new Error("not yet");
  };
  await (await mail(of, handle)).stop();
  await send.placing("Order", order(1));
  await mail(of, handle);
  await send.placing("Order", order(2));
  await until("both orders", DEADLINE_MS, () => seen.includes("o2 2"));
  expect(seen).toEqual(["o1 1", "o1 2", "o2 1", "o2 2"]);
});

test("a broker that is killed and comes back: nothing is lost", async () => {
  const of = { topic: await topic() };
  const { send } = await shop(of);
  const seen: string[] = [];
  await mail(of, async ({ id }) => {
    seen.push(id);
  });
  const sends = ids(100).map((_, n) => send.placing("Order", order(n)));
  await until("some orders", DEADLINE_MS, () => seen.length > 5);
  await broker.kill(1);
  await broker.restart(1);
  await Promise.all(sends);
  await until("all orders", DEADLINE_MS, () => new Set(seen).size === 100);
});

test("what kafkajs gets wrong is refused before anything is connected, and a weaker topic is told", async () => {
  const name = await topic();
  await expect(scene.shop({ topic: name }, { library })).rejects.toThrow(/is idempotent: kafkajs loses/);
  await expect(shop({ topic: name, partitions: 3 })).rejects.toMatchObject({
    name: "TopologyMismatch",
    mismatches: [`topic ${name} has 1 partitions, not 3 (partitions)`],
  });
});

test("a cluster that is asked says its topics as they are set, and its groups with who is in them", async () => {
  const name = await topic(4, { "retention.ms": "86400000" });
  const { send } = await shop({ topic: name, partitions: 4 });
  const seen: string[] = [];
  await mail({ topic: name, partitions: 4, group: `${name}-asked` }, async ({ id }) => {
    seen.push(id);
  });
  await Promise.all(ids(20).map((_, n) => send.placing("Order", order(n))));
  await until("all orders", DEADLINE_MS, () => seen.length === 20);
  const asked: ImportCall = {
    cwd: resolve("test/live/clients"),
    beside: "x",
    service: undefined,
    vhost: undefined,
  };
  const [draft] = await importKafka([broker.address], asked);
  const found = draft?.channels.find(({ key }) => key.name === name);
  expect(found?.settings).toEqual(
    expect.arrayContaining([
      { name: "partitions", text: "4" },
      { name: "retention", text: "1d" },
    ]),
  );
  const group = draft?.endpoints.find(({ service }) => service === `${name}-asked`);
  expect(group).toMatchObject({ role: "consumer", channel: { name } });
  expect(group?.notes?.join()).toMatch(/^\d+ records behind when asked$/);
});
