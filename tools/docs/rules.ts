/** docs/rules: a page a code, from the registry of findings, and their index. */
import { allCodes } from "../../src/cli/explain/command.ts";
import type { Entry } from "../../src/cli/explain/registry.ts";
import { Related } from "../../src/cli/explain/related.ts";
import type { DiagnosticSpec } from "../../src/diagnostics/define.ts";
import { hazardIndexLines, hazardPages } from "./hazard-pages.ts";
import { GENERATED, page, relatedLines, specPage } from "./rule-page.ts";
import { prose, tableLines } from "./table.ts";

interface Family {
  readonly title: string;
  /** What the codes of the family begin with. */
  readonly begins: string;
  readonly about: string;
}

const FAMILIES: readonly Family[] = [
  {
    title: "The notation",
    begins: "WB1",
    about: "Characters, brackets, the shape of a file, in the Waybill language and in YAML.",
  },
  {
    title: "Names, settings and types",
    begins: "WB2",
    about: "What a spec refers to, what settings take, and how messages are typed.",
  },
  { title: "Kafka", begins: "WB31", about: "What Kafka would refuse or ignore." },
  {
    title: "RabbitMQ",
    begins: "WB32",
    about: "What RabbitMQ would refuse or ignore, and what an import of it leaves out or sees.",
  },
  {
    title: "Imports",
    begins: "WB33",
    about: "What an import of any kind may say of what it read.",
  },
  {
    title: "Promises",
    begins: "WB40",
    about: "What is wrong with a promise before anything can be said about whether it holds.",
  },
  {
    title: "Generated clients",
    begins: "WB5",
    about: "What keeps `generate` from writing a client for a sound spec.",
  },
];

/** Path and text of each page. */
export function rulePages(): ReadonlyMap<string, string> {
  const entries = allCodes();
  const related = new Related(entries);
  const pages = new Map<string, string>([["docs/rules/README.md", indexPage(entries)]]);
  for (const { spec } of entries)
    if (spec !== undefined)
      pages.set(
        `docs/rules/${spec.code}.md`,
        specPage(spec, relatedLines(spec.code, related.of(spec.code), entries)),
      );
  for (const [path, text] of hazardPages(entries, related)) pages.set(path, text);
  return pages;
}

function specsOf({ begins }: Family, entries: readonly Entry[]): readonly DiagnosticSpec[] {
  return entries.flatMap(({ code: each, spec }) =>
    spec !== undefined && each.startsWith(begins) ? [spec] : [],
  );
}

function indexPage(entries: readonly Entry[]): string {
  return page([
    "# What `check` reports",
    "",
    GENERATED,
    "",
    "Every finding has a code for ever, one sentence that says what is wrong, the reason to care, and the smallest repair. Each code has a",
    "page here; `npx . explain CODE` says the same in a terminal. The examples are run by the tests, and what is shown below each is what",
    "Waybill prints for it.",
    "",
    "An `error` fails `check`; a `warning` does with `--fail-on warning`; an `info` never does. A finding that is known and accepted is",
    "[allowed](../language.md#allowing-a-finding) where it stands, with a reason.",
    ...FAMILIES.flatMap((family) => familyLines(family, specsOf(family, entries))),
    "",
    "## How a promise can break",
    "",
    ...hazardIndexLines(entries),
  ]);
}

function familyLines({ title, begins, about }: Family, specs: readonly DiagnosticSpec[]): readonly string[] {
  const rows = specs.map((spec) => [`[${spec.code}](${spec.code}.md)`, spec.severity, prose(spec.message)]);
  return ["", `## ${title} (${begins})`, "", about, "", ...tableLines(["code", "severity", "says"], rows)];
}
