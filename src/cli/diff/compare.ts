/** From sources to differences: compile both sides, pair their topologies, compare each pair. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { BROKER_CHANGES } from "../../brokers/changes.ts";
import { type Compiled, compileAll } from "../../compiler/compile.ts";
import type { Source } from "../../compiler/syntax/read.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { Sources } from "../../diagnostics/position.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import { diffPlaces, type Side } from "../../diff/places.ts";
import type { Severity } from "../../diff/change.ts";
import { flowTable } from "../../compiler/infer/flow-table.ts";
import { analyse } from "../../compiler/infer/analyse.ts";
import type { Compared } from "./operands.ts";

export interface Compare {
  readonly diffs: readonly TopologyDiff[];
  /** Errors of notation or names that leave no topology to compare. */
  readonly unread: readonly Unread[];
  readonly sources: Readonly<Record<"old" | "new", Sources>>;
  /** Files of the new side, else of the old. */
  readonly files: readonly string[];
  readonly counts: Counts;
  /** Promised flows of the new side that cannot be judged. */
  readonly open: () => number;
}

export interface Unread {
  readonly side: "old" | "new";
  /** Absent of the topology as it is declared. */
  readonly environment?: string;
  readonly findings: readonly Finding[];
}

export interface Counts extends Readonly<Record<Severity, number>> {
  readonly weakened: number;
  readonly strengthened: number;
}

/** With `environment`, each topology as it is there, or as it is declared where it has none of that name; else in all. */
export function compare({ old, now }: Compared, environment?: string): Compare {
  const before = compiled(old, environment);
  const after = compiled(now, environment);
  const pairs = paired(before, after);
  const brokers = { analysis: ANALYSIS_BROKERS, changes: BROKER_CHANGES };
  const diffs = pairs.map(([one, other]) => diffPlaces(sideOf(one), sideOf(other), brokers));
  return {
    diffs,
    unread: [...unreadOf("old", before), ...unreadOf("new", after)],
    sources: { old: new Sources(old), new: new Sources(now) },
    files: (now.length > 0 ? now : old).map(({ path }) => path),
    counts: countsOf(diffs),
    open: () =>
      after.reduce((sum, { topology, environments }) => {
        const there = environments.map((each) => openOf(each.topology));
        return sum + Math.max(openOf(topology), ...there);
      }, 0),
  };
}

function compiled(sources: readonly Source[], environment: string | undefined): readonly Compiled[] {
  return compileAll(sources, { brokers: ANALYSIS_BROKERS }).map((each) => {
    if (environment === undefined) return each;
    const own = each.environments.find(({ name }) => name === environment);
    if (own === undefined) return { ...each, environments: [] };
    const { name: _name, ...there } = own;
    const { topology: _topology, declared: _declared, ...rest } = each;
    return { ...rest, ...there, environments: [] };
  });
}

function sideOf(compiled: Compiled | undefined): Side | undefined {
  if (compiled?.topology === undefined) return undefined;
  const environments = compiled.environments.map(({ name, topology }) => [name, topology] as const);
  return { topology: compiled.topology, environments: new Map(environments) };
}

/** An environment is told where the topology as it is declared is sound. */
function unreadOf(side: Unread["side"], all: readonly Compiled[]): readonly Unread[] {
  const errors = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter(({ severity }) => severity === "error");
  return all.flatMap(({ topology, findings, environments }): readonly Unread[] => {
    if (topology === undefined) return [{ side, findings: errors(findings) }];
    const broken = environments.filter((each) => each.topology === undefined);
    return broken.map((each) => ({ side, environment: each.name, findings: errors(each.findings) }));
  });
}

type Pair = readonly [Compiled | undefined, Compiled | undefined];

/** One on each side belong together whatever they are called; else those of one name, of the same file first; else of one file. */
function paired(before: readonly Compiled[], after: readonly Compiled[]): readonly Pair[] {
  const isOnly = before.length === 1 && after.length === 1;
  const pairs: readonly Pair[] = isOnly ? [[before[0], after[0]]] : byName(before, after);
  // What cannot be read is no topology that went or came.
  return pairs.filter((pair) => pair.every((each) => each === undefined || each.topology !== undefined));
}

function byName(before: readonly Compiled[], after: readonly Compiled[]): readonly Pair[] {
  const left = new Set(before);
  const found = new Map<Compiled, Compiled>();
  const isNamed = (a: Compiled, b: Compiled): boolean => a.name === b.name;
  const isFile = (a: Compiled, b: Compiled): boolean => a.paths[0] === b.paths[0];
  const ways = [(a: Compiled, b: Compiled) => isNamed(a, b) && isFile(a, b), isNamed, isFile];
  for (const belong of ways) {
    for (const other of after) {
      const one = found.has(other) ? undefined : [...left].find((each) => belong(each, other));
      if (one === undefined) continue;
      left.delete(one);
      found.set(other, one);
    }
  }
  return [
    ...after.map((other): Pair => [found.get(other), other]),
    ...[...left].map((one): Pair => [one, undefined]),
  ];
}

function countsOf(diffs: readonly TopologyDiff[]): Counts {
  const changes = (wanted: Severity): number =>
    diffs.reduce((sum, diff) => sum + diff.changes.filter(({ severity }) => severity === wanted).length, 0);
  const guarantees = (wanted: "weakened" | "strengthened"): number =>
    diffs.reduce(
      (sum, diff) => sum + diff.guarantees.filter(({ direction }) => direction === wanted).length,
      0,
    );
  return {
    weakened: guarantees("weakened"),
    strengthened: guarantees("strengthened"),
    breaking: changes("breaking"),
    risky: changes("risky"),
    safe: changes("safe"),
  };
}

function openOf(topology: Compiled["topology"]): number {
  if (topology === undefined) return 0;
  const rows = flowTable(analyse(topology, ANALYSIS_BROKERS));
  return rows.filter(
    ({ verdict, promised }) =>
      promised !== undefined && (verdict === "undecided" || verdict === "not-judged"),
  ).length;
}
