import { describe, expect, test } from "vitest";
import { KAFKA_CHECKS } from "../../../src/brokers/kafka/checks/checks.ts";
import type { Channel, Consumer, Producer, Topology } from "../../../src/model/topology.ts";
import type { Settings } from "../../../src/model/value.ts";
import { vectors } from "../../beside.ts";

interface Row {
  readonly id: string;
  readonly operation: string;
  readonly arguments: {
    readonly name?: string;
    readonly partitions?: number;
    readonly replicationFactor?: number;
    readonly config?: Readonly<Record<string, string>>;
    readonly key?: string;
    readonly value?: string;
    readonly op?: string;
    readonly topic?: string;
    readonly assignment?: unknown;
  };
  readonly brokers: number;
  readonly results: Readonly<Record<string, string>>;
}

// The shape of the vectors is fixed; a wrong one fails the first test.
const rows = (vectors("kafka-admin") as { readonly admin: readonly Row[] }).admin;

/** What a spec cannot say, or what depends on more than a spec says. */
const NOT_EXPRESSED: Readonly<Record<string, string>> = {
  "KA-031": "-1 is the broker's default: a spec leaves the setting out",
  "KA-207": "-1 is the broker's default: a spec leaves the setting out",
  "KA-127": "whether the broker has tiered storage is not in a spec",
  "KA-147": "twice in one request",
  "KA-173": "a topic that does not exist",
};

function topology(version: string, nodes: number, topics: readonly Channel[]): Topology {
  const broker = { name: "events", type: "kafka", version, nodes, settings: {} };
  return {
    name: "t",
    brokers: [broker],
    channels: topics,
    bindings: [],
    services: [],
    types: [],
    enums: [],
    guarantees: [],
  };
}

const topic = (name: string, settings: Settings): Channel => ({
  kind: "topic",
  name,
  broker: "events",
  carries: [],
  settings,
});

/** The topics a row is about, or undefined where a spec has no words for it. */
function topicsOf(row: Row): readonly Channel[] | undefined {
  const { name, partitions, replicationFactor, config, key, value, op, assignment } = row.arguments;
  if (row.id in NOT_EXPRESSED || assignment !== undefined) return undefined;
  if (row.operation === "alter-topic-config") {
    return op === "SET" && key !== undefined && value !== undefined
      ? [topic("t", { native: { [key]: value } })]
      : undefined;
  }
  if (row.operation !== "create-topic") return undefined;
  const physical = name === "(249 times x)" ? "x".repeat(249) : (name ?? "t");
  const settings: Record<string, Settings[string]> = {};
  if (partitions !== undefined) settings["partitions"] = partitions;
  if (replicationFactor !== undefined) settings["replication"] = replicationFactor;
  if (config !== undefined) settings["native"] = config;
  // The rows of the names were run in order on one cluster.
  return row.id === "KA-005" ? [topic("a.b", {}), topic(physical, settings)] : [topic(physical, settings)];
}

const WORDS: Readonly<Record<string, string>> = { "min.insync.replicas": "min-in-sync" };

describe("Kafka's recorded answers to administrative requests", () => {
  const expressed = rows.filter((row) => topicsOf(row) !== undefined);

  test("most rows about topics can be said in a spec", () => {
    expect(expressed.length).toBeGreaterThanOrEqual(64);
  });

  test.each(expressed)("$id $operation $arguments", (row) => {
    for (const [version, result] of Object.entries(row.results)) {
      const errors = KAFKA_CHECKS.checks(topology(version, row.brokers, topicsOf(row) ?? [])).filter(
        ({ severity }) => severity === "error",
      );
      expect(
        errors.map(({ message }) => message),
        `${version} answered ${result}`,
      ).toHaveLength(result === "accepted" ? 0 : 1);
    }
  });

  test.each(
    expressed.filter(({ arguments: { config } }) => Object.keys(config ?? {}).some((key) => key in WORDS)),
  )("$id says the same with a word of the language", (row) => {
    const settings = Object.fromEntries(
      Object.entries(row.arguments.config ?? {}).map(([key, value]) => [WORDS[key] ?? key, Number(value)]),
    );
    for (const [version, result] of Object.entries(row.results)) {
      const findings = KAFKA_CHECKS.checks(topology(version, row.brokers, [topic("t", settings)]));
      expect(
        findings.some(({ severity }) => severity === "error"),
        version,
      ).toBe(result !== "accepted");
    }
  });
});

describe("endpoints", () => {
  const producer = (settings: Settings): Producer => ({
    name: "put",
    service: "shop",
    to: { kind: "topic", name: "t" },
    sends: [],
    onUnknown: "give-up",
    awaits: false,
    settings,
  });
  const consumer = (name: string, settings: Settings, instances = 1): Consumer => ({
    name,
    service: "mail",
    from: { kind: "topic", name: "t" },
    instances,
    concurrency: 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: [[{ kind: "effect" }], [{ kind: "settle" }]],
    unfenced: false,
    settle: { kind: "act" },
    onFailure: { kind: "retry" },
    sends: [],
    settings,
  });
  const codes = (
    version: string,
    producers: Producer[],
    consumers: Consumer[],
    settings: Settings = {},
  ): readonly string[] => {
    const service = { name: "shop", client: "generated", external: false, producers, consumers, stores: [] };
    const whole = { ...topology(version, 3, [topic("t", settings)]), services: [service] };
    return KAFKA_CHECKS.checks(whole).map(({ code }) => code);
  };

  test.each([
    [{ acks: 1 }, "4.3", []],
    [{ acks: 1, idempotent: true }, "4.3", ["WB3121"]],
    [{ acks: 1, idempotent: false }, "4.3", []],
    [{ retries: 0, idempotent: true }, "3.9", ["WB3121"]],
    [{ "in-flight": 6 }, "3.9", []],
    [{ "in-flight": 6 }, "4.0", ["WB3121"]],
    [{ "in-flight": 6, idempotent: false }, "4.0", []],
    [{ "in-flight": 6, idempotent: true }, "3.0", ["WB3121"]],
    [{ acks: "unknown", idempotent: "unknown", "in-flight": 9 }, "4.3", []],
  ])("%j on %s: %j (K-PROD-12)", (settings, version, expected) => {
    expect(codes(version, [producer(settings)], [])).toEqual(expected);
  });

  test.each([
    [{ "delivery-timeout": 30_000 }, "3.9", []],
    [{ "delivery-timeout": 30_000 }, "4.0", ["WB3122"]],
    [{ "delivery-timeout": 30_005 }, "4.0", []],
    [{ "request-timeout": 200_000 }, "4.0", []],
    [{ "delivery-timeout": 10, "request-timeout": "unknown" }, "4.0", []],
  ])("%j on %s: %j (K-PROD-04)", (settings, version, expected) => {
    expect(codes(version, [producer(settings)], [])).toEqual(expected);
  });

  test("a group shared by two consumers is told, one of its own for each instance is not", () => {
    const shared = { group: "mail" };
    expect(codes("4.3", [], [consumer("a", shared), consumer("b", shared)])).toEqual(["WB3124"]);
    expect(
      codes("4.3", [], [consumer("a", shared), consumer("b", { group: "b" }), consumer("c", {})]),
    ).toEqual([]);
    const each = { group: "per-instance" };
    expect(codes("4.3", [], [consumer("a", each, 5), consumer("b", each, 5)])).toEqual([]);
  });

  test("instances beyond the partitions are told", () => {
    expect(codes("4.3", [], [consumer("a", {}, 3)], { partitions: 3 })).toEqual([]);
    expect(codes("4.3", [], [consumer("a", {}, 4)], { partitions: 3 })).toEqual(["WB3125"]);
    expect(codes("4.3", [], [consumer("a", {}, 4)], { partitions: "unknown" })).toEqual([]);
  });

  test("min-in-sync above replication is capped from 3.7 and unreachable before (K-REPL-04)", () => {
    const settings = { replication: 1, "min-in-sync": 2 };
    expect(codes("3.7", [], [], settings)).toEqual(["WB3102"]);
    expect(codes("3.6", [], [], settings)).toEqual(["WB3103"]);
  });
});
