/** specs/payments with generated clients on a real Kafka: what is killed in the middle loses nothing that it promises. */
import { build } from "esbuild";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { launchKafka } from "../../src/brokers/kafka/live/launch.ts";
import { KafkaAdmin } from "../../src/brokers/kafka/live/admin.ts";
import type { Broker, Observed, Running, Service } from "../../src/client/client.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until } from "../../src/live/until.ts";
import { generated } from "../codegen/generated.ts";
import { compile } from "../../src/compiler/compile.ts";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";

const SPEC = "specs/payments/payments.waybill";
const DEADLINE_MS = 90_000;
const SOON = "    session-timeout: 6s\n    heartbeat-interval: 1s";
const ORDERS = 300;
const KEYS = 12;
let broker: LiveBroker | undefined;
let work = "";
const children = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await broker?.close();
  if (work !== "") rmSync(work, { recursive: true, force: true });
});

interface Sends {
  readonly placing: {
    readonly OrderPlaced: { readonly eventId: string; readonly orderId: string; readonly total: string };
  };
}
interface Generated {
  readonly services: {
    readonly shop: Service<{ readonly events: Broker<"kafka"> }, Sends, Record<never, never>>;
  };
  readonly kafka: (options: { readonly bootstrap: readonly string[] }) => Broker<"kafka">;
}

/** Generates the clients and bundles them below the repository, where the client library is found. */
async function generate(text: string): Promise<string> {
  for (const [path, content] of generated(text)) {
    const file = join(work, "generated", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const entry = join(work, "entry.ts");
  writeFileSync(
    entry,
    'export { services } from "./generated/index.js";\nexport { kafka } from "./generated/runtime/kafka.js";\n',
  );
  const outfile = join(work, "clients.mjs");
  await build({
    entryPoints: [entry],
    bundle: true,
    outfile,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return pathToFileURL(outfile).href;
}

/** Starts a service in a process of its own; resolves when it reads. */
async function child(service: string, address: string, clients: string): Promise<ChildProcess> {
  const args = ["tools/run.mjs", "test/live/payments-child.ts", service, address, clients, work];
  const started = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.add(started);
  await until(`${service}`, DEADLINE_MS, () => {
    if (started.exitCode !== null) throw new Error(`${service} has ended`);
    const line: unknown = started.stdout?.read();
    return line instanceof Buffer && line.includes("ready");
  });
  return started;
}

async function ended(process: ChildProcess): Promise<void> {
  process.stdin?.end();
  await until(
    "the end of a service",
    DEADLINE_MS,
    () => process.exitCode !== null || process.signalCode !== null,
  );
}

function rows(service: string): number {
  const file = join(work, `${service}.rows`);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}

/** What all processes observed, by their common clock, after a header. */
function history(own: readonly Observed[]): string {
  const events = [...own];
  // cast: the service wrote it; a line that a kill cut off would not be JSON.
  for (const service of ["payment", "notification"])
    for (const line of readFileSync(join(work, `${service}.jsonl`), "utf8").split("\n"))
      if (line !== "") events.push(JSON.parse(line) as Observed);
  const when = ({ t }: Observed): number => (typeof t === "number" ? t : (t?.[1] ?? 0));
  const ordered = events
    .map((event, n) => ({ event, n }))
    .sort((a, b) => when(a.event) - when(b.event) || a.n - b.n);
  const header = {
    format: "waybill-history",
    version: 1,
    topology: "payments",
    source: "live",
    clock: "ms",
    skew: 0,
  };
  const lines = [header, ...ordered.map(({ event }) => event), { e: "rest", t: Date.now(), open: [] }];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Sends orders while one broker and, one after the other, both consumers are killed and come back. Resolves when all is there again. */
async function storm(
  kafkas: LiveBroker,
  shop: Running<Sends>,
  clients: string,
): Promise<readonly ChildProcess[]> {
  const start = (service: string): Promise<ChildProcess> => child(service, kafkas.address, clients);
  const reading = new Map([
    ["payment", await start("payment")],
    ["notification", await start("notification")],
  ]);
  const again: Promise<unknown>[] = [];
  const killed = (service: string): void => {
    reading.get(service)?.kill("SIGKILL");
    again.push(start(service).then((started) => reading.set(service, started)));
  };
  for (let n = 0; n < ORDERS; n++) {
    const [eventId, orderId] = [n, n % KEYS].map(
      (id) => `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    );
    if (eventId === undefined || orderId === undefined) throw new Error("no order");
    again.push(shop.send.placing("OrderPlaced", { eventId, orderId, total: "12.30" }));
    if (n === 60) killed("payment");
    if (n === 120) await kafkas.kill(1);
    if (n === 180) killed("notification");
    if (n === 220) again.push(kafkas.restart(1));
    await delay(30);
  }
  await Promise.all(again);
  return [...reading.values()];
}

/** Three brokers with the topics of the spec, and the clients that are generated from it. */
async function prepared(): Promise<{ readonly kafkas: LiveBroker; readonly clients: string }> {
  execFileSync(process.execPath, ["tools/live-clients.mjs"], { stdio: "inherit" });
  mkdirSync(".cache", { recursive: true });
  work = resolve(mkdtempSync(".cache/payments-"));
  // A consumer that is killed is missed after 6 s instead of 45; nothing else is changed.
  const text = readFileSync(SPEC, "utf8").replaceAll("start: earliest", `start: earliest\n${SOON}`);
  const { topology } = compile([{ path: SPEC, text }], { brokers: ANALYSIS_BROKERS });
  if (topology === undefined) throw new Error(`${SPEC} has errors`);
  const clients = await generate(text);
  broker = await launchKafka({ nodes: 3 });
  await broker.declare(topology, "events");
  return { kafkas: broker, clients };
}

test("a broker and both consumers are killed in mid-stream: every guarantee of the spec holds over what happened", {
  timeout: 280_000,
}, async ({ annotate }) => {
  const { kafkas, clients } = await prepared();
  // cast: made of the spec, just now.
  const { services, kafka } = (await import(clients)) as Generated;
  const observed: Observed[] = [];
  const shop: Running<Sends> = await services.shop.start({
    brokers: { events: kafka({ bootstrap: kafkas.address.split(",") }) },
    instance: "shop",
    observe: (event) => observed.push(event),
  });
  const reading = await storm(kafkas, shop, clients);
  const admin = new KafkaAdmin(kafkas.addressOf(2, "direct"));
  for (const service of ["payment", "notification"])
    await until(`all of ${service}`, DEADLINE_MS, () => rows(service) === ORDERS);
  await until("all brokers", DEADLINE_MS, async () => (await admin.view()).brokers.length === 3);
  await Promise.all([...reading.map(ended), shop.stop()]);

  const file = join(work, "history.jsonl");
  writeFileSync(file, history(observed));
  const judge = ["tools/run.mjs", "src/cli/waybill.ts", "judge", file, "--spec", SPEC];
  const { stdout } = spawnSync(process.execPath, judge, { encoding: "utf8" });
  await annotate(stdout, "verdicts");
  expect(stdout).toMatch(/✓ shop.placing -> payment.charge +exactly-once, per-key +holds/);
  expect(stdout).toMatch(/✓ shop.placing -> notification.tell +exactly-once +holds/);
  expect(stdout).not.toMatch(/✗/);
});
