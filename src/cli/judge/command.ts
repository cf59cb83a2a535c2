/** `waybill judge HISTORY --spec FILE` */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import type { Analysis } from "../../compiler/infer/analyse.ts";
import type { Header } from "../../history/event.ts";
import { watchedChannels } from "../../verify/watched-channels.ts";
import { watchedGuarantees } from "../../verify/watched-guarantees.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { printedJson } from "../check/json.ts";
import { findingsText } from "../check/text.ts";
import { checkedIn, ENVIRONMENT } from "../environment.ts";
import { loadSpecs } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import { jsonJudge } from "./json.ts";
import { type Judged, judgeFile, type Watched } from "./judged.ts";
import { troubleText, verdictsText } from "./text.ts";

const SPEC: CommandSpec = {
  name: "judge",
  judges: true,
  takes: "HISTORY --spec FILE",
  doc: "judges every guarantee of a spec over a recorded history; fails where one is violated or was never tried",
  formats: ["text", "json"],
  options: {
    env: ENVIRONMENT,
    spec: { type: "string", value: "FILE", doc: "the spec whose guarantees are judged" },
    flow: {
      type: "string",
      value: "ID",
      doc: 'only the guarantees of one flow, as "shop.placing -> payment.charge"',
    },
  },
  examples: [
    "waybill judge history.jsonl --spec topology/shop.waybill",
    'waybill judge history.jsonl --spec topology/ --flow "shop.placing -> payment.charge" --format json',
  ],
};

/** Throws UsageError. */
export function runJudge(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [path, ...others] = call.positionals;
  const spec = call.text("spec");
  if (path === undefined || others.length > 0)
    throw new UsageError("judge takes one history: waybill judge history.jsonl --spec FILE");
  if (spec === undefined)
    throw new UsageError("judge needs the spec: waybill judge history.jsonl --spec FILE");
  const checked = checkedIn(loadSpecs([spec], process.cwd()), ANALYSIS_BROKERS, call.text("env"));
  const analyses = checked.topologies.flatMap(({ analysis }) => (analysis === undefined ? [] : [analysis]));
  if (analyses.length === 0) return withoutTopology(checked, call);
  const judged = judgeFile(path, process.cwd(), (header) =>
    watchedOf(analyses, header, spec, call.text("flow")),
  );
  const paint = painter(call.terminal.colour);
  if (call.format === "json") call.terminal.out(printedJson(jsonJudge(judged)));
  else
    call.terminal.out(
      judged.troubles.length > 0 ? troubleText(path, judged, paint) : verdictsText(judged, paint),
    );
  return exitOf(judged, call);
}

function withoutTopology(checked: Checked, call: Call): ExitCode {
  call.terminal.err(findingsText(checked, painter(false)));
  return EXIT.findings;
}

function watchedOf(
  analyses: readonly Analysis[],
  { topology: name, flows }: Header,
  spec: string,
  flow: string | undefined,
): Watched {
  const analysis = analyses.find(({ topology }) => topology.name === name);
  if (analysis === undefined) {
    const declared = analyses.map(({ topology }) => topology.name).join(", ");
    throw new UsageError(`the history is one of topology ${name}, and ${spec} declares ${declared}`);
  }
  const all = watchedGuarantees(analysis, ANALYSIS_BROKERS);
  if (all.length === 0)
    throw new UsageError(`${spec} promises nothing that could be judged: add a guarantee`);
  const watched = all.filter(({ from, to }) => flow === undefined || flow === `${from} -> ${to}`);
  if (watched.length > 0)
    return {
      guarantees: watched,
      channels: watchedChannels(analysis, ANALYSIS_BROKERS, flow === undefined ? flows : [flow]),
    };
  const known = all.map(({ from, to }) => `"${from} -> ${to}"`).join(", ");
  throw new UsageError(`${spec} has no guarantee of the flow ${flow ?? ""}; there are ${known}`);
}

function exitOf({ troubles, verdicts, channels }: Judged, { isStrict }: Call): ExitCode {
  const isBad = verdicts.some(({ verdict }) => verdict === "violated" || verdict === "vacuous");
  const isWrong = channels.some(({ verdict }) => verdict === "violated");
  const isOpen = isStrict && verdicts.some(({ verdict }) => verdict === "not judged");
  return troubles.length > 0 || isBad || isWrong || isOpen ? EXIT.findings : EXIT.fine;
}
