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
import { asked, nativeLibrary, type NativeMessage } from "../src/brokers/kafka/transport/native.ts";
import { NativeCommits } from "../src/brokers/kafka/transport/native-commits.ts";
import {
  connectionConfig,
  consumerConfig,
  producerConfig,
} from "../src/brokers/kafka/transport/native-config.ts";
import { readingSettings, sendingSettings } from "../src/brokers/kafka/transport/settings.ts";
import type { Broker, Service } from "../src/client/client.ts";
import { generated } from "../test/codegen/generated.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const SENT = 20_000;
const AT_ONCE = 1_000;
const READ = 4_000;
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

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function told(what: string, count: number, bare: readonly number[], ours: readonly number[]): void {
  const rate = (ms: number): string => `${Math.round((count / ms) * 1_000)}/s`;
  const share = median(bare.map((ms, i) => ms / (ours[i] ?? ms)));
  console.log(
    `${what}: bare ${rate(median(bare))}, generated ${rate(median(ours))}, ${(share * 100).toFixed(0)} % (median of ${bare.length} pairs)`,
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

  const config = producerConfig(sendingSettings(plan));
  const producer = new library.Producer({ ...base, ...config.client }, config.topic);
  await asked((done) => producer.connect({ timeout: 30_000 }, done));
  producer.setPollInBackground(true);
  producer.on("delivery-report", (error, report) => {
    // cast: what `produce` was given.
    (report.opaque as (error: unknown) => void)(error);
  });
  const bareSend = (message: Order): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown): void =>
        error === null || error === undefined ? resolve() : reject(new Error("not stored"));
      const headers = [{ type: "OrderPlaced" }, { "message-id": message.eventId }];
      producer.produce(
        "orders",
        null,
        Buffer.from(JSON.stringify(message)),
        message.orderId,
        null,
        settle,
        headers,
      );
    });
  const shop = await services.shop.start({ brokers });
  const sending = async (send: (message: Order) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < SENT; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(order(n + i))));
  };
  const ours = (message: Order): Promise<unknown> => shop.send.placing("OrderPlaced", message);
  const [bare, generatedMs]: [number[], number[]] = [[], []];
  await sending(bareSend);
  await sending(ours);
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timed(() => sending(bareSend)));
    generatedMs.push(await timed(() => sending(ours)));
  }
  told(`sending, ${AT_ONCE} at once`, SENT, bare, generatedMs);
  await shop.stop();

  /** Reads with an awaited commit after each message, as `steps: [effect, settle]` says. */
  const bareRead = async (group: string): Promise<number> => {
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
    let wake = (): void => undefined;
    let assigned = (): void => undefined;
    const ready = new Promise<void>((resolve) => (assigned = resolve));
    const consumer = new library.KafkaConsumer(
      {
        ...base,
        ...client,
        queue_non_empty_cb: () => {
          stirred = true;
          wake();
        },
        offset_commit_cb: (error: null, parts: never) => commits.told(error, parts),
        rebalance_cb: ({ code }: { readonly code: number }, parts: never) => {
          if (code === -175) {
            consumer.incrementalAssign(parts);
            assigned();
          } else consumer.unassign();
        },
      },
      topic,
    );
    const commits = new NativeCommits(consumer);
    await asked((done) => consumer.connect({ timeout: 30_000 }, done));
    consumer.setDefaultConsumeTimeout(0);
    consumer.setDefaultIsTimeoutOnlyForFirstMessage(true);
    consumer.subscribe(["orders"]);
    const waiting: NativeMessage[] = [];
    let more = (): void => undefined;
    let stopped = false;
    let stirred = false;
    const loop = (async () => {
      while (!stopped) {
        stirred = false;
        const got = await asked<readonly NativeMessage[]>((done) => consumer.consume(500, done));
        waiting.push(...got);
        if (got.length > 0) more();
        else if (!stirred)
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, 100);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
      }
    })();
    await ready;
    while (waiting.length === 0) await new Promise<void>((resolve) => (more = resolve));
    const ms = await timed(async () => {
      for (let n = 0; n < READ; ) {
        const message = waiting.shift();
        if (message === undefined) {
          await new Promise<void>((resolve) => (more = resolve));
          continue;
        }
        JSON.parse(Buffer.from(message.value ?? []).toString("utf8"));
        await commits.store([{ topic: "orders", partition: 0, offset: message.offset + 1 }]);
        n += 1;
      }
    });
    stopped = true;
    wake();
    await loop;
    await asked((done) => consumer.disconnect(done));
    return ms;
  };
  const ourRead = async (): Promise<number> => {
    let count = 0;
    let finish = (): void => undefined;
    let begin = 0;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const mail = await services.mail.start({
      brokers,
      handlers: {
        watch: {
          OrderPlaced: () => {
            if (begin === 0) begin = performance.now();
            if (++count === READ) finish();
            return Promise.resolve();
          },
        },
      },
    });
    begin ||= performance.now();
    await finished;
    const ms = performance.now() - begin;
    await mail.stop();
    return ms;
  };
  const [bareMs, ourMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    bareMs.push(await bareRead(`bare-${round}`));
    ourMs.push(await ourRead());
  }
  told("reading, a commit awaited after each message", READ, bareMs, ourMs);
  await asked((done) => producer.disconnect(done));
} finally {
  await broker.close();
  rmSync(work, { recursive: true, force: true });
}
