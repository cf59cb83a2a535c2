/** Calls `name(args, named: args)` in both notations, and names with how often. */
import type { SettingNode, ValueNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { Value } from "../../model/value.ts";
import type { Param, ValueType } from "../vocabulary.ts";
import { isMap, whole } from "./arguments.ts";
import { describeParam, describeValue, hintOf, quoted } from "./describe.ts";
import { itemsOf, wordOf } from "./fits.ts";
import { names } from "./names.diagnostics.ts";

const { report } = names;

/** What reading a call needs of the reader of values. */
interface Values {
  readonly setting: string;
  readonly sink: FindingSink;
  read(node: ValueNode, type: ValueType): Value | undefined;
  later(what: string, span: ValueNode["span"]): undefined;
}

interface Arguments {
  readonly positional: readonly ValueNode[];
  readonly named: readonly SettingNode[];
}

export class CallReader {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  /** `{ name: { parameter: value } }` */
  call(node: ValueNode, type: ValueType & { kind: "call" }): Value | undefined {
    const given = argumentsOf(node);
    const others = type.rest === undefined ? [] : ["name: …"];
    const params = [...type.params.map(describeParam), ...others].join(", ") || "nothing";
    const values: Record<string, Value> = {};
    const seen = new Set<string>();
    let isWhole = true;
    const take = (param: Param | undefined, arg: ValueNode, name: string): void => {
      if (param === undefined || seen.has(param.name)) {
        const hint = hintOf(
          nearest(
            name,
            type.params.map((each) => each.name),
          ),
        );
        const shown = name === "" ? "without a name in this place" : `\`${quoted(name)}\``;
        this.#values.sink.add(
          report.unknownArgument(arg.span, { call: type.name, name: shown, hint, params }),
        );
        isWhole = false;
        return;
      }
      seen.add(param.name);
      const value = this.#values.read(arg, param.type);
      if (value === undefined) isWhole = false;
      else values[param.name] = value;
    };
    const positional = type.params.filter((param) => !param.named);
    given.positional.forEach((arg, i) => {
      take(positional[i], arg, "");
    });
    for (const { name, value } of given.named) {
      const rest = type.rest && { name: name.text, type: type.rest };
      take(type.params.find((param) => param.name === name.text) ?? rest, value, name.text);
    }
    for (const param of type.params) {
      if (param.optional || seen.has(param.name) || !isWhole) continue;
      this.#values.sink.add(report.missingArgument(node.span, { call: type.name, name: param.name, params }));
      isWhole = false;
    }
    return isWhole ? { [type.name]: values } : undefined;
  }

  /** `[{ name, least, most }]` */
  uses(node: ValueNode): Value | undefined {
    const items =
      node.kind === "map"
        ? node.settings.map((setting) => ({ kind: "map", settings: [setting], span: setting.span }) as const)
        : itemsOf(node);
    const uses = items.map((item) => this.#use(item));
    return whole(uses);
  }

  #use(node: ValueNode): Value | undefined {
    const name = wordOf(node);
    if (name !== undefined) return { name, least: 1, most: 1 };
    if (node.kind === "bounded") return this.#bounded(node.name.text, node.bounds, node);
    const only = node.kind === "map" && node.settings.length === 1 ? node.settings[0] : undefined;
    if (only !== undefined) return this.#bounded(only.name.text, only.value, node);
    const params = { name: this.#values.setting, expected: "names of producers (announce, announce[0..1])" };
    this.#values.sink.add(report.wrongValue(node.span, { ...params, found: describeValue(node) }));
    return undefined;
  }

  #bounded(name: string, bounds: ValueNode | undefined, node: ValueNode): Value | undefined {
    if (bounds?.kind === "call" || bounds?.kind === "map") {
      const per = this.#values.read(bounds, PER);
      return isMap(per) ? { name, least: 0, most: SENDS_MAX, ...per } : undefined;
    }
    if (bounds?.kind === "range" || (bounds?.kind === "text" && bounds.text.includes(".."))) {
      const range = this.#values.read(bounds, { kind: "range", of: "integer" });
      const ends = isEnds(range) ? range : undefined;
      if (ends === undefined) return undefined;
      if (ends.most === undefined) return this.#values.later("an unlimited number of sends", bounds.span);
      return { name, least: ends.least ?? 0, most: ends.most };
    }
    const count =
      bounds === undefined
        ? undefined
        : this.#values.read(bounds, { kind: "integer", least: 0, most: SENDS_MAX });
    if (bounds === undefined) {
      const params = { name: this.#values.setting, expected: "a number or a range in brackets" };
      this.#values.sink.add(report.wrongValue(node.span, { ...params, found: "nothing" }));
    }
    return typeof count === "number" ? { name, least: count, most: count } : undefined;
  }
}

/** Sends of one producer while one message is handled. */
const SENDS_MAX = 1000;

const PATH: readonly Param[] = [{ name: "path", type: { kind: "path" } }];
/** As many as a list has entries; one for all messages of a value. */
const PER: ValueType = {
  kind: "either",
  of: [
    { kind: "call", name: "per", params: PATH },
    { kind: "call", name: "one-per", params: PATH },
  ],
};

function isEnds(value: Value | undefined): value is { least?: number; most?: number } {
  return isMap(value);
}

function argumentsOf(node: ValueNode): Arguments {
  if (node.kind === "call") return { positional: node.args, named: node.settings };
  if (node.kind !== "map") return { positional: [], named: [] };
  const value = node.settings[0]?.value;
  if (value === undefined || value.kind === "missing") return { positional: [], named: [] };
  return value.kind === "map"
    ? { positional: [], named: value.settings }
    : { positional: [value], named: [] };
}
