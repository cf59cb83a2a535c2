import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtFolder, type Ended, waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const ORDERS = readFileSync("specs/orders/orders.waybill", "utf8");
const root = mkdtempSync(join(tmpdir(), "waybill-diff-"));
/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FORMATS = ["text", "json", "markdown", "github"] as const;
const BOTH = ["specs/orders/orders.waybill", "specs/orders/broken.waybill"] as const;

describe("printed", () => {
  test.each(FORMATS)("a weakened spec as %s", async (format) => {
    const { code, out, err } = waybill(["diff", ...BOTH, "--format", format]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(out).toMatchFileSnapshot(`golden/orders-broken.diff.${format}.txt`);
  });

  test("JSON keeps to its schema", () => {
    expect(jsonTroubles("diff", waybill(["diff", ...BOTH, "--format", "json"]).out)).toEqual([]);
    expect(jsonTroubles("diff", waybill(["diff", BOTH[0], BOTH[0], "--format", "json"]).out)).toEqual([]);
    expect(jsonTroubles("diff", '{ "version": 1 }')).not.toEqual([]);
  });

  test.each(FORMATS)("no difference as %s", (format) => {
    const { code, out } = waybill(["diff", BOTH[0], BOTH[0], "--format", format]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/breaking:|::error|\|---\|/);
  });
});

/** Whatever a name or a value may hold, as far as a spec can say it. */
const HOSTILE = [
  "a`b</td><script>alert(1)</script>",
  "x | y | z",
  "[x](javascript:alert(1)) @everyone #1",
  "%0A::error::forged",
  "\\u001b[2J\\u202eabc\\n::error file=x::y",
  "$(touch x) ${{ github.token }} {{ x }}",
];

describe("hostile names reach no output unescaped", () => {
  const text = (name: string): string =>
    `waybill 1
topology hostile
broker b { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic t on b { name: "${name}", owner: "${name}", carries: M, key: id, partitions: 6, replication: 3, min-in-sync: 2, native: { "${name}": "${name}" } }
service s { owner: "${name}"
  producer p -> t { sends: M } }
service r { consumer c <- t { group: "${name}", start: earliest } }
guarantee s.p -> r.c { delivery: at-least-once }
`;
  const results = new Map<string, Ended>();
  beforeAll(() => {
    writeFileSync(join(root, "plain.waybill"), text("plain"));
    writeFileSync(join(root, "hostile.waybill"), text(HOSTILE.join(" ")));
    writeFileSync(join(root, "long.waybill"), text("x".repeat(10_000)));
    for (const name of ["hostile", "long"])
      for (const format of FORMATS)
        results.set(
          `${name} ${format}`,
          waybill(["diff", "plain.waybill", `${name}.waybill`, "--format", format], { cwd: root }),
        );
  }, SET_UP_MAX);
  const outOf = (key: string): string => results.get(key)?.out ?? "";

  test("each is listed in each format, and ends as it should", () => {
    expect([...results.values()].map(({ code, err }) => ({ code, err }))).toEqual(
      [...results].map(() => ({ code: 1, err: "" })),
    );
    for (const [, { out }] of results) expect(out.length).toBeGreaterThan(200);
  });

  test("Markdown has no markup, link, mention or cell of theirs", () => {
    const out = outOf("hostile markdown");
    expect(out).not.toMatch(/<script|<\/td|\]\(|@everyone|`|\u202e|\u001b/);
    const tables = out.split("\n").filter((line) => line.startsWith("| ") && !line.includes("what happens"));
    expect(tables.length).toBeGreaterThan(2);
    for (const line of tables) expect([3, 4, 5, 6, 7]).toContain(line.split("|").length - 1);
  });

  test("annotations begin only where we begin them", () => {
    const lines = outOf("hostile github")
      .trimEnd()
      .split(/\r\n|\n|\r/);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning) file=[^,]*,line=\d+/);
  });

  test("text cannot steer the terminal, and a long name is cut", () => {
    expect(outOf("hostile text")).not.toMatch(/\u001b|\u202e/);
    expect(outOf("long text").length).toBeLessThan(20_000);
    expect(outOf("long markdown").length).toBeLessThan(20_000);
  });

  test("JSON keeps to its schema", () => {
    expect(jsonTroubles("diff", outOf("hostile json"))).toEqual([]);
  });
});

describe("exit codes", () => {
  const changed = (name: string, find: string, replacement: string): string => {
    expect(ORDERS).toContain(find);
    writeFileSync(join(root, name), ORDERS.replace(find, replacement));
    return name;
  };
  beforeAll(() => writeFileSync(join(root, "orders.waybill"), ORDERS));

  test.each([
    ["weakened", "acks: all, idempotent: true", "acks: 1", [1, 1, 1]],
    ["breaking", "partitions: 6", "partitions: 3", [0, 1, 1]],
    ["risky", "keep: 30d", "keep: 1d", [0, 0, 1]],
    ["safe", "instances: 2", "instances: 3", [0, 0, 0]],
  ] as const)("a %s change", (what, find, replacement, codes) => {
    const name = changed(`${what}.waybill`, find, replacement);
    const formats = ["text", "json", "markdown"];
    const ended = (level: string, i: number): number | null =>
      waybill(["diff", "orders.waybill", name, "--fail-on", level, "--format", formats[i] ?? ""], {
        cwd: root,
      }).code;
    expect(["weakened", "breaking", "risky"].map(ended)).toEqual(codes);
  });

  test("what can no longer be judged fails, and with --strict what could not be judged before either", () => {
    const name = changed("open.waybill", "start: earliest\n    effect", "start: unknown\n    effect");
    const ended = (...args: readonly string[]): number | null =>
      waybill(["diff", ...args], { cwd: root }).code;
    expect(ended("orders.waybill", name)).toBe(1);
    expect(ended(name, name)).toBe(0);
    expect(ended(name, name, "--strict")).toBe(1);
  });

  test("a side with errors is not compared", () => {
    writeFileSync(
      join(root, "wrong.waybill"),
      ORDERS.replace("topic orders on events", "topic orders on nowhere"),
    );
    const { code, out, err } = waybill(["diff", "orders.waybill", "wrong.waybill"], { cwd: root });
    expect(code).toBe(1);
    expect(out).not.toContain("Breaking");
    expect(err).toMatch(
      /wrong\.waybill:\d+:\d+ {2}error WB\d{4}[\s\S]*the new side has errors and cannot be compared/,
    );
  });

  test.each([
    [["diff"], /diff takes two files, folders or revisions/],
    [["diff", "orders.waybill"], /diff takes two/],
    [["diff", "orders.waybill", "absent.waybill"], /there is no file, folder or git revision absent.waybill/],
    [
      ["diff", "orders.waybill", "orders.waybill", "--fail-on", "error"],
      /--fail-on is one of breaking, weakened, risky, not error/,
    ],
    [["diff", "--against", "main"], /cannot read main: this folder is in no git repository/],
  ])("%j is a wrong call", (args, message) => {
    const { code, out, err } = waybill(args, { cwd: root, env: { GIT_CEILING_DIRECTORIES: tmpdir() } });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("environments", () => {
  const prod = (settings: string): string =>
    `${ORDERS}environment prod { service shop { producer placing { ${settings} } } }\nenvironment dev { topic orders { partitions: 3 } }\n`;

  beforeAll(() => {
    writeFileSync(join(root, "env-old.waybill"), prod("linger: 5ms"));
    writeFileSync(join(root, "env-new.waybill"), prod("linger: 5ms, acks: 1, idempotent: false"));
    writeFileSync(join(root, "env-wrong.waybill"), prod("lingre: 5ms"));
  });
  const diff = (...args: readonly string[]): Ended => waybill(["diff", ...args], { cwd: root });

  test.each([
    ["text", /shop\.placing -> shipping\.pack\n {4}in: prod\n/, /acks: all → 1 in [^\n]*\n {4}in: prod\n/],
    [
      "json",
      /"to": "shipping.pack"[\s\S]*?"environments": \[\s*"prod"\s*\]/,
      /"setting": "acks"[\s\S]*"environments"/,
    ],
    ["markdown", /shipping\.pack<br>in&#58; prod \|/, /\*\*acks&#58; all → 1 in [^|]*<br>in&#58; prod \|/],
    ["github", /title=weakened::[^\n]*in: prod%0A/, /title=breaking::acks: all → 1 [^\n]*%0Ain: prod%0A/],
  ] as const)("a promise that is weakened in production alone, as %s", (format, guarantee, change) => {
    const { code, out, err } = diff("env-old.waybill", "env-new.waybill", "--format", format);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(guarantee);
    expect(out).toMatch(change);
    if (format === "json") expect(jsonTroubles("diff", out)).toEqual([]);
  });

  test("with --env that environment alone is compared, and none is named", () => {
    expect(diff("env-old.waybill", "env-new.waybill", "--env", "dev")).toMatchObject({
      code: 0,
      out: "no difference\n",
    });
    const there = diff("env-old.waybill", "env-new.waybill", "--env", "prod");
    expect(there.code).toBe(1);
    expect(there.out).not.toContain("in: prod");
  });

  test("an environment with errors is told, and the rest compared", () => {
    const { code, out, err } = diff("env-old.waybill", "env-wrong.waybill");
    expect(code).toBe(1);
    expect(out).toBe("no difference in what could be compared\n");
    expect(err).toMatch(
      /error WB\d{4}[\s\S]*environment prod of the new side has errors and cannot be compared/,
    );
    const json = diff("env-old.waybill", "env-wrong.waybill", "--format", "json").out;
    expect(jsonTroubles("diff", json)).toEqual([]);
    expect(JSON.parse(json)).toMatchObject({
      topologies: [{ changes: [] }],
      unread: [{ side: "new", environment: "prod", files: ["env-wrong.waybill"] }],
    });
  });
});
