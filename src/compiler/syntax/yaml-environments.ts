/** `environments:` of the YAML notation: sections as at the top of a file, of settings alone. */
import { isMap } from "yaml";
import type * as tree from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { unknownSection } from "./meant.ts";
import type { YamlMembers } from "./yaml-members.ts";
import type { Entry } from "./yaml-nodes.ts";

/** Members of a service by the key that they stand under. */
const MEMBERS: Readonly<Record<string, string>> = {
  stores: "store",
  producers: "producer",
  consumers: "consumer",
};

export class YamlEnvironments {
  readonly #members: YamlMembers;
  readonly #sink: FindingSink;
  /** What can be patched, by the key of its section. */
  readonly #classes: ReadonlyMap<string, string>;

  constructor(members: YamlMembers, kinds: ReadonlyMap<string, string>, sink: FindingSink) {
    this.#members = members;
    this.#sink = sink;
    this.#classes = new Map([["brokers", "broker"], ["services", "service"], ...kinds]);
  }

  /** One environment. */
  read({ key, value, span }: Entry): tree.EnvironmentNode {
    const sections =
      value !== undefined && isMap(value.node) ? this.#members.nodes.entries(value) : undefined;
    if (sections === undefined) this.#members.wrong(value, "a map of settings to change", span);
    const taken = new Set((sections ?? []).map((section) => section.key.text));
    const patches = (sections ?? []).flatMap((section) => this.#section(section, taken));
    return { kind: "environment", name: key, patches, span };
  }

  #section(entry: Entry, taken: ReadonlySet<string>): readonly tree.PatchNode[] {
    const patched = this.#classes.get(entry.key.text);
    if (patched !== undefined) return this.#patches(entry, patched);
    this.#sink.add(unknownSection(entry.key, this.#classes.keys(), taken));
    return [];
  }

  #patches(entry: Entry, patched: string): readonly tree.PatchNode[] {
    if (entry.value === undefined || !isMap(entry.value.node)) {
      this.#members.wrong(entry.value, "a map of names", entry.span);
      return [];
    }
    return this.#members.nodes.entries(entry.value).map((each) => this.#patch(each, patched, entry.key.span));
  }

  #patch({ key, value, span }: Entry, patched: string, at: tree.Span): tree.PatchNode {
    const inner = patched === "service" ? Object.keys(MEMBERS) : [];
    const entries = value === undefined ? [] : this.#members.nodes.entries(value);
    const members = entries.flatMap((entry) => {
      const member = inner.includes(entry.key.text) ? MEMBERS[entry.key.text] : undefined;
      return member === undefined ? [] : this.#patches(entry, member);
    });
    const { settings } = this.#members.body(value, span, inner);
    return { class: { text: patched, span: at }, name: key, settings, members, span };
  }
}
