/** Messages, records and enums. */
import type { EnumNode, FieldNode, MessageNode, TypeNode, ValueNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { EnumType, Field, FieldType, MessageType } from "../../model/topology.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import { hintOf, quoted } from "./describe.ts";
import { quantityOf, rangeOf } from "./quantity.ts";
import type { Scope } from "./scope.ts";
import { types } from "./types.diagnostics.ts";

const { report } = types;

/** Scalars by how their arguments are written. */
const SCALARS: Readonly<Record<string, "none" | "decimal" | "text">> = {
  string: "text",
  bool: "none",
  int32: "none",
  int64: "none",
  float64: "none",
  decimal: "decimal",
  uuid: "none",
  timestamp: "none",
  date: "none",
  duration: "none",
  bytes: "text",
  json: "none",
};
const LENGTH_MAX = 2_147_483_647;

export function resolveEnum(node: EnumNode, scope: Scope): EnumType {
  const seen = new Set<string>();
  const owner = `${node.name.text} ${node.name.span.file}:${node.name.span.start}`;
  for (const value of node.values) if (scope.declare("value", value, owner)) seen.add(value.text);
  if (seen.size === 0 && node.name.text !== "" && !scope.lost.has("type")) {
    const form = `\`enum ${quoted(node.name.text)} { one, other }\`, with at least one value`;
    scope.sink.add(report.wrongArguments(node.name.span, { type: quoted(node.name.text), form }));
  }
  const { doc, name } = node;
  return { name: name.text, values: [...seen], ...(doc !== undefined && { doc }), origin: name.span };
}

/** Names of all types must be declared before. */
export function resolveMessage(node: MessageNode, scope: Scope): MessageType {
  const { name, kind, doc, opaque } = node;
  if (node.source !== undefined) {
    scope.sink.add(notation.report.notSupported(node.source, { what: "a message `from` a file" }));
  }
  const owner = `${name.text} ${name.span.file}:${name.span.start}`;
  const fields: Field[] = [];
  for (const field of node.fields) {
    if (!scope.declare("field", field.name, owner)) continue;
    const type = resolveType(field.type, scope);
    if (type === undefined) continue;
    checkIdentity(field, type, kind, scope);
    const { optional, identity } = field;
    const text = field.doc === undefined ? {} : { doc: field.doc };
    fields.push({ name: field.name.text, type, optional, identity, ...text });
  }
  return { kind, name: name.text, opaque, fields, ...(doc !== undefined && { doc }), origin: name.span };
}

function checkIdentity(field: FieldNode, type: FieldType, kind: "message" | "record", scope: Scope): void {
  if (!field.identity) return;
  if (kind === "record") {
    scope.sink.add(report.identityInRecord(field.name.span));
    return;
  }
  const trouble = field.optional
    ? "optional"
    : type.kind === "list" || type.kind === "map"
      ? `a ${type.kind}`
      : type.kind === "scalar" && UNFIT.includes(type.name)
        ? `of type ${type.name}`
        : type.kind === "named" && scope.types.get(type.name)?.kind === "enum"
          ? "an enum, of which there are few values"
          : undefined;
  if (trouble === undefined) return;
  scope.sink.add(report.badIdentity(field.name.span, { field: field.name.text, trouble }));
}

/** Types of which two values that mean the same may differ, or of which there are too few. */
const UNFIT: readonly string[] = ["bool", "float64", "json"];

function resolveType(node: TypeNode, scope: Scope): FieldType | undefined {
  let type = baseType(node, scope);
  const isText = type?.kind === "scalar" && SCALARS[type.name] === "text";
  node.bounds.forEach((bounds, i) => {
    const ends = bounds.value === undefined ? {} : boundsOf(bounds.value);
    if (type === undefined) return;
    if (ends === undefined) {
      const form = "with bounds such as `[]`, `[1..]`, `[..500]` or `[2..4]`";
      scope.sink.add(report.wrongArguments(bounds.span, { type: quoted(node.name.text), form }));
      type = undefined;
    } else if (i === 0 && isText && type.kind === "scalar" && bounds.value !== undefined) {
      type = { ...type, ...ends };
    } else type = { kind: "list", of: type, least: 0, ...ends };
  });
  return type;
}

function baseType(node: TypeNode, scope: Scope): FieldType | undefined {
  const { name, of } = node;
  if (name.text === "") return undefined;
  if (name.text === "map") return mapType(node, scope);
  if (of !== undefined)
    return wrong(node, `\`${quoted(name.text)}\`; only \`map<T>\` has a type in brackets`, scope);
  if (name.text === "wire") {
    scope.sink.add(notation.report.notSupported(node.span, { what: "a chosen wire form" }));
    return undefined;
  }
  if (Object.hasOwn(SCALARS, name.text)) return scalarType(node, scope);
  const entry = scope.types.get(name.text);
  if (entry === undefined) {
    if (scope.lost.has("type")) return undefined;
    const meant = nearest(name.text, [...Object.keys(SCALARS), ...scope.types.keys()]);
    const fix =
      meant === undefined
        ? undefined
        : { title: `write \`${meant}\``, edits: [{ span: name.span, text: meant }] };
    scope.sink.add(
      report.unknownType(name.span, { name: quoted(name.text), hint: hintOf(meant) }, fix && { fix }),
    );
    return undefined;
  }
  if (node.args.length > 0) return wrong(node, `\`${quoted(name.text)}\`, without arguments`, scope);
  if (entry.kind === "message") {
    const related = [{ span: entry.span, label: "declared here" }];
    scope.sink.add(report.messageInField(name.span, { name: name.text }, { related }));
    return undefined;
  }
  return { kind: "named", name: name.text };
}

function mapType(node: TypeNode, scope: Scope): FieldType | undefined {
  if (node.of === undefined || node.args.length > 0)
    return wrong(node, "`map<string>`, with the type of its values", scope);
  const of = resolveType(node.of, scope);
  return of && { kind: "map", of };
}

function scalarType(node: TypeNode, scope: Scope): FieldType | undefined {
  const { name, args } = node;
  const form = SCALARS[name.text];
  if (form === "decimal") {
    const [precision, scale] = args.map((arg) => wholeOf(arg));
    const isRight =
      args.length === 2 &&
      precision !== undefined &&
      scale !== undefined &&
      precision >= 1 &&
      scale <= precision;
    if (!isRight || precision > 1000) {
      return wrong(node, "`decimal(12, 2)`: digits in all, and digits behind the point", scope);
    }
    return { kind: "scalar", name: name.text, args: [precision, scale] };
  }
  const scalar = { kind: "scalar", name: name.text, args: [] } as const;
  if (args.length === 0) return scalar;
  const pattern = form === "text" && args.length === 1 ? patternOf(args[0]) : undefined;
  if (pattern === undefined || name.text !== "string") {
    const text =
      name.text === "string"
        ? '`string`, `string[..500]` or `string(pattern: "[a-z]+")`'
        : `\`${name.text}\`, without arguments`;
    return wrong(node, text, scope);
  }
  if (!isPattern(pattern)) return wrong(node, "with a regular expression that JavaScript takes", scope);
  return { ...scalar, pattern };
}

function wrong(node: TypeNode, form: string, scope: Scope): undefined {
  scope.sink.add(report.wrongArguments(node.span, { type: quoted(node.name.text), form }));
  return undefined;
}

/** `pattern: "…"`, which the parser hands on as a map of one. */
function patternOf(node: ValueNode | undefined): string | undefined {
  const [only, ...others] = node?.kind === "map" ? node.settings : [];
  if (only === undefined || others.length > 0 || only.name.text !== "pattern") return undefined;
  return only.value.kind === "string" ? only.value.text : undefined;
}

const PATTERN_MAX = 1000;

function isPattern(pattern: string): boolean {
  if (pattern.length > PATTERN_MAX) return false;
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

function wholeOf(node: ValueNode): number | undefined {
  const quantity = quantityOf(node);
  if (quantity === undefined || quantity.unit !== "") return undefined;
  return Number.isInteger(quantity.value) && quantity.value >= 0 && quantity.value <= LENGTH_MAX
    ? quantity.value
    : undefined;
}

function boundsOf(node: ValueNode): { readonly least?: number; readonly most?: number } | undefined {
  const exact = wholeOf(node);
  if (exact !== undefined) return { least: exact, most: exact };
  const range = node.kind === "range" ? node : node.kind === "text" ? rangeOf(node.text) : undefined;
  if (range === undefined) return undefined;
  const least = range.least === undefined ? undefined : wholeOf(range.least);
  const most = range.most === undefined ? undefined : wholeOf(range.most);
  if ((range.least !== undefined && least === undefined) || (range.most !== undefined && most === undefined))
    return undefined;
  if (least !== undefined && most !== undefined && least > most) return undefined;
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}

/** Records of which no finite value exists. */
export function checkRecursion(messages: readonly MessageType[], scope: Scope): void {
  const byName = new Map(messages.map((message) => [message.name, message]));
  const inner = new Map<string, readonly string[]>();
  for (const { name, fields } of messages) {
    inner.set(
      name,
      fields.flatMap((field) => needed(field) ?? []).filter((each) => byName.has(each)),
    );
  }
  const circular = withoutEnds(reversed(withoutEnds(inner)));
  for (const { name, origin } of messages) {
    if (circular.has(name) && origin !== undefined) scope.sink.add(report.endlessRecord(origin, { name }));
  }
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** What is left when nodes from which no edge leads are taken away, again and again. */
function withoutEnds(graph: Graph): Graph {
  const open = new Map([...graph].map(([name, to]) => [name, new Set(to).size]));
  const back = reversed(graph);
  const ends = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    open.delete(end);
    for (const from of back.get(end) ?? []) {
      const count = (open.get(from) ?? 0) - 1;
      if (open.has(from)) open.set(from, count);
      if (count === 0) ends.push(from);
    }
  }
  return new Map(
    [...open.keys()].map((name) => [name, (graph.get(name) ?? []).filter((to) => open.has(to))]),
  );
}

function reversed(graph: Graph): Graph {
  const back = new Map<string, string[]>([...graph.keys()].map((name) => [name, []]));
  for (const [from, to] of graph) for (const each of new Set(to)) back.get(each)?.push(from);
  return back;
}

/** The type of which a value must stand in every value of the field. */
function needed(field: Field): string | undefined {
  let type = field.type;
  if (field.optional) return undefined;
  while (type.kind === "list" && type.least > 0) type = type.of;
  return type.kind === "named" ? type.name : undefined;
}
