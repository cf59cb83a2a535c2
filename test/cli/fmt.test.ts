import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-fmt-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const MESSY = "waybill 1\ntopology t\nbroker  b {type:kafka}\n";
const CLEAN = "waybill 1\ntopology t\nbroker b { type: kafka }\n";
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return name;
};
const read = (name: string): string => readFileSync(join(root, name), "utf8");

test("--check names what is laid out otherwise, and writes nothing", () => {
  file("messy.waybill", MESSY);
  file("clean.waybill", CLEAN);
  const { code, out, err } = waybill(["fmt", "--check"], { cwd: root });
  expect({ code, out, err }).toEqual({
    code: 1,
    out: "messy.waybill\n",
    err: "1 of 2 specs would be written anew\n",
  });
  expect(read("messy.waybill")).toBe(MESSY);
});

test("fmt writes it, and then has nothing to do", () => {
  file("messy.waybill", MESSY);
  file("clean.waybill", CLEAN);
  expect(waybill(["fmt"], { cwd: root })).toMatchObject({ code: 0, out: "messy.waybill\n" });
  expect(read("messy.waybill")).toBe(CLEAN);
  expect(waybill(["fmt", "--check", "--quiet"], { cwd: root })).toEqual({ code: 0, out: "", err: "" });
});

test("a spec with errors is left as it is, and the others are written", () => {
  const broken = `${MESSY}queue q on {`;
  const name = file("broken.waybill", broken);
  file("messy.waybill", MESSY);
  const { code, out, err } = waybill(["fmt", name, "messy.waybill"], { cwd: root });
  expect({ code, out }).toEqual({ code: 1, out: "messy.waybill\n" });
  expect(err).toContain("broken.waybill:4:");
  expect(err).toContain("broken.waybill is left as it is: it has errors");
  expect(read(name)).toBe(broken);
});
