/** What a generated client finds out about a real RabbitMQ before it sends or takes anything. */
import { connect as connectAmqp, type Channel as AmqpChannel, type ChannelModel } from "amqplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchRabbit } from "../../src/brokers/rabbitmq/live/launch.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { LIBRARIES, namesOf, sender } from "./rabbit-service.ts";

let broker: LiveBroker;
let watch: ChannelModel;
let admin: AmqpChannel;

beforeAll(async () => {
  broker = await launchRabbit();
  watch = await connectAmqp(broker.addressOf(1, "direct"), { noDelay: true });
  admin = await watch.createChannel();
});

afterAll(async () => {
  await watch?.close();
  await broker?.close();
});

describe.each(LIBRARIES)("over $library", ({ library, open }) => {
  test("everything in which the live broker differs is told at once", async () => {
    const all = namesOf(library, "differs");
    await admin.assertExchange(all.exchange, "direct", { durable: false });
    await admin.assertQueue(all.queue, {
      durable: true,
      arguments: { "x-max-length": 5, "x-message-ttl": 1000 },
    });
    const start = sender(all, {}, { "max-length": 6, overflow: "reject-publish" }).start({
      brokers: { tasks: open({ url: broker.address }) },
    });
    const error: unknown = await start.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "TopologyMismatch", broker: "tasks" });
    expect(String(error).split("\n")).toEqual([
      "TopologyMismatch: broker tasks is not as the spec says:",
      `  exchange ${all.exchange}: type is "direct", the spec says "topic"`,
      `  exchange ${all.exchange}: durable is false, the spec says true`,
      `  queue ${all.queue}: x-message-ttl is 1000, the spec does not set it`,
      `  queue ${all.queue}: x-max-length is 5, the spec says 6`,
      `  queue ${all.queue}: x-overflow is not set, the spec says "reject-publish"`,
      `  queue ${all.parking}: is not there`,
    ]);
  });

  test("a queue that is as the spec says is accepted, whatever its defaults are called", async () => {
    const all = namesOf(library, "equal");
    await admin.assertExchange(all.exchange, "topic", { durable: true });
    await admin.assertQueue(all.queue, {
      durable: true,
      arguments: { "x-queue-type": "classic", "x-overflow": "drop-head" },
    });
    await admin.assertQueue(all.parking, { durable: true });
    const office = await sender(all, {}, { overflow: "drop-head", type: "classic" }).start({
      brokers: { tasks: open({ url: broker.address }) },
    });
    await office.stop();
  });

  test("a broker that cannot be reached is told with its address and without the password", async () => {
    const start = sender(namesOf(library, "nobody")).start({
      brokers: { tasks: open({ url: "amqp://guest:secret@127.0.0.1:1", connectTimeoutMs: 200 }) },
    });
    await expect(start).rejects.toThrow(
      /^RabbitMQ at 127.0.0.1:1 could not be reached within 200 ms: (?!.*secret)/,
    );
  });
});
