/** From sources to what `check` has to say: findings of every pass, and the flow table of each topology. */
import { joinedFindings, placesOf } from "./check-places.ts";
import { type Compiled, compileAll } from "./compile.ts";
import { fixCompleter } from "./complete-fix.ts";
import type { Analysis, AnalysisBroker } from "./infer/analyse.ts";
import { type FlowRow, type FlowVerdict, flowTable } from "./infer/flow-table.ts";
import type { Source } from "./syntax/read.ts";
import { compareFindings, type Finding } from "../diagnostics/define.ts";
import { Sources } from "../diagnostics/position.ts";

export interface CheckedTopology {
  /** Empty where no file says it. */
  readonly name: string;
  readonly files: readonly string[];
  readonly table: readonly FlowRow[];
  /** Absent where errors leave no topology. */
  readonly analysis?: Analysis;
  /** Something is wrong beside promises that do not hold: no broker would take it, or it says nothing sound. */
  readonly isUnsound: boolean;
  /** The one that was asked for; absent where the topology is judged as it is declared. */
  readonly environment?: string;
  /** All that it declares, each with its own table; none where one was asked for. */
  readonly environments: readonly CheckedEnvironment[];
}

export interface CheckedEnvironment {
  readonly name: string;
  readonly table: readonly FlowRow[];
}

export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly allowed: number;
  /** Rows of the flow tables by verdict. */
  readonly flows: Readonly<Record<FlowVerdict, number>>;
}

export interface Checked {
  readonly topologies: readonly CheckedTopology[];
  /** Not allowed. By file, start, code. */
  readonly findings: readonly Finding[];
  /** Further findings of a file, that were too many to keep. */
  readonly omitted: ReadonlyMap<string, number>;
  readonly summary: Summary;
  /** Names of all that the topologies declare. */
  readonly environments: readonly string[];
  readonly sources: Sources;
}

/** `today` is `YYYY-MM-DD`: allowances may end. `environment`: that one alone is judged. Pure. */
export function checkSources(
  files: readonly Source[],
  brokers: readonly AnalysisBroker[],
  today: string,
  environment?: string,
): Checked {
  return checkCompiled(files, compileAll(files, { brokers }), brokers, today, environment);
}

/** The same for topologies that are compiled already, of these files. Without `today` no allowance ends. */
export function checkCompiled(
  files: readonly Source[],
  compiled: readonly Compiled[],
  brokers: readonly AnalysisBroker[],
  today: string | undefined,
  environment?: string,
): Checked {
  const complete = fixCompleter(files, brokers);
  const parts = compiled.map((each) => checkOne(each, brokers, today, environment));
  const findings = parts.flatMap((part) => part.findings.map(complete)).sort(compareFindings);
  const topologies = parts.map(({ topology }) => topology);
  return {
    topologies,
    findings,
    omitted: new Map(parts.flatMap(({ omitted }) => [...omitted])),
    summary: {
      errors: findings.filter(({ severity }) => severity === "error").length,
      warnings: findings.filter(({ severity }) => severity === "warning").length,
      allowed: parts.reduce((sum, { allowed }) => sum + allowed, 0),
      flows: verdicts(topologies.flatMap(({ table }) => table)),
    },
    environments: [...new Set(compiled.flatMap((each) => each.environments.map(({ name }) => name)))],
    sources: new Sources(files),
  };
}

interface Part {
  readonly topology: CheckedTopology;
  readonly findings: readonly Finding[];
  readonly omitted: ReadonlyMap<string, number>;
  readonly allowed: number;
}

function checkOne(
  compiled: Compiled,
  brokers: readonly AnalysisBroker[],
  today: string | undefined,
  environment: string | undefined,
): Part {
  const { name = "", paths, omitted } = compiled;
  const places = placesOf(compiled, brokers, today, environment);
  const [{ analysis, isUnsound, environment: only }, ...others] = places;
  const tableOf = (each: Analysis | undefined): readonly FlowRow[] =>
    each === undefined ? [] : flowTable(each);
  const topology: CheckedTopology = {
    name,
    files: paths,
    table: tableOf(analysis),
    ...(analysis === undefined ? {} : { analysis }),
    isUnsound,
    ...(only !== undefined && { environment: only }),
    environments: others.map((each) => ({ name: each.environment ?? "", table: tableOf(each.analysis) })),
  };
  return { topology, omitted, ...joinedFindings(places) };
}

function verdicts(rows: readonly FlowRow[]): Readonly<Record<FlowVerdict, number>> {
  const count = (wanted: FlowVerdict): number => rows.filter(({ verdict }) => verdict === wanted).length;
  return {
    holds: count("holds"),
    broken: count("broken"),
    undecided: count("undecided"),
    "not-judged": count("not-judged"),
    unpromised: count("unpromised"),
  };
}
