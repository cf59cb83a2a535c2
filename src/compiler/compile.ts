/** Sources to a topology: read, resolve, expand, check. The passes run in this order and know only earlier ones. */
import type { DocumentNode } from "../../grammar/tree.ts";
import type { Finding } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import type { Topology } from "../model/topology.ts";
import type { CompileBroker } from "./broker.ts";
import { checkPaths } from "./check/check-paths.ts";
import { checkTags } from "./check/check-tags.ts";
import { checkTraffic } from "./check/check-traffic.ts";
import { Traffic } from "./check/traffic.ts";
import { names } from "./resolve/names.diagnostics.ts";
import type { Allowance } from "./resolve/resolution.ts";
import { type Find, type Group, grouped, Modules, type Spec } from "./module-graph.ts";
import { type UsedModule, usedModules } from "./resolve/modules/used.ts";
import { environmentsOf } from "./resolve/places/environments.ts";
import { writtenOut } from "./resolve/places/repetitions.ts";
import { resolve } from "./resolve/resolve.ts";
import { SchemaFiles } from "./resolve/schema/files.ts";
import { filesNamedBySchema, filesNamedBySpec } from "./syntax/named-files.ts";
import { isLikelySpec, readSource, type Source } from "./syntax/read.ts";

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
  /** The same topology where settings are those of an environment, in the order in which they are declared. */
  readonly environments: readonly CompiledEnvironment[];
}

/** Findings of notation are those of the topology too. */
export interface CompiledEnvironment
  extends Pick<Compiled, "topology" | "declared" | "findings" | "omitted" | "allowances"> {
  readonly name: string;
}

/**
 * One topology from all of its files, and those that they name. Pure: the same sources give the same result; nothing a
 * source says makes it throw.
 */
export function compile(sources: readonly Source[], options: CompileOptions): Compiled {
  const { specs, others } = sorted(sources, options);
  const groups = grouped(specs);
  const modules = new Modules(groups, others, finishing(others, options));
  const main = [...groups][0];
  const used = main === undefined ? new Set<string>() : modules.reached(main[0]);
  const own = [...groups].filter(([key]) => key === main?.[0] || !used.has(key)).map(([, group]) => group);
  const sink = new FindingSink();
  for (const group of own) sink.take(group.sink);
  const documents = own.flatMap((group) => group.documents);
  for (const { name, other } of strangers(documents)) {
    sink.add(names.report.otherTopology(name.span, { name: name.text, other }));
  }
  return modules.finish({ sources: own.flatMap((group) => group.sources), documents, sink }, main?.[0]);
}

/** Files of one folder that name the same topology belong together. In the order of their first files. */
export function compileAll(sources: readonly Source[], options: CompileOptions): readonly Compiled[] {
  const { specs, others } = sorted(sources, options);
  const groups = grouped(specs);
  const modules = new Modules(groups, others, finishing(others, options));
  return [...groups].flatMap(([key, group]) =>
    group.sources.every(({ named }) => named === true) ? [] : [modules.compiled(key, group)],
  );
}

/** How one topology is compiled beside others. */
function finishing(
  others: readonly Source[],
  options: CompileOptions,
): (group: Group, find: Find) => Compiled {
  return (group, find) => finish({ ...group, others, find }, options, group.sink);
}

interface Sorted {
  readonly specs: readonly Spec[];
  /** Named by a spec, and none themselves. */
  readonly others: readonly Source[];
}

/** Specs, and what they name. A file that names nothing and that nobody names is taken for a spec, to be told what it lacks. */
function sorted(sources: readonly Source[], { brokers }: CompileOptions): Sorted {
  const kinds = brokers.flatMap((broker) => broker.kinds);
  const read = (source: Source): Spec => {
    const sink = new FindingSink();
    return { source, document: readSource(source, kinds, sink), sink };
  };
  const likely = new Map(sources.filter(isLikelySpec).map((source) => [source, read(source)]));
  const named = namedFiles(
    sources,
    [...likely.values()].flatMap(({ document }) => document ?? []),
  );
  const isOther = (source: Source): boolean =>
    source.refused !== undefined ||
    (named.has(source.path) && likely.get(source)?.document?.format === undefined);
  const specs = sources.filter((source) => !isOther(source));
  return {
    specs: specs.map((source) => likely.get(source) ?? read(source)),
    others: sources.filter(isOther),
  };
}

/** Files that specs name, and those that such files name in turn. */
function namedFiles(sources: readonly Source[], documents: readonly DocumentNode[]): ReadonlySet<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const named = new Set<string>();
  const open = documents.flatMap(filesNamedBySpec);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = byPath.get(path);
    if (source === undefined || named.has(path)) continue;
    named.add(path);
    open.push(...filesNamedBySchema(source));
  }
  return named;
}

interface Parts {
  readonly sources: readonly Source[];
  readonly documents: readonly DocumentNode[];
  readonly others: readonly Source[];
  readonly find: Find;
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
  { sources, documents, others, find }: Parts,
  { brokers }: CompileOptions,
  sink: FindingSink,
): Compiled {
  const name = documents.flatMap(({ topologies }) => topologies)[0]?.text;
  const files = new SchemaFiles(others);
  const written = writtenOut(documents, sink);
  const environments = environmentsOf(written, brokers, sink);
  const used = usedModules(written, (use, module) => find(use, module, undefined), sink);
  const read = new FindingSink();
  read.take(sink);
  const paths = new Set(sources.map(({ path }) => path));
  const input = { name, brokers, files, paths };
  const base = judged({ ...input, documents: written, used }, sink);
  sink.addAll(files.findings());
  return {
    ...base,
    findings: sink.sorted(),
    omitted: sink.omitted(),
    ...(name !== undefined && { name }),
    paths: [...sources.map(({ path }) => path), ...files.read()],
    environments: environments.map((each) => {
      const own = new FindingSink();
      own.take(read);
      const there = usedModules(
        each.documents,
        (use, module) => find(use, module, each.name),
        new FindingSink(),
      );
      const found = judged({ ...input, documents: each.documents, used: there }, own);
      own.addAll(files.findings());
      return { name: each.name, ...found, findings: own.sorted(), omitted: own.omitted() };
    }),
  };
}

interface Judgeable {
  /** Undefined where no file says it. */
  readonly name: string | undefined;
  readonly documents: readonly DocumentNode[];
  readonly brokers: readonly CompileBroker[];
  readonly files: SchemaFiles;
  readonly used: readonly UsedModule[];
  /** Of its own files: what is wrong with others is told where they are judged. */
  readonly paths: ReadonlySet<string>;
}

/** The topology that `documents` are, if they are one, with every check but those of its flows. */
function judged(
  { name, documents, brokers, files, used, paths }: Judgeable,
  sink: FindingSink,
): Pick<Compiled, "topology" | "declared" | "allowances"> {
  const resolution = resolve({ name: name ?? "", documents, brokers, files, used }, sink);
  const isSound = !sink.hasErrors && name !== undefined;
  const topology = isSound ? expand(resolution.topology, brokers) : undefined;
  if (topology !== undefined) {
    const traffic = new Traffic(topology, brokers);
    checkPaths(resolution, traffic, sink);
    const all = new FindingSink();
    checkTraffic(resolution, traffic, all);
    checkTags(topology, traffic, brokers, all);
    for (const broker of brokers) all.addAll(broker.checks(topology));
    sink.addAll(all.sorted().filter(({ span }) => used.length === 0 || paths.has(span.file)));
  }
  return {
    ...(topology && { topology, declared: resolution.topology }),
    allowances: resolution.allowances,
  };
}

function expand(topology: Topology, brokers: readonly CompileBroker[]): Topology {
  return brokers.reduce((sofar, broker) => broker.expand(sofar), topology);
}
