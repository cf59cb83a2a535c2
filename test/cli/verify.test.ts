import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exitOfVerify } from "../../src/cli/verify/verdict.ts";
import { timeless, waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const folders = readdirSync("specs").sort();
const good = folders.map((name) => `specs/${name}/${name}.waybill`);
/** Those that end before anything is simulated have no story. */
const refuted = folders
  .filter((name) => name !== "news")
  .map((name) => `specs/${name}/broken.waybill`)
  .filter((path) => existsSync(path));
const golden = (path: string): string =>
  `golden/${path
    .replace(/^specs\//, "")
    .replaceAll("/", "-")
    .replace(/\.waybill$/, "")}.verify.txt`;

interface Refutation {
  readonly clause: string;
  readonly faults: readonly string[];
  readonly by: string;
  readonly token: string;
  readonly fixedEndsWell?: boolean;
}

interface Report {
  readonly check: { readonly findings: readonly { readonly notes: readonly string[] }[] };
  readonly reports: readonly {
    readonly flows: readonly {
      readonly flow: string;
      readonly verdict: string;
      readonly refutations: readonly Refutation[];
      readonly unwitnessed: readonly unknown[];
      readonly exhaustive?: readonly { readonly complete: boolean }[];
    }[];
  }[];
}

const json = (path: string, runs: number): Report =>
  JSON.parse(
    waybill(["verify", path, "--seed", "1", "--runs", String(runs), "--format", "json"]).out,
  ) as Report;

describe("a good spec", () => {
  test.each(good)("no run breaks a promise of %s, and some search is complete", (path) => {
    const flows = json(path, 30).reports.flatMap((report) => report.flows);
    expect(flows.length).toBeGreaterThan(0);
    for (const { refutations, unwitnessed, exhaustive = [] } of flows) {
      expect(refutations).toEqual([]);
      expect(unwitnessed).toEqual([]);
      expect(exhaustive.some(({ complete }) => complete)).toBe(true);
    }
  });
});

describe("a broken spec", () => {
  test.each(refuted)("%s is refuted, with a story and what would change it", async (path) => {
    const { code, out, err } = waybill(["verify", path, "--seed", "1", "--runs", "10"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(timeless(out)).toMatchFileSnapshot(golden(path));
  });

  test.each(refuted)("every inferred hazard of %s has its witness, which ends well with the fix", (path) => {
    const flows = json(path, 1).reports.flatMap((report) => report.flows);
    const found = flows.flatMap(({ refutations }) => refutations);
    expect(found.length).toBeGreaterThan(0);
    expect(flows.flatMap(({ unwitnessed }) => unwitnessed)).toEqual([]);
    for (const { by, fixedEndsWell } of found)
      expect({ by, fixedEndsWell }).toEqual({ by: "witness", fixedEndsWell: true });
  });

  test.each(refuted)(
    "a token of %s breaks the same clause again, and ends well on the good sibling",
    (path) => {
      const [flow] = json(path, 1)
        .reports.flatMap((report) => report.flows)
        .filter(({ verdict }) => verdict === "refuted");
      const [refutation] = flow?.refutations ?? [];
      const again = waybill(["replay", refutation?.token ?? "", path]);
      expect(again.code).toBe(1);
      expect(again.out).toContain(`${refutation?.clause ?? "?"} is broken again`);
      const repaired = waybill(["replay", refutation?.token ?? "", path.replace(/([^/]+)\/broken/, "$1/$1")]);
      expect(repaired.out).toContain("is not broken");
      expect(repaired.code).toBe(0);
    },
  );

  test("one that could do nothing due ends before anything is simulated", () => {
    const { code, out } = waybill(["verify", "specs/news/broken.waybill", "--runs", "10"]);
    expect(code).toBe(1);
    expect(out).toMatch(/error WB4\d{3}/);
    expect(out).toContain("news-broken is not verified");
  });
});

describe("the JSON of verify and replay", () => {
  test("is the same twice for the same seed and runs, and what its schema says", () => {
    const args = [
      "verify",
      "specs/orders",
      "specs/fan-out",
      "--seed",
      "9",
      "--runs",
      "20",
      "--format",
      "json",
    ];
    const { out } = waybill(args);
    expect(jsonTroubles("verify", out)).toEqual([]);
    expect(waybill(args).out).toBe(out);
  });

  test("of a replay too", () => {
    const [refutation] = json("specs/orders/broken.waybill", 1).reports[0]?.flows[0]?.refutations ?? [];
    const { out } = waybill(["replay", refutation?.token ?? "", "specs/orders", "--format", "json"]);
    expect(jsonTroubles("replay", out)).toEqual([]);
  });
});

test("a story of a flow that no spec has is a wrong call", () => {
  const [refutation] = json("specs/orders/broken.waybill", 1).reports[0]?.flows[0]?.refutations ?? [];
  const { code, err } = waybill(["replay", refutation?.token ?? "", "specs/news/news.waybill"]);
  expect(code).toBe(2);
  expect(err).toMatch(/no spec has the flow of this story: shop.placing -> /);
});

test("a budget ends every pass, and is said to have", () => {
  const { code, out, err } = waybill(["verify", "specs/shop/shop.waybill", "--budget", "1ms"]);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(/no violation in 0 runs of 12 messages/);
  expect(out).toMatch(/states, stopped when its time was up/);
  expect(out).toContain("no random run came to its end");
});

describe("kept stories", () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-stories-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, ".waybill", "stories.jsonl");
  const verify = (...more: readonly string[]): ReturnType<typeof waybill> =>
    waybill(["verify", "specs/jobs/broken.waybill", "--runs", "1", "--stories", file, ...more]);

  test("are added when asked for, sorted, each once, and refute first from then on", () => {
    verify();
    expect(existsSync(file)).toBe(false);
    expect(verify("--keep-stories").err).toMatch(/\d+ stor(y is|ies are) new in /);
    const first = readFileSync(file, "utf8");
    const lines = first.trimEnd().split("\n");
    expect(lines).toEqual([...new Set(lines)].sort());
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ version: 1, topology: "jobs-broken" });
    const again = verify("--keep-stories");
    expect(again.out).toContain("refuted by a kept story");
    expect(again.err).toContain("0 stories are new");
    expect(jsonTroubles("verify", verify("--format", "json").out)).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(first);
    expect(readdirSync(dirname(file))).toEqual(["stories.jsonl"]);
  });

  test.each([
    ["no JSON", /:2 is no story: it is no JSON/],
    ['{"version":1,"topology":"t","flow":"f","clause":"c"}', /:2 is no story: it has no text "token"/],
    ['{"version":2}', /:2 is no story that this version/],
  ])("a line that is none is said, with its place: %s", (line, message) => {
    const wrong = join(folder, "wrong.jsonl");
    writeFileSync(wrong, `\n${line}\n`);
    const { code, err } = waybill(["verify", "specs/jobs", "--runs", "1", "--stories", wrong]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

test("an exhaustive search says its bounds, how far it went, and how far it is to be trusted", () => {
  const { code, out } = waybill(["verify", "specs/jobs/jobs.waybill", "--exhaustive", "--instances", "1"]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /every interleaving of 2 messages, 1 fault: [\d,]+ states, up to \d+ moves, complete; \de-\d+ collisions/,
  );
  expect(out).toContain("1 of 3 instances of worker.run");
  const json = ["verify", "specs/jobs/jobs.waybill", "--exhaustive", "--depth", "4", "--format", "json"];
  expect(jsonTroubles("verify", waybill(json).out)).toEqual([]);
  expect(out).not.toContain("no violation in");
});

test("everything that was reached is listed when asked for", () => {
  const { out } = waybill(["verify", "specs/jobs/jobs.waybill", "--runs", "3", "--coverage"]);
  expect(out).toMatch(/a message reaches worker\.run by work +[\d,]+\n/);
  expect(out).toMatch(/process-crash@work\.node +[\d,]+\n/);
});

test.each([
  [["--exhaustive", "--runs", "3"], "--exhaustive makes no random runs"],
  [["--depth", "3"], "--depth is a bound of --exhaustive"],
  [["--exhaustive", "--messages", "0"], "--messages takes 1 or more"],
  [["--exhaustive", "--faults", "9"], "--faults takes a whole number up to 4"],
])("%j is a wrong call", (args, message) => {
  const { code, err } = waybill(["verify", "specs/jobs", ...args]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test("a promise that was hardly tried fails, unless that is allowed", () => {
  const none = { refuted: 0, holds: 1, undecided: 0, "not judged": 0, undetermined: 0, vacuous: 1 };
  const flows = { holds: 2, broken: 0, undecided: 0, "not-judged": 0, unpromised: 0 };
  const checked = { summary: { errors: 0, warnings: 0, allowed: 0, flows } };
  const call = (allowed: boolean): Parameters<typeof exitOfVerify>[1] => ({
    failOn: "error",
    isStrict: false,
    flag: (name) => allowed && name === "allow-vacuous",
  });
  expect(exitOfVerify({ checked, verdicts: none }, call(false))).toBe(1);
  expect(exitOfVerify({ checked, verdicts: none }, call(true))).toBe(0);
  expect(exitOfVerify({ checked, verdicts: { ...none, refuted: 1 } }, call(true))).toBe(1);
});

test("a folder that cannot be made for kept stories is a wrong call, not a mistake of ours", () => {
  const file = "package.json/stories.jsonl";
  const { code, err } = waybill([
    ...["verify", "specs/jobs/broken.waybill", "--runs", "1", "--keep-stories", "--stories", file],
  ]);
  expect(code).toBe(2);
  expect(err).toContain("cannot make the folder package.json: it is a file");
});
