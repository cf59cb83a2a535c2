/** One topology judged as it is declared, and as it is in each environment. */
import { applyAllowances, unusedFindings } from "./allow.ts";
import type { Compiled, CompiledEnvironment } from "./compile.ts";
import { type Analysis, type AnalysisBroker, analyse } from "./infer/analyse.ts";
import { hazardFindings } from "./infer/hazard-findings.ts";
import type { Allowance } from "./resolve/resolution.ts";
import { compareFindings, type Finding } from "../diagnostics/define.ts";

/** A topology as it is declared, or in one environment. */
export interface Place {
  /** Absent of what is declared. */
  readonly environment?: string;
  readonly analysis?: Analysis;
  /** Not allowed. */
  readonly findings: readonly Finding[];
  readonly allowed: readonly Finding[];
  /** Allowances that allowed nothing; none where not every check has run. */
  readonly unused: readonly Allowance[];
  /** Something is wrong beside promises that do not hold. */
  readonly isUnsound: boolean;
}

/** `environment`: that one alone; a topology without it is judged as it is declared. */
export function placesOf(
  compiled: Compiled,
  brokers: readonly AnalysisBroker[],
  today: string | undefined,
  environment?: string,
): readonly [Place, ...Place[]] {
  const one = compiled.environments.find(({ name }) => name === environment);
  if (one !== undefined) return [placeOf(one, brokers, today, one.name)];
  const others = environment === undefined ? compiled.environments : [];
  return [
    placeOf(compiled, brokers, today),
    ...others.map((each) => placeOf(each, brokers, today, each.name)),
  ];
}

function placeOf(
  compiled: Compiled | CompiledEnvironment,
  brokers: readonly AnalysisBroker[],
  today: string | undefined,
  environment?: string,
): Place {
  const { topology, allowances } = compiled;
  const analysis = topology === undefined ? undefined : analyse(topology, brokers);
  const hazards = analysis === undefined ? [] : hazardFindings(analysis, brokers);
  const { findings, allowed, unused } = applyAllowances(
    [...compiled.findings, ...hazards],
    allowances,
    today,
  );
  const isHazard = new Set(hazards);
  return {
    ...(environment !== undefined && { environment }),
    ...(analysis && { analysis }),
    findings,
    allowed,
    unused: analysis === undefined ? [] : unused,
    isUnsound: findings.some((finding) => finding.severity === "error" && !isHazard.has(finding)),
  };
}

/** What findings call the topology as it is declared. */
const BASE = "base";

/** Each finding once; one that does not hold in all places says in which it does. An allowance is unused if no place uses it. */
export function joinedFindings(places: readonly Place[]): {
  readonly findings: readonly Finding[];
  readonly allowed: number;
} {
  const found = new Map<string, { readonly finding: Finding; readonly names: string[] }>();
  for (const { findings, environment = BASE } of places) {
    for (const finding of findings) {
      const key = keyOf(finding);
      const known = found.get(key) ?? { finding, names: [] };
      found.set(key, known);
      if (known.names.at(-1) !== environment) known.names.push(environment);
    }
  }
  const findings = [...found.values()].map(({ finding, names }) =>
    names.length === places.length ? finding : inPlaces(finding, names),
  );
  const [first, ...others] = places;
  const isUnused = ({ span }: Allowance): boolean =>
    others.every(({ unused }) =>
      unused.some((each) => each.span.start === span.start && each.span.file === span.file),
    );
  const unused = unusedFindings((first?.unused ?? []).filter(isUnused));
  const allowed = new Set(places.flatMap((place) => place.allowed.map(keyOf)));
  return { findings: [...findings, ...unused].sort(compareFindings), allowed: allowed.size };
}

function keyOf({ code, span, message }: Finding): string {
  return `${code} ${span.file}\n${span.start} ${span.end} ${message}`;
}

function inPlaces(finding: Finding, environments: readonly string[]): Finding {
  const notes = [...(finding.notes ?? []), `in: ${environments.join(", ")}`];
  return { ...finding, notes, environments };
}
