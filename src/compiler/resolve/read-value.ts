/** One value to what its type makes of it; whatever does not fit becomes a finding. */
import type { SettingNode, Span, ValueNode } from "../../../grammar/tree.ts";
import type { FindingDetail } from "../../diagnostics/define.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { Value } from "../../model/value.ts";
import { meantFix } from "../syntax/meant.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import type { ValueType } from "../vocabulary.ts";
import { CallReader } from "./read-call.ts";
import { whole } from "./arguments.ts";
import { describeType, describeValue, hintOf, quoted } from "./describe.ts";
import {
  callName,
  dateOf,
  fits,
  isPresent,
  isUnknown,
  itemsOf,
  literalOf,
  nameOf,
  pathTextOf,
  wordOf,
} from "./fits.ts";
import { names } from "./names.diagnostics.ts";
import { isUnit, measured, quantityOf, rangeOf } from "./quantity.ts";
import type { ChannelWanted, TemplateUse, Uses } from "./uses.ts";

const { report } = names;

export class ValueReader {
  readonly setting: string;
  readonly sink: FindingSink;
  readonly #uses: Uses;
  readonly #channel: (wanted: ChannelWanted) => Value | undefined;

  constructor(
    setting: string,
    uses: Uses,
    channel: (wanted: ChannelWanted) => Value | undefined,
    sink: FindingSink,
  ) {
    this.setting = setting;
    this.sink = sink;
    this.#uses = uses;
    this.#channel = channel;
  }

  /** Undefined where it was reported, or is missing. */
  read(node: ValueNode, type: ValueType): Value | undefined {
    if (node.kind === "missing" || (node.kind === "number" && !isUnit(node.unit))) return undefined;
    if (type.kind === "either") return this.#either(node, type.of);
    if (!fits(node, type)) {
      this.#mismatch(node, type);
      return undefined;
    }
    return this.#fitting(node, type);
  }

  #fitting(node: ValueNode, type: Exclude<ValueType, { kind: "either" }>): Value | undefined {
    switch (type.kind) {
      case "duration":
      case "size":
      case "ratio":
        return this.#quantity(node, type.kind);
      case "integer":
      case "number":
        return this.#number(node, type);
      case "boolean":
        return wordOf(node) === "true";
      case "string":
        return textOf(node);
      case "date":
        return dateOf(node);
      case "word":
        return wordOf(node);
      case "name":
        return this.#name(node, type.of);
      case "path":
        return this.#path(node);
      case "template":
        return this.#template(node, type.separator);
      case "channel":
        return this.#reference(node, type.kinds);
      case "range":
        return this.#range(node, type.of);
      case "uses":
        return new CallReader(this).uses(node);
      case "list":
        return this.#list(node, type.of);
      case "map":
        return node.kind === "map" ? this.#map(node.settings, type.of) : undefined;
      case "literal":
        if (type.template === true) this.#template(node, undefined);
        return type.present === true && isPresent(node) ? null : literalOf(node);
      case "call":
        return new CallReader(this).call(node, type);
    }
  }

  #either(node: ValueNode, types: readonly ValueType[]): Value | undefined {
    const fitting = types.find((type) => fits(node, type));
    if (fitting !== undefined) return this.read(node, fitting);
    const flat = types.flatMap((type) => (type.kind === "either" ? type.of : [type]));
    this.#mismatch(node, { kind: "either", of: flat });
    return undefined;
  }

  #quantity(node: ValueNode, dimension: "duration" | "size" | "ratio"): number | undefined {
    const quantity = quantityOf(node);
    const value = quantity === undefined ? undefined : measured(quantity, dimension);
    if (value === undefined) return undefined;
    if (value < 0) return this.#outside(node, describeType({ kind: dimension }));
    return dimension === "ratio" ? value : Math.round(value);
  }

  #number(node: ValueNode, type: ValueType & { kind: "integer" | "number" }): number | undefined {
    const value = quantityOf(node)?.value;
    if (value === undefined) return undefined;
    const isInside =
      value >= (type.least ?? -Number.MAX_SAFE_INTEGER) && value <= (type.most ?? Number.MAX_SAFE_INTEGER);
    if (isInside && (type.kind === "number" || Number.isSafeInteger(value))) return value;
    return this.#outside(node, describeType(type));
  }

  #outside(node: ValueNode, expected: string): undefined {
    const found = describeValue(node);
    this.sink.add(report.outOfRange(node.span, { name: this.setting, expected, found }));
    return undefined;
  }

  #name(node: ValueNode, of: string): string | undefined {
    const name = nameOf(node, of);
    if (name !== undefined) this.#uses.names.push({ setting: this.setting, of, name, span: node.span });
    return name;
  }

  #path(node: ValueNode): string | undefined {
    const path = pathTextOf(node);
    if (path !== undefined) this.#uses.paths.push({ setting: this.setting, path, span: node.span });
    return path;
  }

  #template(node: ValueNode, separator: string | undefined): string | undefined {
    if (node.kind !== "string" && node.kind !== "text") return undefined;
    const { text, span } = node;
    const inside = node.kind === "string" ? span.start + 1 : node.textStart;
    const at = (start: number, end: number): Span =>
      node.exact ? { file: span.file, start: inside + start, end: inside + end } : span;
    const use: TemplateUse = { setting: this.setting, text, span, at, ...(separator && { separator }) };
    this.#uses.templates.push(use);
    return text;
  }

  #reference(node: ValueNode, kinds: readonly string[]): Value | undefined {
    const { span } = node;
    if (node.kind === "reference") {
      return this.#channel({ kind: node.class.text, name: node.name.text, kinds, span });
    }
    const words = node.kind === "text" ? node.text.trim().split(/ +/) : [pathTextOf(node) ?? ""];
    const [first = "", second] = words;
    if (second === undefined) return this.#channel({ name: first, kinds, span });
    return this.#channel({ kind: first, name: second, kinds, span });
  }

  #range(node: ValueNode, of: "integer" | "duration"): Value | undefined {
    const range = node.kind === "range" ? node : node.kind === "text" ? rangeOf(node.text) : undefined;
    if (range === undefined) return undefined;
    const type: ValueType = of === "duration" ? { kind: "duration" } : { kind: "integer", least: 0 };
    const ends = [range.least, range.most].map((end) => {
      if (end === undefined) return undefined;
      const placed = end.span.file === "" ? { ...end, span: node.span } : end;
      return { value: this.read(placed, type) };
    });
    if (ends.some((end) => end !== undefined && end.value === undefined)) return undefined;
    const least = ends[0]?.value;
    const most = ends[1]?.value;
    if (typeof least === "number" && typeof most === "number" && least > most) {
      return this.#outside(node, "a range whose first number is not the greater");
    }
    return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
  }

  #list(node: ValueNode, of: ValueType): Value | undefined {
    const items = itemsOf(node);
    const values = items.map((item) => this.read(item, of));
    return whole(values);
  }

  #map(settings: readonly SettingNode[], of: ValueType | undefined): Value | undefined {
    if (of === undefined) return rawMap(settings);
    const named = settings.filter(({ name }) => name.text !== "");
    const entries = named.map(({ name, value }) => [name.text, this.read(value, of)] as const);
    const known = entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined);
    return known.length === entries.length ? Object.fromEntries(known) : undefined;
  }

  #mismatch(node: ValueNode, type: ValueType): void {
    const params = { name: this.setting, expected: describeType(type) };
    if (this.#wrongUnit(node, type) || this.#wrongWord(node, type)) return;
    const detail: FindingDetail = isUnquoted(node, type)
      ? { fix: { title: "put it in quotes", edits: quotes(node.span) } }
      : {};
    if (isUnknown(node)) {
      const found = "`unknown`: it decides what everything else means";
      this.sink.add(report.wrongValue(node.span, { ...params, found }));
    } else this.sink.add(report.wrongValue(node.span, { ...params, found: describeValue(node) }, detail));
  }

  #wrongUnit(node: ValueNode, type: ValueType): boolean {
    const quantity = quantityOf(node);
    const kinds = type.kind === "either" ? type.of.map((each) => each.kind) : [type.kind];
    const isMeasured = kinds.some((kind) => kind === "duration" || kind === "size" || kind === "ratio");
    const isPlain = kinds.some((kind) => kind === "integer" || kind === "number");
    if (quantity === undefined || (!isMeasured && !(isPlain && quantity.unit !== ""))) return false;
    const found = `${quantity.value}${quantity.unit}`;
    const trouble = quantity.unit === "" ? "has no unit" : `has the unit \`${quantity.unit}\``;
    const expected = describeType(type);
    this.sink.add(report.wrongUnit(node.span, { name: this.setting, expected, found, trouble }));
    return true;
  }

  #wrongWord(node: ValueNode, type: ValueType): boolean {
    const word = node.kind === "call" ? node.name.text : callName(node);
    const types = type.kind === "either" ? type.of : [type];
    const words = types.flatMap((each) =>
      each.kind === "word" ? each.words : each.kind === "call" ? [each.name] : [],
    );
    if (word === undefined || words.length === 0 || words.includes(word)) return false;
    const meant = nearest(word, words);
    const span = node.kind === "call" ? node.name.span : node.span;
    const detail: FindingDetail = meant === undefined || node.kind === "map" ? {} : meantFix(span, meant);
    const hint = meant === undefined ? `: it takes ${describeType(type)}` : hintOf(meant);
    const params = { name: this.setting, word: quoted(word), hint };
    this.sink.add(report.unknownWord(span, params, detail));
    return true;
  }

  /** Reports `what` of the language as not supported yet. */
  later(what: string, span: Span): undefined {
    this.sink.add(notation.report.notSupported(span, { what }));
    return undefined;
  }
}

function textOf(node: ValueNode): string | undefined {
  return node.kind === "string" || node.kind === "text" ? node.text : undefined;
}

/** A map that nobody models: as written. */
function rawMap(settings: readonly SettingNode[]): Value {
  const entries = settings.filter((setting) => setting.name.text !== "");
  return Object.fromEntries(entries.map((setting) => [setting.name.text, rawValue(setting.value)]));
}

function rawValue(node: ValueNode): Value {
  switch (node.kind) {
    case "number":
      return node.unit === "" ? node.value : `${node.value}${node.unit}`;
    case "string":
    case "date":
      return node.text;
    case "text":
      return rawText(node.text, node.quoted);
    case "path":
      return rawText(node.parts.map((part) => part.text).join("."), false);
    case "list":
      return node.items.map(rawValue);
    case "map":
      return rawMap(node.settings);
    case "union":
      return node.names.map((name) => name.text);
    default:
      return null;
  }
}

function rawText(text: string, isQuoted: boolean): Value {
  if (isQuoted) return text;
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
}

function isUnquoted(node: ValueNode, type: ValueType): boolean {
  const types = type.kind === "either" ? type.of : [type];
  const isText = types.some(({ kind }) => kind === "string" || kind === "template");
  const isLiteral = types.some(({ kind }) => kind === "literal");
  return (isText && (node.kind === "path" || node.kind === "number")) || (isLiteral && node.kind === "path");
}

function quotes(span: Span): { span: Span; text: string }[] {
  return [span.start, span.end].map((at) => ({ span: { ...span, start: at, end: at }, text: '"' }));
}
