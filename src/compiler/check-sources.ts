/** From sources to what `check` has to say: findings of every pass, and the flow table of each topology. */
import { applyAllowances, unusedFindings } from "./allow.ts";
import { type Compiled, compileAll } from "./compile.ts";
import { type Analysis, type AnalysisBroker, analyse } from "./infer/analyse.ts";
import { fixCompleter } from "./complete-fix.ts";
import { type FlowRow, type FlowVerdict, flowTable } from "./infer/flow-table.ts";
import { hazardFindings } from "./infer/hazard-findings.ts";
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
  readonly sources: Sources;
}

/** `today` is `YYYY-MM-DD`: allowances may end. Pure. */
export function checkSources(
  files: readonly Source[],
  brokers: readonly AnalysisBroker[],
  today: string,
): Checked {
  return checkCompiled(files, compileAll(files, { brokers }), brokers, today);
}

/** The same for topologies that are compiled already, of these files. Without `today` no allowance ends. */
export function checkCompiled(
  files: readonly Source[],
  compiled: readonly Compiled[],
  brokers: readonly AnalysisBroker[],
  today: string | undefined,
): Checked {
  const complete = fixCompleter(files, brokers);
  const parts = compiled.map((each) => checkOne(each, brokers, today));
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
    sources: new Sources(files),
  };
}

interface Part {
  readonly topology: CheckedTopology;
  readonly findings: readonly Finding[];
  readonly omitted: ReadonlyMap<string, number>;
  readonly allowed: number;
}

function checkOne(compiled: Compiled, brokers: readonly AnalysisBroker[], today: string | undefined): Part {
  const { topology, allowances, name = "", paths, omitted } = compiled;
  const analysis = topology === undefined ? undefined : analyse(topology, brokers);
  const hazards = analysis === undefined ? [] : hazardFindings(analysis, brokers);
  const { findings, allowed, unused } = applyAllowances(
    [...compiled.findings, ...hazards],
    allowances,
    today,
  );
  const isHazard = new Set(hazards);
  return {
    topology: {
      name,
      files: paths,
      table: analysis === undefined ? [] : flowTable(analysis),
      ...(analysis === undefined ? {} : { analysis }),
      isUnsound: findings.some((finding) => finding.severity === "error" && !isHazard.has(finding)),
    },
    findings: analysis === undefined ? findings : [...findings, ...unusedFindings(unused)],
    omitted,
    allowed: allowed.length,
  };
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
