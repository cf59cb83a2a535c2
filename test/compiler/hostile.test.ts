import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import { DEMO } from "./demo-broker.ts";

const HEAD = "waybill 1\ntopology shop\n";
const YAML_HEAD = "waybill: 1\ntopology: shop\n";

interface Run {
  readonly codes: readonly string[];
  readonly count: number;
  /** Of the processor. */
  readonly ms: number;
}

function run(text: string, path = "a.waybill"): Run {
  const from = process.cpuUsage();
  const { findings, omitted, topology } = compile([{ path, text }], { brokers: [DEMO] });
  const { user, system } = process.cpuUsage(from);
  const ms = (user + system) / 1_000;
  if (findings.some(({ severity }) => severity === "error") && topology !== undefined) {
    for (const { code } of findings) expect(code).not.toMatch(/^WB1|^WB20/);
  }
  for (const { span, message } of findings) {
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
  }
  const count = findings.length + [...omitted.values()].reduce((sum, each) => sum + each, 0);
  return { codes: [...new Set(findings.map(({ code }) => code))], count, ms };
}

/** Time of the processor, which other work on the machine does not lengthen; what is meant is "not a minute". */
const BOUND_MS = 10_000;

const DSL: Readonly<Record<string, string>> = {
  nothing: "",
  blanks: " \n\t\r\n",
  "a NUL": `${HEAD}\u0000`,
  binary: Array.from({ length: 4096 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join(""),
  "bytes that are no UTF-8": `${HEAD}message \ufffd\ufffd {}`,
  "half of a surrogate pair": `${HEAD}service a { owner: "\ud800" }`,
  "half of a surrogate pair, escaped": `${HEAD}service a { owner: "\\ud800" }`,
  "100,000 open braces": "{".repeat(100_000),
  "100,000 open brackets in a value": `${HEAD}log l on b { key: ${"[".repeat(100_000)}`,
  "100,000 open parentheses": `${HEAD}log l on b { key: ${"a(".repeat(100_000)}`,
  "100,000 nested maps of types": `${HEAD}message m { a: ${"map<".repeat(100_000)}`,
  "100,000 closing brackets": `${HEAD}${"]".repeat(100_000)}`,
  "100,000 times shared": `${HEAD}${"shared ".repeat(100_000)}`,
  "100,000 dots": `${HEAD}guarantee a${".a".repeat(100_000)} -> b { }`,
  "100,000 bars": `${HEAD}log l on b { carries: A${"|A".repeat(100_000)} }`,
  "100,000 half declarations": "use a ".repeat(100_000),
  "100,000 half declarations on lines": "use a\n".repeat(100_000),
  "100,000 quotes": `${HEAD}${'"'.repeat(100_000)}`,
  "100,000 lines of open strings": `${HEAD}${'owner: "\n'.repeat(100_000)}`,
  "100,000 strange characters": `${HEAD}${"§ a ".repeat(100_000)}`,
  "a string of a million escapes": `${HEAD}service a { owner: "${"\\q".repeat(900_000)}" }`,
  "a word of a million letters": `${HEAD}${"a".repeat(1_000_000)}`,
  "a number of a million digits": `${HEAD}log l on b { partitions: ${"9".repeat(1_000_000)} }`,
  "100,000 names that are not there": `${HEAD}${Array.from({ length: 20_000 }, (_, i) => `log l${i} on b${i}\n`).join("")}`,
  "a chain of records": `${HEAD}${Array.from({ length: 20_000 }, (_, i) => `record R${i} { a: R${i + 1} }\n`).join("")}`,
  "10 MB": `${HEAD}${"// nothing\n".repeat(1_000_000)}`,
  "a direction override": `${HEAD}enum \u202e { a }`,
};

describe("hostile text of the DSL gives findings in bounded time", () => {
  for (const [what, text] of Object.entries(DSL)) {
    it(what, () => {
      const { codes, ms } = run(text);
      expect(codes.length).toBeGreaterThan(0);
      expect(ms).toBeLessThan(BOUND_MS);
    });
  }
});

const bomb = Array.from(
  { length: 30 },
  (_, i) => `  k${i + 1}: &k${i + 1} [${Array(9).fill(`*k${i}`).join(", ")}]\n`,
);

const YAML: Readonly<Record<string, string>> = {
  nothing: "",
  "a NUL": `${YAML_HEAD}a: "\u0000"`,
  "a single value": "hello",
  "a list": "- waybill: 1",
  "an alias bomb": `${YAML_HEAD}brokers:\n  k0: &k0 [a, b]\n${bomb.join("")}`,
  "an alias to itself": `${YAML_HEAD}enums: &a { A: *a }`,
  "an alias to itself among settings": `${YAML_HEAD}brokers: { b: &a { type: demo, native: *a } }`,
  "a chain of aliases": `${YAML_HEAD}enums:\n  a0: &a0 [x]\n${Array.from({ length: 5000 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}]\n`).join("")}`,
  "100,000 open brackets": `${YAML_HEAD}a: ${"[".repeat(100_000)}`,
  "100,000 open braces": `${YAML_HEAD}a: ${"{a: ".repeat(100_000)}`,
  "100,000 dashes": `${YAML_HEAD}a:\n  ${"- ".repeat(100_000)}`,
  "300 levels of indentation": `${YAML_HEAD}a:\n${Array.from({ length: 300 }, (_, i) => `${" ".repeat(i + 1)}a:\n`).join("")}`,
  "duplicate keys": `${YAML_HEAD}enums: { A: [x], A: [y] }`,
  "a merge key": `${YAML_HEAD}enums: { <<: { A: [x] } }`,
  tags: `${YAML_HEAD}enums: !!python/object { A: !!binary [x] }`,
  "two documents": `${YAML_HEAD}---\n${YAML_HEAD}`,
  "a tab as indentation": `${YAML_HEAD}enums:\n\tA: [x]\n`,
  "a key that is a list": `${YAML_HEAD}? [a, b]\n: c\n`,
  "prototype keys": `${YAML_HEAD}__proto__: { a: 1 }\nconstructor: 1\nservices: { a: { __proto__: 1, toString: 2 } }`,
  "100,000 keys": `${YAML_HEAD}${Array.from({ length: 100_000 }, (_, i) => `a${i}: 1\n`).join("")}`,
  "10 MB": `${YAML_HEAD}${"# nothing\n".repeat(1_100_000)}`,
  "broken JSON": '{"waybill": 1, "topology": "shop", "enums": {"A": ["x"',
};

describe("hostile text of YAML gives findings in bounded time", () => {
  for (const [what, text] of Object.entries(YAML)) {
    it(what, () => {
      const { codes, ms } = run(text, "a.waybill.yaml");
      expect(codes.length).toBeGreaterThan(0);
      expect(ms).toBeLessThan(BOUND_MS);
    });
  }
});

describe("what is only unusual", () => {
  it("reads a byte order mark and Windows line ends in both notations", () => {
    const dsl = `\ufeff${HEAD}enum A { x }\n// end\n`.replaceAll("\n", "\r\n");
    const yaml = `\ufeff${YAML_HEAD}enums: { A: [x] }\n`.replaceAll("\n", "\r\n");
    expect(run(dsl).codes).toEqual([]);
    expect(run(yaml, "a.yaml").codes).toEqual([]);
  });

  it("reads JSON", () => {
    expect(run('{"waybill": 1, "topology": "shop", "enums": {"A": ["x"]}}', "a.json").codes).toEqual([]);
  });

  it("keeps at most a thousand findings of a file and counts the rest", () => {
    const text = `${HEAD}${"enum A\n".repeat(2500)}`;
    const { findings, omitted } = compile([{ path: "a.waybill", text }], { brokers: [DEMO] });
    expect(findings.length).toBe(1000);
    expect(omitted.get("a.waybill")).toBe(1500);
  });

  it("refuses a newer format by name, whatever stands behind it", () => {
    expect(run("waybill 2\n<<< @@@ {{{").codes).toEqual(["WB1015"]);
    expect(run("waybill: 2\n\t[[[", "a.yaml").codes).toEqual(["WB1015"]);
  });
});
