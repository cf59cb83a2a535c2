import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-histories-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verify = (spec: string, into: string): ReturnType<typeof waybill> =>
  waybill(["verify", spec, "--runs", "1", "--history", into]);

/** Clause of a history's name: `topology_flow_clause_number.jsonl`. */
const clauseIn = (name: string): string => name.split("_")[2] ?? "";

/** What the channels of a history of a lost message show. */
const LOST: Readonly<Record<string, RegExp>> = {
  orders: /^ +✗ unseen: 1$/m,
  "fan-out": /^ +✗ lost: 1$/m,
};

describe("verify --history", () => {
  test.each(["jobs", "orders", "payments", "fan-out"])(
    "writes histories of specs/%s/broken.waybill that are judged as the stories are",
    (name) => {
      const spec = `specs/${name}/broken.waybill`;
      const into = join(folder, "new", name);
      const { code, err } = verify(spec, into);
      expect(code).toBe(1);
      const files = readdirSync(into);
      expect(files.length).toBeGreaterThan(0);
      expect(err).toContain(`wrote ${files.length} histor`);
      // One of each clause: a process for each takes its time.
      const clauses = new Map(files.map((file) => [clauseIn(file), file]));
      for (const file of [...clauses.values()].slice(0, 2)) {
        const judged = waybill(["judge", join(into, file), "--spec", spec]);
        expect({ file, code: judged.code, err: judged.err }).toEqual({ file, code: 1, err: "" });
        const violated = [...judged.out.matchAll(/✗ (.+?): /g)].map(([, clause = ""]) =>
          clause.replaceAll(/[^A-Za-z0-9.-]+/g, "-").replaceAll(/^-|-$/g, ""),
        );
        expect(violated).toContain(clauseIn(file));
        const lost = clauseIn(file) === "at-least-once" ? LOST[name] : undefined;
        if (lost !== undefined) expect(judged.out).toMatch(lost);
        // What other flows promise is not judged by a run in which they do nothing.
        const flows = [...judged.out.matchAll(/^✗ (\S+ -> \S+)/gm)].map(([, flow = ""]) => flow);
        expect(flows).toEqual([file.split("_")[1]?.replace("-to-", " -> ")]);
      }
    },
  );

  test("replaces the histories of the call before, byte by byte the same, and leaves other files alone", () => {
    const into = join(folder, "again");
    verify("specs/jobs/broken.waybill", into);
    const files = readdirSync(into);
    const [first = ""] = files;
    const text = readFileSync(join(into, first), "utf8");
    writeFileSync(join(into, first), "old");
    writeFileSync(join(into, "mine.txt"), "mine");
    verify("specs/jobs/broken.waybill", into);
    expect(readFileSync(join(into, first), "utf8")).toBe(text);
    expect(readdirSync(into).sort()).toEqual([...files, "mine.txt"].sort());
  });

  test("says before it begins that the folder cannot be made", () => {
    const taken = join(folder, "taken");
    writeFileSync(taken, "");
    const file = verify("specs/jobs/broken.waybill", taken);
    expect(file).toMatchObject({ code: 2, out: "" });
    expect(file.err).toContain("cannot make the folder");
    const below = verify("specs/jobs/broken.waybill", join(taken, "below"));
    expect(below).toMatchObject({ code: 2, out: "" });
    expect(below.err).toContain("a part of its path is no folder");
  });
});
