import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { problemsOf, type Resolution } from "./compiled.ts";
import { generated } from "./generated.ts";
import { MISREADING, READING, READS, RIGHT, WRONG } from "./uses.ts";

const shop = readFileSync("specs/shop/shop.waybill", "utf8");

/** Everything is called like something that every object has. */
const INHERITED = `waybill 1
topology toString
broker constructor { type: kafka }
broker valueOf { type: rabbitmq }
enum isPrototypeOf { constructor, __proto__ }
record hasOwnProperty { constructor: string, toString?: isPrototypeOf }
message constructor { identity valueOf: uuid, hasOwnProperty: hasOwnProperty[] }
topic toString on constructor { carries: constructor }
queue valueOf on valueOf { carries: constructor }
service constructor {
  store toString {}
  consumer hasOwnProperty <- toString { group: "a", effect: idempotent(valueOf, in: toString), sends: constructor, steps: [constructor, effect, settle] }
  producer constructor -> valueOf { sends: constructor, headers: { constructor: "{valueOf}" } }
}
service toString { producer toString -> toString { sends: constructor } }
service __proto__ { consumer __proto__ <- valueOf { concurrency: { per: valueOf } } }
`;

/** What the page on clients shows of a program. */
const [, PAGE = ""] =
  /^```typescript\n([^]*?)^```$/m.exec(
    readFileSync("docs/clients.md", "utf8").replaceAll("./generated/shop/", "./shop/"),
  ) ?? [];

function under(folder: string, files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].map(([path, text]) => [`${folder}/${path}`, text]);
}

describe("programs against generated clients", () => {
  const mistakes = Object.entries({ ...WRONG, ...MISREADING });
  let problems: readonly string[] = [];

  // One project with all of them, since most of the time goes into Node's own declarations.
  beforeAll(() => {
    problems = problemsOf(
      new Map([
        ...under("shop", generated(shop)),
        // A service with a folder of its own.
        ...under("mailer", generated(shop, { services: new Set(["mailer"]), onlyUsedTypes: true })),
        ...under("reads", generated(READS)),
        ...under("inherited", generated(INHERITED)),
        ["right.ts", RIGHT],
        ["page.ts", PAGE],
        ["reading.ts", READING],
        ...mistakes.map(([, [program]], i) => [`wrong-${i}.ts`, program] as const),
      ]),
    );
  }, 120_000);

  test("compile where they are right, under the strictest options", () => {
    expect(PAGE).toContain("notifier.start");
    expect(problems.filter((problem) => !problem.startsWith("wrong-"))).toEqual([]);
  });

  test.each(mistakes.map(([name, [, says]], i) => [name, says, i] as const))(
    "do not with %s",
    (_, says, i) => {
      const own = problems.filter((problem) => problem.startsWith(`wrong-${i}.ts:`));
      expect(own.length).toBeGreaterThan(0);
      expect(own.join("\n")).toContain(says);
    },
  );
});

describe("the output compiles", () => {
  const others: readonly (readonly [Resolution, ".js" | ".ts" | ""])[] = [
    ["node16", ".js"],
    ["bundler", ""],
    ["node16-cjs", ""],
    ["commonjs", ""],
    ["nodenext", ".ts"],
  ];
  test.each(others)(
    "with %s, imports ending in '%s'",
    (resolution, importExtension) => {
      const files = generated(shop, { importExtension });
      const more = {
        skipLibCheck: true,
        allowImportingTsExtensions: importExtension === ".ts",
        // Most projects do not have it, and it allows what is refused without it.
        exactOptionalPropertyTypes: resolution !== "bundler",
      };
      expect(problemsOf(files, resolution, more)).toEqual([]);
    },
    60_000,
  );
});
