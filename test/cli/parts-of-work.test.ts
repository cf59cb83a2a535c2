import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { timeless, waybill, waybillPath } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

const SPECS = ["specs/fan-out"] as const;
const verify = (...options: readonly string[]): ReturnType<typeof waybill> =>
  waybill(["verify", ...SPECS, "--runs", "30", "--seed", "3", "--format", "json", ...options]);
const reportsOf = (json: string): unknown => (JSON.parse(json) as { readonly reports: unknown }).reports;

describe("threads", () => {
  const alone = verify("--workers", "0");
  test("one thread and three give the bytes that none gives", () => {
    expect(alone.code).toBe(1);
    for (const workers of ["1", "2"]) expect(verify("--workers", workers)).toEqual(alone);
  });
});

describe("shards", () => {
  const whole = verify();
  test("every job is in one shard, and merged they are the whole, in whatever order", () => {
    const names = [1, 2].map((i) => {
      verify("--shard", `${i}/2`, "--results", file(`${i}.results`));
      return file(`${i}.results`);
    });
    for (const files of [names, names.toReversed()]) {
      const merged = waybill(["merge", ...files, "--format", "json"]);
      expect(merged.code).toBe(1);
      expect(jsonTroubles("verify", merged.out)).toEqual([]);
      expect(sortedByName(reportsOf(merged.out))).toEqual(sortedByName(reportsOf(whole.out)));
    }
    const text = timeless(waybill(["merge", ...names]).out);
    expect(text).toMatch(/\n3 refuted, 3 hold within the bounds above\.\n$/);
  });

  test("a shard alone says what was not run, and never that a promise holds", () => {
    const { out } = verify("--shard", "2/2", "--results", file("alone.results"));
    expect(jsonTroubles("verify", out)).toEqual([]);
    const { verdicts, reports } = JSON.parse(out) as {
      readonly verdicts: { readonly holds: number };
      readonly reports: readonly { readonly partial?: boolean }[];
    };
    expect(verdicts.holds).toBe(0);
    expect(reports.some(({ partial }) => partial === true)).toBe(true);
  });
});

function sortedByName(reports: unknown): unknown {
  return (reports as readonly { readonly topology: string }[]).toSorted((a, b) =>
    a.topology < b.topology ? -1 : 1,
  );
}

describe("an interrupted call", () => {
  const RUNS = ["--runs", "1000000", "--seed", "5", "--format", "json"] as const;

  /** Interrupts as soon as results are kept. */
  function interrupted(results: string): Promise<{ readonly code: number | null; readonly out: string }> {
    const child = spawn(process.execPath, [
      waybillPath(),
      "verify",
      "specs/jobs/jobs.waybill",
      ...RUNS,
      "--results",
      results,
    ]);
    const watcher = watch(folder, (_, name) => {
      if (name === null || !results.endsWith(`/${name}`)) return;
      watcher.close();
      child.kill("SIGINT");
    });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    return new Promise((resolve) => {
      child.on("close", (code) => resolve({ code, out }));
    });
  }

  test("ends with a valid partial report, which the file that it kept gives as well", async () => {
    const results = file("interrupted.results");
    const { code, out } = await interrupted(results);
    expect(code).toBe(1);
    expect(jsonTroubles("verify", out)).toEqual([]);
    expect(out).toContain('"partial": true');
    expect(out).toContain('"undetermined": 1');
    const merged = waybill(["merge", results, "--format", "json"]);
    expect(merged.code).toBe(1);
    expect(reportsOf(merged.out)).toEqual(reportsOf(out));
  });
});

test("a call that goes on from what another did gives what one undisturbed call gives", () => {
  const results = file("half.results");
  verify("--shard", "1/2", "--results", results);
  const whole = verify();
  for (const _ of ["what is left", "nothing"]) expect(verify("--results", results)).toEqual(whole);
});

describe("wrong files and options", () => {
  const kept = file("kept.results");
  const JOBS = "specs/jobs/jobs.waybill";
  waybill(["verify", JOBS, "--runs", "5", "--results", kept]);

  test.each([
    [["verify", JOBS, "--shard", "0/2", "--results", kept], "--shard takes a part of all"],
    [["verify", JOBS, "--shard", "3/2", "--results", kept], "--shard takes a part of all"],
    [["verify", JOBS, "--shard", "1/2"], "say with --results FILE"],
    [["verify", JOBS, "--runs", "6", "--results", kept], "results of other specs or options"],
    [["verify", JOBS, "--runs", "5", "--results", JOBS], "holds no results of verify"],
    [["verify", JOBS, "--workers", "many"], "--workers takes a whole number"],
    [["merge"], "merge takes the files"],
    [["merge", file("nowhere")], "cannot read"],
    [["merge", JOBS], "holds no results of verify"],
  ])("%j is said to be wrong", (args, why) => {
    const before = readFileSync(kept, "utf8");
    const { code, out, err } = waybill(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(why);
    expect(err).not.toContain("    at ");
    expect(readFileSync(kept, "utf8")).toBe(before);
  });

  test("a file that was cut short or changed is refused", () => {
    const text = readFileSync(kept, "utf8");
    for (const spoilt of [text.slice(0, -40), text.replace('"runs":5', '"runs":6')]) {
      const path = file("spoilt.results");
      writeFileSync(path, spoilt);
      const { code, err } = waybill(["merge", path]);
      expect(code).toBe(2);
      expect(err).toContain("cut short or was changed");
    }
  });

  test("results of different calls are not merged", () => {
    const other = file("other.results");
    waybill(["verify", JOBS, "--runs", "7", "--results", other]);
    const { code, err } = waybill(["merge", kept, other]);
    expect(code).toBe(2);
    expect(err).toContain("different specs or options");
  });
});
