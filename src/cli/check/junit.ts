/** What `check` found as JUnit cases: the promises of each topology, then each file with what is wrong in it. */
import type { FlowRow } from "../../compiler/infer/flow-table.ts";
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { findingLines } from "../findings/frame.ts";
import { type JunitCase, type JunitSuite, junitXml } from "../formats/junit.ts";
import { painter } from "../text.ts";
import type { Checked, CheckedTopology } from "../../compiler/check-sources.ts";
import { openInWords } from "./open-settings.ts";

/** `fails` says which findings fail the call. */
export function checkJunit(checked: Checked, fails: (finding: Finding) => boolean): string {
  return junitXml(checked.topologies.map((topology) => checkSuite(topology, checked, fails)));
}

/** One topology. */
export function checkSuite(
  { name, files, table }: CheckedTopology,
  checked: Checked,
  fails: (finding: Finding) => boolean,
): JunitSuite {
  const own = checked.findings.filter(({ span }) => files.includes(span.file));
  const clean = files.filter((file) => !own.some((finding) => finding.span.file === file && fails(finding)));
  return {
    name: name === "" ? files.join(" ") : name,
    cases: [
      ...table.filter(({ promised }) => promised !== undefined).map(promiseCase),
      ...own.filter(fails).map((finding) => findingCase(finding, checked)),
      ...clean.map((file): JunitCase => ({ name: file })),
    ],
  };
}

function promiseCase(row: FlowRow): JunitCase {
  const { from, to, via, promised = "", under, verdict, gives, needs, because } = row;
  const way = via.length === 0 ? "" : ` via ${via.join(", ")}`;
  const name = `${from} -> ${to}${way}: ${promised}${under === "standard" ? "" : ` (under ${under})`}`;
  if (verdict === "broken") {
    const message = `gives ${gives}; needs only ${needsInWords(needs ?? [])}`;
    return { name, failure: { kind: "broken", message, text: message } };
  }
  if (verdict === "holds") return { name };
  const what = verdict === "not-judged" ? "not judged" : "undecided";
  return { name, skipped: `${what}: ${openInWords(because)}` };
}

function findingCase(finding: Finding, { sources }: Checked): JunitCase {
  const { code, message } = finding;
  const text = findingLines(finding, sources, painter(false)).join("\n");
  return { name: `${code} ${message}`, failure: { kind: code, message, text } };
}
