/** What tests of generated clients on a real Kafka share: a broker of one node, topics, services. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { KafkaAdmin } from "../../src/brokers/kafka/live/admin.ts";
import { launchKafka } from "../../src/brokers/kafka/live/launch.ts";
import type { Running } from "../../src/client/client.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until } from "../../src/live/until.ts";
import { type Handle, type More, type Scene, type Sends, startMail, startShop } from "./kafka-client.ts";

export const DEADLINE_MS = 60_000;
const BUILD_MS = 400_000;
export let broker: LiveBroker;
let topics = 0;
const running: Running<Sends>[] = [];
const children: ChildProcess[] = [];

/** Starts a Kafka of one node for the tests of a file, and stops after each test what it started. */
export function withKafka(): void {
  beforeAll(async () => {
    execFileSync(process.execPath, ["tools/live-clients.mjs"], { stdio: "inherit" });
    broker = await launchKafka();
  }, BUILD_MS);

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await broker.links.heal();
    await Promise.allSettled(running.splice(0).map((each) => each.stop({ drainMs: 1_000 })));
  });

  afterAll(async () => {
    await broker?.close();
  });
}

export async function topic(partitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = `orders-${++topics}`;
  const admin = new KafkaAdmin(broker.addressOf(1, "direct"));
  const refused = await admin.create([{ name, partitions, replication: 1, config }]);
  expect([...refused]).toEqual([]);
  await until("a leader", DEADLINE_MS, async () => {
    const seen = (await admin.view()).topics.get(name) ?? [];
    return seen.length === partitions && seen.every(({ leader }) => leader >= 0);
  });
  return name;
}

export async function shop(scene: Scene, more?: More): Promise<Running<Sends>> {
  const started = await startShop(broker.address, scene, more);
  running.push(started);
  return started;
}

export async function mail(scene: Scene, handle: Handle, more?: More): Promise<Running<Sends>> {
  const started = await startMail(broker.address, scene, handle, more);
  running.push(started);
  return started;
}

/** Collects what `mail.watch` of another group reads until it has `count` orders. */
export async function everythingIn(scene: Scene, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  const reader = await mail({ ...scene, group: `${scene.topic}-all-${Math.random()}` }, async ({ id }) => {
    seen.push(id);
  });
  await until(`${count} orders`, DEADLINE_MS, () => seen.length >= count);
  await delay(300);
  await reader.stop();
  return seen;
}

/** The service in a process of its own; `said` grows with its lines. */
export function child(
  scene: Scene,
  ms: number,
  announces = "",
): { readonly process: ChildProcess; readonly said: string[] } {
  const args = [
    "tools/run.mjs",
    "test/live/kafka-child.ts",
    broker.address,
    JSON.stringify(scene),
    String(ms),
    announces,
  ];
  const started = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(started);
  const said: string[] = [];
  createInterface({ input: started.stdout }).on("line", (line) => said.push(line));
  return { process: started, said };
}

interface Vectors {
  readonly murmur2: readonly {
    readonly key?: string;
    readonly partition: Readonly<Record<string, number>>;
  }[];
}

/** Keys, and where the Java client sends them (K-PART-02). */
export function javaPartitions(partitions: number): readonly (readonly [key: string, partition: number])[] {
  // cast: the file's rows, some of which have bytes for a key.
  const { murmur2 } = JSON.parse(readFileSync("test/vectors/kafka.json", "utf8")) as Vectors;
  return murmur2.flatMap(({ key, partition }) => {
    const at = partition[partitions];
    return key === undefined || at === undefined ? [] : [[key, at] as const];
  });
}

export const order = (n: number, key = `k${n % 5}`): { readonly id: string; readonly key: string } => ({
  id: `o${n}`,
  key,
});
export const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `o${n}`);
