/** Sources to a topology: read, resolve, expand, check. The passes run in this order and know only earlier ones. */
import type { DocumentNode } from "../../grammar/tree.ts";
import type { Finding } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import type { Topology } from "../model/topology.ts";
import type { CompileBroker } from "./broker.ts";
import { checkPaths } from "./check/check-paths.ts";
import { checkTraffic } from "./check/check-traffic.ts";
import { Traffic } from "./check/traffic.ts";
import { names } from "./resolve/names.diagnostics.ts";
import type { Allowance } from "./resolve/resolution.ts";
import { resolve } from "./resolve/resolve.ts";
import { readSource, type Source } from "./syntax/read.ts";

export interface CompileOptions {
  readonly brokers: readonly CompileBroker[];
}

export interface Compiled {
  /**
   * With the brokers' short forms written out. Absent where an error of notation or names leaves none; errors of types, of
   * brokers, or of guarantees may stand beside it.
   */
  readonly topology?: Topology;
  /** As written: without what the short forms stand for. Present where `topology` is. */
  readonly declared?: Topology;
  /** By file, start, code. Allowances are not applied, since checks of others come after these. */
  readonly findings: readonly Finding[];
  /** Findings of a file beyond those kept. */
  readonly omitted: ReadonlyMap<string, number>;
  readonly allowances: readonly Allowance[];
  /** Name of the topology, where a file says it. */
  readonly name?: string;
  readonly paths: readonly string[];
}

/** One topology from all of its files. Pure: the same sources give the same result; nothing a source says makes it throw. */
export function compile(sources: readonly Source[], options: CompileOptions): Compiled {
  const sink = new FindingSink();
  const documents = readAll(sources, options, sink);
  for (const { name, other } of strangers(documents)) {
    sink.add(names.report.otherTopology(name.span, { name: name.text, other }));
  }
  return finish(sources, documents, options, sink);
}

/** Files of one folder that name the same topology belong together. In the order of their first files. */
export function compileAll(sources: readonly Source[], options: CompileOptions): readonly Compiled[] {
  const groups = new Map<string, { sources: Source[]; documents: DocumentNode[]; sink: FindingSink }>();
  for (const source of sources) {
    const sink = new FindingSink();
    const [document] = readAll([source], options, sink);
    const name = document?.topologies[0]?.text;
    const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
    const key = name === undefined ? `file ${source.path}` : `${folder}\n${name}`;
    const group = groups.get(key) ?? { sources: [], documents: [], sink: new FindingSink() };
    group.sources.push(source);
    if (document !== undefined) group.documents.push(document);
    group.sink.take(sink);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => finish(group.sources, group.documents, options, group.sink));
}

function readAll(sources: readonly Source[], options: CompileOptions, sink: FindingSink): DocumentNode[] {
  const kinds = options.brokers.flatMap((broker) => broker.kinds);
  return sources.flatMap((source) => readSource(source, kinds, sink) ?? []);
}

function* strangers(
  documents: readonly DocumentNode[],
): Generator<{ name: DocumentNode["topologies"][number]; other: string }> {
  const first = documents.find(({ topologies }) => topologies.length > 0)?.topologies[0];
  for (const { topologies } of documents) {
    const [name] = topologies;
    if (first !== undefined && name !== undefined && name.text !== first.text)
      yield { name, other: first.text };
  }
}

function finish(
  sources: readonly Source[],
  documents: readonly DocumentNode[],
  { brokers }: CompileOptions,
  sink: FindingSink,
): Compiled {
  const name = documents.flatMap(({ topologies }) => topologies)[0]?.text;
  const resolution = resolve(name ?? "", documents, brokers, sink);
  const isSound = !sink.hasErrors && name !== undefined;
  const topology = isSound ? expand(resolution.topology, brokers) : undefined;
  if (topology !== undefined) {
    const traffic = new Traffic(topology, brokers);
    checkPaths(resolution, traffic, sink);
    checkTraffic(resolution, traffic, sink);
    for (const broker of brokers) sink.addAll(broker.checks(topology));
  }
  return {
    ...(topology && { topology, declared: resolution.topology }),
    findings: sink.sorted(),
    omitted: sink.omitted(),
    allowances: resolution.allowances,
    ...(name !== undefined && { name }),
    paths: sources.map(({ path }) => path),
  };
}

function expand(topology: Topology, brokers: readonly CompileBroker[]): Topology {
  return brokers.reduce((sofar, broker) => broker.expand(sofar), topology);
}
