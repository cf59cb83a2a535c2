import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ORDERS, SHOP } from "../import/services.ts";
import { waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-from-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function place(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  }
}

const DEFINITIONS = JSON.stringify({
  rabbit_version: "4.1.2",
  users: [{ name: "app", password_hash: "hash-of-hunter2" }],
  vhosts: [{ name: "/" }],
  exchanges: [{ name: "orders", vhost: "/", type: "topic", durable: true }],
  queues: [
    { name: "mail.confirmations", vhost: "/", durable: true, arguments: { "x-queue-type": "classic" } },
  ],
  bindings: [
    {
      vhost: "/",
      source: "orders",
      destination: "mail.confirmations",
      destination_type: "queue",
      routing_key: "order.#",
    },
  ],
});

describe("a draft of a service that exists", () => {
  place("orders", ORDERS);
  const { code, out, err } = waybill(["init", "--from", "orders", "orders/topology"], { cwd: root });

  test("is written, with what the code shows and what `check` says of it at once", () => {
    expect(code).toBe(0);
    expect(err).toContain("wrote orders/topology/topology.waybill (from source)");
    expect(out).toContain("warning WB3262  orders publishes without confirms (orders/src/main.ts:10");
    expect(out).toContain(
      'error WB3243  dead letters of queue mail-confirmations go to exchange "orders.dlx"',
    );
    expect(out).toMatch(/1 error, 0 warnings.* undecided/);
    expect(out + err).not.toContain("hunter2");
  });

  test("is what `check` reads from then on", () => {
    expect(waybill(["check", "orders/topology"], { cwd: root }).out).toContain("WB3243");
  });

  test("is not written over what is there, unless that is asked for", () => {
    const path = join(root, "orders/topology/topology.waybill");
    writeFileSync(path, "mine");
    const refused = waybill(["init", "--from", "orders", "orders/topology"], { cwd: root });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("is there already");
    expect(readFileSync(path, "utf8")).toBe("mine");
    const forced = waybill(["init", "--from", "orders", "orders/topology", "--force"], { cwd: root });
    expect(forced.err).toContain("over what was there");
  });
});

describe("a draft of a folder with several kinds of sources", () => {
  place("all", { ...ORDERS, "definitions.json": DEFINITIONS });
  const { code, err } = waybill(["init", "--from", "all", "joined"], { cwd: root });
  const text = existsSync(join(root, "joined/topology.waybill"))
    ? readFileSync(join(root, "joined/topology.waybill"), "utf8")
    : "";

  test("joins them: one broker, one queue, as the broker has it", () => {
    expect(code).toBe(0);
    expect(err).toContain("(from rabbitmq-definitions, source)");
    expect(text.match(/^broker /gm)).toHaveLength(1);
    expect(text).toContain('broker rabbit { type: rabbitmq, version: "4.1", nodes: 1, vhost: "/" }');
    expect(text.match(/^queue /gm)).toHaveLength(1);
    expect(text).toContain(
      'queue mail-confirmations on rabbit { name: "mail.confirmations", type: classic }',
    );
  });

  test("says where the code asks for something else than the broker has", () => {
    const again = waybill(["import", "rabbitmq-definitions", "all/definitions.json", "source:all/src"], {
      cwd: root,
    });
    expect(again.err).toMatch(
      /WB3304 {2}queue "mail.confirmations" is declared in two ways: type: classic \(definitions.json:1\); type: quorum \(all\/src\/bus.ts:15\)/,
    );
    expect(again.out + again.err).not.toContain("hunter2");
  });
});

test("two services, two brokers: one draft with both", () => {
  place("two/orders", ORDERS);
  place("two/shop", SHOP);
  const { out } = waybill(["import", "source", "two"], { cwd: root });
  expect(out.match(/^broker (\S+)/gm)).toEqual(["broker rabbit", "broker kafka"]);
  expect(out.match(/^service (\S+)/gm)).toEqual(["service orders", "service shop", "service unknown"]);
});

test.each([
  [["init", "--from", "nowhere"], /there is no file or folder nowhere/],
  [["init", "--from", "odd.txt"], /what odd.txt is cannot be told: say it, as in --from asyncapi:odd.txt/],
  [["init", "--from", "void"], /nothing in void is of a kind that can be imported/],
])("%j is a wrong call, and writes nothing", (args, words) => {
  mkdirSync(join(root, "void"), { recursive: true });
  writeFileSync(join(root, "odd.txt"), "hello");
  const { code, err } = waybill([...args, "written"], { cwd: root });
  expect(code).toBe(2);
  expect(err).toMatch(words);
  expect(existsSync(join(root, "written"))).toBe(false);
});

describe("hundreds of topics", () => {
  const topic = (n: number): string =>
    `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t${n}, labels: { strimzi.io/cluster: prod } }\nspec: { partitions: 3, replicas: 1, config: { min.insync.replicas: 2 } }\n`;
  place("many", { "topics.yaml": Array.from({ length: 200 }, (_, n) => topic(n)).join("---\n") });
  const { out, err } = waybill(["init", "--from", "many", "many/topology"], { cwd: root });

  test("are told in a page, each thing once, with how many there are", () => {
    expect(out).toContain('WB3155  one replica: "t0", "t1", "t2" and 197 more (');
    expect(out.match(/warning WB3102/g)).toHaveLength(3);
    expect(out).toContain("WB3102: and 197 more, which `check` shows");
    expect(out).toContain("and 185 more flows, which `check` shows");
    expect(out.split("\n").length).toBeLessThan(70);
    expect(err).toContain("waybill check many/topology/topology.waybill --baseline");
  });

  test("are green once they are accepted", () => {
    const baseline = ["check", "many/topology", "--baseline", "many/baseline.json"];
    waybill([...baseline, "--write"], { cwd: root });
    const { code, out: later } = waybill([...baseline, "--fail-on", "warning"], { cwd: root });
    expect(code).toBe(0);
    expect(later).toContain("200 in the baseline");
  });
});

test("what many documents show is told of the first of them, and counted", () => {
  const asyncapi = (n: number): string =>
    JSON.stringify({
      asyncapi: "2.6.0",
      info: { title: `App ${n}`, version: "1" },
      servers: { k: { url: "k:9092", protocol: "kafka" } },
      channels: {
        [`t${n}`]: {
          bindings: { kafka: { partitions: 1, replicas: 1 } },
          subscribe: { message: { payload: {} } },
        },
      },
    });
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`doc${n}.json`, asyncapi(n)]));
  place("documents", files);
  const { out } = waybill(["init", "--from", "documents", "documents/topology"], { cwd: root });
  expect(out.match(/WB3155 {2}one replica/g)).toHaveLength(5);
  expect(out).toContain("WB3155: and 25 more");
  expect(waybill(["import", "asyncapi", "documents"], { cwd: root }).err).toContain("WB3155: and 10 more");
});
