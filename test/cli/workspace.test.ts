import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSpecs } from "../../src/cli/load.ts";
import { specsAt } from "../../src/cli/diff/git.ts";
import type { Source } from "../../src/compiler/syntax/read.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-workspace-"));
const outside = mkdtempSync(join(tmpdir(), "waybill-outside-"));
afterAll(() => {
  for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

const git = (...args: readonly string[]): void => {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    cwd: root,
    stdio: "pipe",
  });
};

const spec = (...files: readonly string[]): string =>
  `waybill 1\ntopology t\n${files.map((file, i) => `message M${i} from "${file}"\n`).join("")}`;

beforeAll(() => {
  writeFileSync(join(outside, "secret.json"), '{ "type": "object", "title": "secret" }');
  write("inside.json", '{ "properties": { "a": { "$ref": "parts/part.json#/x" } } }');
  write("parts/part.json", '{ "x": { "type": "string" } }');
  write(
    "team/s.waybill",
    spec("../inside.json", "../../x.json", "../gone.json", "../link.json", "../parts", "../big.json"),
  );
  write("big.json", " ".repeat(17 * 1024 * 1024));
  symlinkSync(join(outside, "secret.json"), join(root, "link.json"));
  git("init", "-q");
  git("add", "team", "inside.json", "parts");
  git("commit", "-q", "-m", "one");
  write("parts/part.json", '{ "x": { "type": "number" } }');
});

const told = (sources: readonly Source[]): readonly (readonly [string, string])[] =>
  sources.slice(1).map(({ path, text, refused }) => [path, refused ?? text]);

describe("modules that a spec uses", () => {
  test("are the specs of a folder or a package, and none beyond the workspace", () => {
    write(
      "a/a.waybill",
      'waybill 1\ntopology a\nuse b from "../b"\nuse c from "@x/c"\nuse d from "../../d"\nuse e from "../far"\n',
    );
    write("b/b.waybill", "waybill 1\ntopology b\n");
    write("b/deep/no.waybill", "waybill 1\ntopology b\n");
    write("node_modules/@x/c/c.waybill.yaml", "waybill: 1\ntopology: c\n");
    symlinkSync(outside, join(root, "far"));
    const named = loadSpecs(["a"], root).slice(1);
    expect(named.map(({ path, named: isNamed, refused }) => [path, isNamed, refused])).toEqual([
      ["b/b.waybill", true, undefined],
      ["node_modules/@x/c/c.waybill.yaml", true, undefined],
      ["far", true, "it lies outside of the workspace"],
    ]);
    git("add", "a", "b");
    git("commit", "-q", "-m", "two");
    write("b/b.waybill", "waybill 1\ntopology b\n// later\n");
    expect(
      specsAt("HEAD", ["a"], root).map(({ path, text }) => [path, text.includes("later")]),
    ).toContainEqual(["b/b.waybill", false]);
  });
});

describe("what lies below a file, or in a circle of links", () => {
  test("is not there, for modules and for messages", () => {
    write("below/file.txt", "");
    symlinkSync("circle", join(root, "below/circle"));
    const uses = ["file.txt/module", "circle"].map((name, i) => `use m${i} from "./${name}"\n`).join("");
    write("below/s.waybill", spec("file.txt/x.json", "circle") + uses);
    expect(told(loadSpecs(["below"], root))).toEqual([
      ["below/file.txt/x.json", "there is no such file"],
      ["below/circle", "there is no such file"],
    ]);
  });
});

describe("files that a spec names", () => {
  test("are read with it, wherever in the workspace, and nothing beyond, by links neither", () => {
    expect(told(loadSpecs(["team"], root))).toEqual([
      ["inside.json", '{ "properties": { "a": { "$ref": "parts/part.json#/x" } } }'],
      ["../x.json", "it lies outside of the workspace"],
      ["gone.json", "there is no such file"],
      ["link.json", "it lies outside of the workspace"],
      ["parts", "it is no file"],
      ["big.json", "big.json is larger than 16 MiB"],
      ["parts/part.json", '{ "x": { "type": "number" } }'],
    ]);
  });

  test("end at the nearest folder that says it is a workspace", () => {
    write("team/waybill.config.json", "{}");
    const [, first] = loadSpecs(["team"], root);
    expect(first).toMatchObject({ path: "inside.json", refused: "it lies outside of the workspace" });
    rmSync(join(root, "team/waybill.config.json"));
    write("team/package.json", '{ "name": "team" }');
    expect(loadSpecs(["team"], root)[1]?.refused).toBeUndefined();
    write("team/package.json", '{ "workspaces": ["a"] }');
    expect(loadSpecs(["team"], root)[1]?.refused).toBe("it lies outside of the workspace");
    rmSync(join(root, "team/package.json"));
  });

  test("are those of the revision where specs are read at one", () => {
    expect(told(specsAt("HEAD", ["team"], root))).toEqual([
      ["inside.json", '{ "properties": { "a": { "$ref": "parts/part.json#/x" } } }'],
      ["../x.json", "it lies outside of the repository"],
      ["gone.json", "there is no such file at that revision"],
      ["link.json", "there is no such file at that revision"],
      ["parts", "there is no such file at that revision"],
      ["big.json", "there is no such file at that revision"],
      ["parts/part.json", '{ "x": { "type": "string" } }'],
    ]);
  });
});
