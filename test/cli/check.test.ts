import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { timeless, waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-check-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folders = readdirSync("specs").sort();
const good = folders.map((name) => `specs/${name}/${name}.waybill`);
const broken = folders.map((name) => `specs/${name}/broken.waybill`).filter((path) => existsSync(path));
const golden = (path: string, command: string): string =>
  `golden/${path
    .replace(/^specs\//, "")
    .replaceAll("/", "-")
    .replace(/\.waybill$/, "")}.${command}.txt`;

/** For each broken spec: the code of the finding that points at its one mistake, and the line it stands in. */
const MISTAKES: Readonly<Record<string, { readonly code: RegExp; readonly line: RegExp }>> = {
  "specs/fan-out/broken.waybill": { code: /^WB4/, line: /confirms: false/ },
  "specs/jobs/broken.waybill": { code: /^WB4/, line: /steps: \[settle, effect\]/ },
  "specs/news/broken.waybill": { code: /^WB4/, line: /-> moscow.print/ },
  "specs/orders/broken.waybill": { code: /^WB4/, line: /acks: 1/ },
  "specs/payments/broken.waybill": { code: /^WB4/, line: /steps: \[effect, taken, settle\]|gates: handler/ },
};

interface Found {
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly span: { readonly line: number };
  }[];
  readonly topologies: readonly { readonly flows: readonly { readonly verdict: string }[] }[];
}

const checkJson = (path: string): Found =>
  JSON.parse(waybill(["check", path, "--format", "json"]).out) as Found;

test("there are specs, and all but the shop have a broken sibling", () => {
  expect(folders).toEqual(["fan-out", "jobs", "news", "orders", "payments", "shop"]);
  expect(broken).toHaveLength(folders.length - 1);
});

describe("a good spec", () => {
  test.each(good)("%s is clean, and its flow table is printed", async (path) => {
    const { code, out, err } = waybill(["check", path]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    await expect(timeless(out)).toMatchFileSnapshot(golden(path, "check"));
  });

  test.each(good)("every promise of %s holds", (path) => {
    const flows = checkJson(path).topologies.flatMap((topology) => topology.flows);
    expect(flows.length).toBeGreaterThan(0);
    for (const { verdict } of flows) expect(["holds", "unpromised"]).toContain(verdict);
  });
});

describe("a broken spec", () => {
  test.each(broken)("%s fails, and says why", async (path) => {
    const { code, out, err } = waybill(["check", path]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(timeless(out)).toMatchFileSnapshot(golden(path, "check"));
  });

  test.each(broken)("every error of %s points at its one mistake", (path) => {
    const lines = readFileSync(path, "utf8").split("\n");
    const errors = checkJson(path).findings.filter(({ severity }) => severity === "error");
    expect(errors.length).toBeGreaterThan(0);
    for (const { code, span } of errors) {
      expect(code).toMatch(MISTAKES[path]?.code ?? /^$/);
      expect(lines[span.line - 1]).toMatch(MISTAKES[path]?.line ?? /^$/);
    }
  });

  test.each(broken)("%s differs from its good sibling in few lines", (path) => {
    const body = (text: string): readonly string[] =>
      text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("//"));
    const sibling = new Set(body(readFileSync(path.replace(/([^/]+)\/broken/, "$1/$1"), "utf8")));
    const changed = body(readFileSync(path, "utf8")).filter((line) => !sibling.has(line));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThanOrEqual(4);
  });
});

describe("the JSON of check", () => {
  test("is what its schema says, for all specs at once", () => {
    const { code, out } = waybill(["check", "specs", "--format", "json"]);
    expect(code).toBe(1);
    expect(jsonTroubles("check", out)).toEqual([]);
  });

  test("is the same twice, and whatever the order of the paths", () => {
    const first = waybill(["check", "specs/news", "specs/orders", "--format", "json"]).out;
    expect(waybill(["check", "specs/orders", "specs/news/", "--format", "json"]).out).toBe(first);
  });

  test("names files with forward slashes from the working folder", () => {
    const { out } = waybill(["check", "news/broken.waybill", "--format", "json"], { cwd: "specs" });
    expect(checkFiles(out)).toEqual(["news/broken.waybill"]);
  });

  test("the schema refuses what it does not know", () => {
    expect(jsonTroubles("check", '{ "version": 2 }')).not.toEqual([]);
  });
});

function checkFiles(out: string): readonly string[] {
  const { topologies } = JSON.parse(out) as {
    readonly topologies: readonly { readonly files: readonly string[] }[];
  };
  return topologies.flatMap(({ files }) => files);
}

describe("what fails a check", () => {
  test("a warning only if asked for", () => {
    const text = readFileSync("specs/news/broken.waybill", "utf8");
    const path = join(root, "warned.waybill");
    writeFileSync(path, text.replace(/^guarantee newsroom.publish -> moscow.print.*$/m, ""));
    const { code, out } = waybill(["check", path]);
    expect(code).toBe(0);
    expect(out).toMatch(/warning WB3\d{3}/);
    expect(waybill(["check", path, "--fail-on", "warning"]).code).toBe(1);
  });

  test("the same mistake in YAML is the same finding, at its own place", () => {
    const yaml = [
      "waybill: 1",
      "topology: yaml",
      'brokers: { b: { type: kafka, version: "4.3", nodes: 3 } }',
      "messages: { M: { fields: { id: { type: uuid, identity: true } } } }",
      "topics: { t: { on: b, carries: M, key: id, partitions: 6, replication: 3, min-in-sync: 2 } }",
      "services:",
      "  s: { producers: { p: { to: t, sends: M, acks: 1 } } }",
      "  c: { consumers: { r: { from: t, group: c-r, start: earliest } } }",
      "guarantees:",
      "  - { from: s.p, to: c.r, delivery: at-least-once }",
      "",
    ].join("\n");
    const path = join(root, "shop.waybill.yaml");
    writeFileSync(path, yaml);
    const { out } = waybill(["check", "shop.waybill.yaml"], { cwd: root });
    expect(out).toMatch(/shop\.waybill\.yaml:7:\d+ {2}error WB4123/);
  });

  test("quiet prints findings and nothing else", () => {
    expect(waybill(["check", "specs/orders/orders.waybill", "--quiet"])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    const { out } = waybill(["check", "specs/orders/broken.waybill", "--quiet"]);
    expect(out).toMatch(/error WB4/);
    expect(out).not.toMatch(/Flows/);
  });
});

const ORDERS = readFileSync("specs/orders/orders.waybill", "utf8");

function markdownOf(text: string): string {
  writeFileSync(join(root, "a.waybill"), text);
  return waybill(["check", "a.waybill", "--format", "markdown"], { cwd: root }).out;
}

test("an environment has a table of what is another there", () => {
  const text = `${ORDERS}environment prod { service shop { producer placing { acks: 1, idempotent: false } } }\n`;
  const [, base = "", prod = ""] = markdownOf(text).split("| flows of ");
  expect(base).toMatch(/^orders \|[\s\S]*✅/);
  expect(prod).toMatch(/^orders in prod \|[\s\S]*shop\.placing → shipping\.pack[^\n]*❌/);
});

test("of many flows some are shown, those first whose promise is broken", () => {
  const readers = Array.from(
    { length: 100 },
    (_, i) =>
      `service s${i} { consumer take <- orders { group: "s${i}", start: ${i === 99 ? "latest" : "earliest"} } }`,
  );
  const text = `${ORDERS}${readers.join("\n")}\nguarantee shop.placing -> s99.take { delivery: at-least-once }\n`;
  const lines = markdownOf(text).split("\n");
  expect(lines.find((line) => line.startsWith("| shop"))).toMatch(/s99\.take[^\n]*❌/);
  expect(lines).toContain("| and 42 more | | | |");
});
