import fc from "fast-check";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { formats } from "../../src/client/formats.ts";
import { planTypes } from "../../src/codegen/plan/types.ts";
import { WIRE_FORMS } from "../../src/model/wire.ts";
import { problemsOf } from "./compiled.ts";
import { generated, topologyOf } from "./generated.ts";
import { run } from "./running.ts";
import { messages } from "./values.ts";
import { messageSchema } from "./wire-schema.ts";

/** A field for every form of every scalar, alone, optional, in a list and in a map. */
const forms = Object.entries(WIRE_FORMS).flatMap(([scalar, all]) =>
  all.map(({ name }, i) => ({
    scalar: scalar === "decimal" ? "decimal(12, 2)" : scalar,
    form: i === 0 ? "" : name,
  })),
);
const fields = forms.flatMap(({ scalar, form }, i) => {
  const type = form === "" ? scalar : `wire(${scalar}, ${form})`;
  return [`f${i}: ${type}`, `o${i}?: ${type}`, `l${i}: ${type}[]`, `m${i}: map<${type}[..2]>`];
});

const spec = `waybill 1
topology all
broker b { type: kafka }
enum Colour { red, green, dark-blue }
record Inner { at: timestamp, more?: Inner[..2] }
message All {
  identity id: uuid
  ${fields.join("\n  ")}
  short: string[1..3]
  code: string(pattern: "[a-z]{2,4}")
  few: bytes[2..4]
  three: int64[3]
  some: Colour[1..]
  inner: Inner
  inners: map<Inner>
  deep: timestamp[][..2]
  whole: decimal(5, 0)
  below: decimal(3, 3)
  constructor: string
  toString?: timestamp
  hasOwnProperty?: int32
  __proto__?: string
}
topic t on b { carries: All }
service s { producer p -> t { sends: All } }
service r { consumer c <- t { group: "r" } }
`;
const topology = topologyOf([{ path: "t.waybill", text: spec }]);
const files = generated(spec);

interface AnyCodec {
  encode(message: unknown): unknown;
  decode(wire: unknown): unknown;
}
let codec: AnyCodec;
let check: (wire: unknown) => string | undefined;

beforeAll(async () => {
  const module = await run(
    files,
    `import { codec } from "./runtime/codec.ts";
     import { AllToWire, AllFromWire } from "./codecs.ts";
     import { checkAll } from "./checks.ts";
     export { checkAll as check };
     export const all = codec({ type: "All", toWire: AllToWire, fromWire: AllFromWire, checkSent: checkAll, checkGot: checkAll });`,
  );
  codec = module["all"] as AnyCodec;
  check = module["check"] as typeof check;
});

/** As it arrives: written down and read again. */
const travelled = (wire: unknown): unknown => JSON.parse(JSON.stringify(wire));

/** A message that holds something in each field. */
const sample = fc.sample(messages(topology, "All"), { seed: 7, numRuns: 1 })[0] ?? {};

describe("codecs", () => {
  test("of every scalar in every form have no problem", () => {
    expect(problemsOf(files, "nodenext", { skipLibCheck: true })).toEqual([]);
  });

  test("give back what was sent", () => {
    fc.assert(
      fc.property(messages(topology, "All"), (message) => {
        expect(codec.decode(travelled(codec.encode(message)))).toEqual(message);
      }),
      { numRuns: 200 },
    );
  });

  test("leave out what the message does not have, and what others have put into it", () => {
    const wire = { ...(travelled(codec.encode(sample)) as object), stranger: 1 };
    expect(codec.decode(wire)).toEqual(sample);
    expect(codec.encode({ ...sample, stranger: 1 })).not.toHaveProperty("stranger");
  });

  test("throw nothing but InvalidMessage, whatever arrives", () => {
    const wire = travelled(codec.encode(sample)) as Record<string, unknown>;
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(wire)),
        fc.jsonValue(),
        fc.boolean(),
        (name, value, missing) => {
          const { [name]: _, ...others } = wire;
          try {
            codec.decode(missing ? others : { ...others, [name]: value });
          } catch (error) {
            expect(error).toMatchObject({
              name: "InvalidMessage",
              message: expect.stringMatching(/^All: /) as string,
            });
          }
        },
      ),
      { numRuns: 300 },
    );
    let deep: object = { at: "2020-01-01T00:00:00Z" };
    for (let i = 0; i < 50_000; i++) deep = { at: "2020-01-01T00:00:00Z", more: [deep] };
    expect(() => codec.decode({ ...wire, inner: deep })).toThrow(/^All: Maximum call stack/);
    expect(() => codec.encode({ ...sample, inner: { ...deep, at: new Date() } })).toThrow(/^All: /);
    for (const other of [null, [], "text", 1, {}]) expect(() => codec.decode(other)).toThrow(/^All: /);
  });
});

describe("a message is refused", () => {
  const refused = (change: Readonly<Record<string, unknown>>): string => {
    try {
      codec.encode({ ...sample, ...change });
    } catch (error) {
      return String(error);
    }
    return "taken";
  };
  test.each([
    ["a list that is too short", { some: [] }, "some must NOT have fewer than 1 items"],
    ["a list of another length", { three: [1n, 2n] }, "three must NOT have fewer than 3 items"],
    ["an enum's stranger", { some: ["mauve"] }, "some.0 must be equal to one of the allowed values"],
    ["a text that is too long", { short: "abcd" }, "short must NOT have more than 3 characters"],
    ["a text of another pattern", { code: "ABC" }, 'code must match pattern "^(?:[a-z]{2,4})$"'],
    ["bytes that are too few", { few: new Uint8Array(1) }, "1 bytes are fewer than 2"],
    ["a decimal with too many digits", { whole: "123456" }, "whole must match pattern"],
    ["a decimal with an exponent", { whole: "1e3" }, "whole must match pattern"],
    ["a time that is none", { inner: { at: new Date(Number.NaN) } }, "Invalid time value"],
    ["no identity", { id: undefined }, "id"],
    ["an identity that is no UUID", { id: "1" }, 'id must match format "uuid"'],
    ["a number beyond 32 bits", { hasOwnProperty: 2 ** 31 }, "hasOwnProperty must be <= 2147483647"],
  ])("with %s", (_, change, says) => {
    expect(refused(change)).toContain(`InvalidMessage: All: `);
    expect(refused(change)).toContain(says);
  });
});

describe("a check", () => {
  const types = planTypes(topology, true);
  const all = types.messages.find(({ name }) => name === "All");
  const { schema } = messageSchema(all?.type.fields ?? [], types);
  const ajv = new Ajv({ strict: false, strictNumbers: true, ownProperties: true, formats });
  const isFine = ajv.compile(schema);

  /** Something else in the place of a part of `value`, however deep. */
  function changed(value: unknown, way: readonly number[], other: unknown): unknown {
    const [first = 0, ...rest] = way;
    if (typeof value !== "object" || value === null || way.length === 0) return other;
    const names = Object.keys(value);
    const name = names[first % names.length];
    if (name === undefined) return other;
    const entries = Object.entries(value).map(([each, part]): [string, unknown] => [
      each,
      each === name ? changed(part, rest, other) : part,
    ]);
    return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  }

  test("allows what JSON Schema allows of the same fields, and nothing else", () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom(
        "",
        "0",
        "-1",
        "1.5",
        "ab",
        "abcde",
        "red",
        "P1D",
        "2020-01-01",
        "AA==",
        "00",
        2 ** 31,
        -1,
        0.5,
      ),
      fc.constant(undefined),
    );
    const counts = { fine: 0, wrong: 0 };
    fc.assert(
      fc.property(
        messages(topology, "All"),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        value,
        (message, way, other) => {
          const wire = travelled(changed(travelled(codec.encode(message)), way, other));
          counts[isFine(wire) ? "fine" : "wrong"]++;
          expect(check(wire) === undefined, JSON.stringify(wire)).toBe(isFine(wire));
        },
      ),
      { numRuns: 300, seed: 4 },
    );
    expect(Math.min(counts.fine, counts.wrong)).toBeGreaterThan(20);
  });

  test("says where in a message it has found what", () => {
    const wire = travelled(codec.encode(sample)) as object;
    expect(check({ ...wire, inners: { "a.b": { at: "2020-01-01T00:00:00Z", more: [{}] } } })).toBe(
      "inners.a.b.more.0 must have required property 'at'",
    );
    expect(check([])).toBe("it must be object");
  });

  test("refuses a number that JSON cannot say", () => {
    const floats = forms.findIndex(({ scalar, form }) => scalar === "float64" && form === "");
    expect(() => codec.encode({ ...sample, [`f${floats}`]: Number.NaN })).toThrow(
      `f${floats} must be number`,
    );
  });
});

test("what nobody wants checked is not", async () => {
  const unchecked = generated(spec, { validate: "off" });
  expect([...unchecked.keys()].filter((path) => /^(?:checks|validators)/.test(path))).toEqual([]);
  expect(unchecked.get("s.ts")).not.toContain("check");
});
