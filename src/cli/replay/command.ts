/** `waybill replay TOKEN [paths]` */
import { BROKERS } from "../../brokers/all.ts";
import type { Trace } from "../../report/trace.ts";
import { traceMermaid } from "../../report/trace-mermaid.ts";
import { traceOf } from "../../report/trace-of.ts";
import { traceSvg } from "../../report/trace-svg.ts";
import { type Replay, type ReplayReport, replay } from "../../verify/replay.ts";
import { readStoryToken } from "../../verify/story-token.ts";
import { type CommandSpec, readCall } from "../call.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import { printedJson } from "../check/json.ts";
import { findingsText } from "../check/text.ts";
import { writeWhole } from "../files.ts";
import { checkedIn, ENVIRONMENT } from "../environment.ts";
import { loadSpecs } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import { replayText } from "./text.ts";

const SPEC: CommandSpec = {
  name: "replay",
  takes: "TOKEN [paths]",
  doc: "runs a story that verify found again, move by move, on the spec as it is now; fails where it still ends badly",
  formats: ["text", "json", "svg", "mermaid", "trace"],
  options: {
    env: ENVIRONMENT,
    history: {
      type: "string",
      value: "FILE",
      doc: "also write the events of the run as a history that judge reads",
    },
  },
  examples: [
    "waybill replay wb1:… topology/",
    "waybill replay wb1:… topology/ --history run.jsonl",
    "waybill replay wb1:… topology/ --format svg > story.svg",
  ],
};

interface Replayed extends Replay {
  readonly topology: string;
}

/** Throws UsageError. */
export function runReplay(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [token, ...paths] = call.positionals;
  if (token === undefined) throw new UsageError("replay takes a token: waybill replay wb1:… [paths]");
  const opened = readStoryToken(token);
  if (!opened.ok) throw new UsageError(`this token cannot be replayed: ${opened.why}`);
  if (opened.story.isOfCode) throw new UsageError(ofCode(token, opened.story.flow));
  const checked = checkedIn(loadSpecs(paths, process.cwd()), BROKERS, call.text("env"));
  const paint = painter(call.terminal.colour);
  const analyses = checked.topologies.flatMap(({ analysis }) => (analysis === undefined ? [] : [analysis]));
  const picture = PICTURES.get(call.format);
  if (picture !== undefined) {
    const traces = analyses.flatMap((analysis) => traceOf(analysis, BROKERS, opened.story) ?? []);
    const [trace] = traces;
    if (trace === undefined) return nowhere(checked, opened.story.flow, call.terminal.err);
    if (traces.length > 1) throw new UsageError(severalText(traces, call.format));
    call.terminal.out(picture(trace));
    return trace.breach === undefined ? EXIT.fine : EXIT.findings;
  }
  const replayed = analyses.flatMap((analysis): readonly Replayed[] => {
    const found = replay(analysis, BROKERS, opened.story);
    return found === undefined ? [] : [{ topology: analysis.topology.name, ...found }];
  });
  if (replayed.length === 0) return nowhere(checked, opened.story.flow, call.terminal.err);
  writeHistoryOf(replayed, call.text("history"));
  if (call.format === "json") call.terminal.out(printedJson(jsonReplay(replayed)));
  else
    call.terminal.out(
      replayed
        .map((each) => replayText(each.report, paint, analyses.length > 1 ? ` of ${each.topology}` : ""))
        .join("\n"),
    );
  return replayed.some(({ report }) => report.broken) ? EXIT.findings : EXIT.fine;
}

/** Throws UsageError. */
function writeHistoryOf(replayed: readonly Replayed[], path: string | undefined): void {
  if (path === undefined) return;
  const [only, ...others] = replayed;
  if (only === undefined || others.length > 0)
    throw new UsageError("--history writes one run, and several topologies have the flow: name one spec");
  writeWhole(path, only.history(), process.cwd());
}

function jsonReplay(replayed: readonly Replayed[]): {
  readonly version: 1;
  readonly replayed: readonly { readonly topology: string; readonly report: ReplayReport }[];
} {
  return { version: 1, replayed: replayed.map(({ topology, report }) => ({ topology, report })) };
}

const PICTURES: ReadonlyMap<string, (trace: Trace) => string> = new Map([
  ["svg", traceSvg],
  ["mermaid", traceMermaid],
  ["trace", printedJson],
]);

function severalText(traces: readonly Trace[], format: string): string {
  const names = traces.map(({ topology }) => topology).join(", ");
  return `--format ${format} shows one topology, and several have this flow: ${names}. Name the file of one`;
}

function ofCode(token: string, flow: string): string {
  return (
    `this is a story of your handlers, told by testGuarantees, and they live in the test of ${flow}: ` +
    `run that test with the token, WAYBILL_REPLAY=${token} npx vitest run`
  );
}

/** No topology has the flow: what is wrong with the specs is said, if anything is. */
function nowhere(checked: Checked, flow: string, err: (text: string) => void): ExitCode {
  if (checked.topologies.every(({ analysis }) => analysis !== undefined)) {
    throw new UsageError(`no spec has the flow of this story: ${flow}`);
  }
  err(findingsText(checked, painter(false)));
  return EXIT.findings;
}
