import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../../src/brokers/rabbitmq/import/pattern.ts";

function matches(source: string, text: string): boolean | string {
  const pattern = compilePattern(source);
  return typeof pattern === "string" ? pattern : pattern.matches(text);
}

/** Patterns of the part that both dialects share. */
const pattern: fc.Arbitrary<string> = fc.letrec<{
  alternatives: string;
  sequence: string;
  piece: string;
  atom: string;
}>((tie) => ({
  alternatives: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((all) => all.join("|")),
  sequence: fc.array(tie("piece"), { maxLength: 4 }).map((all) => all.join("")),
  piece: fc
    .tuple(
      tie("atom"),
      fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{1,}", "{0,2}?"),
    )
    .map(([atom, quantifier]) => (/^[$^]|^\(\?[=!]/.test(atom) ? atom : atom + quantifier)),
  atom: fc.oneof(
    { maxDepth: 3, depthIdentifier: "atom" },
    fc.constantFrom("a", "b", "\\.", ".", "^", "$", "[ab]", "[^a]", "[a-b.]", "\\w", "\\d", "-"),
    tie("alternatives").map((inner) => `(${inner})`),
    tie("alternatives").map((inner) => `(?:${inner})`),
    tie("alternatives").map((inner) => `(?=${inner})`),
    tie("alternatives").map((inner) => `(?!${inner})`),
  ),
})).alternatives;

describe("patterns of policies", () => {
  test("match what the expressions of the language match", () => {
    fc.assert(
      fc.property(pattern, fc.array(fc.constantFrom("a", "b", ".", "1", "-")), (source, letters) => {
        const text = letters.join("");
        fc.pre(source.length < 100);
        // Without the flag, a dot takes no line break; there are none here.
        expect(matches(source, text)).toBe(new RegExp(source, "u").test(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["^(?!amq\\.).*", "work", true],
    ["^(?!amq\\.).*", "amq.gen-1", false],
    ["", "anything", true],
    [".*", "", true],
    ["^ha\\.", "ha.work", true],
    ["^ha\\.", "x.ha.work", false],
    ["(dlq|retry)$", "work.retry", true],
    ["^[^.]+\\.v[0-9]{1,3}$", "work.v12", true],
  ])("%s on %s is %s", (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  test.each([
    "(a)\\1",
    "(?<=a)b",
    "a++",
    "[[:alpha:]]",
    "(",
    ")",
    "[a",
    "*a",
    "a{3,1}",
    "(?i)a",
    "((((a{1000}){1000}){1000}))",
    "\\",
  ])("%s is not understood, and says so", (source) => {
    expect(compilePattern(source)).toBeTypeOf("string");
  });

  test("an expression that ruins a backtracking engine takes no time", () => {
    expect(matches("^(a+)+$", `${"a".repeat(200)}!`)).toBe(false);
    expect(matches("(.*)*(.*)*(.*)*x", "y".repeat(255))).toBe(false);
  });

  test("nesting as deep as a file can hold is refused", () => {
    expect(compilePattern("(".repeat(100_000))).toBeTypeOf("string");
  });
});
