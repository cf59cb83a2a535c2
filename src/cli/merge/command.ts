/** `waybill merge FILE…`: the report of what several calls of verify did of the same work. */
import { assemble } from "../../verify/assemble.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { printedJson } from "../check/json.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { junitXml } from "../formats/junit.ts";
import { verifySuites } from "../verify/junit.ts";
import { reportsText, verdictsText } from "../verify/reports-text.ts";
import { readResults } from "../verify/results-file.ts";
import { failsVerify } from "../verify/verdict.ts";
import { countedVerdicts } from "../verify/verified.ts";
import { union } from "./union.ts";

const SPEC: CommandSpec = {
  name: "merge",
  judges: true,
  takes: "FILE…",
  doc: "joins what several calls of verify kept with --results, whatever their shards, into one report",
  formats: ["text", "json", "junit"],
  options: {
    coverage: { type: "boolean", doc: "show all that was reached, and how often" },
    "allow-vacuous": { type: "boolean", doc: "a promise that was hardly tried does not fail" },
  },
  examples: [
    "waybill verify topology/ --runs 100000 --shard 1/2 --results 1.results",
    "waybill verify topology/ --runs 100000 --shard 2/2 --results 2.results",
    "waybill merge 1.results 2.results",
  ],
};

/** Throws UsageError. */
export function runMerge(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  if (call.positionals.length === 0)
    throw new UsageError("merge takes the files that verify --results wrote: waybill merge FILE FILE");
  const cwd = process.cwd();
  const joined = union(call.positionals.map((path) => ({ path, parts: readResults(path, cwd) })));
  if (!joined.ok) throw new UsageError(joined.why);
  const reports = joined.parts.map(({ agenda, results }) => assemble(agenda, results));
  const verdicts = countedVerdicts(reports);
  if (call.format === "json") call.terminal.out(printedJson({ version: 1, reports, verdicts }));
  else if (call.format === "junit") call.terminal.out(junitXml(verifySuites(reports, call)));
  else call.terminal.out(`${reportsText(reports, joined.parts.length, call)}${verdictsText(verdicts)}.\n`);
  return failsVerify(verdicts, call) ? EXIT.findings : EXIT.fine;
}
