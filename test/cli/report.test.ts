import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verify = (...rest: readonly string[]): ReturnType<typeof waybill> =>
  waybill(["verify", "specs/jobs/broken.waybill", "--runs", "1", "--quiet", ...rest]);

describe("verify --report", () => {
  test("writes the same page each time, and prints what it prints without", () => {
    const [one, two] = [join(folder, "one.html"), join(folder, "two.html")];
    const plain = verify();
    const { code, out, err } = verify("--report", one);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out.replace(/[\d.]+ s\n$/, "")).toBe(plain.out.replace(/[\d.]+ s\n$/, ""));
    verify("--report", two);
    const page = readFileSync(one, "utf8");
    expect(readFileSync(two, "utf8")).toBe(page);
    expect(page).toMatch(/^<!doctype html>\n[^]*"flow":"intake.submit -> worker.run"[^]*<\/html>\n$/);
    expect(readdirSync(folder).sort()).toEqual(["one.html", "two.html"]);
  });

  test("says before it begins that a file cannot be written", () => {
    const absent = verify("--report", join(folder, "absent", "r.html"));
    expect(absent).toMatchObject({ code: 2, out: "" });
    expect(absent.err).toMatch(/cannot write .*absent\/r.html: there is no such file or folder/);
    mkdirSync(join(folder, "taken.html"));
    const taken = verify("--report", join(folder, "taken.html"));
    expect(taken).toMatchObject({ code: 2, out: "" });
    expect(taken.err).toMatch(/it is a folder/);
    rmSync(join(folder, "taken.html"), { recursive: true });
  });
});

describe("a replay as a picture", () => {
  const found = waybill(["verify", "specs/orders/broken.waybill", "--runs", "1", "--format", "json"]).out;
  const token = (): string => /"token": "(wb1:[\w-]+)"/.exec(found)?.[1] ?? "";

  test("as data is what its schema says", () => {
    const { code, out } = waybill(["replay", token(), "specs/orders/broken.waybill", "--format", "trace"]);
    expect(jsonTroubles("trace", out)).toEqual([]);
    expect(code).toBe(1);
  });

  test("ends as the story does: fine on the spec that is repaired", () => {
    const { code, out } = waybill(["replay", token(), "specs/orders/orders.waybill", "--format", "svg"]);
    expect(out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(code).toBe(0);
  });

  test("shows one topology", () => {
    const { code, err } = waybill(["replay", token(), "specs/orders", "--format", "mermaid"]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /--format mermaid shows one topology, and several have this flow: orders-broken, orders\./,
    );
  });
});
