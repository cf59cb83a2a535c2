import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askControl, runningBrokers } from "../../src/cli/broker/control-client.ts";
import { ControlServer } from "../../src/cli/broker/control-server.ts";
import { control, Refused, type Request } from "../../src/cli/broker/controls.ts";
import { stateOf } from "../../src/cli/broker/state.ts";
import { meantBy } from "../../src/cli/broker/targets.ts";
import { statusText } from "../../src/cli/broker/text.ts";
import { UsageError } from "../../src/cli/output.ts";
import { RUN_FOLDER } from "../../src/live/run-folders.ts";
import { PaperBroker } from "./paper-broker.ts";
import { builtFolder, waybill } from "./run-waybill.ts";

const base = mkdtempSync(join(tmpdir(), "waybill-control-"));
/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);
afterAll(() => rmSync(base, { recursive: true, force: true }));

const paper = (type = "kafka"): PaperBroker => new PaperBroker(type, mkdtempSync(join(base, RUN_FOLDER)));

describe("what is done to a broker", () => {
  test("a node is killed, and only started again after that", async () => {
    const broker = paper();
    expect(await control(broker, { verb: "kill", target: "node-2" })).toMatch(/^node-2 is dead/);
    await expect(control(broker, { verb: "kill", target: "2" })).rejects.toThrow(
      /node-2 does not run: restart/,
    );
    await expect(control(broker, { verb: "pause", target: "2" })).rejects.toThrow(Refused);
    expect(await control(broker, { verb: "restart", target: "2" })).toMatch(/runs again/);
    expect(broker.done).toEqual(["kill 2", "restart 2"]);
  });

  test("a node is paused once and goes on once", async () => {
    const broker = paper();
    await control(broker, { verb: "pause", target: "1" });
    await expect(control(broker, { verb: "pause", target: "1" })).rejects.toThrow(/paused already/);
    await control(broker, { verb: "resume", target: "1" });
    await expect(control(broker, { verb: "resume", target: "1" })).rejects.toThrow(/not paused/);
  });

  test("a link is treated as asked until it is healed", async () => {
    const broker = paper();
    const mailer = broker.links.client("mailer");
    const requests: readonly Request[] = [
      { verb: "cut", target: "mailer" },
      { verb: "hold", target: "mailer" },
      { verb: "swallow", target: "mailer" },
      { verb: "delay", target: "mailer", delayMs: 200 },
    ];
    for (const request of requests) await control(broker, request);
    expect(mailer.state).toEqual({
      held: ["requests", "answers"],
      swallows: true,
      severed: true,
      delayMs: 200,
      connections: 0,
    });
    await control(broker, { verb: "cut", target: "2" });
    expect(broker.links.node(2).severed).toBe(true);
    expect(statusText(stateOf(broker, "/home"))).toContain(
      "mailer   0 open  cut, holds requests and answers, swallows answers, 200 ms later",
    );
    await control(broker, { verb: "heal" });
    expect(broker.links.all().some(({ severed, swallows }) => severed || swallows)).toBe(false);
    expect(mailer.state.delayMs).toBe(0);
  });

  test.each([
    [{ verb: "kill", target: "node-4" }, "kafka has no node node-4: nodes are node-1, node-2, node-3"],
    [{ verb: "cut", target: "node-9" }, "kafka has no node node-9: nodes are node-1, node-2, node-3"],
    [
      { verb: "cut", target: "mailr" },
      "no client called mailr has connected to kafka: links are clients, node-1, node-2, node-3",
    ],
  ] as const)("%j is refused", async (request, message) => {
    await expect(control(paper(), request)).rejects.toThrow(message);
  });
});

describe("the control of a running broker", () => {
  const before = process.env["TMPDIR"];
  beforeEach(() => {
    process.env["TMPDIR"] = base;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  });

  test("is found from below and above where it was started, and answers one after the other", async () => {
    const broker = paper();
    let ends = 0;
    const server = await ControlServer.open(broker, "/projects/shop", () => {
      ends += 1;
    });
    const elsewhere = await ControlServer.open(paper("rabbitmq"), "/projects/other", () => undefined);
    try {
      const types = async (cwd: string): Promise<readonly string[]> =>
        (await runningBrokers(cwd, undefined)).map(({ type }) => type);
      expect(await types("/projects/shop/src")).toEqual(["kafka"]);
      expect(await types("/projects/shop")).toEqual(["kafka"]);
      expect(await types("/projects")).toEqual(["kafka", "rabbitmq"]);
      expect(await types("/somewhere")).toEqual(["kafka", "rabbitmq"]);
      const [first, second] = await Promise.allSettled([
        askControl(broker.folder, { verb: "kill", target: "1" }),
        askControl(broker.folder, { verb: "kill", target: "1" }),
      ]);
      expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
      expect(broker.done).toEqual(["kill 1"]);
      await expect(askControl(broker.folder, { verb: "kill", target: "7" })).rejects.toThrow(UsageError);
      expect((await askControl(broker.folder, { verb: "down" })).said).toBe("kafka ends");
      expect(ends).toBe(1);
    } finally {
      server.close();
      elsewhere.close();
    }
    expect(await runningBrokers("/", undefined)).toEqual([]);
  });
});

describe("which broker is meant", () => {
  const kafka = stateOf(paper("kafka"), "/");
  const rabbit = stateOf(paper("rabbitmq"), "/");
  const withMailer = { ...rabbit, links: [...rabbit.links, { ...rabbit.links[0], name: "mailer" } as never] };

  test("the only one, the one that is named, or the one that knows the client", () => {
    expect(meantBy("node-1", "kill", [kafka]).broker).toBe(kafka);
    expect(meantBy("rabbitmq/2", "kill", [kafka, rabbit])).toEqual({ broker: rabbit, target: "2" });
    expect(meantBy("mailer", "cut", [kafka, withMailer])).toEqual({ broker: withMailer, target: "mailer" });
    expect(meantBy("a/b", "cut", [kafka])).toEqual({ broker: kafka, target: "a/b" });
  });

  test.each([
    [
      "node-1",
      [kafka, rabbit],
      /say which: waybill broker kill kafka\/node-1 or waybill broker kill rabbitmq\/node-1/,
    ],
    ["node-1", [kafka, kafka], /say which with --at/],
    ["rabbitmq/node-1", [kafka], /no rabbitmq runs here: waybill broker up rabbitmq/],
    ["node-1", [], /no broker runs here/],
  ] as const)("%s among %# is not clear", (word, running, message) => {
    expect(() => meantBy(word, "kill", running)).toThrow(message);
  });
});

describe("a call that is wrong ends with exit code 2, and says what would be right", () => {
  test.each([
    [[], /broker takes a word: up, kill/],
    [["upp"], /did you mean up\?/],
    [["up"], /takes kafka or rabbitmq/],
    [["up", "kafak"], /takes kafka or rabbitmq, not kafak/],
    [["up", "kafka", "--nodes", "2"], /--nodes takes 1 or 3, not 2/],
    [["up", "rabbitmq", "--release", "4.3"], /--release is for kafka/],
    [["up", "kafka", "--release", "new"], /--release takes a version/],
    [["up", "kafka", "--broker", "events"], /--broker goes with --topology/],
    [["up", "kafka", "--topology", "specs/jobs/jobs.waybill"], /declares no broker of type kafka/],
    [["up", "kafka", "--release", "3.5"], /Kafka 3\.5 cannot be launched: 3\.6 and newer can/],
    [["up", "kafka"], /java was not found\. Kafka needs Java 17 or newer \(Debian: apt-get install/],
    [["kill"], /broker kill takes a node/],
    [["cut"], /broker cut takes a link/],
    [["delay", "clients"], /--by 200ms/],
    [["kill", "1"], /no broker runs here/],
    [["down"], /no broker runs here/],
    [["down", "cups"], /broker down takes kafka or rabbitmq, not cups/],
    [["env"], /no broker runs here: waybill broker up kafka\|rabbitmq/],
  ] as const)("broker %j", (args, message) => {
    const { code, out, err } = waybill(["broker", ...args], { env: { PATH: "/nowhere", TMPDIR: base } });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  test("a broker that the environment names and that does not answer is no reason to start one", () => {
    const env = { TMPDIR: base, WAYBILL_KAFKA: "127.0.0.1:9" };
    const { code, err } = waybill(["broker", "up", "kafka"], { env });
    expect(code).toBe(2);
    expect(err).toMatch(
      /WAYBILL_KAFKA names a broker that cannot be used \(no Kafka answers at 127\.0\.0\.1:9\)/,
    );
  });
});
