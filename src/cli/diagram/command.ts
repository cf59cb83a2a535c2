/** `waybill diagram [paths]` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { CheckedTopology } from "../../compiler/check-sources.ts";
import { type Graph, graphOf } from "../../diagram/graph.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { findingsText } from "../check/text.ts";
import { writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { checkedIn, ENVIRONMENT } from "../environment.ts";
import { loadSpecs } from "../load.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { linksOf, marksOf } from "./marks.ts";
import { narrowed } from "./narrow.ts";
import { type DiagramFormat, FORMATS, printed } from "./printed.ts";

const SPEC: CommandSpec = {
  name: "diagram",
  takes: "[paths]",
  doc: "draws each topology with its verdicts",
  formats: FORMATS,
  options: {
    env: ENVIRONMENT,
    only: {
      type: "string",
      value: "NAME",
      doc: "a service, channel or endpoint, with all that has to do with it",
    },
    fold: {
      type: "string",
      value: "auto|all|none",
      doc: "a service as one box (default: of large topologies)",
    },
    out: { type: "string", value: "FILE", doc: "write it there instead of printing it" },
  },
  examples: [
    "waybill diagram topology/ --format html --out topology.html",
    "waybill diagram topology/ --format svg --only checkout --out checkout.svg",
    "waybill diagram specs/orders/orders.waybill --format mermaid",
  ],
};

/** Throws UsageError. */
export async function runDiagram(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const checked = checkedIn(loadSpecs(call.positionals, cwd), ANALYSIS_BROKERS, call.text("env"));
  const drawn = checked.topologies.filter(({ analysis }) => analysis !== undefined);
  if (drawn.length < checked.topologies.length) call.terminal.err(findingsText(checked, painter(false)));
  // cast: readCall has compared it with the formats of the command
  const format = call.format as DiagramFormat;
  const graphs = narrowed(drawn.flatMap(graphsOf), format, call);
  if (graphs.length > 0) give(await printed(graphs, format), call, cwd);
  return drawn.length < checked.topologies.length ? EXIT.findings : EXIT.fine;
}

function give(text: string, call: Call, cwd: string): void {
  const out = call.text("out");
  if (out === undefined) return call.terminal.out(text);
  writeWhole(out, text, cwd);
  if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
}

function graphsOf({ analysis, table }: CheckedTopology): readonly Graph[] {
  if (analysis === undefined) return [];
  return [graphOf(analysis.topology, { marks: marksOf(analysis, table), links: linksOf(analysis.topology) })];
}
