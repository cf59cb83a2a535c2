/** Settings as written to values of the model, by the tables of a vocabulary. */
import type { SettingNode, ValueNode } from "../../../grammar/tree.ts";
import type { Span } from "../../diagnostics/define.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { Origin } from "../../model/origin.ts";
import { UNKNOWN, type Settings, type Value } from "../../model/value.ts";
import { visible } from "../syntax/dsl.ts";
import { meantFix } from "../syntax/meant.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import type { SettingSpec, SettingTable } from "../vocabulary.ts";
import { hintOf } from "./describe.ts";
import { isUnknown } from "./fits.ts";
import { names } from "./names.diagnostics.ts";
import { ValueReader } from "./read-value.ts";
import { secretsIn } from "./secrets.ts";
import type { ChannelWanted, NameUse, PathUse, TemplateUse } from "./uses.ts";

export interface Decoded {
  readonly values: Settings;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly nodes: ReadonlyMap<string, SettingNode>;
  readonly paths: readonly PathUse[];
  readonly templates: readonly TemplateUse[];
  readonly names: readonly NameUse[];
}

export interface DecodeOptions {
  /** The entity in the words of a finding: "topic `orders`". */
  readonly what: string;
  /** Where to report what is missing. */
  readonly span: Span;
  /** The vocabulary is not known, so settings that no table has say nothing. */
  readonly lenient?: boolean;
  /** Resolves a reference to a channel; reports where it cannot. */
  readonly channel: (wanted: ChannelWanted) => Value | undefined;
}

const { report } = names;

/** Later tables win over earlier ones. Settings that could not be read are left out. */
export function decodeSettings(
  settings: readonly SettingNode[],
  tables: readonly SettingTable[],
  options: DecodeOptions,
  sink: FindingSink,
): Decoded {
  const table = new Map(tables.flatMap((each) => Object.entries(each)));
  return new Decoder(table, options, sink).run(settings);
}

class Decoder {
  readonly #table: ReadonlyMap<string, SettingSpec>;
  readonly #options: DecodeOptions;
  readonly #sink: FindingSink;
  readonly #values: Record<string, Value> = {};
  readonly #origins: Record<string, Origin> = {};
  readonly #nodes = new Map<string, SettingNode>();
  readonly #uses: { paths: PathUse[]; templates: TemplateUse[]; names: NameUse[] } = {
    paths: [],
    templates: [],
    names: [],
  };

  constructor(table: ReadonlyMap<string, SettingSpec>, options: DecodeOptions, sink: FindingSink) {
    this.#table = table;
    this.#options = options;
    this.#sink = sink;
  }

  run(settings: readonly SettingNode[]): Decoded {
    const written = new Set(settings.map(({ name }) => name.text));
    for (const setting of settings) {
      for (const finding of secretsIn(setting.value)) this.#sink.add(finding);
      const { text: name } = setting.name;
      if (name === "" || name === "allow" || this.#isRepeated(setting)) continue;
      this.#nodes.set(name, setting);
      const spec = this.#table.get(name);
      if (spec === undefined) this.#unknown(setting, written);
      else this.#take(name, setting, spec);
    }
    for (const [name, spec] of this.#table) {
      if (!spec.required || this.#nodes.has(name) || this.#options.lenient) continue;
      this.#sink.add(report.missingSetting(this.#options.span, { what: this.#options.what, name }));
    }
    return { values: this.#values, origins: this.#origins, nodes: this.#nodes, ...this.#uses };
  }

  #take(name: string, setting: SettingNode, spec: SettingSpec): void {
    if (spec.unsupported) {
      this.#sink.add(notation.report.notSupported(setting.name.span, { what: `the setting \`${name}\`` }));
      return;
    }
    const value = this.#read(name, setting.value, spec);
    if (value === undefined) return;
    this.#values[name] = value;
    this.#origins[name] = setting.span;
  }

  #read(name: string, node: ValueNode, spec: SettingSpec): Value | undefined {
    if (!spec.known && isUnknown(node)) return UNKNOWN;
    const reader = new ValueReader(name, this.#uses, this.#options.channel, this.#sink);
    return reader.read(node, spec.type);
  }

  #isRepeated(setting: SettingNode): boolean {
    const { text, span } = setting.name;
    const before = this.#nodes.get(text);
    if (before === undefined) return false;
    const related = [{ span: before.name.span, label: "said here first" }];
    this.#sink.add(notation.report.saidTwice(span, { name: visible(text) }, { related }));
    return true;
  }

  #unknown(setting: SettingNode, written: ReadonlySet<string>): void {
    if (this.#options.lenient) return;
    const { text, span } = setting.name;
    const meant = nearest(text, this.#table.keys());
    const params = { what: this.#options.what, name: visible(text), hint: hintOf(meant) };
    this.#sink.add(report.unknownSetting(span, params, meantFix(span, meant, written)));
  }
}
