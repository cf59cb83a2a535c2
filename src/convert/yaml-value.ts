/** Values of the DSL as YAML in flow style. */
import type { CallNode, SettingNode, TypeNode, ValueNode } from "../../grammar/tree.ts";
import type { ValueType } from "../compiler/vocabulary.ts";
import { paramsIn } from "./setting-types.ts";

/** What can stand anywhere as it is; everything else is put in quotes. */
const PLAIN = /^[A-Za-z_][\w./-]*(?: [A-Za-z_][\w./-]*)*$/;
/** Words that other readers of YAML take for something else. */
const TAKEN = /^(?:true|false|yes|no|null|y|n|off)$/i;
/** Numbers, durations, dates, ranges. */
const MEASURE = /^(?:[\w.%+-]+|\.\.[\w.%]+)$/;

/** A name or word. */
export function yamlWord(text: string): string {
  return PLAIN.test(text) && !TAKEN.test(text) ? text : JSON.stringify(text);
}

/** Names of entities may need quotes; a word that YAML takes for something else stands as it is, since it may be that. */
function yamlPath(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text);
}

export class YamlValues {
  readonly #text: string;

  /** `text`: of the file that the nodes are of. */
  constructor(text: string) {
    this.#text = text;
  }

  /** `type`: what the setting takes that the value is in. */
  value(node: ValueNode, type: ValueType | undefined): string {
    switch (node.kind) {
      case "number":
      case "date":
      case "range": {
        const written = this.#slice(node).replaceAll(/\s+/g, "");
        return MEASURE.test(written) ? written : JSON.stringify(written);
      }
      case "string":
        return JSON.stringify(node.text);
      case "text":
        return node.quoted ? JSON.stringify(node.text) : yamlWord(node.text);
      case "path":
        return yamlPath(node.parts.map(({ text }) => text).join("."));
      case "reference":
        return `${node.class.text} ${node.name.text}`;
      case "union":
        return `[${node.names.map(({ text }) => text).join(", ")}]`;
      case "list":
        return `[${node.items.map((item) => this.value(item, type)).join(", ")}]`;
      case "map":
        return flowMap(node.settings.map((setting) => this.#entry(setting, type)));
      case "bounded":
        return flowMap([
          `${node.name.text}: ${node.bounds === undefined ? "" : this.value(node.bounds, type)}`,
        ]);
      case "call":
        return this.#call(node, type);
      case "missing":
        return "";
    }
  }

  /** A type is one text in both notations. */
  type(type: TypeNode): string {
    const written = this.typeText(type);
    return PLAIN.test(written) ? written : JSON.stringify(written);
  }

  typeText({ span }: TypeNode): string {
    return this.#text.slice(span.start, span.end).replaceAll(/\s+/g, " ").trim();
  }

  /** The only argument stands alone, several have names. */
  #call({ name, args, settings }: CallNode, type: ValueType | undefined): string {
    const [only] = args;
    if (only === undefined && settings.length === 0) return name.text;
    const isSingle = only !== undefined && args.length === 1 && settings.length === 0;
    if (isSingle && only.kind !== "map")
      return flowMap([`${yamlWord(name.text)}: ${this.value(only, type)}`]);
    const params = (paramsIn(type, name.text) ?? ALLOWANCE).filter((param) => !param.named);
    const positional = args.map(
      (arg, at) => `${params[at]?.name ?? `argument-${at + 1}`}: ${this.value(arg, type)}`,
    );
    const all = [...positional, ...settings.map((setting) => this.#entry(setting, type))];
    return flowMap([`${yamlWord(name.text)}: ${flowMap(all)}`]);
  }

  #entry({ name, value }: SettingNode, type: ValueType | undefined): string {
    return `${yamlWord(name.text)}: ${this.value(value, type)}`;
  }

  #slice({ span }: ValueNode): string {
    return this.#text.slice(span.start, span.end);
  }
}

/** `allow: WB3102("reason", until: …)` is a call of each code. */
const ALLOWANCE: readonly { readonly name: string; readonly named?: boolean }[] = [{ name: "reason" }];

function flowMap(entries: readonly string[]): string {
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
