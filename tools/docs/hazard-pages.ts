/** docs/rules: a page for each code of a broken promise that a small spec shows, and the table of all of them. */
import { BROKERS } from "../../src/brokers/all.ts";
import { HAZARD_EXAMPLES } from "../../src/cli/explain/examples/all.ts";
import { type HazardExample, mendedSpec } from "../../src/cli/explain/examples/example.ts";
import { exampleStory } from "../../src/cli/explain/example-story.ts";
import { type Entry, headlineOf, stageInWords } from "../../src/cli/explain/registry.ts";
import type { Related } from "../../src/cli/explain/related.ts";
import { findingLines } from "../../src/cli/findings/frame.ts";
import { painter } from "../../src/cli/text.ts";
import { type Checked, checkSources } from "../../src/compiler/check-sources.ts";
import { evidenceLines, exampleLines, GENERATED, page, relatedLines } from "./rule-page.ts";
import { code, prose, tableLines } from "./table.ts";

const TODAY = "2030-01-01";
const PLAIN = painter(false);

/** Path and text of each page. */
export function hazardPages(entries: readonly Entry[], related: Related): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) => {
      const example = entry.hazard === undefined ? undefined : HAZARD_EXAMPLES[entry.code];
      if (example === undefined) return [];
      return [[`docs/rules/${entry.code}.md`, hazardPage(entry, example, entries, related)]];
    }),
  );
}

function hazardPage(
  entry: Entry,
  example: HazardExample,
  entries: readonly Entry[],
  related: Related,
): string {
  const { code: own, hazard } = entry;
  const checked = checkSources([{ path: "example.waybill", text: example.spec }], BROKERS, TODAY);
  const finding = checked.findings.find((each) => each.code === own);
  if (hazard === undefined || finding === undefined)
    throw new Error(`the example of ${own} does not give it`);
  const output = findingLines(finding, checked.sources, PLAIN);
  return page([
    `# ${own}`,
    "",
    GENERATED,
    "",
    `**error**: a promise does not hold. ${sentence(headlineOf(entry))} This happens ${stageInWords(hazard.stage)}.`,
    "",
    "`…` stands for the name of the endpoint or channel in your spec.",
    "",
    "## An example that is reported",
    "",
    ...exampleLines(example.spec),
    "",
    ...printedLines("`check` says:", output),
    "## What happens",
    "",
    ...printedLines(
      "`verify` finds this run in the simulation, and `replay` shows it again:",
      exampleStory(example, PLAIN),
    ),
    "How to read it: time goes down; each step says where it happens, in a process, a broker or a queue. `✗` is a fault, `●` an effect.",
    "",
    ...repairLines(hazard.words.remedy, example),
    ...evidenceLines(output.join(" ")),
    ...siblingLines(entry, entries),
    ...relatedLines(own, related.of(own), entries),
  ]);
}

function printedLines(says: string, lines: readonly string[]): readonly string[] {
  return [says, "", "```text", ...lines, "```", ""];
}

function repairLines(remedy: string, example: HazardExample): readonly string[] {
  return [
    "## What to do",
    "",
    `${sentence(remedy)} Here:`,
    "",
    "```diff",
    ...example.mended.flatMap(([from, to]) => [`- ${from}`, `+ ${to}`]),
    "```",
    "",
    givesLine(checkSources([{ path: "example.waybill", text: mendedSpec(example) }], BROKERS, TODAY)),
    "",
  ];
}

/** What the mended example gives. Throws where it breaks still. */
function givesLine({ topologies, findings }: Checked): string {
  const [row] = topologies[0]?.table ?? [];
  if (row === undefined || findings.some(({ severity }) => severity === "error"))
    throw new Error(
      `a mended example is not sound: ${JSON.stringify(findings.map(({ message }) => message))} ${topologies[0]?.name ?? ""}`,
    );
  return `With this the promise holds: \`${row.from} -> ${row.to}\` gives ${row.gives}.`;
}

/** The same rule elsewhere on the way. */
function siblingLines({ code: own, hazard }: Entry, entries: readonly Entry[]): readonly string[] {
  const others = entries.filter(
    (each) =>
      each.code !== own && each.hazard?.rule === hazard?.rule && HAZARD_EXAMPLES[each.code] !== undefined,
  );
  if (others.length === 0) return [];
  const links = others.map(
    (each) => `[${each.code}](${each.code}.md) ${stageInWords(each.hazard?.stage ?? "")}`,
  );
  return ["## The same elsewhere", "", `${links.join("; ")}.`, ""];
}

/** The table of all rules by which a promise can break. */
export function hazardIndexLines(entries: readonly Entry[]): readonly string[] {
  const byNumber = new Map<number, Entry[]>();
  for (const entry of entries) {
    const number = entry.hazard?.words.number;
    if (number === undefined) continue;
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, [entry]);
    else known.push(entry);
  }
  const rows = [...byNumber].sort(([a], [b]) => a - b).map(([, group]) => indexRow(group));
  return [
    "A hazard is a smallest set of faults that breaks a promise. It is inferred by a [rule](../inference.md) at a stage of the way, and the code",
    "says which rule at which stage. A code with a link has a page with an example and its story; the others say the same of another stage.",
    "`npx . verify` makes a run for each hazard of *your* spec and prints it as a story.",
    "",
    ...tableLines(["what happens", "what helps", "codes"], rows),
  ];
}

function indexRow(group: readonly Entry[]): readonly string[] {
  const [first] = group;
  const codes = group.map((entry) => {
    const name =
      HAZARD_EXAMPLES[entry.code] === undefined ? code(entry.code) : `[${entry.code}](${entry.code}.md)`;
    return `${name} (${entry.hazard?.stage ?? ""})`;
  });
  const remedy = first?.hazard?.words.remedy ?? "";
  return [first === undefined ? "" : prose(headlineOf(first)), prose(remedy), codes.join(", ")];
}

function sentence(text: string): string {
  return `${prose(text.slice(0, 1).toUpperCase() + text.slice(1))}.`;
}
