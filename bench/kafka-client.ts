/**
 * Generated clients beside the bare client library on one real Kafka, with the same settings, in turns:
 * `node tools/run.mjs bench/kafka-client.ts [ROUNDS]`. Validation is on; the bare side only writes and parses JSON.
 */
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { KafkaAdmin } from "../src/brokers/kafka/live/admin.ts";
import { launchKafka } from "../src/brokers/kafka/live/launch.ts";
import { nativeLibrary } from "../src/brokers/kafka/transport/native.ts";
import {
  connectionConfig,
  consumerConfig,
  producerConfig,
} from "../src/brokers/kafka/transport/native-config.ts";
import { readingSettings, sendingSettings } from "../src/brokers/kafka/transport/settings.ts";
import type { Broker, Service } from "../src/client/client.ts";
import { generated } from "../test/codegen/generated.ts";
import { BareConsumer, BareProducer } from "./bare-kafka.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const SENT = 20_000;
const AT_ONCE = 1_000;
const READ = 5_000;
const SPEC = `waybill 1
topology bench
broker events { type: kafka, version: "4.3" }
message OrderPlaced { identity eventId: uuid, orderId: string[..80], total: decimal(12, 2), region: string[..20], note: string[..200], lines: Line[1..] }
record Line { sku: string[..40], quantity: int32 }
topic orders on events { carries: OrderPlaced, key: orderId }
service shop { producer placing -> orders { sends: OrderPlaced, acks: all, idempotent: true } }
service mail { consumer watch <- orders { group: "mail", start: earliest } }
`;

interface Order {
  readonly eventId: string;
  readonly orderId: string;
  readonly total: string;
  readonly region: string;
  readonly note: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}
interface Sends {
  readonly placing: { readonly OrderPlaced: Order };
}
interface Reads {
  readonly watch: {
    readonly gets: { readonly OrderPlaced: Order };
    readonly returns: void;
    readonly inbox: false;
  };
}
interface Brokers {
  readonly events: Broker<"kafka">;
}
interface Clients {
  readonly services: {
    readonly shop: Service<Brokers, Sends, Record<never, never>>;
    readonly mail: Service<Brokers, object, Reads>;
  };
  readonly kafka: (options: { readonly bootstrap: readonly string[] }) => Broker<"kafka">;
}

function order(n: number): Order {
  return {
    eventId: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    orderId: `order-${n % 50}`,
    total: "12.30",
    region: "eu",
    note: "thank you for your order, which is on its way to you",
    lines: [{ sku: "A-17", quantity: 2 }],
  };
}

async function clientsIn(work: string): Promise<Clients> {
  for (const [path, text] of generated(SPEC)) {
    const file = join(work, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const entry = join(work, "entry.ts");
  writeFileSync(
    entry,
    'export { services } from "./index.js";\nexport { kafka } from "./runtime/kafka.js";\n',
  );
  const outfile = join(work, "clients.mjs");
  const how = {
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
  } as const;
  await build({ ...how, entryPoints: [entry], outfile, logLevel: "error" });
  // cast: made of the spec above.
  return (await import(pathToFileURL(outfile).href)) as Clients;
}

/** Milliseconds by the clock, and of the processor: the latter says less of what else the machine does. */
interface Took {
  readonly clock: number;
  readonly processor: number;
}

function stopwatch(): () => Took {
  const [began, busy] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(busy);
    return { clock: performance.now() - began, processor: (user + system) / 1_000 };
  };
}

async function timed(work: () => Promise<void>): Promise<Took> {
  const took = stopwatch();
  await work();
  return took();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function told(what: string, count: number, bare: readonly Took[], ours: readonly Took[]): void {
  const rate = (took: readonly Took[]): string =>
    `${Math.round((count / median(took.map(({ clock }) => clock))) * 1_000)}/s`;
  const share = (of: (took: Took) => number): string => {
    const pairs = bare.flatMap((each, i) => (ours[i] === undefined ? [] : [of(each) / of(ours[i])]));
    return `${(median(pairs) * 100).toFixed(0)} %`;
  };
  const shares = `${share(({ clock }) => clock)} by the clock, ${share(({ processor }) => processor)} of the processor`;
  console.log(
    `${what}: bare ${rate(bare)}, generated ${rate(ours)}: ${shares} (medians of ${bare.length} pairs)`,
  );
}

execFileSync(process.execPath, ["tools/live-clients.mjs"], { stdio: "inherit" });
mkdirSync(".cache", { recursive: true });
const work = resolve(mkdtempSync(".cache/bench-"));
const broker = await launchKafka();
try {
  const admin = new KafkaAdmin(broker.addressOf(1, "direct"));
  await admin.create([{ name: "orders", partitions: 1, replication: 1, config: {} }]);
  const address = broker.addressOf(1, "direct");
  const { services, kafka } = await clientsIn(work);
  const brokers = { events: kafka({ bootstrap: [address] }) };
  const library = await nativeLibrary();
  const base = connectionConfig({ bootstrap: [address] }, "bare");
  const plan = {
    name: "placing",
    broker: "events",
    channel: { kind: "topic", name: "orders" },
    types: [],
    discriminator: { by: "only", type: "" },
    settings: { acks: "all", idempotent: true, linger: 5 },
    where: "",
  } as const;

  const sends = producerConfig(sendingSettings(plan));
  const producer = new BareProducer(library, { client: { ...base, ...sends.client }, topic: sends.topic });
  await producer.connect();
  const bareSend = (message: Order): Promise<void> =>
    producer.send("orders", message.orderId, message, [
      { type: "OrderPlaced" },
      { "message-id": message.eventId },
    ]);
  const shop = await services.shop.start({ brokers });
  const sending = async (send: (message: Order) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < SENT; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(order(n + i))));
  };
  const ours = (message: Order): Promise<unknown> => shop.send.placing("OrderPlaced", message);
  const [bare, generatedTook]: [Took[], Took[]] = [[], []];
  await sending(bareSend);
  await sending(ours);
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timed(() => sending(bareSend)));
    generatedTook.push(await timed(() => sending(ours)));
  }
  told(`sending, ${AT_ONCE} at once`, SENT, bare, generatedTook);
  await shop.stop();

  /** Reads with an awaited commit after each message, as `steps: [effect, settle]` says. */
  const bareRead = async (group: string): Promise<Took> => {
    const { client, topic } = consumerConfig(
      readingSettings("mail", {
        ...plan,
        name: "watch",
        group,
        concurrency: 1,
        steps: [],
        settle: { kind: "act" },
        onFailure: { kind: "retry" },
        sends: [],
        settings: { start: "earliest" },
      }),
      group,
    );
    const consumer = new BareConsumer(library, { client: { ...base, ...client }, topic });
    await consumer.start("orders");
    const took = await timed(() => consumer.read(READ));
    await consumer.close();
    return took;
  };
  const ourRead = async (): Promise<Took> => {
    let count = 0;
    let finish = (): void => undefined;
    let watch: (() => Took) | undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const mail = await services.mail.start({
      brokers,
      handlers: {
        watch: {
          OrderPlaced: () => {
            watch ??= stopwatch();
            if (++count === READ) finish();
            return Promise.resolve();
          },
        },
      },
    });
    await finished;
    const took = watch?.() ?? stopwatch()();
    await mail.stop();
    return took;
  };
  const [bareTook, ourTook]: [Took[], Took[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    bareTook.push(await bareRead(`bare-${round}`));
    ourTook.push(await ourRead());
  }
  told("reading, a commit awaited after each message", READ, bareTook, ourTook);
  await producer.close();
} finally {
  await broker.close();
  rmSync(work, { recursive: true, force: true });
}
