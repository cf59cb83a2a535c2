import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "waybill-tally-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly cases: readonly string[];
}

function report(name: string, files: readonly FileReport[]): string {
  const path = join(folder, `${name}.json`);
  const testResults = files.map((file) => ({
    name: file.name,
    status: file.status,
    assertionResults: file.cases.map((status, i) => ({ status, fullName: `case ${i}` })),
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

function tally(...args: readonly string[]): {
  readonly last: string | undefined;
  readonly status: number | null;
} {
  const { stdout, status } = spawnSync(process.execPath, ["tools/tally.mjs", ...args], { encoding: "utf8" });
  return { last: stdout.trimEnd().split("\n").at(-1), status };
}

const good = report("good", [{ name: "a", status: "passed", cases: ["passed", "passed"] }]);

describe("the last line of a whole run", () => {
  test("adds up the cases of all runs", () => {
    const more = report("more", [{ name: "b", status: "passed", cases: ["passed"] }]);
    expect(tally("0", `test:0:${good}`, `test:live:0:${more}`)).toEqual({
      last: "3 passed, 0 failed",
      status: 0,
    });
  });

  test("counts what failed before the tests", () => {
    expect(tally("2", `test:0:${good}`)).toEqual({ last: "2 passed, 2 failed", status: 1 });
  });

  test("counts a failed case, a skipped case and a file that broke before its first case", () => {
    const bad = report("bad", [
      { name: "a", status: "failed", cases: ["passed", "failed", "skipped"] },
      { name: "b", status: "failed", cases: [] },
    ]);
    expect(tally("0", `test:1:${bad}`)).toEqual({ last: "1 passed, 3 failed", status: 1 });
  });

  test("counts a run without a report, and one that failed without saying where", () => {
    expect(tally("0", `test:0:${join(folder, "absent.json")}`)).toEqual({
      last: "0 passed, 1 failed",
      status: 1,
    });
    expect(tally("0", `test:1:${good}`)).toEqual({ last: "2 passed, 1 failed", status: 1 });
  });

  test("fails when nothing ran", () => {
    expect(tally("0")).toEqual({ last: "0 passed, 0 failed", status: 1 });
  });
});

describe("running an entry", () => {
  function run(...args: readonly string[]): { readonly stderr: string; readonly status: number | null } {
    const { stderr, status } = spawnSync(process.execPath, ["tools/run.mjs", ...args], { encoding: "utf8" });
    return { stderr: stderr.trimEnd(), status };
  }

  test("says what is missing", () => {
    expect(run()).toEqual({ stderr: "usage: node tools/run.mjs ENTRY [args]", status: 2 });
    expect(run("absent.ts")).toEqual({ stderr: "absent.ts does not exist", status: 2 });
  });

  test("passes arguments and exit code on, and names the source line of a defect", () => {
    const entry = join(folder, "entry.ts");
    writeFileSync(
      entry,
      'const [first]: string[] = process.argv.slice(2);\nif (first === "--code") process.exitCode = 7;\nelse throw new Error("planted");\n',
    );
    expect(run(entry, "--code").status).toBe(7);
    const { stderr, status } = run(entry);
    expect(status).toBe(1);
    expect(stderr).toContain("planted");
    expect(stderr).toContain("entry.ts:3");
  });
});
