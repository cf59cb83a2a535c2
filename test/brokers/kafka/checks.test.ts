import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KAFKA_CHECKS } from "../../../src/brokers/kafka/checks/checks.ts";
import type { Channel, Topology } from "../../../src/model/topology.ts";
import type { Settings } from "../../../src/model/value.ts";

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

const VECTORS = new URL("../../../../shared/vectors/kafka-admin.json", import.meta.url);
const rows = (JSON.parse(readFileSync(VECTORS, "utf8")) as { readonly admin: readonly Row[] }).admin;

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
