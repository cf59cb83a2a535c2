import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-markdown-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

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
