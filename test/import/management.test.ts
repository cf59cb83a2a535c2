import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import type { ImportCall } from "../../src/cli/import/kind.ts";
import { importManagement } from "../../src/cli/import/management.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";
import { codesOfCheck, lineOf } from "./read.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-management-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** As RabbitMQ 3.10.8 answered, without what is not read. */
const connection = (name: string, called: string, product = "amqplib"): object => ({
  name,
  user: "app",
  vhost: "/",
  client_properties: { connection_name: called, product, version: "2.3.1", platform: "Node.JS v20.20.2" },
});
const consumer = (of: string, queue: string, acks: boolean): object => ({
  ack_required: acks,
  prefetch_count: 7,
  queue: { name: queue, vhost: "/" },
  channel_details: { connection_name: of, name: `${of} (1)`, user: "app" },
});
const channel = (of: string, confirm: boolean, publish: number, publishes: readonly string[]): object => ({
  name: `${of} (${confirm ? 1 : 2})`,
  vhost: "/",
  user: "app",
  confirm,
  connection_details: { name: of },
  message_stats: { publish },
  publishes: publishes.map((name) => ({ exchange: { name, vhost: "/" }, stats: { publish } })),
});
const ANSWERS: Readonly<Record<string, unknown>> = {
  definitions: {
    rabbit_version: "3.10.8",
    users: [{ name: "app", password_hash: "hash-of-hunter2" }],
    vhosts: [{ name: "/" }],
    exchanges: [{ name: "orders", vhost: "/", type: "topic", durable: true }],
    queues: [{ name: "mail", vhost: "/", durable: true, arguments: { "x-dead-letter-exchange": "nope" } }],
    bindings: [
      {
        source: "orders",
        vhost: "/",
        destination: "mail",
        destination_type: "queue",
        routing_key: "order.#",
      },
    ],
  },
  connections: [
    connection("a", "mailer-1"),
    connection("b", "mailer-2"),
    connection("c", "shop", "RabbitMQ"),
  ],
  channels: [channel("c", true, 3, ["orders"]), channel("c", false, 5, []), channel("a", false, 0, [])],
  consumers: [consumer("a", "mail", false), consumer("b", "mail", false)],
};

function drafted(sources: readonly string[]): Promise<Written> {
  const call: ImportCall = { cwd: root, beside: "draft.waybill", service: undefined, vhost: undefined };
  const place = { topology: "draft", path: "draft.waybill" };
  return importManagement(sources, call).then((drafts) => writeDraft(drafts, place, ANALYSIS_BROKERS));
}

describe("answers in files", () => {
  mkdirSync(join(root, "saved"));
  for (const [name, answer] of Object.entries(ANSWERS))
    writeFileSync(join(root, "saved", `${name}.json`), JSON.stringify(answer));

  test("draft services from connections: who consumes what and how, how many, and with which client", async () => {
    const { text } = await drafted(["saved"]);
    expect(lineOf(text, "consumer mail")).toBe(
      "consumer mail <- mail { prefetch: 7, effect: unknown, settle: on-delivery, steps: [effect], on-failure: unknown, instances: 2 } // /api/consumers",
    );
    expect(lineOf(text, "producer publish-orders")).toContain(
      "{ routing-key: unknown, confirms: true, mandatory: unknown",
    );
    expect(lineOf(text, "service mailer")).toBe("service mailer { // /api/connections");
    expect(lineOf(text, "service shop")).toContain("its client is RabbitMQ 2.3.1");
  });

  test("say what they show: no acknowledgements, no confirms, dead letters to nowhere; no hash comes out", async () => {
    const { text, findings } = await drafted(["saved"]);
    expect(findings.map(({ code }) => code)).toEqual(["WB3302", "WB3261", "WB3262"]);
    expect(codesOfCheck(text)).toEqual(["WB3243"]);
    expect(text).not.toContain("hunter2");
  });

  test("are nothing without what there is, and no list is said", async () => {
    mkdirSync(join(root, "void"));
    await expect(drafted(["void"])).rejects.toThrow("there is no definitions.json in void");
    mkdirSync(join(root, "odd"));
    writeFileSync(join(root, "odd/definitions.json"), JSON.stringify(ANSWERS["definitions"]));
    writeFileSync(join(root, "odd/consumers.json"), '{ "error": "not_authorised" }');
    const { findings } = await drafted(["odd"]);
    expect(findings.map(({ code }) => code)).toEqual(["WB3303"]);
  });
});

describe("a broker that is asked", () => {
  let server: Server | undefined;
  let port = 0;
  beforeAll(async () => {
    server = createServer(({ url = "", headers }, response) => {
      const isKnown = headers.authorization === `Basic ${Buffer.from("app:hunter2").toString("base64")}`;
      const [, name = "", one] = /^\/api\/(\w+)(?:\/(.+))?$/.exec(url) ?? [];
      const list = ANSWERS[name];
      const items: readonly { readonly name?: string }[] = Array.isArray(list) ? list : [];
      const found = one === undefined ? list : items.find((each) => each.name === decodeURIComponent(one));
      if (url.startsWith("/elsewhere")) response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      else
        response.writeHead(!isKnown ? 401 : found === undefined ? 404 : 200).end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => server?.close());

  test("gives the same services, with the credentials of the address, which come out nowhere", async () => {
    const { text, findings } = await drafted([`http://app:hunter2@127.0.0.1:${port}/`]);
    expect(lineOf(text, "consumer mail")).toContain("instances: 2");
    expect(lineOf(text, "producer publish-orders")).toContain("confirms: true");
    expect(`${text ?? ""}${JSON.stringify(findings)}`).not.toMatch(/hunter2|app:/);
  });

  test.each([
    ["app:wrong@", "/", /does not let this user in: set WAYBILL_RABBITMQ_USER/],
    [
      "app:hunter2@",
      "/elsewhere",
      /cannot ask the management API at 127.0.0.1:\d+: it did not answer as HTTP does, or leads elsewhere/,
    ],
  ])("%s%s is refused in words without a password", async (user, path, words) => {
    const asked = drafted([`http://${user}127.0.0.1:${port}${path}`]);
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.not.toThrow(/hunter2|wrong/);
  });

  test("that is not there is said", async () => {
    await expect(drafted(["http://127.0.0.1:9"])).rejects.toThrow(
      /cannot ask the management API at 127.0.0.1:9/,
    );
  });
});
