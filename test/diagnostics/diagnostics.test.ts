import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  compareFindings,
  defineDiagnostics,
  type Finding,
  type FindingDetail,
} from "../../src/diagnostics/define.ts";
import { maskSecrets, userParts } from "../../src/diagnostics/mask.ts";
import { nearest } from "../../src/diagnostics/nearest.ts";
import { FindingSink } from "../../src/diagnostics/sink.ts";

const span = (start: number, file = "a"): Finding["span"] => ({ file, start, end: start + 1 });

const { report } = defineDiagnostics({
  plain: {
    code: "WB9998",
    severity: "warning",
    message: "nothing to fill",
    why: "",
    fix: "",
    example: { fires: "", quiet: "" },
  },
  filled: {
    code: "WB9999",
    severity: "error",
    message: "{what} is {what} and {count}",
    why: "",
    fix: "",
    example: { fires: "", quiet: "" },
  },
});

describe("a report function", () => {
  it("fills the message once, whatever the parameters contain", () => {
    const finding = report.filled(span(0), { what: "{count} $& $1", count: 2 }, { label: "here" });
    expect(finding).toEqual({
      code: "WB9999",
      severity: "error",
      message: "{count} $& $1 is {count} $& $1 and 2",
      span: span(0),
      label: "here",
    });
  });

  it("wants parameters only where the message has some", () => {
    expect(report.plain(span(3)).message).toBe("nothing to fill");
    expectTypeOf(report.plain).parameter(1).toEqualTypeOf<FindingDetail | undefined>();
    expectTypeOf(report.filled).parameter(1).toEqualTypeOf<{
      readonly what: string | number;
      readonly count: string | number;
    }>();
  });
});

describe("the sink", () => {
  it("orders by file, start and code", () => {
    const sink = new FindingSink();
    sink.addAll([
      report.filled(span(5), { what: "", count: 0 }),
      report.plain(span(5)),
      report.plain(span(1, "b")),
      report.plain(span(2)),
    ]);
    expect(sink.sorted().map((each) => `${each.span.file}${each.span.start} ${each.code}`)).toEqual([
      "a2 WB9998",
      "a5 WB9998",
      "a5 WB9999",
      "b1 WB9998",
    ]);
  });

  it("keeps so many findings of each file and counts the rest, also when it takes over another's", () => {
    const inner = new FindingSink();
    for (let i = 0; i < 1500; i++) inner.add(report.plain(span(i)));
    inner.add(report.plain(span(0, "b")));
    const sink = new FindingSink();
    sink.take(inner);
    expect(sink.sorted().length).toBe(1001);
    expect([...sink.omitted()]).toEqual([["a", 500]]);
  });
});

it("compares findings as an order", () => {
  const finding = fc.record({
    file: fc.constantFrom("a", "b"),
    start: fc.nat(3),
    code: fc.constantFrom("WB1", "WB2"),
  });
  const make = ({ file, start, code }: { file: string; start: number; code: string }): Finding => ({
    ...report.plain(span(start, file)),
    code,
  });
  fc.assert(
    fc.property(finding, finding, finding, (x, y, z) => {
      const [a, b, c] = [make(x), make(y), make(z)];
      expect(Math.sign(compareFindings(a, b))).toBe(-Math.sign(compareFindings(b, a)) + 0);
      if (compareFindings(a, b) <= 0 && compareFindings(b, c) <= 0)
        expect(compareFindings(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

describe("nearest", () => {
  it.each([
    ["partitons", "partitions"],
    ["retyr", "retry"],
    ["QUEUE", "queue"],
    ["a", undefined],
    ["something", undefined],
  ])("%s means %s", (word, meant) => {
    expect(nearest(word, ["partitions", "retry", "queue", "skip"])).toBe(meant);
  });
});

describe("masking", () => {
  it.each([
    ["amqp://u:p@h/v", "amqp://***@h/v"],
    ["see https://u@h and http://x:y@z", "see https://*@h and http://***@z"],
    ["a://p@ss@h", "a://****@h"],
    ["https://h/@a", "https://h/@a"],
    ["mail me@host", "mail me@host"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it("keeps the length, and leaves no user part", () => {
    const text = fc.string({ unit: fc.constantFrom("a", ":", "/", "@", " ", "//", "://") });
    fc.assert(
      fc.property(text, (each) => {
        const masked = maskSecrets(each);
        expect(masked.length).toBe(each.length);
        for (const { start, end } of userParts(masked)) expect(masked.slice(start, end)).toMatch(/^\*+$/);
      }),
    );
  });
});
