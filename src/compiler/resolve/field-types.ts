/** Types of fields. */
import type { TypeNode, ValueNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FieldType } from "../../model/message-type.ts";
import { WIRE_FORMS, wireFormsOf } from "../../model/wire.ts";
import { hintOf, oneOf, quoted } from "./describe.ts";
import { wordOf } from "./fits.ts";
import { quantityOf, rangeOf } from "./quantity.ts";
import type { Scope } from "./scope.ts";
import { types } from "./types.diagnostics.ts";
import { meantFix } from "../syntax/meant.ts";

const { report } = types;

/** What may stand behind a scalar: the others take nothing. */
const ARGUMENTS: Readonly<Record<string, "decimal" | "text">> = {
  string: "text",
  bytes: "text",
  decimal: "decimal",
};
const LENGTH_MAX = 2_147_483_647;

/** Names of all types must be declared before. Undefined where it was reported. */
export function resolveType(node: TypeNode, scope: Scope): FieldType | undefined {
  let type = baseType(node, scope);
  const isText = type?.kind === "scalar" && ARGUMENTS[type.name] === "text";
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
  if (name.text === "wire") return wireType(node, scope);
  if (Object.hasOwn(WIRE_FORMS, name.text)) return scalarType(node, scope);
  const entry = scope.types.get(name.text);
  if (entry === undefined) {
    if (scope.lost.has("type") || scope.isHidden(name)) return undefined;
    const meant = nearest(name.text, [...Object.keys(WIRE_FORMS), "map", "wire", ...scope.types.keys()]);
    const params = { name: quoted(name.text), hint: hintOf(meant) };
    scope.sink.add(report.unknownType(name.span, params, meantFix(name.span, meant)));
    return undefined;
  }
  if (node.args.length > 0) return wrong(node, `\`${quoted(name.text)}\`, without arguments`, scope);
  if (entry.kind === "message") {
    const related = [{ span: entry.span, label: "declared here" }];
    scope.sink.add(report.messageInField(name.span, { name: name.text }, { related }));
    return undefined;
  }
  return { kind: "named", name: entry.name ?? name.text };
}

function mapType(node: TypeNode, scope: Scope): FieldType | undefined {
  if (node.of === undefined || node.args.length > 0)
    return wrong(node, "`map<string>`, with the type of its values", scope);
  const of = resolveType(node.of, scope);
  return of && { kind: "map", of };
}

function scalarType(node: TypeNode, scope: Scope): FieldType | undefined {
  const { name, args } = node;
  const form = ARGUMENTS[name.text];
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

/** `wire(decimal(12, 2), number)` */
function wireType(node: TypeNode, scope: Scope): FieldType | undefined {
  const [of, form, ...others] = node.args;
  const inner = of === undefined ? undefined : asType(of);
  const word = form === undefined ? undefined : wordOf(form);
  const isNested = inner?.name.text === "wire";
  if (inner === undefined || form === undefined || word === undefined || isNested || others.length > 0)
    return wrong(node, "`wire(timestamp, epoch-millis)`: a scalar, and the form it has on the wire", scope);
  const type = resolveType(inner, scope);
  if (type === undefined) return undefined;
  if (type.kind !== "scalar")
    return wrong(node, "with a scalar: the fields of others have forms of their own", scope);
  const forms = wireFormsOf(type.name).map(({ name }) => name);
  if (word === forms[0]) return type;
  if (forms.includes(word)) return { ...type, wire: word };
  const meant = nearest(word, forms);
  const params = {
    type: type.name,
    form: quoted(word),
    hint: hintOf(meant),
    forms: oneOf(forms.map((each) => `\`${each}\``)),
  };
  scope.sink.add(report.unknownWireForm(form.span, params, meantFix(form.span, meant)));
  return undefined;
}

/** A type as the parser reads it where values stand. */
function asType(node: ValueNode): TypeNode | undefined {
  const { span } = node;
  switch (node.kind) {
    case "path": {
      const [name, ...others] = node.parts;
      return name === undefined || others.length > 0 ? undefined : { name, args: [], bounds: [], span };
    }
    case "call": {
      const named = node.settings.map(
        (setting) => ({ kind: "map", settings: [setting], span: setting.span }) as const,
      );
      return { name: node.name, args: [...node.args, ...named], bounds: [], span };
    }
    case "bounded":
      return {
        name: node.name,
        args: [],
        bounds: [{ ...(node.bounds && { value: node.bounds }), span }],
        span,
      };
    default:
      return undefined;
  }
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
