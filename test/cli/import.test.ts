import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ORDERS } from "../import/services.ts";
import { waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-import-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SECRETS = ["hunter2-hash", "shovel-secret", "amqp-secret", "policy-secret"];
const DEFINITIONS = {
  rabbitmq_version: "4.0.5",
  users: [{ name: "admin", password_hash: SECRETS[0], tags: ["administrator"] }],
  permissions: [{ user: "admin", vhost: "/", configure: ".*", write: ".*", read: ".*" }],
  parameters: [
    {
      vhost: "/",
      component: "shovel",
      name: "s",
      value: { "src-uri": `amqp://u:${SECRETS[1]}@host`, "dest-uri": `amqp://u:${SECRETS[2]}@host` },
    },
  ],
  vhosts: [{ name: "/" }],
  policies: [
    {
      vhost: "/",
      name: "limit",
      pattern: "^work$",
      "apply-to": "queues",
      definition: { "max-length": 1000, "x-uri": `amqp://u:${SECRETS[3]}@host` },
    },
  ],
  queues: [
    {
      name: "work",
      vhost: "/",
      durable: true,
      auto_delete: false,
      arguments: {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "parked",
      },
    },
    { name: "parked", vhost: "/", durable: true, auto_delete: false, arguments: {} },
  ],
  exchanges: [
    {
      name: "jobs",
      vhost: "/",
      type: "direct",
      durable: true,
      auto_delete: false,
      internal: false,
      arguments: {},
    },
  ],
  bindings: [
    {
      source: "jobs",
      vhost: "/",
      destination: "work",
      destination_type: "queue",
      routing_key: "job",
      arguments: {},
    },
  ],
};
const source = join(root, "definitions.json");
writeFileSync(source, JSON.stringify(DEFINITIONS, undefined, 2));

describe("importing definitions", () => {
  const imported = waybill(["import", "rabbitmq-definitions", source]);

  test("prints a spec on stdout, and what is to be said about it on stderr", () => {
    expect(imported.code).toBe(0);
    expect(imported.out).toMatch(/^waybill 1\ntopology /);
    expect(imported.out).toMatch(/queue work on/);
  });

  test("no secret comes out", () => {
    for (const secret of SECRETS) {
      expect(imported.out).not.toContain(secret);
      expect(imported.err).not.toContain(secret);
    }
  });

  test("the draft is accepted, and its flows are undecided, with what to say", () => {
    writeFileSync(join(root, "draft.waybill"), imported.out);
    const { code, out } = waybill(["check", "draft.waybill"], { cwd: root });
    expect(code).toBe(0);
    expect(out).toMatch(/\? undecided: `[a-z-]+` of unknown\./);
    expect(out).toMatch(/draft.waybill:\d+ +unknown.\S+ +[a-z-]+: …/);
    expect(waybill(["check", "draft.waybill", "--strict"], { cwd: root }).code).toBe(1);
    expect(waybill(["verify", "draft.waybill", "--runs", "1"], { cwd: root }).code).toBe(0);
  });

  test("--out writes the whole file and nothing beside it", () => {
    const before = readdirSync(root).length;
    const { code, out } = waybill(["import", "rabbitmq-definitions", source, "--out", "written.waybill"], {
      cwd: root,
    });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(readFileSync(join(root, "written.waybill"), "utf8")).toBe(imported.out);
    expect(readdirSync(root)).toHaveLength(before + 1);
  });

  test.each([
    ["broken.json", "{ not json"],
    ["other.json", '{ "hello": 1 }'],
    ["deep.json", "[".repeat(100_000)],
    ["binary.json", "\u0000\u0001\ufffd".repeat(1000)],
  ])("%s gives a finding, no draft, and writes nothing", (name, text) => {
    writeFileSync(join(root, name), text);
    const { code, out, err } = waybill(["import", "rabbitmq-definitions", name, "--out", `${name}.waybill`], {
      cwd: root,
    });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/error WB32\d\d/);
    expect(readdirSync(root)).not.toContain(`${name}.waybill`);
  });
});

describe("importing source code", () => {
  const folder = join(root, "orders");
  const queue =
    'import { connect } from "amqplib"; const c = await (await connect("")).createChannel(); c.assertQueue("other");';
  const others = {
    "node_modules/lib/index.js": queue,
    "src/bus.test.ts": queue,
    "test/start.ts": queue,
    "dist/main.js": queue,
    "src/large.js": `${queue}// ${"x".repeat(1024 * 1024)}`,
  };
  for (const [path, text] of Object.entries({ ...ORDERS, ...others })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(folder, join(folder, "src", "again"));
  const imported = waybill(["import", "source", "orders"], { cwd: root });

  test("reads what services are made of, once, and says what it passes over", () => {
    expect(imported.code).toBe(0);
    expect(imported.out).toContain(
      "// Imported from the source code of orders: 3 files, without tests, 1 files of more than 1 MiB.",
    );
    expect(imported.out).toContain("orders/src/main.ts:10");
    expect(imported.out).not.toContain("other");
    expect(imported.err).toContain("orders publishes without confirms (orders/src/main.ts:10");
  });

  test("shows no password, and gives a draft that `check` reads", () => {
    expect(imported.out + imported.err).not.toContain("hunter2");
    writeFileSync(join(root, "orders.waybill"), imported.out);
    expect(waybill(["check", "orders.waybill"], { cwd: root }).out).toMatch(/error WB3243/);
  });

  test.each([
    [["import", "source"], /import source takes PATH…/],
    [["import", "source", "nowhere"], /there is no file or folder nowhere/],
    [["import", "source", "definitions.json"], /is no source code that is read/],
    [["import", "sauce", "x"], /did you mean source\?/],
    [["import"], /import takes a kind and a source/],
  ])("%j is a wrong call, said in words", (args, words) => {
    const { code, err } = waybill(args, { cwd: root });
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });

  test("of nothing gives no draft", () => {
    mkdirSync(join(root, "empty"));
    const { code, out, err } = waybill(["import", "source", "empty"], { cwd: root });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/error WB3301 {2}nothing to import in empty/);
  });
});
