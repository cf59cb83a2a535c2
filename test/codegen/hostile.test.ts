import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { generate } from "../../src/codegen/generate.ts";
import { STANDARD } from "../../src/model/guarantee.ts";
import type { Topology } from "../../src/model/topology.ts";
import { problemsOf } from "./compiled.ts";
import { optionsOf } from "./generated.ts";

/** Names and texts that a topology has here. */
const ROLES = 20;

/** A topology that says `text(n)` wherever a spec may say what it likes. */
function saying(text: (role: number) => string): Topology {
  const [message, record, opaque, colour] = [text(0), text(1), text(2), text(3)] as const;
  const scalar = (name: string, more = {}) => ({ kind: "scalar", name, args: [], ...more }) as const;
  const field = (name: string, type: object, more = {}) => ({
    name,
    type,
    optional: false,
    identity: false,
    ...more,
  });
  const consumer = {
    instances: 1,
    concurrency: 1,
    gates: "effect",
    unfenced: false,
    settle: { kind: "act" },
    sends: [],
  };
  const steps = [[{ kind: "effect" }], [{ kind: "settle" }]];
  const [topic, queue, parking] = [
    { kind: "topic", name: text(4) },
    { kind: "queue", name: text(5) },
    { kind: "queue", name: text(6) },
  ];
  const topology = {
    name: text(7),
    brokers: [
      { name: text(8), type: "kafka", version: "4.3", nodes: 1, settings: {} },
      { name: text(9), type: "rabbitmq", version: "4.3", nodes: 1, settings: { vhost: text(10) } },
    ],
    channels: [
      {
        ...topic,
        broker: text(8),
        carries: [message, opaque],
        physicalName: text(11),
        settings: { native: { [text(11)]: text(12) } },
      },
      { ...queue, broker: text(9), carries: [message], settings: { type: "quorum" } },
      { ...parking, broker: text(9), carries: [], settings: {} },
    ],
    bindings: [],
    services: [
      {
        name: text(13),
        client: "generated",
        external: false,
        stores: [{ name: text(14), service: text(13), scope: "shared" }],
        producers: [
          {
            name: text(15),
            service: text(13),
            to: topic,
            sends: [message, opaque],
            onUnknown: "give-up",
            awaits: false,
            settings: { acks: "all" },
          },
        ],
        consumers: [
          {
            ...consumer,
            name: text(16),
            service: text(13),
            from: queue,
            effect: { kind: "idempotent", path: text(17), store: text(14) },
            steps,
            onFailure: { kind: "park", target: parking },
            settings: {},
            reads: [text(17), text(18)],
          },
        ],
      },
      { name: text(19), client: "generated", external: false, stores: [], producers: [], consumers: [] },
    ],
    types: [
      {
        kind: "message",
        name: message,
        opaque: false,
        doc: text(0),
        fields: [
          field(text(17), scalar("string"), { identity: true, doc: text(12) }),
          field(text(18), { kind: "named", name: record }, { optional: true }),
          field(text(14), { kind: "list", of: { kind: "named", name: colour }, least: 1 }),
          field(text(15), { kind: "map", of: scalar("timestamp") }),
        ],
      },
      {
        kind: "record",
        name: record,
        opaque: false,
        doc: text(1),
        fields: [field(text(16), scalar("json")), field(text(13), scalar("int64"), { optional: true })],
      },
      { kind: "message", name: opaque, opaque: true, fields: [] },
    ],
    enums: [{ name: colour, values: [text(5), text(6)], doc: text(3) }],
    guarantees: [
      {
        from: `${text(13)}.${text(15)}`,
        to: `${text(13)}.${text(16)}`,
        text: text(0),
        clauses: [],
        under: STANDARD,
      },
    ],
  };
  // What a compiler makes, but for names that no compiler lets through.
  return topology as unknown as Topology;
}

/** Of the runtime, which says nothing of the spec, no more than the names. */
const runtime = new Map(
  [
    "src/client/client.ts",
    "src/brokers/kafka/transport/kafka.ts",
    "src/brokers/rabbitmq/transport/rabbitmq.ts",
  ].map((path) => [path, "export {};\n"]),
);

function output(text: (role: number) => string): ReadonlyMap<string, string> {
  const files = generate(saying(text), [{ path: "t.waybill", text: text(0) }], optionsOf({ runtime }));
  return new Map([...files].filter(([path]) => !path.startsWith("runtime/")));
}

/** What a program is made of, without what its names and texts say. */
function skeleton(path: string, text: string): string {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false);
  // cast: the parser keeps them there, and no program of this test needs a whole project for it.
  const problems = (file as unknown as { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics;
  expect(problems, path).toEqual([]);
  const kinds: string[] = [];
  const visit = (node: ts.Node): void => {
    // A property may be named by an identifier, a text, or a text in brackets.
    if (ts.isComputedPropertyName(node)) return visit(node.expression);
    kinds.push(shape(node));
    ts.forEachChild(node, visit);
    kinds.push(")");
  };
  visit(file);
  return kinds.join(" ");
}

function shape(node: ts.Node): string {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) ? "name" : ts.SyntaxKind[node.kind];
}

function skeletons(files: ReadonlyMap<string, string>): readonly string[] {
  const own = [...files].filter(([path]) => !path.startsWith("validators/"));
  return own.map(([path, text]) => skeleton(path, text)).sort();
}

const NASTY = [
  "",
  " ",
  '"',
  "'",
  "`",
  "\\",
  "${",
  "${process.exit()}",
  "*/",
  "/*",
  "//",
  "\n",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u0000",
  "</script>",
  '"; process.exit(); "',
  "*/ process.exit() /*",
  "\\u0022",
  "\u202e\u2066abc",
  "\ufeff",
  "\ud800",
  "\udfff",
  "💥",
  "é",
  "ﬁ",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "index",
  "runtime",
  "messages",
  "codecs",
  "validators",
  "topology",
  "INDEX",
  "con",
  "NUL",
  "aux",
  "..",
  "../../etc/passwd",
  "/etc/passwd",
  "a/b",
  "Promise",
  "Date",
  "Record",
  "Readonly",
  "Uint8Array",
  "Json",
  "Broker",
  "Brokers",
  "Sends",
  "Consumes",
  "Service",
  "Park",
  "service",
  "codec",
  "spec",
  "class",
  "default",
  "await",
  "arguments",
  "eval",
  "null",
  "undefined",
  "any",
  "never",
  "string",
  "type",
  "let",
  "yield",
  "1x",
  "-1",
  "1e3",
  "@ts-ignore",
  "@ts-nocheck",
  "@license",
  "# sourceMappingURL=x",
  "@internal",
  "a".repeat(10_000),
  "\u202e".repeat(10_000),
  "*/".repeat(5_000),
  "_",
  "$",
  "a-b",
  "A_B",
  "A-B",
];

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY)).map((both) => both.join("")),
  },
);

/** What every object has: codecs treat fields of such a name with more care, so that their programs differ. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Names that differ, also where case makes no difference, as those of one class do. */
const names = fc.uniqueArray(hostile, { minLength: ROLES, maxLength: ROLES });
const ordinary = fc.uniqueArray(
  // A dot within a name would make two steps of a path.
  hostile.filter((text) => !INHERITED.has(text) && !text.includes(".")),
  { minLength: ROLES, maxLength: ROLES },
);

const of =
  (texts: readonly string[]) =>
  (role: number): string =>
    texts[role] ?? "";
const plain = skeletons(output((role) => `plain${role}`));

/** What no editor shows, or shows elsewhere. */
const UNSEEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

describe("whatever a spec says", () => {
  test("stays within the literals and comments where it is put", () => {
    fc.assert(
      fc.property(ordinary, (texts) => {
        const files = output(of(texts));
        expect(skeletons(files)).toEqual(plain);
        for (const [path, text] of files) expect(UNSEEN.test(text), path).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("names files within the folder, apart from each other on every file system", () => {
    fc.assert(
      fc.property(names, (texts) => {
        const files = output(of(texts));
        skeletons(files);
        const paths = [...files.keys()];
        for (const path of paths) expect(path).toMatch(/^(?:validators\/)?[\w-]{1,90}\.ts$/);
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
      }),
      { numRuns: 30 },
    );
  });

  test("type-checks", () => {
    const samples = fc.sample(names, { seed: 3, numRuns: 3 });
    const files = samples.flatMap((texts, i) =>
      [...generate(saying(of(texts)), [], optionsOf())].map(
        ([path, text]) => [`s${i}/${path}`, text] as const,
      ),
    );
    expect(problemsOf(new Map(files), "nodenext", { skipLibCheck: true })).toEqual([]);
  }, 60_000);
});
