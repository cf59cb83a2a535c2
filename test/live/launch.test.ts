/** What tests and people can do to a broker that was launched for them. */
import { connect as connectAmqp } from "amqplib";
import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { KafkaAdmin } from "../../src/brokers/kafka/live/admin.ts";
import { findKafka, launchKafka } from "../../src/brokers/kafka/live/launch.ts";
import { findRabbit, launchRabbit } from "../../src/brokers/rabbitmq/live/launch.ts";
import { isFree } from "../../src/live/free-ports.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until } from "../../src/live/until.ts";
import type { Topology } from "../../src/model/topology.ts";
import { shopTopology } from "./shop.ts";

const DEADLINE_MS = 60_000;
let broker: LiveBroker | undefined;

afterEach(async () => {
  await broker?.close();
  broker = undefined;
});

function withSetting(topology: Topology, channel: string, setting: string, value: number): Topology {
  return {
    ...topology,
    channels: topology.channels.map((each) =>
      each.name === channel ? { ...each, settings: { ...each.settings, [setting]: value } } : each,
    ),
  };
}

describe("Kafka", () => {
  test("of three nodes survives the death of one, has the topics of a spec, and leaves nothing", async () => {
    broker = await launchKafka({ nodes: 3 });
    const { address, folder } = broker;
    const declared = await broker.declare(shopTopology(), "events");
    expect(declared).toEqual({ created: ["topic orders"], kept: [], differs: [] });
    const admin = new KafkaAdmin(address);
    const [partition] = (await admin.view()).topics.get("orders") ?? [];
    expect(partition).toMatchObject({ replicas: 3, inSync: 3 });
    await broker.kill(partition?.leader ?? 1);
    await until("another leader", DEADLINE_MS, async () => {
      const now = (await admin.view()).topics.get("orders")?.[0];
      return now?.inSync === 2 && now.leader !== partition?.leader;
    });
    await broker.restart(partition?.leader ?? 1);
    await until("all in sync", DEADLINE_MS, async () => {
      return (await admin.view()).topics.get("orders")?.[0]?.inSync === 3;
    });
    await broker.close();
    expect(existsSync(folder)).toBe(false);
    for (const each of address.split(",")) expect(await isFree(Number(each.split(":")[1]))).toBe(true);
  });

  test("of one node takes fewer replicas and says so; what is there otherwise is told", async () => {
    broker = await launchKafka();
    const few = "topic orders: replication 1 instead of 3, of a cluster of one node";
    const minimum = "topic orders: min-in-sync 1 instead of 2, with 1 replica";
    const first = await broker.declare(shopTopology(), "events");
    expect(first).toEqual({ created: ["topic orders"], kept: [], differs: [few, minimum] });
    const changed = withSetting(shopTopology(), "orders", "partitions", 12);
    const second = await (await findKafka(broker.address)).declare(changed, "events");
    expect(second.kept).toEqual(["topic orders"]);
    expect(second.differs).toContain("topic orders: partitions is 6, declared is 12");
  });

  test("is silent while it is paused or its link is held, and answers afterwards", async () => {
    broker = await launchKafka();
    const admin = new KafkaAdmin(broker.address);
    broker.links.clients.hold("answers");
    await expect(admin.view()).rejects.toThrow(/no Kafka answers/);
    await broker.links.clients.heal();
    expect((await admin.view()).brokers).toEqual([1]);
    broker.pause(1);
    expect(broker.paused(1)).toBe(true);
    await expect(admin.view()).rejects.toThrow(/no Kafka answers/);
    broker.resume(1);
    expect((await admin.view()).brokers).toEqual([1]);
    await broker.links.client("waybill").sever();
    await expect(admin.view()).rejects.toThrow(/no Kafka answers/);
  });

  test("that nobody runs is not found", async () => {
    await expect(findKafka("127.0.0.1:9")).rejects.toThrow("no Kafka answers at 127.0.0.1:9");
  });
});

describe("RabbitMQ", () => {
  const names = ["exchange notices", "queue email", "queue parking", "queue unrouted"];

  test("of three nodes leads clients to one that lives, has the channels of a spec, and leaves nothing", async () => {
    broker = await launchRabbit({ nodes: 3, vhost: "/shop" });
    const { address, folder } = broker;
    expect(address).toMatch(/^amqp:\/\/guest:guest@127\.0\.0\.1:\d+\/%2Fshop$/);
    const declared = await broker.declare(shopTopology(), "tasks");
    expect(declared).toEqual({ created: [...names, "exchange notices.alternate"], kept: [], differs: [] });
    await broker.kill(1);
    const connection = await connectAmqp(address);
    connection.on("error", () => undefined);
    // While the queue elects another leader, publishes are refused; 3.10 goes on refusing them on the same channel.
    await until("a confirm", DEADLINE_MS, async () => {
      const channel = await connection.createConfirmChannel();
      channel.publish("notices", "order.eu.placed", Buffer.from("kept"));
      const isKept = await channel.waitForConfirms().then(
        () => true,
        () => false,
      );
      await channel.close();
      return isKept;
    });
    const reading = await connection.createChannel();
    expect((await reading.checkQueue("email")).messageCount).toBeGreaterThan(0);
    await connection.close();
    await broker.restart(1);
    expect(broker.runs(1)).toBe(true);
    await broker.close();
    expect(existsSync(folder)).toBe(false);
    expect(await isFree(Number(new URL(address).port))).toBe(true);
  });

  test("tells clients by their connection name, and what is there otherwise than declared", async () => {
    broker = await launchRabbit();
    await broker.declare(shopTopology(), "tasks");
    const changed = withSetting(shopTopology(), "email", "delivery-limit", 9);
    const { kept, differs } = await (await findRabbit(broker.address)).declare(changed, "tasks");
    expect(kept).toContain("queue email");
    expect(differs.join()).toMatch(/queue email: .*x-delivery-limit/);
    const connection = await connectAmqp(broker.address, { clientProperties: { connection_name: "mailer" } });
    connection.on("error", () => undefined);
    const closed = new Promise((resolve) => connection.once("close", resolve));
    expect(broker.links.find("mailer")?.state.connections).toBe(1);
    await broker.links.client("mailer").sever();
    await closed;
    const named = { clientProperties: { connection_name: "mailer" } };
    await expect(connectAmqp(broker.address, named)).rejects.toThrow();
    await (await connectAmqp(broker.address, { clientProperties: { connection_name: "other" } })).close();
    await broker.links.client("mailer").heal();
    await (await connectAmqp(broker.address, named)).close();
  });
});
