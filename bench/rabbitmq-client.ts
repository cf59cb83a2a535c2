/**
 * What a generated client costs beside its bare library: the same messages over the same RabbitMQ with the same settings
 * (confirms, mandatory, persistent, prefetch, an acknowledgement each), paired in one run. Validation is on.
 *
 *   node tools/run.mjs bench/rabbitmq-client.ts [ROUNDS]
 */
import { Connection, type Publisher } from "rabbitmq-client";
import { launchRabbit } from "../src/brokers/rabbitmq/live/launch.ts";
import { loaded } from "../test/codegen/loaded.ts";

const MESSAGES = 3_000;
const WINDOW = 256;
const PREFETCH = 256;
const ROUNDS = Number(process.argv[2] ?? 15);

interface Order {
  readonly eventId: string;
  readonly orderId: string;
  readonly region: string;
  readonly total: string;
  readonly quantity: number;
  readonly note: string;
  readonly placedAt: string;
}

const SPEC = `waybill 1
topology bench
broker tasks { type: rabbitmq, version: "3.10", nodes: 1 }
enum Region { eu, us, apac }
message Order {
  identity eventId: string[1..64]
  orderId: string[1..64]
  region: Region
  total: decimal(12, 2)
  quantity: int32
  note: string[..500]
  placedAt: string
}
exchange generated on tasks { type: topic, carries: Order }
queue received on tasks {}
bind generated -> received { key: "order.*.placed" }
service shop {
  producer placing -> generated { sends: Order, routing-key: "order.{region}.placed", confirms: true, mandatory: true }
}
service mailer { consumer mail <- received { prefetch: ${PREFETCH}, concurrency: ${PREFETCH} } }
`;

function order(i: number): Order {
  return {
    eventId: `event-${i}`,
    orderId: `order-${i % 100}`,
    region: "eu",
    total: "12.30",
    quantity: i,
    note: "a note of about eighty bytes, so that the message has the two hundred of the others",
    placedAt: "2026-01-02T03:04:05.000Z",
  };
}

/** What one side did with all messages: messages a second, and microseconds of this process's CPU for each. */
interface Round {
  readonly rate: number;
  readonly cpuMicros: number;
}

/** Runs `send` for all messages with so many open at once, and waits until `done` has been called for each. */
async function run(
  send: (message: Order) => Promise<unknown>,
  handled: { count: number; all: () => void },
): Promise<Round> {
  handled.count = 0;
  const all = new Promise<void>((resolve) => {
    handled.all = resolve;
  });
  const began = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < MESSAGES) await send(order(next++));
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
  await all;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: MESSAGES / ((performance.now() - began) / 1000), cpuMicros: (user + system) / MESSAGES };
}

interface Side {
  readonly name: string;
  readonly round: () => Promise<Round>;
  readonly close: () => Promise<void>;
}

function counter(): { count: number; all: () => void; one: () => void } {
  const self = {
    count: 0,
    all: (): void => undefined,
    one: (): void => {
      self.count += 1;
      if (self.count === MESSAGES) self.all();
    },
  };
  return self;
}

/** What the bench uses of the generated modules. */
interface Client {
  readonly rabbitmq: (options: { readonly url: string; readonly declare: boolean }) => unknown;
  readonly shop: {
    start(options: {
      readonly brokers: unknown;
    }): Promise<
      Stopped & { readonly send: { readonly placing: (type: "Order", message: Order) => Promise<unknown> } }
    >;
  };
  readonly mailer: {
    start(options: {
      readonly brokers: unknown;
      readonly handlers: { readonly mail: { readonly Order: (message: Order) => Promise<void> } };
    }): Promise<Stopped>;
  };
}

interface Stopped {
  stop(): Promise<void>;
}

async function generated(url: string): Promise<Side> {
  const entry = ["./shop.ts", "./mailer.ts", "./runtime/rabbitmq.ts"].map(
    (path) => `export * from "${path}";`,
  );
  // cast: it has been generated from the spec above.
  const { rabbitmq, shop, mailer } = (await loaded(SPEC, entry.join("\n"))) as unknown as Client;
  const handled = counter();
  const brokers = { tasks: rabbitmq({ url, declare: true }) };
  const sender = await shop.start({ brokers });
  const receiver = await mailer.start({
    brokers,
    handlers: { mail: { Order: () => Promise.resolve(handled.one()) } },
  });
  return {
    name: "generated",
    round: () => run((message) => sender.send.placing("Order", message), handled),
    close: async () => {
      await Promise.all([sender.stop(), receiver.stop()]);
    },
  };
}

function published(publisher: Publisher, message: Order): Promise<void> {
  const { region, eventId } = message;
  const envelope = {
    exchange: "bare",
    routingKey: `order.${region}.placed`,
    mandatory: true,
    durable: true,
    messageId: eventId,
    type: "Order",
    headers: { type: "Order" },
  };
  return publisher.send(envelope, message);
}

async function bare(url: string): Promise<Side> {
  const connection = new Connection({ url, noDelay: true });
  const other = new Connection({ url, noDelay: true });
  const handled = counter();
  const publisher = connection.createPublisher({
    confirm: true,
    exchanges: [{ exchange: "bare", type: "topic", durable: true }],
  });
  const consumer = other.createConsumer(
    {
      queue: "bare",
      queueOptions: { durable: true },
      exchanges: [{ exchange: "bare", type: "topic", durable: true }],
      queueBindings: [{ exchange: "bare", queue: "bare", routingKey: "order.*.placed" }],
      qos: { prefetchCount: PREFETCH },
      concurrency: PREFETCH,
    },
    () => Promise.resolve(handled.one()),
  );
  await new Promise((resolve) => consumer.once("ready", resolve));
  return {
    name: "bare",
    round: () => run((message) => published(publisher, message), handled),
    close: async () => {
      await publisher.close();
      await consumer.close();
      await Promise.all([connection.close(), other.close()]);
    },
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function main(): Promise<void> {
  const broker = await launchRabbit();
  const url = broker.addressOf(1, "direct");
  const sides = [await bare(url), await generated(url)] as const;
  const [plain, ours] = sides;
  try {
    for (const side of sides) await side.round();
    const pairs: (readonly [Round, Round])[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Each goes first as often as the other.
      const isPlainFirst = round % 2 === 0;
      const first = await (isPlainFirst ? plain : ours).round();
      const second = await (isPlainFirst ? ours : plain).round();
      pairs.push(isPlainFirst ? [first, second] : [second, first]);
    }
    sides.forEach(({ name }, i) => {
      const own = pairs.map((pair) => pair[i] ?? pair[0]);
      const rate = median(own.map((one) => one.rate)).toFixed(0);
      console.log(
        `${name.padEnd(10)} ${rate.padStart(7)} messages/s ${median(own.map((one) => one.cpuMicros))
          .toFixed(1)
          .padStart(7)} us CPU`,
      );
    });
    const of = (pick: (pair: readonly [Round, Round]) => number): string =>
      median(pairs.map(pick)).toFixed(3);
    console.log(
      `rate       ${of(([a, b]) => b.rate / a.rate).padStart(7)} of bare, median of ${ROUNDS} pairs`,
    );
    console.log(
      `CPU        ${of(([a, b]) => a.cpuMicros / b.cpuMicros).padStart(7)} of bare, median of ${ROUNDS} pairs`,
    );
  } finally {
    for (const side of sides) await side.close();
    await broker.close();
  }
}

await main();
