import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
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

describe("a replay as a picture", () => {
  const token = (): string =>
    json("specs/orders/broken.waybill", 1).reports[0]?.flows[0]?.refutations[0]?.token ?? "";

  test("as data is what its schema says", () => {
    const { code, out } = waybill(["replay", token(), "specs/orders/broken.waybill", "--format", "trace"]);
    expect(jsonTroubles("trace", out)).toEqual([]);
    expect(code).toBe(1);
  });

  test("ends as the story does: fine on the spec that is repaired", () => {
    const { code, out } = waybill(["replay", token(), "specs/orders/orders.waybill", "--format", "svg"]);
    expect(out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(code).toBe(0);
  });

  test("shows one topology", () => {
    const { code, err } = waybill(["replay", token(), "specs/orders", "--format", "mermaid"]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /--format mermaid shows one topology, and several have this flow: orders-broken, orders\./,
    );
  });
});

test("a story of a flow that no spec has is a wrong call", () => {
  const [refutation] = json("specs/orders/broken.waybill", 1).reports[0]?.flows[0]?.refutations ?? [];
  const { code, err } = waybill(["replay", refutation?.token ?? "", "specs/news/news.waybill"]);
  expect(code).toBe(2);
  expect(err).toMatch(/no spec has the flow of this story: shop.placing -> /);
});

test("a budget ends the random runs", () => {
  const { out } = waybill(["verify", "specs/fan-out/fan-out.waybill", "--budget", "200ms"]);
  expect(out).toMatch(/3 hold within the bounds above/);
});
