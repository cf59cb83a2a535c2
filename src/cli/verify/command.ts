/** `waybill verify [paths]` */
import { BROKERS } from "../../brokers/all.ts";
import { type Call, type CommandSpec, durationMs, readCall, wholeNumber } from "../call.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { jsonCheck } from "../../compiler/check-json.ts";
import { printedJson } from "../check/json.ts";
import { findingsText, summaryText, tablesText } from "../check/text.ts";
import { exitOf } from "../check/verdict.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import { progressLine } from "./progress.ts";
import { reportLines } from "./text.ts";
import { type Verified, verifyChecked } from "./verified.ts";

const SPEC: CommandSpec = {
  name: "verify",
  takes: "[paths]",
  doc: "checks, then breaks each promise in simulation, or finds no way to within bounds that it says",
  formats: ["text", "json"],
  options: {
    seed: { type: "string", value: "N", doc: "of the random runs (default: 42)" },
    runs: {
      type: "string",
      value: "N",
      doc: "random runs a promise, however long they take; the same output each time",
    },
    budget: {
      type: "string",
      value: "10s",
      doc: "time for random runs, where --runs does not say how many (default: 10s)",
    },
  },
  examples: ["waybill verify", "waybill verify topology/ --seed 7 --runs 1000 --format json"],
};

const SEED = 42;
const BUDGET_MS = 10_000;
const NUMBER_MAX = 2 ** 32 - 1;

/** Throws UsageError. */
export function runVerify(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const runs = wholeNumber(call, "runs", NUMBER_MAX);
  const budgetMs = durationMs(call, "budget");
  if (runs !== undefined && budgetMs !== undefined)
    throw new UsageError("--runs and --budget exclude each other");
  const seed = wholeNumber(call, "seed", NUMBER_MAX) ?? SEED;
  const checked = checkSources(loadSpecs(call.positionals, process.cwd()), BROKERS, todayOf(new Date()));
  const progress = progressLine(call.terminal.progress && call.format === "text");
  const verified = verifyChecked(checked, BROKERS, {
    seed,
    ...(runs === undefined ? {} : { runs }),
    budgetMs: budgetMs ?? BUDGET_MS,
    now: () => performance.now(),
    say: progress.say,
  });
  progress.end();
  if (call.format === "json") call.terminal.out(printedJson(jsonVerify(verified)));
  else call.terminal.out(textOf(verified, call));
  return exitOfVerify(verified, call);
}

function jsonVerify({ checked, reports, verdicts }: Verified): unknown {
  return { version: 1, check: jsonCheck(checked), reports, verdicts };
}

function textOf({ checked, reports, verdicts }: Verified, call: Call): string {
  const paint = painter(call.terminal.colour);
  const blocks = [findingsText(checked, paint)];
  if (!call.isQuiet) blocks.push(tablesText(checked, paint), `\n${summaryText(checked)}.\n`);
  for (const { topology, isFirst, lines } of shownReports(reports, checked.topologies.length, paint)) {
    blocks.push(`${isFirst && call.isQuiet ? "" : "\n"}${topology}${lines.join("\n")}\n`);
  }
  const unsound = checked.topologies.filter(({ analysis, isUnsound }) => isUnsound || analysis === undefined);
  for (const { name, files } of unsound) {
    const what = name === "" ? files.join(", ") : name;
    blocks.push(`\n${what} is not verified: it has errors that come before any promise.\n`);
  }
  const counts = Object.entries(verdicts).filter(([, count]) => count > 0);
  const words = counts.map(
    ([word, count]) => `${count} ${word === "holds" ? "hold within the bounds above" : word}`,
  );
  const seconds = (performance.now() / 1000).toFixed(1);
  blocks.push(
    `\n${words.length === 0 ? "nothing was promised that could be verified" : words.join(", ")}. ${seconds} s\n`,
  );
  return blocks.join("");
}

function shownReports(
  reports: Verified["reports"],
  topologies: number,
  paint: ReturnType<typeof painter>,
): readonly { readonly topology: string; readonly isFirst: boolean; readonly lines: readonly string[] }[] {
  return reports
    .filter(({ flows }) => flows.length > 0)
    .map((report, i) => ({
      topology: topologies > 1 ? `${paint.bold(report.topology)}\n` : "",
      isFirst: i === 0,
      lines: reportLines(report, paint),
    }));
}

/** What `check` says, or a refutation; what was not found out fails too. */
function exitOfVerify({ checked, verdicts }: Verified, call: Call): ExitCode {
  const isBroken = verdicts.refuted + verdicts.undetermined + verdicts.vacuous > 0;
  const isOpen = call.isStrict && verdicts.undecided + verdicts["not judged"] > 0;
  return isBroken || isOpen ? EXIT.findings : exitOf(checked, call);
}
