import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { projectAround } from "../../src/cli/generate/project.ts";

const NOTHING = { module: undefined, importExtension: undefined };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-project-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function around(files: Readonly<Record<string, unknown>>): ReturnType<typeof projectAround> {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  const deep = join(folder, "src/generated");
  mkdirSync(deep, { recursive: true });
  return projectAround(deep, NOTHING);
}

test.each([
  [{ module: "nodenext" }, "module", "esm", ".js"],
  [{ module: "nodenext" }, "commonjs", "cjs", ""],
  [{ module: "node16" }, "module", "esm", ".js"],
  [{ module: "commonjs" }, "module", "cjs", ""],
  [{ module: "esnext", moduleResolution: "bundler" }, "commonjs", "esm", ""],
  [{ module: "nodenext", rewriteRelativeImportExtensions: true }, "module", "esm", ".ts"],
  [{ module: "nodenext", allowImportingTsExtensions: true }, "commonjs", "cjs", ".ts"],
  [{}, "module", "esm", ".js"],
])("%j in a %s package: %s, imports end in '%s'", (compilerOptions, type, module, importExtension) => {
  expect(around({ "package.json": { type }, "tsconfig.json": { compilerOptions } })).toMatchObject({
    module,
    importExtension,
  });
});

test("what a project extends counts, and so does what is no JSON for others", () => {
  const files = {
    "package.json": { type: "module" },
    "base.json":
      '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, }, } // both\n',
    "tsconfig.json": { extends: "./base.json" },
  };
  expect(around(files).importExtension).toBe(".ts");
});

test("of a project that is made of others, the one counts that the folder belongs to", () => {
  const files = {
    "package.json": { type: "module" },
    "tsconfig.json": {
      files: [],
      references: [{ path: "./tsconfig.node.json" }, { path: "./tsconfig.app.json" }],
    },
    "tsconfig.node.json": { compilerOptions: { module: "nodenext" }, include: ["vite.config.ts"] },
    "tsconfig.app.json":
      '{ /* the app */ "compilerOptions": { "module": "esnext", "allowImportingTsExtensions": true }, "include": ["src"] }',
  };
  expect(around(files)).toEqual({ module: "esm", importExtension: ".ts" });
});

test("a project that extends what is not there is said", () => {
  expect(() => around({ "tsconfig.json": { extends: "./nowhere.json" } })).toThrow(/^cannot read .*nowhere/);
});

test("without a project it is ES modules", () => {
  expect(around({})).toMatchObject({ module: "esm", importExtension: ".js" });
});

test("a project whose CommonJS files may not import is said", () => {
  const compilerOptions = { module: "commonjs", verbatimModuleSyntax: true };
  expect(() => around({ "tsconfig.json": { compilerOptions } })).toThrow(/^under verbatimModuleSyntax /);
});

test("a project that cannot be read is said", () => {
  expect(() => around({ "tsconfig.json": "{" })).toThrow(/^cannot read .*tsconfig\.json: /);
});
