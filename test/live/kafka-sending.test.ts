import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Observed } from "../../src/client/client.ts";
import { until } from "../../src/live/until.ts";
import {
  broker,
  DEADLINE_MS,
  everythingIn,
  ids,
  javaPartitions,
  mail,
  order,
  shop,
  topic,
  withKafka,
} from "./kafka-scene.ts";

withKafka();

test("a key goes to the partition where the Java client sends it", async () => {
  for (const partitions of [6, 12]) {
    const name = await topic(partitions);
    const { send } = await shop({ topic: name, partitions });
    const wanted = javaPartitions(partitions);
    expect(wanted.length).toBeGreaterThan(10);
    const got = await Promise.all(
      wanted.map(async ([key]) => [key, (await send.placing("Order", { id: key, key })).partition]),
    );
    expect(got).toEqual(wanted);
  }
});

test("calls are written in their order, pipelined, and arrive with type, key and identity", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  const receipts = await Promise.all(ids(500).map((_, n) => send.placing("Order", order(n))));
  expect(receipts.map(({ offset }) => offset)).toEqual(receipts.map((_, n) => n));
  const seen: unknown[] = [];
  await mail(scene, async ({ id }, delivery) => {
    seen.push([id, delivery.id, delivery.type, delivery.key, delivery.attempt]);
  });
  await until("all orders", DEADLINE_MS, () => seen.length === 500);
  expect(seen).toEqual(ids(500).map((id, n) => [id, id, "Order", `k${n % 5}`, 1]));
});

test("a message that no broker takes has failed, those that only together are too large are stored; one that was given up may be there", async () => {
  const scene = {
    topic: await topic(1, { "max.message.bytes": "500" }),
    producer: { "delivery-timeout": 3_000, "request-timeout": 1_000 },
  };
  const { send, trySend } = await shop(scene);
  const large = await trySend.placing("Order", { id: "x".repeat(2_000), key: "k" });
  expect(large).toMatchObject({ outcome: "failed" });
  await Promise.all(ids(50).map((_, n) => send.placing("Order", order(n))));
  broker.links.client("shop").hold("answers");
  const late = await trySend.placing("Order", { id: "in doubt", key: "k" });
  expect(late).toMatchObject({ outcome: "unknown" });
  await broker.links.heal();
  expect(await everythingIn(scene, 51)).toEqual([...ids(50), "in doubt"]);
});

test("idempotent: cut connections and lost answers in mid-stream lose, repeat and reorder nothing", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  const sends: Promise<unknown>[] = [];
  for (let n = 0; n < 400; n++) {
    sends.push(send.placing("Order", order(n)));
    if (n % 100 === 50) broker.links.client("shop").hold("answers");
    if (n % 100 === 90) {
      await delay(100);
      await broker.links.client("shop").cut();
    }
    if (n % 10 === 0) await delay(5);
  }
  await Promise.all(sends);
  expect(await everythingIn(scene, 400)).toEqual(ids(400));
});

test("a broker that is killed and comes back in mid-stream: idempotent sends lose, repeat and reorder nothing, and the consumer goes on", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  const seen: string[] = [];
  await mail(scene, async ({ id }) => {
    seen.push(id);
  });
  const sends: Promise<unknown>[] = [];
  let back: Promise<void> | undefined;
  for (let n = 0; n < 300; n++) {
    sends.push(send.placing("Order", order(n)));
    if (n === 100) {
      await sends[20];
      await broker.kill(1);
      back = broker.restart(1);
    }
    await delay(2);
  }
  await back;
  await Promise.all(sends);
  expect(await everythingIn(scene, 300)).toEqual(ids(300));
  await until("the last order", DEADLINE_MS, () => seen.includes("o299"));
  expect(new Set(seen)).toEqual(new Set(ids(300)));
  expect(seen.length - 300).toBeLessThanOrEqual(1);
});

test("what the cluster has less of than the spec says is reported at once, before anything is sent", async () => {
  const name = await topic(2, { "min.insync.replicas": "1", "retention.ms": "1000" });
  const topicSettings = { replication: 3, "min-in-sync": 2, retention: 604_800_000 };
  await expect(shop({ topic: name, to: "nowhere", partitions: 6, topicSettings })).rejects.toMatchObject({
    name: "TopologyMismatch",
    mismatches: [
      `topic ${name} has 2 partitions, not 6 (partitions)`,
      `topic ${name} is kept by 1 brokers, not 3 (replication)`,
      `topic ${name} has min.insync.replicas=1, not 2 (min-in-sync)`,
      `topic ${name} has retention.ms=1000, not 604800000 (retention)`,
      "topic nowhere does not exist",
    ],
  });
});

test("observe tells assignments and settlements in the words of histories", async () => {
  const scene = { topic: await topic() };
  const events: Observed[] = [];
  const observe = (event: Observed): void => void events.push(event);
  const { send } = await shop(scene, { observe });
  await mail(scene, async () => undefined, { observe, instance: "mail-1" });
  await send.placing("Order", order(0));
  await until("the settlement", DEADLINE_MS, () => events.some(({ e }) => e === "settle"));
  const place = { ch: scene.topic, p: 0, o: 0 };
  expect(events).toContainEqual(
    expect.objectContaining({ e: "assigned", by: "mail-1", parts: [[scene.topic, 0]] }),
  );
  expect(events).toContainEqual(expect.objectContaining({ e: "subscribed", at: "mail.watch" }));
  expect(events).toContainEqual(
    expect.objectContaining({ e: "settle", at: "mail.watch", id: "o0", ...place }),
  );
});
