/** Runs the programs of a page (`js`, `ts`) as somebody would who has installed the package beside the specs. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { builtFolder } from "../cli/run-waybill.ts";
import type { Block } from "./page.ts";

export function isProgram({ language }: Pick<Block, "language">): boolean {
  return language === "js" || language === "ts";
}

/** Nothing on a page runs longer than this. In ms. */
const TIME_MAX = 60_000;

/** By `run=`: with Node as it is, with its test runner, with Vitest. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  node: [],
  test: ["--test", "--test-reporter=dot"],
  vitest: ["node_modules/vitest/vitest.mjs", "run", "--root", ".", "--reporter=dot"],
};

/** A program's exit code and what it printed; of a TypeScript one also what the type checker says. */
export function runProgram(
  { language, info, text, line }: Block,
  folder: string,
): { readonly code: number | null; readonly out: string } {
  install(folder);
  const { run = "node" } = info;
  const name = `line-${line}${run === "node" ? "" : ".test"}.${language === "js" ? "mjs" : "ts"}`;
  writeFileSync(join(folder, name), text);
  const wrong = language === "ts" ? typeErrors(join(folder, name)) : [];
  if (wrong.length > 0) return { code: 1, out: wrong.join("\n") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(RUNNERS[run] ?? []), name], {
    cwd: folder,
    encoding: "utf8",
    timeout: TIME_MAX,
    env: { PATH: process.env["PATH"] ?? "", NO_COLOR: "1" },
  });
  return { code: status, out: stdout + stderr };
}

/** The package as it is built, and the packages that the programs use beside it. */
function install(folder: string): void {
  const packages = join(folder, "node_modules");
  if (existsSync(packages)) return;
  mkdirSync(join(packages, "waybill"), { recursive: true });
  cpSync("package.json", join(packages, "waybill/package.json"));
  symlinkSync(builtFolder(), join(packages, "waybill/dist"));
  for (const name of ["vitest", "fast-check", "@types"])
    symlinkSync(resolve("node_modules", name), join(packages, name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}

function typeErrors(path: string): readonly string[] {
  const program = ts.createProgram([path], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ["node"],
    typeRoots: [resolve("node_modules/@types")],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
