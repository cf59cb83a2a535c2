/** `waybill diagram [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { FlowRow } from "../../compiler/infer/flow-table.ts";
import { graphOf } from "../../diagram/graph.ts";
import { mermaid } from "../../diagram/mermaid.ts";
import type { Topology } from "../../model/topology.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { findingsText } from "../check/text.ts";
import { writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { linksOf, markOf } from "./marks.ts";

const SPEC: CommandSpec = {
  name: "diagram",
  takes: "[paths]",
  doc: "draws each topology with its verdicts",
  formats: ["mermaid"],
  options: { out: { type: "string", value: "FILE", doc: "write it there instead of printing it" } },
  examples: [
    "waybill diagram topology/ --format mermaid",
    "waybill diagram specs/orders/orders.waybill --out orders.mmd",
  ],
};

/** Throws UsageError. */
export function runDiagram(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const checked = checkSources(loadSpecs(call.positionals, cwd), ANALYSIS_BROKERS, todayOf(new Date()));
  const drawn = checked.topologies.filter(({ analysis }) => analysis !== undefined);
  if (drawn.length < checked.topologies.length) call.terminal.err(findingsText(checked, painter(false)));
  const text = drawn
    .flatMap(({ analysis, table }) => (analysis === undefined ? [] : [pictureOf(analysis.topology, table)]))
    .join("\n");
  const out = call.text("out");
  if (out === undefined) call.terminal.out(text);
  else if (drawn.length > 0) {
    writeWhole(out, text, cwd);
    if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
  }
  return drawn.length < checked.topologies.length ? EXIT.findings : EXIT.fine;
}

function pictureOf(topology: Topology, table: readonly FlowRow[]): string {
  return mermaid(graphOf(topology, { marks: table.map(markOf), links: linksOf(topology) }));
}
