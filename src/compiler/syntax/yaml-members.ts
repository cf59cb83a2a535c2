/** Entities of the YAML notation. */
import { isMap, isScalar, isSeq } from "yaml";
import { parseType } from "../../../grammar/parse.ts";
import type * as tree from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { takeProblems, visible } from "./dsl.ts";
import { unknownSection } from "./meant.ts";
import { notation } from "./notation.diagnostics.ts";
import { type Entry, kindOf, type Walked, YamlNodes } from "./yaml-nodes.ts";

const { report } = notation;

interface Body {
  readonly settings: tree.SettingNode[];
  readonly doc?: string;
  readonly span: tree.Span;
}

export class YamlMembers {
  readonly nodes: YamlNodes;
  readonly #sink: FindingSink;

  constructor(file: string, text: string, sink: FindingSink) {
    this.nodes = new YamlNodes(file, text, sink);
    this.#sink = sink;
  }

  /** Reports what stands where `expected` should; `span` where there is nothing. */
  wrong(found: Walked | undefined, expected: string, span?: tree.Span): void {
    if (found === undefined && this.nodes.lost) return;
    const at = found === undefined ? span : this.nodes.span(found.node);
    if (at !== undefined) this.#sink.add(report.wrongShape(at, { expected, found: kindOf(found) }));
  }

  scalar(entry: Entry): tree.Name | undefined {
    const { value } = entry;
    if (value !== undefined && isScalar(value.node)) {
      return { text: this.nodes.text(value.node).text, span: this.nodes.span(value.node) };
    }
    this.wrong(value, "a single value", entry.span);
    return undefined;
  }

  /** The settings of an entity; `without` are read elsewhere. An entity with nothing to say may be empty. */
  body(value: Walked | undefined, span: tree.Span, without: readonly string[] = []): Body {
    if (value !== undefined && !isMap(value.node)) this.wrong(value, "a map of settings");
    const entries = value === undefined ? [] : this.nodes.entries(value);
    const doc = this.#doc(entries);
    const settings = entries.filter(({ key }) => key.text !== "doc" && !without.includes(key.text));
    return {
      settings: settings.map((entry) => this.setting(entry)),
      ...(doc !== undefined && { doc }),
      span,
    };
  }

  /** The same of what other modules may use: `shared: true`. */
  shareable(
    value: Walked | undefined,
    span: tree.Span,
    without: readonly string[] = [],
  ): Body & { readonly shared?: tree.Span } {
    const entry = value && this.nodes.entries(value).find(({ key }) => key.text === "shared");
    const said = entry && this.scalar(entry)?.text;
    if (entry !== undefined && said !== undefined && said !== "true" && said !== "false")
      this.#sink.add(
        report.wrongShape(entry.span, { expected: "`true` or `false`", found: `\`${visible(said)}\`` }),
      );
    const shared = entry !== undefined && said === "true" ? { shared: entry.key.span } : {};
    return { ...this.body(value, span, [...without, "shared"]), ...shared };
  }

  channel(
    channelKind: tree.Name,
    name: tree.Name,
    value: Walked | undefined,
    span: tree.Span,
  ): tree.ChannelNode {
    const broker = this.#named(value, "on");
    return {
      kind: "channel",
      channelKind,
      name,
      ...(broker && { broker }),
      ...this.shareable(value, span, ["on"]),
    };
  }

  message(
    kind: "message" | "record",
    name: tree.Name,
    value: Walked | undefined,
    span: tree.Span,
  ): tree.MessageNode {
    const none = { kind, name, opaque: false, fields: [], settings: [], span };
    if (value !== undefined && isScalar(value.node)) {
      if (this.nodes.text(value.node).text === "opaque") return { ...none, opaque: true };
      this.wrong(value, "a map with `fields`, or `opaque`");
      return none;
    }
    if (value === undefined || !isMap(value.node)) {
      this.wrong(value, "a map with `fields`, or `opaque`", span);
      return none;
    }
    const entries = this.nodes.entries(value);
    const from = entries.find(({ key }) => key.text === "from");
    if (from !== undefined) return { ...none, ...this.#described(value, from, span) };
    const fields = this.#fields(entries.find(({ key }) => key.text === "fields"));
    const taken = new Set(entries.map(({ key }) => key.text));
    for (const { key } of entries) {
      if (MESSAGE_KEYS.includes(key.text) || key.text === "shared") continue;
      this.#sink.add(unknownSection(key, MESSAGE_KEYS, taken));
    }
    const identity = this.#identity(entries, fields);
    return {
      ...none,
      ...this.shareable(
        value,
        span,
        entries.map(({ key }) => key.text).filter((key) => key !== "shared"),
      ),
      settings: [],
      fields: fields.map((field) => (identity.has(field.name.text) ? { ...field, identity: true } : field)),
    };
  }

  /** A message `from` a file. */
  #described(value: Walked, from: Entry, span: tree.Span): Body & { readonly source?: tree.Name } {
    const source = this.scalar(from);
    return { ...this.shareable(value, span, ["from"]), ...(source && { source }) };
  }

  enumeration(name: tree.Name, value: Walked | undefined, span: tree.Span): tree.EnumNode {
    if (value !== undefined && isMap(value.node)) {
      const entries = this.nodes.entries(value);
      const values = this.#names(entries.find(({ key }) => key.text === "values")?.value, span);
      const { settings: _settings, ...own } = this.shareable(value, span);
      return { kind: "enum", name, values, ...own };
    }
    return { kind: "enum", name, values: this.#names(value, span), span };
  }

  binding(value: Walked): tree.BindNode | undefined {
    const span = this.nodes.span(value.node);
    const from = this.#reference(value, "from");
    const to = this.#reference(value, "to");
    if (from === undefined || to === undefined) return undefined;
    return { kind: "bind", from, to, ...this.body(value, span, ["from", "to"]) };
  }

  guarantee(value: Walked): tree.GuaranteeNode | undefined {
    const span = this.nodes.span(value.node);
    const from = this.#named(value, "from", true);
    const to = this.#named(value, "to", true);
    if (from === undefined || to === undefined) return undefined;
    const { settings } = this.body(value, span, ["from", "to"]);
    return { kind: "guarantee", from: pathOf(from), to: pathOf(to), settings, span };
  }

  service(name: tree.Name, value: Walked | undefined, span: tree.Span): tree.ServiceNode {
    const members: tree.MemberNode[] = [];
    for (const entry of value === undefined ? [] : this.nodes.entries(value)) {
      const kind = MEMBERS[entry.key.text];
      if (kind === undefined) continue;
      if (entry.value === undefined || !isMap(entry.value.node)) {
        this.wrong(entry.value, "a map of names", entry.span);
        continue;
      }
      for (const each of this.nodes.entries(entry.value)) {
        const member = this.#member(kind, each);
        if (member !== undefined) members.push(member);
      }
    }
    return { kind: "service", name, members, ...this.shareable(value, span, Object.keys(MEMBERS)) };
  }

  #member(kind: "store" | "producer" | "consumer", { key, value, span }: Entry): tree.MemberNode | undefined {
    if (kind === "store") return { kind, name: key, ...this.body(value, span) };
    const end = kind === "producer" ? "to" : "from";
    const channel = value === undefined ? undefined : this.#reference(value, end);
    if (value === undefined) this.wrong(value, `a map with \`${end}\``, span);
    if (channel === undefined) return undefined;
    return { kind, name: key, channel, ...this.body(value, span, [end]) };
  }

  #doc(entries: readonly Entry[]): string | undefined {
    const entry = entries.find(({ key }) => key.text === "doc");
    return entry === undefined ? undefined : this.scalar(entry)?.text;
  }

  /** The scalar under `key` of a map. */
  #named(value: Walked | undefined, key: string, required = false): tree.Name | undefined {
    const entry = value && this.nodes.entries(value).find((each) => each.key.text === key);
    if (entry !== undefined) return this.scalar(entry);
    if (required) this.wrong(value, `a map with \`${key}\``);
    return undefined;
  }

  #reference(value: Walked, key: string): tree.RefNode | undefined {
    const name = this.#named(value, key, true);
    if (name === undefined) return undefined;
    const words = name.text.trim().split(/\s+/);
    const [first, second] = words;
    if (words.length !== 2 || first === undefined || second === undefined) return { name, span: name.span };
    return {
      class: { text: first, span: name.span },
      name: { text: second, span: name.span },
      span: name.span,
    };
  }

  #names(value: Walked | undefined, span: tree.Span): tree.Name[] {
    if (value === undefined || !isSeq(value.node)) {
      this.wrong(value, "a list of words", span);
      return [];
    }
    const names: tree.Name[] = [];
    for (const item of this.nodes.items(value)) {
      if (isScalar(item.node))
        names.push({ text: this.nodes.text(item.node).text, span: this.nodes.span(item.node) });
      else this.wrong(item, "a word");
    }
    return names;
  }

  #identity(entries: readonly Entry[], fields: readonly tree.FieldNode[]): ReadonlySet<string> {
    const entry = entries.find(({ key }) => key.text === "identity");
    if (entry === undefined) return new Set();
    const isList = entry.value !== undefined && isSeq(entry.value.node);
    const single = isList ? undefined : this.scalar(entry);
    const names = isList ? this.#names(entry.value, entry.span) : single === undefined ? [] : [single];
    for (const name of names) {
      if (fields.some((field) => field.name.text === name.text)) continue;
      const found = `\`${visible(name.text)}\``;
      this.#sink.add(report.wrongShape(name.span, { expected: "the name of a field", found }));
    }
    return new Set(names.map((name) => name.text));
  }

  #fields(entry: Entry | undefined): tree.FieldNode[] {
    if (entry === undefined) return [];
    if (entry.value === undefined || !isMap(entry.value.node)) {
      this.wrong(entry.value, "a map from field to type", entry.span);
      return [];
    }
    return this.nodes.entries(entry.value).flatMap((each) => this.#field(each) ?? []);
  }

  #field(entry: Entry): tree.FieldNode | undefined {
    const { key, value, span } = entry;
    const optional = key.text.endsWith("?");
    const name = optional ? { text: key.text.slice(0, -1), span: key.span } : key;
    const parts = value !== undefined && isMap(value.node) ? this.nodes.entries(value) : undefined;
    const doc = parts === undefined ? undefined : this.#doc(parts);
    const typed = parts === undefined ? value : parts.find((part) => part.key.text === "type")?.value;
    if (typed === undefined || !isScalar(typed.node)) {
      this.wrong(typed, "a type", span);
      return undefined;
    }
    const node = this.nodes.text(typed.node);
    const parsed = parseType(this.nodes.file, node.text, nearest, node.textStart);
    const type = takeProblems(parsed, this.#sink);
    return { name, identity: false, optional, type, ...(doc !== undefined && { doc }), span };
  }

  setting({ key, value, span }: Entry): tree.SettingNode {
    if (value === undefined) this.wrong(value, "a value", span);
    return { name: key, value: value === undefined ? { kind: "missing", span } : this.#value(value), span };
  }

  #value(walked: Walked): tree.ValueNode {
    const { node } = walked;
    const span = this.nodes.span(node);
    if (isScalar(node)) return this.nodes.text(node);
    if (isSeq(node))
      return { kind: "list", items: this.nodes.items(walked).map((item) => this.#value(item)), span };
    return { kind: "map", settings: this.nodes.entries(walked).map((entry) => this.setting(entry)), span };
  }
}

const MESSAGE_KEYS: readonly string[] = ["doc", "identity", "fields", "from"];

const MEMBERS: Readonly<Record<string, "store" | "producer" | "consumer">> = {
  stores: "store",
  producers: "producer",
  consumers: "consumer",
};

/** `service.endpoint`, each part with its place where the text stands as it is. */
function pathOf(name: tree.Name): tree.PathNode {
  const { file, start, end } = name.span;
  const isExact = end - start === name.text.length;
  let at = start;
  const parts = name.text.split(".").map((text) => {
    const span = isExact ? { file, start: at, end: at + text.length } : name.span;
    at += text.length + 1;
    return { text, span };
  });
  return { kind: "path", parts, span: name.span };
}
