/** Parts of entries that several kinds of declarations have. */
import type * as tree from "../../grammar/tree.ts";
import type { YamlEntry } from "./yaml-lines.ts";
import { yamlWord } from "./yaml-value.ts";

export interface Named {
  readonly name: tree.Name;
  readonly doc?: string;
  readonly span: tree.Span;
}

export function shared(node: { readonly shared?: tree.Span }): readonly YamlEntry[] {
  return node.shared === undefined ? [] : [{ key: "shared", body: "true" }];
}

export function end(key: "from" | "to" | "on", { class: kind, name }: tree.RefNode): YamlEntry {
  return { key, body: yamlWord(kind === undefined ? name.text : `${kind.text} ${name.text}`) };
}

/** An entry and the section that it belongs to. */
export interface Placed {
  readonly section: string;
  readonly entry: YamlEntry;
}
