/** `waybill verify --live`: the promises of a spec on real brokers. */
import { ANALYSIS_BROKERS } from "../../../brokers/analysis.ts";
import type { Checked } from "../../../compiler/check-sources.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import type { Call } from "../../call.ts";
import { printedJson } from "../../check/json.ts";
import { findingsText } from "../../check/text.ts";
import { checkedIn } from "../../environment.ts";
import { makeFolder } from "../../files.ts";
import { findingLines } from "../../findings/frame.ts";
import { loadSpecs } from "../../load.ts";
import { EXIT, type ExitCode, UsageError } from "../../output.ts";
import { painter } from "../../text.ts";
import { onSignal } from "../on-signal.ts";
import { jsonLive } from "./json.ts";
import { mustBeInstalled, refusedClients } from "./clients.ts";
import { readLiveOptions } from "./options.ts";
import type { LiveReport } from "./report.ts";
import { liveRun } from "./run.ts";
import { liveText } from "./text.ts";

/** Throws UsageError. */
export async function runLive(call: Call): Promise<ExitCode> {
  const options = readLiveOptions(call);
  const cwd = process.cwd();
  if (options.history !== undefined) makeFolder(options.history, cwd);
  const checked = checkedIn(loadSpecs(call.positionals, cwd), ANALYSIS_BROKERS, call.text("env"));
  const analyses = soundAnalyses(checked, call);
  if (analyses === undefined) return EXIT.findings;
  for (const { topology } of analyses) mustBeInstalled(topology, cwd);
  const say = (line: string): void => {
    if (!call.isQuiet) call.terminal.err(`${line}\n`);
  };
  const interrupt = new AbortController();
  const signals = onSignal((name) =>
    say(`${name}: ending with what is known so far; once more ends at once`),
  );
  signals.then(() => interrupt.abort());
  const reports: LiveReport[] = [];
  try {
    for (const analysis of analyses)
      reports.push(await liveRun(analysis, { options, cwd, signal: interrupt.signal, say }));
  } finally {
    signals.end();
  }
  const paint = painter(call.terminal.colour);
  if (call.format === "json") call.terminal.out(printedJson(jsonLive(reports)));
  else call.terminal.out(reports.map((report) => liveText(report, paint)).join("\n"));
  return exitOf(reports, call);
}

/** Undefined where something is wrong, which is then printed. Throws UsageError where nothing is promised. */
function soundAnalyses(checked: Checked, { terminal }: Call): readonly Analysis[] | undefined {
  const analyses = checked.topologies.flatMap(({ analysis, isUnsound }) =>
    isUnsound || analysis === undefined ? [] : [analysis],
  );
  const refused = analyses.flatMap(({ topology }) => refusedClients(topology));
  const paint = painter(terminal.colour);
  if (analyses.length < checked.topologies.length) terminal.out(findingsText(checked, paint));
  for (const finding of refused)
    terminal.out(`${findingLines(finding, checked.sources, paint).join("\n")}\n`);
  if (analyses.length < checked.topologies.length || refused.length > 0) {
    terminal.err("nothing was started: that comes first\n");
    return undefined;
  }
  const promised = analyses.filter(({ flows }) => flows.some(({ promises }) => promises.length > 0));
  if (promised.length === 0)
    throw new UsageError("nothing is promised here that could be tried: add a guarantee to the spec");
  return promised;
}

function exitOf(reports: readonly LiveReport[], call: Call): ExitCode {
  const words = reports.flatMap(({ guarantees }) => guarantees.map(({ verdict }) => verdict));
  const isWrong = reports.some(({ judged: { channels, troubles } }) => {
    return troubles.length > 0 || channels.some(({ verdict }) => verdict === "violated");
  });
  const isVacuous = words.includes("vacuous") && !call.flag("allow-vacuous");
  const isOpen = call.isStrict && words.includes("not judged");
  return isWrong || words.includes("refuted") || isVacuous || isOpen ? EXIT.findings : EXIT.fine;
}
