import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { generate } from "../../src/codegen/generate.ts";
import { problemsOf } from "./compiled.ts";
import { optionsOf } from "./generated.ts";
import { hostile, ROLES } from "./hostile-texts.ts";
import { saying } from "./hostile-topology.ts";

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
