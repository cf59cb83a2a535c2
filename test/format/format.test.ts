import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChannelKind } from "../../src/compiler/broker.ts";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { format } from "../../src/format/format.ts";
import { DEMO } from "../compiler/demo-broker.ts";
import { asDsl, asYaml, drawnSpec } from "../properties/drawn-spec.ts";

const KINDS = ANALYSIS_BROKERS.flatMap((broker) => broker.kinds);
const HEAD = "waybill 1\ntopology t\n";

function formatted(text: string, path = "a.waybill", kinds: readonly ChannelKind[] = KINDS): string {
  const result = format({ path, text }, kinds);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.text;
}

describe("the canonical layout", () => {
  const examples: readonly (readonly [what: string, before: string, after: string])[] = [
    [
      "of a messy file",
      'waybill   1 topology t\n\n\n\nbroker b{type:kafka,version:"4.3"}\ntopic   t  on b{\n\n carries:M,key : id\n\n\n partitions:6 }\n',
      'waybill 1\ntopology t\n\nbroker b { type: kafka, version: "4.3" }\ntopic t on b {\n  carries: M\n  key: id\n\n  partitions: 6\n}\n',
    ],
    [
      "keeps comments with what they stand before or behind",
      `${HEAD}// first\n\n/// doc\nqueue q on b { // why\n  // before\n  type: quorum   // behind\n  // last\n}\n// end`,
      `${HEAD}// first\n\n/// doc\nqueue q on b {  // why\n  // before\n  type: quorum  // behind\n  // last\n}\n// end\n`,
    ],
    [
      "moves a comment from the middle of an entry before it",
      `${HEAD}queue q on b {\n  type: // kind\n    quorum\n}\n`,
      `${HEAD}queue q on b {\n  type: quorum  // kind\n}\n`,
    ],
    [
      "puts what is alike into columns",
      `${HEAD}queue a on b { type: quorum }\nqueue longer on b { type: quorum }\nmessage M { identity id: uuid }\nrecord R { a: int32 }\nmessage N {\n identity id: uuid\n a: int32\n longer?: string[..5]\n}\n`,
      `${HEAD}queue a      on b { type: quorum }\nqueue longer on b { type: quorum }\nmessage M { identity id: uuid }\nrecord  R { a: int32 }\nmessage N {\n  identity id: uuid\n  a:       int32\n  longer?: string[..5]\n}\n`,
    ],
    [
      "writes values in one way",
      `${HEAD}service s { consumer c<-q{ on-failure:retry( times:5, then : park( dead ) ), steps:[ [effect,settle] ],sends:[a[0..1],b] } }\nmessage M { identity id:uuid,tags:map< string >,total : decimal( 12,2 ), a : string [] }\n`,
      `${HEAD}service s { consumer c <- q { on-failure: retry(times: 5, then: park(dead)), steps: [[effect, settle]], sends: [a[0..1], b] } }\nmessage M { identity id: uuid, tags: map<string>, total: decimal(12, 2), a: string[] }\n`,
    ],
    [
      "breaks a line that is too long at its braces",
      `${HEAD}queue ${"q".repeat(80)} on b { type: quorum, dead-letter: parking, overflow: reject-publish, delivery-limit: 5, message-ttl: 5m }\n`,
      `${HEAD}queue ${"q".repeat(80)} on b {\n  type: quorum\n  dead-letter: parking\n  overflow: reject-publish\n  delivery-limit: 5\n  message-ttl: 5m\n}\n`,
    ],
    [
      "of environments, repetitions and what is shared",
      `${HEAD}queue q on b { type: quorum }\nshared queue dead on b { message-ttl: 5m } for p in R { queue "a-{p}" on b } environment dev { queue q { type: classic }, service s { consumer c { takes:..200ms } } }\n`,
      `${HEAD}queue q on b { type: quorum }\nshared queue dead on b { message-ttl: 5m }\nfor p in R { queue "a-{p}" on b }\nenvironment dev { queue q { type: classic }, service s { consumer c { takes: ..200ms } } }\n`,
    ],
    ["of an empty block", `${HEAD}service s{\n\n}\n`, `${HEAD}service s { }\n`],
    ["of other line ends", `waybill 1\r\ntopology t\r\n// a\r\n`, `${HEAD}// a\n`],
    [
      "keeps a list tall where it has comments",
      `${HEAD}service s {\n consumer c <- q {\n steps: [ // why\n effect, // first\n settle ]\n }\n}\n`,
      `${HEAD}service s {\n  consumer c <- q {\n    steps: [   // why\n      effect,  // first\n      settle\n    ]\n  }\n}\n`,
    ],
  ];

  test.each(examples)("%s", (_, before, after) => {
    expect(formatted(before)).toBe(after);
    expect(formatted(after)).toBe(after);
  });

  test("of YAML keeps comments and order", () => {
    const before =
      "# top\nwaybill: 1\ntopology:   t\nbrokers:\n    b: {type: kafka,   version: '4.3'}   # why\n";
    const after = "# top\nwaybill: 1\ntopology: t\nbrokers:\n  b: { type: kafka, version: '4.3' } # why\n";
    expect(formatted(before, "a.waybill.yaml")).toBe(after);
    expect(formatted(after, "a.waybill.yaml")).toBe(after);
  });

  test("of JSON is that of JSON", () => {
    const text = '{"waybill":1,"topology":"t","brokers":{"b":{"type":"kafka"}}}';
    const after = formatted(text, "a.waybill.json");
    expect(JSON.parse(after)).toEqual(JSON.parse(text));
    expect(formatted(after, "a.waybill.json")).toBe(after);
  });
});

test("a file with errors is not touched, and says why", () => {
  for (const text of ["topology t\nqueue q on {", "", `${HEAD}queue "q`, `${HEAD}brocker b {}`])
    expect(format({ path: "a.waybill", text }, KINDS)).toMatchObject({ ok: false });
});

const comment = fc.constantFrom(
  " // note\n",
  "\n// own\n",
  "\n\n// apart\n\n",
  "\n/// doc\n",
  "   ",
  "\n\n\n",
);
/** Where blanks are, more of them, and comments. */
const messy = (text: string, marks: readonly string[]): string => {
  let at = 0;
  return text.replaceAll(/(?<=[{,\n])[ \n]+|\n/g, (blank) => blank + (marks[at++ % marks.length] ?? ""));
};
const commentsOf = (text: string): readonly string[] =>
  [...text.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""').matchAll(/\/\/[^\n]*/g)]
    .map(([each]) => each.trimEnd())
    .sort(byUnits);
const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe("any spec", () => {
  test("is laid out once and for all, says what it said, and keeps every comment", () => {
    fc.assert(
      fc.property(drawnSpec, fc.array(comment, { minLength: 1, maxLength: 6 }), (spec, marks) => {
        const text = messy(asDsl(spec), marks);
        const once = formatted(text, "a.waybill", DEMO.kinds);
        expect(formatted(once, "a.waybill", DEMO.kinds)).toBe(once);
        expect(commentsOf(once)).toEqual(commentsOf(text));
      }),
      { numRuns: 200, seed: 21 },
    );
  });

  test("in YAML is laid out once and for all", () => {
    fc.assert(
      fc.property(drawnSpec, (spec) => {
        const once = formatted(asYaml(spec), "a.waybill.yaml", DEMO.kinds);
        expect(formatted(once, "a.waybill.yaml", DEMO.kinds)).toBe(once);
      }),
      { numRuns: 60, seed: 22 },
    );
  });
});

describe("our own specs", () => {
  const files = readdirSync("specs", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".waybill"),
  );

  test("are there", () => {
    expect(files.length).toBeGreaterThan(8);
  });

  test.each(files)("%s is in its canonical layout", (name) => {
    const text = readFileSync(join("specs", name), "utf8");
    expect(formatted(text)).toBe(text);
  });
});
