/** Topologies of several folders, and which of them use which. */
import type { DocumentNode, UseNode } from "../../grammar/tree.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import type { Topology } from "../model/topology.ts";
import { type ModuleAnswer, sharedOf } from "./resolve/modules/used.ts";
import { moduleFolders } from "./syntax/file-paths.ts";
import type { Source } from "./syntax/read.ts";

/** What a `use` leads to, in an environment or as it is declared. */
export type Find = (use: UseNode, name: string, environment: string | undefined) => ModuleAnswer;

/** What is known of a topology that others may use. */
interface Judged {
  readonly declared?: Topology;
  readonly environments: readonly { readonly name: string; readonly declared?: Topology }[];
}

/** One file that is a spec. */
export interface Spec {
  readonly source: Source;
  readonly document: DocumentNode | undefined;
  readonly sink: FindingSink;
}

/** The files of one topology. */
export interface Group {
  readonly sources: Source[];
  readonly documents: DocumentNode[];
  readonly sink: FindingSink;
}

export function grouped(specs: readonly Spec[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { source, document, sink } of specs) {
    const name = document?.topologies[0]?.text;
    const key = name === undefined ? `file ${source.path}` : moduleKey(folderOf(source.path), name);
    const group = groups.get(key) ?? { sources: [], documents: [], sink: new FindingSink() };
    group.sources.push(source);
    if (document !== undefined) group.documents.push(document);
    group.sink.take(sink);
    groups.set(key, group);
  }
  return groups;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function moduleKey(folder: string, name: string): string {
  return `${folder}\n${name}`;
}

/** Topologies that may use each other, each compiled once. */
export class Modules<T extends Judged> {
  readonly #groups: ReadonlyMap<string, Group>;
  readonly #others: readonly Source[];
  readonly #finish: (group: Group, find: Find) => T;
  readonly #done = new Map<string, T>();

  constructor(
    groups: ReadonlyMap<string, Group>,
    others: readonly Source[],
    finish: (group: Group, find: Find) => T,
  ) {
    this.#groups = groups;
    this.#others = others;
    this.#finish = finish;
  }

  compiled(key: string, group: Group): T {
    const known = this.#done.get(key) ?? this.finish(group, key);
    this.#done.set(key, known);
    return known;
  }

  finish(group: Group, key: string | undefined): T {
    const find: Find = (use, name, environment) => this.#find(use, name, { from: key, environment });
    return this.#finish(group, find);
  }

  /** Keys of what a topology uses, and what that does. */
  reached(key: string): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [key];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const nodes = this.#groups.get(at)?.documents.flatMap(({ declarations }) => declarations) ?? [];
      for (const node of nodes) {
        if (node.kind !== "use") continue;
        const keys = node.names.flatMap(({ text }) => this.#keyOf(node, text) ?? []);
        for (const each of keys) if (!found.has(each) && each !== key) open.push(each);
        for (const each of keys) found.add(each);
      }
    }
    return found;
  }

  #keyOf({ from, span }: UseNode, name: string): string | undefined {
    const keys = moduleFolders(span.file, from.text).map((folder) => moduleKey(folder, name));
    return keys.find((key) => this.#groups.has(key));
  }

  #find(
    use: UseNode,
    name: string,
    { from, environment }: { readonly from: string | undefined; readonly environment: string | undefined },
  ): ModuleAnswer {
    const key = this.#keyOf(use, name);
    const group = key === undefined ? undefined : this.#groups.get(key);
    if (key === undefined || group === undefined) return { kind: "missing", reason: this.#reason(use) };
    if (from !== undefined && (key === from || this.reached(key).has(from))) return { kind: "circular" };
    const compiled = this.compiled(key, group);
    const there = compiled.environments.find((each) => each.name === environment) ?? compiled;
    if (there.declared === undefined) return { kind: "broken" };
    return { kind: "found", module: { name, topology: there.declared, shared: sharedOf(group.documents) } };
  }

  #reason({ from, span }: UseNode): string {
    const folders = moduleFolders(span.file, from.text);
    if (folders.length === 0) return "that is neither a relative path nor the name of a package";
    const refused = this.#others.find(
      ({ path, refused: why }) => why !== undefined && folders.includes(path),
    );
    return refused?.refused ?? "no file there has that `topology` line";
  }
}
