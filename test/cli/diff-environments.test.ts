import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-diff-environments-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ORDERS = readFileSync("specs/orders/orders.waybill", "utf8");
const prod = (settings: string): string =>
  `${ORDERS}environment prod { service shop { producer placing { ${settings} } } }\nenvironment dev { topic orders { partitions: 3 } }\n`;

beforeAll(() => {
  writeFileSync(join(root, "old.waybill"), prod("linger: 5ms"));
  writeFileSync(join(root, "new.waybill"), prod("linger: 5ms, acks: 1, idempotent: false"));
  writeFileSync(join(root, "wrong.waybill"), prod("lingre: 5ms"));
});
const diff = (...args: readonly string[]): Ended => waybill(["diff", ...args], { cwd: root });

test.each([
  ["text", /shop\.placing -> shipping\.pack\n {4}in: prod\n/, /acks: all → 1 in [^\n]*\n {4}in: prod\n/],
  [
    "json",
    /"to": "shipping.pack"[\s\S]*?"environments": \[\s*"prod"\s*\]/,
    /"setting": "acks"[\s\S]*"environments"/,
  ],
  ["markdown", /shipping\.pack<br>in&#58; prod \|/, /\*\*acks&#58; all → 1 in [^|]*<br>in&#58; prod \|/],
  ["github", /title=weakened::[^\n]*in: prod%0A/, /title=breaking::acks: all → 1 [^\n]*%0Ain: prod%0A/],
] as const)("a promise that is weakened in production alone, as %s", (format, guarantee, change) => {
  const { code, out, err } = diff("old.waybill", "new.waybill", "--format", format);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(guarantee);
  expect(out).toMatch(change);
  if (format === "json") expect(jsonTroubles("diff", out)).toEqual([]);
});

test("with --env that environment alone is compared, and none is named", () => {
  expect(diff("old.waybill", "new.waybill", "--env", "dev")).toMatchObject({
    code: 0,
    out: "no difference\n",
  });
  const there = diff("old.waybill", "new.waybill", "--env", "prod");
  expect(there.code).toBe(1);
  expect(there.out).not.toContain("in: prod");
});

test("an environment with errors is told, and the rest compared", () => {
  const { code, out, err } = diff("old.waybill", "wrong.waybill");
  expect(code).toBe(1);
  expect(out).toBe("no difference in what could be compared\n");
  expect(err).toMatch(
    /error WB\d{4}[\s\S]*environment prod of the new side has errors and cannot be compared/,
  );
});
