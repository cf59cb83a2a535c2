/** A tree as a file in YAML: declarations by their kinds, in the order in which each kind came. */
import type * as tree from "../../grammar/tree.ts";
import { entryStart } from "../format/starts.ts";
import type { Comments } from "./comments.ts";
import type { SettingTypes, TypeOf } from "./setting-types.ts";
import { type YamlEntry, yamlLines } from "./yaml-lines.ts";
import { end, type Named, type Placed, shared } from "./yaml-parts.ts";
import { yamlWord, YamlValues } from "./yaml-value.ts";

/** Sections that stand before those of channels, and behind them. */
const FIRST = ["use", "brokers", "enums", "messages", "records"];
const LAST = ["bindings", "services", "guarantees", "for", "environments"];

export interface YamlContext {
  /** Of the file. */
  readonly text: string;
  readonly comments: Comments;
  readonly types: SettingTypes;
  /** Key of the section of a kind of channel. */
  readonly plurals: ReadonlyMap<string, string>;
}

export function toYaml(document: tree.DocumentNode, context: YamlContext): string {
  return new YamlWriter(context).file(document);
}

class YamlWriter {
  readonly #context: YamlContext;
  readonly #values: YamlValues;

  constructor(context: YamlContext) {
    this.#context = context;
    this.#values = new YamlValues(context.text);
  }

  file({ topologies, settings, declarations }: tree.DocumentNode): string {
    const [name] = topologies;
    const { head: notes, headRemark: remark, end: tail } = this.#context.comments;
    const remarks = {
      notes: notes.map((text) => ({ text, isDoc: false })),
      tail: [],
      ...(remark === undefined ? {} : { remark }),
    };
    const head: YamlEntry[] = [{ key: "waybill", body: "1", remarks }];
    if (name !== undefined) head.push({ key: "topology", body: yamlWord(name.text) });
    head.push(...settings.map((setting) => this.#setting(setting, this.#context.types.patched("topology"))));
    const sections = this.#sections(declarations).map((section) =>
      yamlLines([{ ...section, isTall: true }], ""),
    );
    const end = tail.map((text) => `# ${text}`);
    const blocks = [yamlLines(head, ""), ...sections, end].filter((lines) => lines.length > 0);
    return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
  }

  #sections(declarations: readonly tree.DeclarationNode[]): readonly YamlEntry[] {
    const sections = new Map<string, YamlEntry[]>();
    for (const declaration of declarations) {
      for (const { section, entry } of this.#declaration(declaration)) append(sections, section, entry);
    }
    const channels = [...sections.keys()].filter((name) => !FIRST.includes(name) && !LAST.includes(name));
    return [...FIRST, ...channels, ...LAST].flatMap((key) => {
      const body = sections.get(key);
      return body === undefined ? [] : [{ key, body }];
    });
  }

  #declaration(node: tree.DeclarationNode): readonly Placed[] {
    switch (node.kind) {
      case "broker":
      case "channel":
        return [this.#settled(node)];
      case "message":
      case "record":
        return [{ section: `${node.kind}s`, entry: this.#message(node) }];
      case "enum":
        return [{ section: "enums", entry: this.#enumeration(node) }];
      case "bind":
        return [
          { section: "bindings", entry: this.#item(node, [end("from", node.from), end("to", node.to)]) },
        ];
      case "guarantee": {
        const from = { key: "from", body: this.#values.value(node.from, undefined) };
        const to = { key: "to", body: this.#values.value(node.to, undefined) };
        return [{ section: "guarantees", entry: this.#item(node, [from, to]) }];
      }
      case "service":
        return [{ section: "services", entry: this.#service(node) }];
      case "environment":
        return [{ section: "environments", entry: this.#named(node, this.#patches(node.patches)) }];
      case "use":
        return node.names.map((name) => ({
          section: "use",
          entry: { key: yamlWord(name.text), body: JSON.stringify(node.from.text), ...this.#remarks(node) },
        }));
      case "for":
        return [{ section: "for", entry: this.#repetition(node) }];
      case "broken":
        return [];
    }
  }

  #settled(node: tree.BrokerNode | tree.ChannelNode): Placed {
    const settings = this.#settings(node, this.#context.types.of(node));
    if (node.kind === "broker")
      return { section: "brokers", entry: this.#named(node, [...shared(node), ...settings]) };
    const section = this.#context.plurals.get(node.channelKind.text) ?? node.channelKind.text;
    const on = node.broker === undefined ? [] : [{ key: "on", body: yamlWord(node.broker.text) }];
    return { section, entry: this.#named(node, [...on, ...shared(node), ...settings]) };
  }

  #repetition(node: tree.ForNode): YamlEntry {
    const each = { key: "each", body: yamlWord(node.variable.text) };
    const values = { key: "in", body: yamlWord(node.values.text) };
    return { body: [each, values, ...this.#sections(node.declarations)], ...this.#remarks(node) };
  }

  #message(node: tree.MessageNode): YamlEntry {
    if (node.opaque && node.doc === undefined && node.shared === undefined)
      return { key: yamlWord(node.name.text), body: "opaque", ...this.#remarks(node) };
    const from = node.source === undefined ? [] : [{ key: "from", body: JSON.stringify(node.source.text) }];
    const identities = node.fields.filter(({ identity }) => identity).map(({ name }) => yamlWord(name.text));
    const [only] = identities;
    const identity =
      only === undefined
        ? []
        : [{ key: "identity", body: identities.length === 1 ? only : `[${identities.join(", ")}]` }];
    const fields =
      node.source === undefined
        ? [{ key: "fields", body: node.fields.map((field) => this.#field(field)) }]
        : [];
    return this.#named(node, [
      ...shared(node),
      ...from,
      ...identity,
      ...fields,
      ...this.#settings(node, this.#context.types.of(node)),
    ]);
  }

  #field(node: tree.FieldNode): YamlEntry {
    const key = yamlWord(node.name.text) + (node.optional ? "?" : "");
    const type = this.#values.type(node.type);
    const body =
      node.doc === undefined
        ? type
        : [
            { key: "type", body: type },
            { key: "doc", body: JSON.stringify(node.doc) },
          ];
    return { key, body, ...this.#remarks(node) };
  }

  #enumeration(node: tree.EnumNode): YamlEntry {
    const values = `[${node.values.map(({ text }) => yamlWord(text)).join(", ")}]`;
    if (node.doc === undefined && node.shared === undefined)
      return { key: yamlWord(node.name.text), body: values, ...this.#remarks(node) };
    return this.#named(node, [...shared(node), { key: "values", body: values }]);
  }

  #service(node: tree.ServiceNode): YamlEntry {
    const members = ["store", "producer", "consumer"].flatMap((kind) => {
      const body = node.members.flatMap((member) =>
        member.kind !== "broken" && member.kind === kind ? [this.#member(member)] : [],
      );
      return body.length === 0 ? [] : [{ key: `${kind}s`, body }];
    });
    return this.#named(node, [
      ...shared(node),
      ...this.#settings(node, this.#context.types.of(node)),
      ...members,
    ]);
  }

  #member(node: tree.StoreNode | tree.EndpointNode): YamlEntry {
    const channel =
      node.kind === "store" ? [] : [end(node.kind === "producer" ? "to" : "from", node.channel)];
    return this.#named(node, [...channel, ...this.#settings(node, this.#context.types.of(node))]);
  }

  #patches(patches: readonly tree.PatchNode[]): readonly YamlEntry[] {
    const sections = new Map<string, YamlEntry[]>();
    for (const patch of patches) {
      const kind = patch.class.text;
      const section = this.#context.plurals.get(kind) ?? `${kind}s`;
      const body = [
        ...this.#settings(patch, this.#context.types.patched(kind)),
        ...this.#patches(patch.members),
      ];
      const entry = { key: yamlWord(patch.name.text), body, ...this.#remarks(patch) };
      append(sections, section, entry);
    }
    return [...sections].map(([key, body]) => ({ key, body }));
  }

  #named(node: Named, body: readonly YamlEntry[]): YamlEntry {
    const doc = node.doc === undefined ? [] : [{ key: "doc", body: JSON.stringify(node.doc) }];
    return { key: yamlWord(node.name.text), body: [...doc, ...body], ...this.#remarks(node) };
  }

  #item(node: tree.BindNode | tree.GuaranteeNode, ends: readonly YamlEntry[]): YamlEntry {
    return { body: [...ends, ...this.#settings(node, this.#context.types.of(node))], ...this.#remarks(node) };
  }

  #settings(
    { settings }: { readonly settings: readonly tree.SettingNode[] },
    typeOf: TypeOf,
  ): readonly YamlEntry[] {
    return settings.map((setting) => this.#setting(setting, typeOf));
  }

  #setting(node: tree.SettingNode, typeOf: TypeOf): YamlEntry {
    return {
      key: yamlWord(node.name.text),
      body: this.#values.value(node.value, typeOf(node.name.text)),
      ...this.#remarks(node),
    };
  }

  #remarks(node: { readonly span: tree.Span; readonly doc?: string }): Pick<YamlEntry, "remarks" | "hasDoc"> {
    const remarks = this.#context.comments.entries.get(entryStart(node));
    if (remarks === undefined) return {};
    const hasDoc = node.doc !== undefined;
    const isBare = remarks.remark === undefined && remarks.tail.length === 0;
    if (hasDoc && isBare && remarks.notes.every(({ isDoc }) => isDoc)) return {};
    return { remarks, ...(hasDoc ? { hasDoc } : {}) };
  }
}

function append(sections: Map<string, YamlEntry[]>, section: string, entry: YamlEntry): void {
  const entries = sections.get(section);
  if (entries === undefined) sections.set(section, [entry]);
  else entries.push(entry);
}
