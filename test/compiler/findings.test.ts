import { describe, expect, it } from "vitest";
import { compile, compileAll } from "../../src/compiler/compile.ts";
import { compileText, findingsOf, marksOf } from "./compiling.ts";
import { DEMO } from "./demo-broker.ts";

const HEAD = `waybill 1
topology shop
broker b { type: demo }
enum R { eu, us }
message M { identity id: uuid, orderId: uuid, region: R, lines: Line[1..] }
message N { identity id: uuid, other: uuid }
record Line { sku: string }
log l on b { carries: M | N }
log m on b { carries: M }
router r on b
box q on b
bind r -> q { key: "order.*" }
`;

function marks(text: string): string[] {
  return marksOf(`${HEAD}${text}`);
}

describe("several mistakes of one file", () => {
  it("are all reported in one run, each where it is", () => {
    const text = `waybill 1
topology shop
brokr b { type: demo }
log orders on b { partitions 6, retention: 7days }
servce checkout {
  prodcer placing -> orders { sends: Order }
  consumer <- orders { instances: 2 }
}
message Order { identity id: uid, note: strng[..500] }
guarantee checkout.placing -> checkout.reading { delivery: exactly-onec }
`;
    expect(marksOf(text)).toEqual([
      "WB1003 brokr",
      "WB1002 6",
      "WB1006 7days",
      "WB1003 servce",
      "WB1003 prodcer",
      "WB1002 <-",
      "WB2101 uid",
      "WB2101 strng",
      "WB2005 exactly-onec",
    ]);
  });

  it("do not hide what stands in other declarations", () => {
    const text = `waybill 1
topology shop
broker b { type: demo
log l on b {
  partitions: 3
log k on b { partitions: 0 }
enum E { a, }
`;
    expect(marksOf(text)).toEqual(["WB1007 {", "WB1007 {", "WB2004 0"]);
  });

  it("are told once: a name that could not be read is not missing as well", () => {
    const text = "waybill 1\ntopology shop\nbroker { type: demo }\nlog l on b { partitions: 1 }\n";
    expect(marksOf(text)).toEqual(["WB1002 {"]);
  });
});

describe("suggestions", () => {
  it.each([
    ["log x on b { partitons: 3 }", "partitions"],
    ["box x on b { dead-letter: qq }", "q"],
    ["service s { producer p -> l { sends: MM } }", "M"],
    ["service s { producer p -> lag { sends: M } }", undefined],
    ["service s { consumer c <- l { gates: handlr } }", "handler"],
    ["service s { consumer c <- l { on-failure: retyr } }", "retry"],
    ["bocks x on b", undefined],
    ["boxx x on b", "box"],
  ])("%s", (text, meant) => {
    const [finding] = findingsOf(`${HEAD}${text}\n`);
    expect(finding?.fix?.edits[0]?.text).toBe(meant);
  });

  it("apply cleanly: the text with the fix has the finding no more", () => {
    const text = `${HEAD}log x on b { partitons: 3 }\n`;
    const [finding] = findingsOf(text);
    const edit = finding?.fix?.edits[0];
    const fixed = text.slice(0, edit?.span.start) + (edit?.text ?? "") + text.slice(edit?.span.end);
    expect(findingsOf(fixed)).toEqual([]);
  });
});

describe("values", () => {
  it.each([
    ["retention: 7d", []],
    ["retention: 7", ["WB2003 7"]],
    ["retention: 7GB", ["WB2003 7GB"]],
    ["retention: week", ["WB2002 week"]],
    ["retention: -7d", ["WB1006 -7d"]],
    ["retention-bytes: 512KiB", []],
    ["retention-bytes: 512m", ["WB2003 512m"]],
    ["share: 5%", []],
    ["share: 5", ["WB2003 5"]],
    ["since: 2027-03-01", []],
    ["since: tomorrow", ["WB2002 tomorrow"]],
    ["weight: 1.5", []],
    ["weight: -1.5", ["WB2004 -1.5"]],
    ["partitions: 1.5", ["WB2004 1.5"]],
    ["partitions: 5m", ["WB2003 5m"]],
    ["partitions: unknown", []],
    ["partitions: 99999999999999999999", ["WB2004 99999999999999999999"]],
    ["name: orders", ["WB2002 orders"]],
    ['name: "orders.v1"', []],
    ['native: { a: [1, x, true], "b": { c: 5s } }', []],
    ["by: schema-id", ["WB1025 schema-id"]],
    ["by: field", ["WB2014 field"]],
    ["by: 5", ["WB2002 5"]],
    ["declared-by: operator", []],
  ])("%s", (setting, expected) => {
    expect(marks(`log x on b { ${setting} }\n`)).toEqual(expected);
  });

  it("keep the case of units apart from their dimension: milli is not mega", () => {
    expect(marks("log x on b { retention: 5M }\n")).toEqual(["WB1006 5M"]);
  });
});

describe("words of the language that are not done yet", () => {
  it.each([
    'message X from "x.avsc"',
    ...["via: l", "under: [standard, harsh]"].map(
      (word) =>
        `service s { producer p -> l { sends: M }\n consumer c <- l }\nguarantee s.p -> s.c { delivery: at-least-once, ${word} }`,
    ),
    "service s { producer p -> l { sends: M }\n consumer c <- l }\nguarantee s.p -> s.c { delivery: at-least-once, under: any(1, of: [clock-skew]) }",
  ])("%s", (text) => {
    const codes = new Set(findingsOf(`${HEAD}${text}\n`).map(({ code }) => code));
    expect([...codes]).toEqual(["WB1025"]);
  });
});

describe("paths", () => {
  const consumer = (setting: string, from = "m"): string =>
    `service s { store seen\n consumer c <- ${from} { ${setting} } }\n`;

  it("go through unions: each message must have the field", () => {
    expect(marks("log x on b { carries: M | N, key: id }\n")).toEqual([]);
    expect(marks("log x on b { carries: M | N, key: orderId }\n")).toEqual(["WB2107 orderId"]);
  });

  it("are checked in templates with the exact place", () => {
    const producer = (key: string): string =>
      `service s { producer p -> r { sends: M, routing-key: "${key}" } }\n`;
    expect(marks(producer("order.{region}"))).toEqual([]);
    expect(marks(producer("order.{regio}"))).toEqual(["WB2107 regio"]);
    expect(marks(producer("{{order}}.{id}"))).toEqual([]);
    expect(marks(producer("order.{region"))).toEqual(["WB1018 {"]);
    expect(marks(producer("order.{lines.sku}"))).toEqual(["WB2108 lines.sku"]);
  });

  it("that recognise a repetition are the identity", () => {
    expect(marks(consumer("effect: idempotent(id, in: seen)"))).toEqual([]);
    expect(marks(consumer("effect: idempotent(orderId, in: seen)"))).toEqual(["WB2110 orderId"]);
    expect(marks(consumer("effect: idempotent(id, in: sen)"))).toEqual(["WB2008 sen"]);
  });

  it("find the messages of a channel that does not say what it carries", () => {
    const text = `service p { producer p -> r { sends: M, routing-key: "order.{region}" } }\n${consumer("effect: idempotent(orderId, in: seen)", "q")}`;
    expect(marks(text)).toEqual(["WB2110 orderId"]);
  });

  it("of what a consumer reads may go into lists, and be those of one message only", () => {
    expect(marks(consumer("reads: [lines.sku, orderId]", "l"))).toEqual([]);
    expect(marks(consumer("reads: [lines.sk]", "l"))).toEqual(["WB2107 lines.sk"]);
  });

  it("bound a routing key by a pattern that excludes the separator", () => {
    const field = (type: string): string =>
      `message P { identity id: uuid, f: ${type} }\nservice s { producer p -> r { sends: P, routing-key: "a.{f}" } }\n`;
    for (const type of ['string(pattern: "[a-z]{2}")', "int32", "bool", "date", "uuid"]) {
      expect(marks(field(type))).toEqual([]);
    }
    for (const type of [
      "string",
      'string(pattern: "[a-z.]+")',
      'string(pattern: "[^x]")',
      'string(pattern: "\\\\W")',
      "timestamp",
    ]) {
      expect(marks(field(type))).toEqual(["WB2111 f"]);
    }
  });
});

describe("references", () => {
  it("resolve by the class that is expected", () => {
    expect(marks('router q on b\nbind q -> q { key: "a" }\nservice s { consumer c <- q }\n')).toEqual([]);
  });

  it("to what is not there say so once", () => {
    expect(marks('service s { consumer c <- nowhere { group: "x" } }\n')).toEqual(["WB2008 nowhere"]);
  });

  it("of a guarantee are a producer and a consumer", () => {
    const service = "service s { producer p -> l { sends: M }\n consumer c <- l }\n";
    expect(marks(`${service}guarantee s.c -> s.p { delivery: at-most-once }\n`)).toEqual([
      "WB2008 s.c",
      "WB2008 s.p",
    ]);
  });

  it("leave words unreserved", () => {
    const text =
      "box broker on b\nlog topology on b\nbox store on b { dead-letter: broker }\nservice service { consumer consumer <- box broker }\n";
    expect(marks(text)).toEqual([]);
  });
});

describe("secrets", () => {
  it("appear in no finding, wherever they stand", () => {
    const secret = "hunter2secret";
    const url = `amqp://user:${secret}@host/`;
    const texts = [
      `${HEAD}service s { owner: "${url}" }\n`,
      `${HEAD}log x on b { native: { a: ["${url}"] }, partitions: "${url}" }\n`,
      `${HEAD}log x on b { "${url}": 1 }\n`,
      `${HEAD}log "${url}" on b\n`,
      `${HEAD}log x on b { key "${url}" }\n`,
      `waybill: 1\ntopology: shop\nbrokers: { b: { type: "${url}", version: "${url}" } }\n${url}: 1\n`,
    ];
    for (const text of texts) {
      const findings = findingsOf(text);
      expect(findings.length).toBeGreaterThan(0);
      expect(JSON.stringify(findings)).not.toContain(secret);
    }
  });
});

describe("files", () => {
  it("of one topology make one, in any order", () => {
    const [a, b] = HEAD.split("message N");
    const files = [
      { path: "x/b.waybill", text: `waybill 1\ntopology shop\nmessage N${b ?? ""}` },
      { path: "x/a.waybill", text: a ?? "" },
    ];
    const compiled = compile(files, { brokers: [DEMO] });
    expect(compiled.findings).toEqual([]);
    expect(compiled.topology?.channels.length).toBe(4);
  });

  it("are grouped by folder and topology", () => {
    const file = (path: string, topology: string): { path: string; text: string } => ({
      path,
      text: `waybill 1\ntopology ${topology}\n`,
    });
    const files = [
      file("x/a.waybill", "one"),
      file("x/b.waybill", "two"),
      file("x/c.waybill", "one"),
      file("y/a.waybill", "one"),
    ];
    const paths = compileAll(files, { brokers: [DEMO] }).map((each) => each.paths);
    expect(paths).toEqual([["x/a.waybill", "x/c.waybill"], ["x/b.waybill"], ["y/a.waybill"]]);
  });

  it("give findings ordered by file, start and code", () => {
    const bad = "waybill 1\ntopology t\nenum A { a a }\nenum A { }\n";
    const { findings } = compile(
      [
        { path: "b.waybill", text: bad },
        { path: "a.waybill", text: bad },
      ],
      { brokers: [DEMO] },
    );
    const keys = findings.map(
      ({ span, code }) => `${span.file} ${String(span.start).padStart(6, "0")} ${code}`,
    );
    expect(keys.length).toBeGreaterThan(4);
    expect(keys).toEqual(keys.toSorted());
  });
});

it("knows what a topology says about failure, settling and unknown things", () => {
  const { declared, findings } = compileText(`${HEAD}service s {
  consumer a <- l { on-failure: retry(times: 5, back-off: exponential(100ms, max: 10s), then: park(q)) }
  consumer c <- l { settle: on-delivery }
  consumer d <- l { effect: unknown, steps: unknown, on-failure: unknown, instances: unknown }
  consumer e <- l { concurrency: per(id), takes: ..200ms, steps: [[effect, settle]], unfenced: true }
}
`);
  expect(findings.map(({ code }) => code)).toEqual([]);
  const [a, c, d, e] = declared?.services[0]?.consumers ?? [];
  expect(a?.onFailure).toEqual({
    kind: "retry",
    times: 5,
    backOff: { kind: "exponential", firstMs: 100, mostMs: 10_000 },
    then: { kind: "park", target: { kind: "box", name: "q" } },
  });
  expect([c?.settle, c?.steps]).toEqual([{ kind: "on-delivery" }, [[{ kind: "effect" }]]]);
  expect([d?.effect, d?.steps, d?.onFailure, d?.settings]).toEqual([
    { kind: "unknown" },
    "unknown",
    { kind: "unknown" },
    { instances: "unknown" },
  ]);
  expect([e?.concurrency, e?.takesMsMost, e?.unfenced]).toEqual([{ per: "id" }, 200, true]);
});
