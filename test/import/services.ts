/** Services as people write them, by the paths of their files. */

/** TypeScript, a class around the channel, names in constants of another file. */
export const ORDERS: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "@acme/orders", "dependencies": { "amqplib": "^0.10.4" } }',
  "src/topology.ts": `
export const EXCHANGES = { orders: "orders", dead: "orders.dlx" } as const;
export enum Queue { Mail = "mail.confirmations", Audit = "audit" }
const PREFIX = "order";
export const key = { placed: \`\${PREFIX}.placed\`, cancelled: PREFIX + ".cancelled" };
`,
  "src/bus.ts": `
import amqp, { type Channel, type ChannelModel } from "amqplib";
import { EXCHANGES, Queue } from "./topology.js";

export class Bus {
  private connection?: ChannelModel;
  private channel: Channel | null = null;
  constructor(private readonly url: string) {}

  async start(): Promise<void> {
    this.connection = await amqp.connect(this.url);
    this.channel = await this.connection.createChannel();
    await this.channel.prefetch(20);
    await this.channel.assertExchange(EXCHANGES.orders, "topic", { durable: true });
    const { queue } = await this.channel.assertQueue(Queue.Mail, {
      durable: true,
      deadLetterExchange: EXCHANGES.dead,
      arguments: { "x-queue-type": "quorum", "x-delivery-limit": 5 },
    });
    for (const pattern of ["order.placed", "order.cancelled"]) {
      await this.channel.bindQueue(queue, EXCHANGES.orders, pattern);
    }
  }

  emit(routingKey: string, event: unknown, options = {}): boolean {
    return this.channel!.publish(EXCHANGES.orders, routingKey, Buffer.from(JSON.stringify(event)), {
      contentType: "application/json",
      persistent: true,
    });
  }

  async listen(queue: string, handle: (event: unknown) => Promise<void>): Promise<void> {
    await this.channel!.consume(queue, async (message) => {
      if (!message) return;
      try {
        await handle(JSON.parse(message.content.toString()));
        this.channel!.ack(message);
      } catch (error) {
        console.error("cannot handle", error);
        this.channel!.nack(message, false, false);
      }
    });
  }
}
`,
  "src/main.ts": `
import { Bus } from "./bus";
import { key, Queue } from "./topology";

const bus = new Bus(process.env.AMQP_URL ?? "amqp://guest:hunter2@localhost");
export async function main() {
  await bus.start();
  await bus.listen(Queue.Mail, async (event) => { await fetch("https://mail.example", { body: String(event) }); });
}
export function placeOrder(order: { id: string }) { bus.emit(key.placed, order); }
export function cancelOrder(order: { id: string }, region: string) { bus.emit(\`order.\${region}.cancelled\`, order); }
`,
};

/** JavaScript with callbacks, as the tutorials of RabbitMQ have it. */
export const TUTORIAL: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "worker" }',
  "receive.js": `
var amqp = require('amqplib/callback_api');
amqp.connect('amqp://localhost', function (error0, connection) {
  if (error0) throw error0;
  connection.createChannel(function (error1, channel) {
    if (error1) throw error1;
    var queue = 'task_queue';
    channel.assertQueue(queue, { durable: true });
    channel.consume(queue, function (msg) {
      console.log(" [x] Received %s", msg.content.toString());
    }, { noAck: true });
  });
});
`,
  "send.js": `
const amqp = require('amqplib');
let channel;
async function connect() {
  const connection = await amqp.connect('amqp://localhost');
  channel = await connection.createConfirmChannel();
}
async function send(text) {
  channel.sendToQueue('task_queue', Buffer.from(text), { deliveryMode: 2 });
  await channel.waitForConfirms();
}
module.exports = { connect, send };
`,
};

/** TypeScript with kafkajs: one module for the client, one for each side, names in a constant. */
export const SHOP: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "shop" }',
  "src/kafka.ts": `
import { Kafka, logLevel } from "kafkajs";
export const kafka = new Kafka({ clientId: "shop", brokers: (process.env.BROKERS ?? "").split(","), logLevel: logLevel.WARN,
  sasl: { mechanism: "plain", username: "shop", password: "hunter2" } });
export const TOPICS = Object.freeze({ orders: "shop.orders", payments: "shop.payments" });
`,
  "src/producer.ts": `
import type { Producer } from "kafkajs";
import { kafka, TOPICS } from "./kafka";
let producer: Producer | undefined;
async function getProducer(): Promise<Producer> {
  if (!producer) {
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
  }
  return producer;
}
export async function placeOrder(order: { id: string }) {
  const p = await getProducer();
  await p.send({ topic: TOPICS.orders, acks: 1, messages: [{ key: order.id, value: JSON.stringify(order) }] });
}
`,
  "src/consumers.ts": `
import { kafka, TOPICS } from "./kafka.js";
export async function run() {
  const consumer = kafka.consumer({ groupId: "shop-billing" });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.orders, fromBeginning: false });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value!.toString());
      await bill(order);
    },
  });
  const audit = kafka.consumer({ groupId: process.env.AUDIT_GROUP! });
  await audit.subscribe({ topics: [TOPICS.orders, TOPICS.payments], fromBeginning: true });
  await audit.run({ partitionsConsumedConcurrently: 3, autoCommit: false, eachMessage: async ({ topic, partition, message }) => {
    try { await bill(message); } catch (error) { console.error(error); }
    await audit.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
  } });
}
async function bill(order: unknown): Promise<void> {}
`,
  "src/setup.ts": `
import { kafka, TOPICS } from "./kafka";
export async function setup(replicas: number) {
  const admin = kafka.admin();
  await admin.createTopics({ topics: [
    { topic: TOPICS.orders, numPartitions: 6, replicationFactor: 3, configEntries: [
      { name: "retention.ms", value: "604800000" }, { name: "min.insync.replicas", value: "2" },
      { name: "retention.bytes", value: "1073741824" }, { name: "cleanup.policy", value: "compact,delete" }, { name: "segment.ms", value: "3600000" } ] },
    { topic: TOPICS.payments, replicationFactor: replicas },
  ] });
}
`,
};
