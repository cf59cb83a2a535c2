import { describe, expect, test } from "vitest";
import { afterFailure } from "../../../../src/brokers/kafka/transport/failure.ts";
import { connectionConfig } from "../../../../src/brokers/kafka/transport/native-config.ts";
import { checkedOptions, type KafkaOptions } from "../../../../src/brokers/kafka/transport/options.ts";
import { mismatchesOf, batchOf } from "../../../../src/brokers/kafka/transport/preflight.ts";
import { Progress } from "../../../../src/brokers/kafka/transport/progress.ts";
import { readingSettings, sendingSettings } from "../../../../src/brokers/kafka/transport/settings.ts";
import type { BrokerPlan, ProducerPlan, Settings } from "../../../../src/client/plan.ts";
import { PLAN } from "./hand.ts";

describe("progress", () => {
  test("the position is the lowest offset that is not finished, over gaps of the log", () => {
    const progress = new Progress();
    for (const offset of [3, 5, 9]) progress.take(offset);
    progress.finish(5);
    expect(progress.position).toBeUndefined();
    progress.finish(3);
    expect(progress.position).toBe(6);
    progress.finish(9);
    expect(progress.position).toBe(10);
  });

  test("over many records it keeps only what is open", () => {
    const progress = new Progress();
    for (let offset = 0; offset < 1_000; offset++) {
      progress.take(offset);
      if (offset % 2 === 1) {
        progress.finish(offset);
        progress.finish(offset - 1);
      }
    }
    expect(progress.position).toBe(1_000);
    expect(progress.open).toBe(0);
    expect(progress.taken).toBe(1_000);
  });
});

describe("after a failure", () => {
  test("a retry waits twice as long each time, up to its most", () => {
    const backOff = { kind: "exponential", firstMs: 100, mostMs: 350 } as const;
    const waits = [1, 2, 3, 40].map((failures) => afterFailure({ kind: "retry", backOff }, failures));
    expect(waits).toEqual([100, 200, 350, 350].map((afterMs) => ({ kind: "again", afterMs })));
  });

  test("so many times means so many repetitions, then what is said for then; if nothing is, it stops", () => {
    const backOff = { kind: "fixed", firstMs: 1 } as const;
    const plan = { kind: "retry", times: 2, backOff, then: { kind: "skip" } } as const;
    expect([1, 2, 3].map((failures) => afterFailure(plan, failures).kind)).toEqual([
      "again",
      "again",
      "skip",
    ]);
    expect(afterFailure({ kind: "retry", times: 0, backOff }, 1)).toEqual({ kind: "stop" });
  });
});

describe("settings", () => {
  const producer = (settings: Settings): ProducerPlan => ({
    name: "put",
    broker: "events",
    channel: { kind: "topic", name: "orders" },
    types: [],
    discriminator: { by: "only", type: "Placed" },
    settings,
    where: "",
  });

  test("idempotence is off where acks, retries or requests in flight rule it out (K-PROD-12)", () => {
    const idempotent = (settings: Settings): boolean => sendingSettings(producer(settings)).idempotent;
    expect(idempotent({ acks: "all", idempotent: true })).toBe(true);
    expect(idempotent({ acks: 1, idempotent: true })).toBe(false);
    expect(idempotent({ acks: "all", idempotent: true, retries: 0 })).toBe(false);
    expect(idempotent({ acks: "all", idempotent: true, "in-flight": 6 })).toBe(false);
    expect(idempotent({ acks: "all", idempotent: false })).toBe(false);
  });

  test("a group without a name is called after its consumer; one an instance has none", () => {
    const { group: _, ...unnamed } = PLAN;
    expect(readingSettings("mail", unnamed).group).toBe("mail.watch");
    expect(
      readingSettings("mail", { ...unnamed, settings: { group: "per-instance" } }).group,
    ).toBeUndefined();
    expect(
      readingSettings("mail", { ...PLAN, settings: { start: { at: "2026-01-01T00:00:00Z" } } }).start,
    ).toEqual({
      at: 1_767_225_600_000,
    });
  });
});

describe("the preflight", () => {
  const plan = (settings: Settings): BrokerPlan => ({
    kind: "kafka",
    version: "4.3",
    settings: {},
    channels: [{ kind: "topic", name: "orders", physical: "prod.orders", settings }],
    bindings: [],
  });
  const live = (configs: Readonly<Record<string, string>>, partitions = 6, replication = 3) =>
    new Map([["prod.orders", { partitions, replication, configs: new Map(Object.entries(configs)) }]]);
  const wanted = {
    partitions: 6,
    replication: 3,
    "min-in-sync": 2,
    retention: 604_800_000,
    cleanup: ["delete"],
  };

  test("lists every way in which a topic is weaker than the spec says", () => {
    const configs = { "min.insync.replicas": "1", "retention.ms": "1000", "cleanup.policy": "compact" };
    expect(mismatchesOf(plan(wanted), live(configs, 3, 1))).toEqual([
      "topic prod.orders has 3 partitions, not 6 (partitions)",
      "topic prod.orders is kept by 1 brokers, not 3 (replication)",
      "topic prod.orders has min.insync.replicas=1, not 2 (min-in-sync)",
      "topic prod.orders has retention.ms=1000, not 604800000 (retention)",
      "topic prod.orders has cleanup.policy=compact, not delete (cleanup)",
    ]);
  });

  test("is content with more than the spec asks for", () => {
    const configs = { "min.insync.replicas": "2", "retention.ms": "-1", "cleanup.policy": "delete" };
    expect(mismatchesOf(plan(wanted), live(configs, 12))).toEqual([]);
  });

  test("unlimited retention, and elections that are not clean", () => {
    const settings = { retention: "unlimited", "unclean-election": false };
    const configs = { "retention.ms": "1000", "unclean.leader.election.enable": "true" };
    expect(mismatchesOf(plan(settings), live(configs))).toEqual([
      "topic prod.orders has retention.ms=1000, not -1 (retention)",
      "topic prod.orders has unclean.leader.election.enable=true, not false (unclean-election)",
    ]);
  });

  test("a topic that is not there is one line, and configurations that cannot be asked for are none", () => {
    expect(mismatchesOf(plan(wanted), new Map())).toEqual(["topic prod.orders does not exist"]);
    const unknown = new Map([["prod.orders", { partitions: 6, replication: 3, configs: undefined }]]);
    expect(mismatchesOf(plan(wanted), unknown)).toEqual([]);
  });
});

test("a batch is no larger than what the smallest of its topics takes", () => {
  const shape = { partitions: 1, replication: 1 };
  const found = new Map([
    ["small", { ...shape, configs: new Map([["max.message.bytes", "5000"]]) }],
    ["large", { ...shape, configs: new Map([["max.message.bytes", "5000000"]]) }],
    ["unknown", { ...shape, configs: undefined }],
  ]);
  expect(batchOf(found, ["small", "large"], 1_000_000)).toBe(5_000);
  expect(batchOf(found, ["large", "unknown", "unseen"], 1_000_000)).toBe(1_000_000);
});

test.for([[], ["localhost"], [""]])("addresses that are none are refused by name: %j", (bootstrap) => {
  expect(() => checkedOptions({ bootstrap })).toThrow(TypeError);
});

const PLACE = { bootstrap: ["localhost:9092"] };
const PEM = "-----BEGIN CERTIFICATE-----";

test.for([
  [{ tls: { ca: "/etc/ca.pem" } }, "tls.ca"],
  [{ tls: { cert: PEM } }, "belong together"],
  [{ sasl: { mechanism: "gssapi", username: "ann", password: "x" } }, "none of plain, scram-sha-256"],
  [{ sasl: { mechanism: "plain", username: "ann" } }, "password"],
] as const)("a way in that cannot work is refused before anything is connected: %j", ([more, why]) => {
  // cast: as from JavaScript, where no type holds it back.
  expect(() => checkedOptions({ ...PLACE, ...more } as KafkaOptions)).toThrow(why);
});

test("a way in is what librdkafka calls it", () => {
  const login = { mechanism: "scram-sha-512", username: "ann", password: "secret" } as const;
  const tls = { ca: PEM, cert: PEM, key: PEM, passphrase: "p" };
  expect(connectionConfig(checkedOptions({ ...PLACE, tls, sasl: login }), "shop")).toMatchObject({
    "security.protocol": "sasl_ssl",
    "ssl.ca.pem": PEM,
    "ssl.certificate.pem": PEM,
    "ssl.key.pem": PEM,
    "ssl.key.password": "p",
    "sasl.mechanisms": "SCRAM-SHA-512",
    "sasl.username": "ann",
    "sasl.password": "secret",
  });
  const open = connectionConfig(checkedOptions(PLACE), "shop");
  expect(open).toMatchObject({ "security.protocol": "plaintext", "client.id": "shop" });
  expect(connectionConfig(checkedOptions({ ...PLACE, tls: true }), "shop")).toMatchObject({
    "security.protocol": "ssl",
  });
});
