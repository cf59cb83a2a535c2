import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { builtFolder, waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-init-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(root, "home-"));
});

/** Paths of all files below a folder, in order. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

interface Manifest {
  readonly name: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  // cast: what init wrote.
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

describe("init", () => {
  test("writes the template as it is, with the name of the folder and this Waybill", () => {
    const { code, out, err } = waybill(["init", "My Shop"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    const folder = join(cwd, "My Shop");
    const template = filesIn("templates/shop").map((path) => (path === "gitignore" ? ".gitignore" : path));
    expect(filesIn(folder)).toEqual([...template].sort());
    expect(readFileSync(join(folder, "src/notifier.ts"), "utf8")).toBe(
      readFileSync("templates/shop/src/notifier.ts", "utf8"),
    );
    expect(readFileSync(join(folder, "topology/shop.waybill"), "utf8")).toBe(
      readFileSync("specs/shop/shop.waybill", "utf8"),
    );
    const { name, devDependencies } = manifestOf(folder);
    expect(name).toBe("my-shop");
    // What is built for tests is no package; test/end-to-end has one.
    expect(devDependencies["waybill"]).toBe(`^${manifest.version}`);
    expect(err).toContain("  cd My Shop\n  npm install\n");
  });

  test("writes what passes check", () => {
    waybill(["init"], { cwd });
    const { code, out } = waybill(["check", "topology"], { cwd });
    expect(code).toBe(0);
    expect(out).toContain("0 errors, 0 warnings");
  });

  test("refuses a folder that holds something, and says what", () => {
    writeFileSync(join(cwd, "notes.txt"), "mine");
    const { code, err } = waybill(["init"], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/\. is not empty \(notes\.txt\): name another folder, or say --force/);
    expect(filesIn(cwd)).toEqual(["notes.txt"]);
  });

  test("takes a folder that holds a fresh repository for empty", () => {
    mkdirSync(join(cwd, ".git"));
    expect(waybill(["init"], { cwd }).code).toBe(0);
  });

  test("with --force writes over files of the same names, says which, and keeps the others", () => {
    writeFileSync(join(cwd, "README.md"), "mine");
    writeFileSync(join(cwd, "notes.txt"), "mine");
    const { code, err } = waybill(["init", ".", "--force"], { cwd });
    expect(code).toBe(0);
    expect(err).toMatch(/^wrote \d+ files to \., over README\.md\n/);
    expect(readFileSync(join(cwd, "notes.txt"), "utf8")).toBe("mine");
    expect(readFileSync(join(cwd, "README.md"), "utf8")).not.toBe("mine");
  });

  test.each([
    [
      "src",
      (path: string) => writeFileSync(path, "mine"),
      /cannot write src\/\w+\.ts: a part of its path is no folder/,
    ],
    [
      "package.json",
      (path: string) => mkdirSync(path),
      /cannot write package\.json: something else is there/,
    ],
  ] as const)("that cannot write everything writes nothing: %s stands in the way", (name, plant, message) => {
    plant(join(cwd, name));
    const before = readdirSync(cwd);
    const { code, err } = waybill(["init", ".", "--force"], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(readdirSync(cwd)).toEqual(before);
  });

  test.each([
    [["a", "b"], /init takes one folder, not also b/],
    [[""], /the folder has no name/],
    [["file.txt"], /file\.txt is a file: init writes a folder/],
    [["file.txt/below"], /cannot write file\.txt\/below: a part of its path is no folder/],
  ] as const)("%j is a wrong call", (args, message) => {
    writeFileSync(join(cwd, "file.txt"), "");
    const { code, err } = waybill(["init", ...args], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
