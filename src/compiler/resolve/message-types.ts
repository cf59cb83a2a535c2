/** Messages, records and enums. */
import type { EnumNode, FieldNode, MessageNode } from "../../../grammar/tree.ts";
import type { EnumType, Field, FieldType, MessageType } from "../../model/message-type.ts";
import { quoted } from "./describe.ts";
import { resolveType } from "./field-types.ts";
import type { Scope } from "./scope.ts";
import { types } from "./types.diagnostics.ts";

const { report } = types;

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
  const isEnum = type.kind === "named" && scope.types.get(type.name)?.kind === "enum";
  const isMany = type.kind === "list" || type.kind === "map";
  const trouble = field.optional ? "optional" : isMany ? `a ${type.kind}` : unfitIdentity(type, isEnum);
  if (trouble === undefined) return;
  scope.sink.add(report.badIdentity(field.name.span, { field: field.name.text, trouble }));
}

/** Why values of a single type tell no messages apart. */
export function unfitIdentity(type: FieldType, isEnum: boolean): string | undefined {
  if (isEnum) return "an enum, of which there are few values";
  return type.kind === "scalar" && UNFIT.includes(type.name) ? `of type ${type.name}` : undefined;
}

/** Types of which two values that mean the same may differ, or of which there are too few. */
const UNFIT: readonly string[] = ["bool", "float64", "json"];

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
