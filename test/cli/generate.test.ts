import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-generate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const project = join(root, "project");
const inProject = (...args: readonly string[]): Ended => waybill(["generate", ...args], { cwd: project });

beforeAll(() => {
  mkdirSync(project);
  cpSync("specs/shop/shop.waybill", join(project, "shop.waybill"));
  expect(inProject("--out", "generated")).toEqual({
    code: 0,
    out: "",
    err: expect.stringMatching(/^generated\/shop: wrote (\d+) of \1 files\n$/) as string,
  });
}, 120_000);

/** Path, time and text of everything that was generated. */
function written(): ReadonlyMap<string, string> {
  const folder = join(project, "generated");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.sort().map((path) => [path, `${statSync(path).mtimeMs} ${readFileSync(path, "utf8")}`]),
  );
}

test("doing it again touches no file", () => {
  const before = written();
  expect(before.size).toBeGreaterThan(10);
  expect(inProject("--out", "generated").err).toMatch(/^generated\/shop: \d+ files, all up to date\n$/);
  expect(written()).toEqual(before);
  expect(inProject("--out", "generated", "--check")).toEqual({ code: 0, out: "", err: "" });
});

test("--out is needed", () => {
  expect(inProject()).toMatchObject({
    code: 2,
    err: "waybill: generate needs the folder to write into: --out DIR\n",
  });
});
