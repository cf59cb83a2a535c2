import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { Prng } from "../../src/base/prng.ts";
import { EVENTS } from "../../src/history/fields.ts";
import { LINE_MAX, readEvent, readHeader } from "../../src/history/reader.ts";
import { simulated } from "./simulated.ts";

const HEADER = '{"format":"waybill-history","version":1,"topology":"t","source":"live","clock":"ms"}';

const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync("grammar/history.schema.json", "utf8")) as object,
);

/** What a damaged line may say instead. */
const VALUES = [
  0,
  1,
  -1,
  1.5,
  "",
  "x",
  null,
  true,
  [],
  [1],
  [1, 2],
  [2, 1],
  {},
  { a: 1 },
  [["c", 0]],
  2 ** 60,
];
const NAMES = ["i", "t", "at", "by", "out", "why", "k", "v", "recs", "parts", "open", "how", "e", "tx", "zz"];

const troubleOf = (line: string): string => {
  const read = readEvent(line);
  return read.ok ? "" : read.what;
};

const histories = ["kafka", "rabbitmq"].flatMap((type) => [...simulated(type, 12, 2, [])]);
const lines = histories.flatMap(({ text }) => text.trimEnd().split("\n").slice(1));

describe("the history of a simulated run", () => {
  test("is one that the reader reads and the schema allows, line by line", () => {
    expect(histories.length).toBeGreaterThan(20);
    for (const { text } of histories) {
      const [header = "", ...events] = text.trimEnd().split("\n");
      expect(readHeader(header)).toMatchObject({ ok: true });
      expect(events.map(troubleOf).filter((what) => what !== "")).toEqual([]);
    }
    for (const line of new Set(lines))
      expect({ line, valid: validate(JSON.parse(line)) }).toMatchObject({ valid: true });
  });

  test("tells what happened in the order in which it happened", () => {
    for (const { text, run } of histories) {
      const events = text.trimEnd().split("\n").slice(1);
      const kinds = events.map((line) => (JSON.parse(line) as { readonly e: string }).e);
      const effects = run.steps.flatMap((step) => step.events.filter(({ kind }) => kind === "effect"));
      expect(kinds.filter((kind) => kind === "effect").length).toBe(effects.length);
      expect(kinds.filter((kind) => kind === "fault").length).toBe(run.struck.length);
      expect(kinds.includes("rest")).toBe(run.end !== "bound");
    }
  });

  test("has most kinds of events", () => {
    const kinds = new Set(lines.map((line) => (JSON.parse(line) as { readonly e: string }).e));
    const recorded = ["send", "sent", "deliver", "execute", "effect", "settle", "fault", "recovered", "rest"];
    expect([...kinds]).toEqual(expect.arrayContaining(recorded));
  });
});

describe("the reader", () => {
  test("and the published schema agree on lines that were damaged anywhere", () => {
    const draw = new Prng(3);
    let accepted = 0;
    for (let n = 0; n < 6_000; n++) {
      const event = JSON.parse(draw.of(lines)) as Record<string, unknown>;
      for (let d = 0; d <= draw.below(2); d++) {
        const name = draw.of([...Object.keys(event), ...NAMES]);
        if (draw.chance(1, 3)) delete event[name];
        else event[name] = name === "e" ? draw.of(Object.keys(EVENTS)) : draw.of(VALUES);
      }
      const line = JSON.stringify(event);
      const reads = readEvent(line).ok;
      // A pair of times is in order: what a schema cannot say.
      if (line.includes('"t":[2,1]')) continue;
      expect({ line, reads }).toEqual({ line, reads: validate(JSON.parse(line)) });
      if (reads) accepted += 1;
    }
    expect(accepted).toBeGreaterThan(300);
    expect(accepted).toBeLessThan(5_000);
  });
});

describe("the reader of events", () => {
  test.each([
    ["", "the line is empty"],
    ["{", "this is no JSON: {"],
    ["[1]", "this is no JSON object: [1]"],
    ["null", "this is no JSON object: null"],
    ["{}", "an event needs its kind `e`, a text, not missing"],
    ['{"e":"sended"}', "version 1 has no event `sended`; its events are send, sent, accept"],
    ['{"e":"toString"}', "version 1 has no event `toString`"],
    ['{"e":"send"}', "a `send` event needs `at`"],
    ['{"e":"send","at":"s.p","outcome":1}', "a `send` event has no `outcome`"],
    [
      '{"e":"sent","at":"s.p","out":"fine"}',
      '`out` of a `sent` event is one of ok, failed, unknown, not "fine"',
    ],
    [
      '{"e":"effect","at":"s.c","t":[2,1]}',
      "`t` of a `effect` event is a time, or [begin, end] with begin ≤ end, not [2,1]",
    ],
    ['{"e":"effect","at":"s.c","i":1.5}', "`i` of a `effect` event is a whole number or a text, not 1.5"],
    [
      `{"e":"effect","at":"s.c","i":"${"x".repeat(5_000)}"}`,
      "`i` of a `effect` event is a whole number or a text",
    ],
    ["x".repeat(LINE_MAX + 1), `the line is longer than ${LINE_MAX} characters`],
  ])("says what is wrong with %.40s", (line, what) => {
    expect(troubleOf(line)).toContain(what);
  });
});

describe("the reader of headers", () => {
  test.each([
    [HEADER, ""],
    [HEADER.replace("}", ',"skew":5}'), ""],
    [HEADER.replace("}", ',"flows":["a.b -> c.d"]}'), ""],
    [HEADER.replace("}", ',"flows":"a.b -> c.d"}'), "`flows` is a list of flows"],
    [HEADER.replace(":1,", ":2,"), "the history has format version 2; this Waybill reads version 1"],
    [HEADER.replace(":1,", ":0,"), "`version` is 1, not 0"],
    [HEADER.replace("waybill-history", "jepsen"), 'its `format` is "waybill-history", not "jepsen"'],
    [HEADER.replace("live", "dead"), '`source` is one of simulation, live, not "dead"'],
    [HEADER.replace('"ms"', '"h"'), '`clock` is one of ms, us, ns, not "h"'],
    [HEADER.replace("}", ',"skew":-1}'), "`skew` is a number from 0"],
    [HEADER.replace("}", ',"sku":1}'), "a header has no `sku`"],
    ['{"e":"send","at":"s.p"}', "the first line has to be the header"],
    ["", "the first line has to be the header"],
  ])("takes or refuses the header %s", (line, what) => {
    const read = readHeader(line);
    expect(read.ok ? "" : read.what).toContain(what);
    expect(read.ok).toBe(what === "");
  });
});
