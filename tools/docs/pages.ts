/** Every page under docs/ that is made from the code, whole or in part. Paths are relative to the repository. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { yamlSchema } from "../../src/compiler/yaml-schema.ts";
import { historySchema } from "../../src/history/schema.ts";
import { chaptersOf, withWays } from "./book.ts";
import { rulePages } from "./rules.ts";
import { sections } from "./sections.ts";

const CONTENTS = "docs/README.md";
const RULES = "docs/rules/README.md";

/** Pages with generated parts between `<!-- generated: NAME -->` and `<!-- end -->`. */
const MIXED = [
  "docs/language.md",
  "docs/guarantees.md",
  "docs/brokers/kafka.md",
  "docs/brokers/rabbitmq.md",
  "docs/live.md",
  "docs/anomalies.md",
];

/** Path and text of each page as it should be. Throws where a page names a part that nobody generates. */
export function generatedPages(): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  pages.set("grammar/history.schema.json", `${JSON.stringify(historySchema(), undefined, 2)}\n`);
  pages.set("grammar/spec.schema.json", `${JSON.stringify(yamlSchema(ANALYSIS_BROKERS), undefined, 2)}\n`);
  const parts = sections();
  const written = chaptersOf(readFileSync(CONTENTS, "utf8"));
  const rules = rulePages();
  const chapters = new Map(
    written.map((path) => {
      const text = rules.get(path) ?? readFileSync(path, "utf8");
      return [path, MIXED.includes(path) ? filled(path, text, parts) : text] as const;
    }),
  );
  const codes = [...rules.keys()].filter((path) => path !== RULES).sort();
  for (const [path, text] of withWays(written, CONTENTS, chapters)) pages.set(path, text);
  for (const [path, text] of withWays(codes, RULES, rules)) pages.set(path, text);
  return pages;
}

export function writePage(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function filled(path: string, text: string, parts: ReadonlyMap<string, readonly string[]>): string {
  return text.replaceAll(/^<!-- generated: (.+) -->\n[\s\S]*?^<!-- end -->$/gm, (_, name: string) => {
    const lines = parts.get(name);
    if (lines === undefined)
      throw new Error(`${path}: nobody generates "${name}"; there are ${[...parts.keys()].join("; ")}`);
    return [`<!-- generated: ${name} -->`, "", ...lines, "", "<!-- end -->"].join("\n");
  });
}
