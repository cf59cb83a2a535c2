/** The YAML notation (and JSON) to the same tree as the DSL. */
import { isMap, isSeq } from "yaml";
import * as tree from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { unknownSection } from "./meant.ts";
import { YamlEnvironments } from "./yaml-environments.ts";
import { YamlMembers } from "./yaml-members.ts";
import type { Entry, Walked } from "./yaml-nodes.ts";

/** A kind of channel and the key under which channels of this kind stand. */
export interface PluralKind {
  readonly kind: string;
  readonly plural: string;
}

export function readYaml(
  path: string,
  text: string,
  kinds: readonly PluralKind[],
  sink: FindingSink,
): tree.DocumentNode {
  return new YamlReader(path, text, kinds, sink).document();
}

class YamlReader {
  readonly #members: YamlMembers;
  readonly #file: string;
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #sink: FindingSink;
  readonly #environments: YamlEnvironments;

  constructor(file: string, text: string, kinds: readonly PluralKind[], sink: FindingSink) {
    this.#members = new YamlMembers(file, text, sink);
    this.#file = file;
    this.#kinds = new Map(kinds.map(({ kind, plural }) => [plural, kind]));
    this.#sink = sink;
    this.#environments = new YamlEnvironments(this.#members, this.#kinds, sink);
  }

  document(): tree.DocumentNode {
    const root = this.#members.nodes.root();
    let format: tree.DocumentNode["format"];
    const topologies: tree.Name[] = [];
    const settings: tree.SettingNode[] = [];
    const declarations: tree.DeclarationNode[] = [];
    if (root !== undefined && !isMap(root.node)) this.#members.wrong(root, "a map with `waybill: 1`");
    const entries = root === undefined ? [] : this.#members.nodes.entries(root);
    const taken = new Set(entries.map(({ key }) => key.text));
    for (const entry of entries) {
      if (entry.key.text === "waybill") format = this.#members.scalar(entry);
      else if (entry.key.text === "topology") {
        const name = this.#members.scalar(entry);
        if (name !== undefined) topologies.push(name);
      } else if (OF_TOPOLOGY.includes(entry.key.text)) settings.push(this.#members.setting(entry));
      else declarations.push(...this.#section(entry, taken));
    }
    const lost = this.#members.nodes.lost ? tree.ALL_CLASSES : [];
    return { file: this.#file, ...(format && { format }), topologies, settings, declarations, lost };
  }

  #section(entry: Entry, taken: ReadonlySet<string>): tree.DeclarationNode[] {
    const members = this.#members;
    switch (entry.key.text) {
      case "brokers":
        return this.#each(entry, (name, value, span) => ({
          kind: "broker",
          name,
          ...members.shareable(value, span),
        }));
      case "messages":
        return this.#each(entry, (name, value, span) => members.message("message", name, value, span));
      case "records":
        return this.#each(entry, (name, value, span) => members.message("record", name, value, span));
      case "enums":
        return this.#each(entry, (name, value, span) => members.enumeration(name, value, span));
      case "bindings":
        return this.#items(entry, (value) => members.binding(value));
      case "guarantees":
        return this.#items(entry, (value) => members.guarantee(value));
      case "services":
        return this.#each(entry, (name, value, span) => members.service(name, value, span));
      case "environments":
        return this.#all(entry).map((each) => this.#environments.read(each));
      case "use":
        return this.#all(entry).flatMap((each) => this.#use(each) ?? []);
      case "for":
        return this.#items(entry, (value) => this.#repetition(value));
    }
    const kind = this.#kinds.get(entry.key.text);
    if (kind !== undefined) {
      const channelKind = { text: kind, span: entry.key.span };
      return this.#each(entry, (name, value, span) => members.channel(channelKind, name, value, span));
    }
    this.#sink.add(unknownSection(entry.key, [...SECTIONS, ...this.#kinds.keys()], taken));
    return [];
  }

  #each<T>(entry: Entry, read: (name: tree.Name, value: Walked | undefined, span: tree.Span) => T): T[] {
    return this.#all(entry).map(({ key, value, span }) => read(key, value, span));
  }

  #all(entry: Entry): Entry[] {
    if (entry.value !== undefined && isMap(entry.value.node)) return this.#members.nodes.entries(entry.value);
    this.#members.wrong(entry.value, "a map of names", entry.span);
    return [];
  }

  /** `orders: ../orders` */
  #use(entry: Entry): tree.UseNode | undefined {
    const from = this.#members.scalar(entry);
    return from && { kind: "use", names: [entry.key], from, span: entry.span };
  }

  /** `{ each: region, in: Region, queues: … }` */
  #repetition(value: Walked): tree.ForNode | undefined {
    const entries = this.#members.nodes.entries(value);
    const nameOf = (key: string): tree.Name | undefined => {
      const entry = entries.find((each) => each.key.text === key);
      if (entry === undefined) this.#members.wrong(value, `a map with \`${key}\``);
      return entry && this.#members.scalar(entry);
    };
    const [variable, values] = [nameOf("each"), nameOf("in")];
    if (variable === undefined || values === undefined) return undefined;
    const sections = entries.filter(({ key }) => key.text !== "each" && key.text !== "in");
    const taken = new Set(sections.map(({ key }) => key.text));
    const declarations = sections.flatMap((section) => this.#section(section, taken));
    return { kind: "for", variable, values, declarations, span: this.#members.nodes.span(value.node) };
  }

  #items<T>(entry: Entry, read: (value: Walked) => T | undefined): T[] {
    if (entry.value === undefined || !isSeq(entry.value.node)) {
      this.#members.wrong(entry.value, "a list", entry.span);
      return [];
    }
    return this.#members.nodes.items(entry.value).flatMap((item) => read(item) ?? []);
  }
}

const SECTIONS = [
  "waybill",
  "topology",
  "brokers",
  "messages",
  "records",
  "enums",
  "bindings",
  "services",
  "guarantees",
  "environments",
  "use",
  "for",
  "owner",
];
/** Settings of the topology itself. */
const OF_TOPOLOGY: readonly string[] = ["owner"];
