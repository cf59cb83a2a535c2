import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
import { Ajv } from "ajv";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { githubText } from "../../src/cli/formats/github.ts";
import { junitXml } from "../../src/cli/formats/junit.ts";
import { markdownText } from "../../src/cli/formats/markdown-text.ts";
import { sarifLog } from "../../src/cli/formats/sarif.ts";
import { Sources } from "../../src/diagnostics/position.ts";
import type { Finding } from "../../src/diagnostics/define.ts";
import { waybill } from "./run-waybill.ts";

const FORMATS = ["sarif", "github", "junit", "markdown"] as const;
const BROKEN = "specs/orders/broken.waybill";
const folder = mkdtempSync(join(tmpdir(), "waybill-formats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Written for draft 4, of which it uses nothing that later drafts read otherwise. */
const laterDraft: object = { ...schema, $schema: undefined, id: undefined };
const isSarif = new Ajv({
  allErrors: true,
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(laterDraft);

function sarifTroubles(log: unknown): readonly string[] {
  isSarif(log);
  return (isSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** Names of the elements of `xml`, in order. Throws where it is not well-formed. */
function elements(xml: string): readonly string[] {
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, "text/xml");
  return [...document.getElementsByTagName("*")].map(({ tagName }) => tagName);
}

/** Whatever a name or a message may hold. */
const hostile = fc.oneof(
  fc.constantFrom(
    'a"b',
    "a'b",
    "<script>alert(1)</script>",
    "]]>",
    "::error::x",
    "a,b=c:d%0A",
    "| a | b |",
    "[x](javascript:1)",
    "@everyone #1",
    "\u202Eabc",
    "\u0000\u0008",
    "\ud800",
    "a\nb\r\nc",
    "x".repeat(10_000),
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const finding = (message: string, file: string): Finding => ({
  code: "WB3001",
  severity: "error",
  message,
  span: { file, start: 0, end: 3 },
  label: message,
  related: [{ span: { file, start: 1, end: 2 }, label: message }],
  notes: [message],
  fix: { title: message, edits: [{ span: { file, start: 0, end: 1 }, text: message }] },
});

describe("printed by check", () => {
  test.each(FORMATS)("a broken spec as %s", async (format) => {
    const { code, out, err } = waybill(["check", BROKEN, "--format", format]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(out).toMatchFileSnapshot(`golden/orders-broken.check.${format}.txt`);
  });

  test.each(FORMATS)("a clean spec as %s passes and names no finding", (format) => {
    const { code, out } = waybill(["check", "specs/orders/orders.waybill", "--format", format]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/WB\d{4}|<failure|::error/);
  });

  test("a spec that is none is a failing case of its own", () => {
    const path = join(folder, "wrong.waybill");
    writeFileSync(path, "topology {");
    const { code, out } = waybill(["check", path, "--format", "junit"]);
    expect(code).toBe(1);
    expect(elements(out).filter((name) => name === "failure").length).toBeGreaterThan(0);
  });

  test("a draft is skipped where it is undecided", () => {
    const path = join(folder, "draft.waybill");
    const text = readFileSync("specs/orders/orders.waybill", "utf8");
    writeFileSync(path, text.replace("start: earliest", "start: unknown"));
    const { code, out } = waybill(["check", path, "--format", "junit"]);
    expect(code).toBe(0);
    expect(elements(out)).toContain("skipped");
  });
});

describe("printed by verify", () => {
  const verify = (path: string): ReturnType<typeof waybill> =>
    waybill(["verify", path, "--runs", "5", "--seed", "1", "--format", "junit"]);

  test("each promise is a case, which fails with its story", () => {
    const { code, out } = verify(BROKEN);
    expect(code).toBe(1);
    expect(elements(out)).toEqual([
      "testsuites",
      "testsuite",
      ...["testcase", "failure", "testcase", "failure"],
    ]);
    expect(out).toContain("loses what it had in memory");
    expect(out).toContain('message="refuted by its witness: one crash of orders.leader');
  });

  test("what holds passes", () => {
    const { code, out } = verify("specs/orders/orders.waybill");
    expect({ code, names: elements(out) }).toEqual({
      code: 0,
      names: ["testsuites", "testsuite", "testcase", "testcase"],
    });
  });

  test("a topology that cannot be verified fails with what check says", () => {
    const { code, out } = verify("specs/news/broken.waybill");
    expect(code).toBe(1);
    expect(out).toContain('type="WB4001"');
  });
});

describe("SARIF", () => {
  test("the log of a broken spec fits the schema, and each result names its rule", () => {
    const { out } = waybill(["check", BROKEN, "--format", "sarif"]);
    const log = JSON.parse(out) as {
      readonly runs: readonly {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
      }[];
    };
    expect(sarifTroubles(log)).toEqual([]);
    const [run] = log.runs;
    expect(run?.results.length).toBe(3);
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test("the schema refuses what is no log", () => {
    expect(sarifTroubles({ version: "2.1.0" })).not.toEqual([]);
  });

  test("whatever names and messages hold, the log fits the schema, and findings keep their fingerprints when lines move", () => {
    fc.assert(
      fc.property(hostile, hostile, (message, file) => {
        const tool = { version: "1.0.0", rules: [] };
        const log = (text: string): unknown =>
          sarifLog([finding(message, file)], new Sources([{ path: file, text }]), tool);
        expect(sarifTroubles(log("abc"))).toEqual([]);
        const print = (text: string): string =>
          /"waybillFinding\/v1":"(\w+)"/.exec(JSON.stringify(log(text)))?.[1] ?? "";
        expect(print("\n\nabc")).toBe(print("abc"));
        expect(print("abc")).toHaveLength(32);
      }),
      { numRuns: 200 },
    );
  });
});

describe("workflow commands", () => {
  test("one line a finding, whatever it says, that reads back as it was", () => {
    fc.assert(
      fc.property(hostile, hostile, (message, file) => {
        const text = githubText([finding(message, file)], new Sources([{ path: file, text: "abc" }]));
        const [line, rest, ...more] = text.split(/\r\n|\n|\r/);
        expect([rest, more]).toEqual(["", []]);
        const [, properties = "", data = ""] = /^::error ([^:]*)::(.*)$/s.exec(line ?? "") ?? [];
        const read = (escaped: string): string =>
          escaped
            .replaceAll("%2C", ",")
            .replaceAll("%3A", ":")
            .replaceAll("%0A", "\n")
            .replaceAll("%0D", "\r")
            .replaceAll("%25", "%");
        expect(read(data)).toBe(`${message}\n${message}`);
        expect(read(properties.slice("file=".length, properties.indexOf(",line=")))).toBe(file);
        expect(properties.slice(properties.indexOf(",line="))).toBe(
          ",line=1,endLine=1,col=1,endColumn=4,title=WB3001",
        );
      }),
      { numRuns: 200 },
    );
  });

  test("errors come before warnings, of which only ten are shown", () => {
    const all: Finding[] = [{ ...finding("w", "f"), severity: "warning" }, finding("e", "f")];
    const text = githubText(all, new Sources([]));
    expect(text.indexOf("::error")).toBeLessThan(text.indexOf("::warning"));
  });
});

describe("JUnit", () => {
  test("whatever names and messages hold, it is well-formed, and counts are right", () => {
    fc.assert(
      fc.property(hostile, hostile, (name, message) => {
        const failure = { kind: name, message, text: message };
        const cases = [{ name }, { name, failure }, { name, skipped: message }];
        const xml = junitXml([{ name, cases }]);
        const names = elements(xml);
        expect(names).toEqual([
          "testsuites",
          "testsuite",
          "testcase",
          "testcase",
          "failure",
          "testcase",
          "skipped",
        ]);
        expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
      }),
      { numRuns: 200 },
    );
  });
});

describe("Markdown", () => {
  test("nobody is mentioned, and no issue, not even where entities are read first", () => {
    const shown = markdownText("@acme/crm #12").replaceAll(/&#(\d+);/g, (_, code) =>
      String.fromCharCode(Number(code)),
    );
    expect(shown).not.toMatch(/@\w|#\d/);
    expect(shown.replaceAll("\u200b", "")).toBe("@acme/crm #12");
  });

  test("nothing in a text is markup", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdownText(text)).not.toMatch(/[\n\r<>|[\]`*_@\\\u202e\p{Cc}]|&(?!(?:amp|lt|gt|#\d+);)/u);
      }),
      { numRuns: 500 },
    );
  });
});
