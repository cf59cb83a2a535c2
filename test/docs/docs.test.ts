/** What the documentation shows is what happens. `UPDATE_DOCS=1 npx vitest run test/docs` writes it anew. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allCodes } from "../../src/cli/explain/command.ts";
import { chaptersOf } from "../../tools/docs/book.ts";
import { generatedPages, writePage } from "../../tools/docs/pages.ts";
import { checkBlock, expectedCodes, isSpec, reportedCodes } from "./compile-block.ts";
import { blocksOf, commandsOf, pagePaths, readPage } from "./page.ts";
import { isRunning, runPage } from "./run-page.ts";

const UPDATE = process.env["UPDATE_DOCS"] === "1";
const current = generatedPages();
if (UPDATE) for (const [path, text] of current) writePage(path, text);

/** A page runs a dozen programs, each with an end of its own. In ms. */
const PAGE_MAX = 120_000;

const pages = pagePaths();
const written = pages.filter((path) => !path.startsWith("docs/rules/"));
const running = written.filter((path) => blocksOf(readPage(path)).some(isRunning));

describe("a command of a page", () => {
  test("is there: the README and the guide run some", () => {
    const commands = running.flatMap((path) =>
      blocksOf(readPage(path)).flatMap((block) => (block.language === "console" ? commandsOf(block) : [])),
    );
    expect(running).toContain("README.md");
    expect(commands.length).toBeGreaterThan(10);
  });

  test.each(running)(
    "prints what %s says",
    (path) => {
      const before = readPage(path);
      const { text, wrongExits } = runPage(before);
      if (UPDATE && text !== before) writePage(path, text);
      expect(wrongExits).toEqual([]);
      expect(UPDATE ? text : before).toBe(text);
    },
    PAGE_MAX,
  );
});

describe("set-up", () => {
  const shell = blocksOf(readPage("README.md")).filter(({ language }) => language === "sh");

  test("is two commands: one shows the main job, one tests", () => {
    expect(shell.map(({ text }) => text.trim())).toEqual(["npm ci && npm run demo", "npm ci && npm test"]);
  });

  test("names scripts that there are, on every page", () => {
    const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...pages, "CONTRIBUTING.md"].flatMap((path) =>
      [...readPage(path).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, script]) => script),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const script of new Set(named)) expect(manifest).toHaveProperty(["scripts", script ?? ""]);
  });
});

describe("a spec of a page", () => {
  const specs = written.flatMap((path) => {
    const blocks = blocksOf(readPage(path));
    return blocks.flatMap((block, i) => (isSpec(block) ? [{ path, block, above: blocks.slice(0, i) }] : []));
  });

  test("is there, also one that is reported", () => {
    expect(specs.length).toBeGreaterThan(10);
    expect(specs.some(({ block }) => expectedCodes(block).length > 0)).toBe(true);
  });

  test.each(specs.map((spec) => ({ ...spec, at: `${spec.path}:${spec.block.line}` })))(
    "$at is reported as the page says, else not at all",
    ({ block, above }) => {
      const checked = checkBlock(block, above);
      expect(reportedCodes(checked)).toEqual(expectedCodes(block));
      const verdict = block.info["verdict"];
      if (verdict !== undefined)
        expect(checked.topologies.flatMap(({ table }) => table.map((row) => row.verdict))).toContain(verdict);
    },
  );
});

describe("a generated page", () => {
  test.each([...current].map(([path, text]) => ({ path, text })))("$path is current", ({ path, text }) => {
    expect(readPage(path)).toBe(text);
  });
});

describe("the book", () => {
  const contents = chaptersOf(readPage("docs/README.md"));

  test("names every page once, in its contents", () => {
    const named = pages.filter((path) => path.startsWith("docs/") && !path.startsWith("docs/rules/WB"));
    expect([...contents].sort()).toEqual(named.filter((path) => path !== "docs/README.md").sort());
  });

  test("has a page for each code that is reported, and none for a code that is not", () => {
    const generated = [...current.keys()].filter((path) => path.startsWith("docs/rules/"));
    expect(generated.length).toBeGreaterThan(200);
    expect(pages.filter((path) => path.startsWith("docs/rules/"))).toEqual(generated.sort());
    const declared = allCodes().filter(({ spec }) => spec !== undefined);
    expect(declared.filter(({ code }) => !pages.includes(`docs/rules/${code}.md`))).toEqual([]);
  });
});

describe("a code that a page names", () => {
  test("is one that there is", () => {
    const known = new Set(allCodes().map(({ code }) => code));
    const named = written.flatMap((path) =>
      [...readPage(path).matchAll(/\bWB\d{4}\b/g)].map(([code]) => ({ path, code })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ code }) => !known.has(code))).toEqual([]);
  });
});

/** Numbers of statements in the code that may be printed: whole texts made of them. */
function citedNumbers(): ReadonlySet<string> {
  const files = execFileSync("git", ["ls-files", "-z", "src"], { encoding: "utf8" }).split("\0");
  const texts = files
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/"([KR]-[A-Z0-9, KR-]+)"/g)]);
  return new Set(texts.flatMap(([, text = ""]) => text.match(/[KR]-[A-Z0-9]+-[A-Z]?\d+/g) ?? []));
}

describe("a statement that is cited", () => {
  test("stands in the pages of its broker", () => {
    const rows = ["kafka", "rabbitmq"]
      .flatMap((broker) => [`docs/brokers/${broker}-statements.md`, `docs/brokers/${broker}-end-to-end.md`])
      .flatMap((path) =>
        [...readPage(path).matchAll(/^\| ([KR]-[A-Z0-9-]+) \|/gm)].map(([, number]) => number),
      );
    const known = new Set(rows);
    const cited = [...citedNumbers()];
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((number) => !known.has(number)).sort()).toEqual([]);
  });
});
