import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonNode, parseJson } from "../../../../src/brokers/rabbitmq/import/json.ts";

function plain(node: JsonNode): unknown {
  if (node.kind === "value") return node.value;
  if (node.kind === "array") return node.items.map(plain);
  return new Map([...node.entries].map(([name, value]) => [name, plain(value)]));
}

/** Objects as maps, so that a name such as `__proto__` is a name like any other. */
function mapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([name, each]) => [name, mapped(each)]));
}

describe("JSON with lines", () => {
  test("is read as the language reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 1, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const parsed = parseJson(JSON.stringify(value, undefined, indent));
        expect("root" in parsed && plain(parsed.root)).toEqual(mapped(value));
      }),
    );
  });

  test("is refused where the language refuses it", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      "a",
      "1",
      "01",
      "-",
      "1e5",
      "null",
      "true",
      " ",
      "\n",
      "\\",
      '"x"',
      '"\\u00e9"',
      '"\\x"',
      "\u0000",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (all) => {
        const text = all.join("");
        let ok = true;
        try {
          JSON.parse(text);
        } catch {
          ok = false;
        }
        expect("root" in parseJson(text)).toBe(ok);
      }),
      { numRuns: 3_000 },
    );
  });

  test("each value knows its line", () => {
    const parsed = parseJson('\ufeff{\n "a": [\n 1,\r\n 2\n ],\n "b": "x\\ny"\n}');
    const root = "root" in parsed ? parsed.root : undefined;
    const list = root?.kind === "object" ? root.entries.get("a") : undefined;
    expect(root?.line).toBe(1);
    expect(list?.line).toBe(2);
    expect(list?.kind === "array" ? list.items.map(({ line }) => line) : []).toEqual([3, 4]);
  });

  test("trouble has a place and quotes nothing", () => {
    const parsed = parseJson('{\n  "password_hash": "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",,\n}');
    expect(parsed).toEqual({ trouble: { line: 2, column: 71, reason: 'a name in `"` is expected' } });
  });

  test("100,000 open brackets and a text without end are refused", () => {
    expect(parseJson("[".repeat(100_000))).toHaveProperty("trouble");
    expect(parseJson(`"${"\\".repeat(1_000_001)}`)).toHaveProperty("trouble");
    expect(parseJson(`["${"a\\n".repeat(2_000_000)}"]`)).toHaveProperty("root");
  });
});
