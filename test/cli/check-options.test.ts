/** `check --fix`, `--baseline`, `--expanded`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "waybill-check-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: readonly string[]): ReturnType<typeof waybill> =>
  waybill(["check", ...args], { cwd: root });
const write = (text: string, name = "a.waybill"): void => writeFileSync(join(root, name), text);
const read = (name = "a.waybill"): string => readFileSync(join(root, name), "utf8");
const ORDERS = readFileSync("specs/orders/orders.waybill", "utf8");

describe("--fix", () => {
  test.each(["fan-out", "jobs", "orders", "payments"])(
    "the broken %s keeps its promises after it",
    (name) => {
      write(readFileSync(`specs/${name}/broken.waybill`, "utf8"));
      expect(run("--quiet").code).toBe(1);
      const { code, err } = run("--fix");
      expect(code).toBe(0);
      expect(err).toMatch(/^fixed: .*\nwrote a\.waybill\n$/);
      expect(run("--quiet")).toEqual({ code: 0, out: "", err: "" });
    },
  );

  test("puts in what nobody wrote, on a line of its own or between others, and keeps the layout canonical", () => {
    write(ORDERS.replace("    start: earliest\n", "").replace("start: earliest, ", ""));
    expect(run("--quiet").code).toBe(1);
    expect(run("--fix").err).toContain("fixed: start: earliest in invoicing.bill\n");
    expect(read().match(/start: earliest/g)).toHaveLength(2);
    expect(run("--quiet")).toEqual({ code: 0, out: "", err: "" });
    expect(waybill(["fmt", "--check"], { cwd: root }).code).toBe(0);
  });

  test("replaces what a store says of itself", () => {
    const orders = ORDERS.replace("store invoiced { keep: 30d }", "store invoiced { keep: 30m }");
    write(orders);
    expect(run("--quiet").out).toMatch(/store invoiced \{ keep: 30m \}\n.*\^{9} this decides it/);
    expect(run("--fix").err).toContain("fixed: keep: ");
    expect(read().match(/keep:/g)).toHaveLength(1);
    expect(run("--quiet")).toEqual({ code: 0, out: "", err: "" });
  });

  test("writes misspelt words as they are meant, also one behind the other, and in YAML", () => {
    write(
      'waybill 1\ntopology t\nbrocker b { type: kafka, version: "4.3" }\ntopic t on b { partitons: 3 }\n',
    );
    write("waybill: 1\ntopology: u\nbrokers: { b: { type: kafka, nods: 3 } }\n", "b.waybill.yaml");
    run("--fix");
    expect(read()).toContain("broker b { type: kafka");
    expect(read()).toContain("partitions: 3");
    expect(read("b.waybill.yaml")).toContain("nodes: 3");
  });

  test("leaves alone what needs a person", () => {
    const text = "waybill 1\ntopology t\ntopic t on nowhere { partitions: 3 }\n";
    write(text);
    const { code, err } = run("--fix");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(read()).toBe(text);
  });
});

describe("--baseline", () => {
  const BROKEN = readFileSync("specs/orders/broken.waybill", "utf8");

  test("accepts what is found, and tells only what is new, also when lines move", () => {
    write(BROKEN);
    const made = run("--baseline", ".waybill/baseline.json", "--write");
    expect(made).toMatchObject({ code: 0, err: "wrote .waybill/baseline.json: 3 known\n" });
    write(BROKEN.replace("waybill 1\n", "// moved\n\nwaybill 1\n"));
    const moved = run("--baseline", ".waybill/baseline.json");
    expect(moved.code).toBe(0);
    expect(moved.out).toContain("0 errors, 0 warnings, 3 in the baseline.");
    write(BROKEN.replace("start: earliest, ", ""));
    const worse = run("--baseline", ".waybill/baseline.json");
    expect(worse.code).toBe(1);
    expect(worse.out).not.toContain("WB4056");
  });

  test("says what is not found any more", () => {
    write(BROKEN);
    run("--baseline", "known.json", "--write");
    write(ORDERS.replace("topology orders", "topology orders-broken"));
    expect(run("--baseline", "known.json").err).toBe(
      "3 of known.json not found any more: --write forgets them\n",
    );
  });

  test("is a call of its own where the file is missing, or is something else", () => {
    write(BROKEN);
    expect(run("--baseline", "none.json")).toMatchObject({ code: 2, out: "" });
    write("{}", "other.json");
    expect(run("--baseline", "other.json", "a.waybill").err).toContain("is no baseline of Waybill");
    expect(run("--write").err).toContain("--write goes with --baseline FILE");
  });

  test("holds for every format", () => {
    write(BROKEN);
    run("--baseline", "known.json", "--write", "a.waybill");
    const sarif: unknown = JSON.parse(run("--baseline", "known.json", "--format", "sarif", "a.waybill").out);
    expect(sarif).toMatchObject({ runs: [{ results: [] }] });
  });
});

test("--expanded shows defaults, short forms and their places", async () => {
  const { code, out } = waybill(["check", "specs/shop", "--expanded", "--quiet"]);
  expect(code).toBe(0);
  await expect(out).toMatchFileSnapshot("golden/shop-expanded.txt");
});
