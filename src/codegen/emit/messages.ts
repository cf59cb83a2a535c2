/** `messages.ts`: what travels, as interfaces. Nothing of it is left at run time. */
import type { FieldType, MessageType } from "../../model/message-type.ts";
import type { Types } from "../plan/types.ts";
import { describedTypes } from "./described.ts";
import { commentLines, textLiteral } from "./literal.ts";
import type { ModuleSpec, StatementSpec } from "./module.ts";
import { propertyOf } from "./type-text.ts";

export function messagesModule(types: Types): ModuleSpec {
  const all = [...types.messages, ...types.records];
  const described = all.flatMap(({ type, name }) =>
    type.source === undefined
      ? []
      : describedTypes(name, type.source, types.taken, type.doc === undefined ? [] : commentLines(type.doc)),
  );
  const plain = all.filter(({ type }) => type.source === undefined);
  const usesJson =
    plain.some(({ type }) => type.fields.some((field) => isJson(field.type))) ||
    described.some((each) => each.kind === "type" && /\bJson\b/.test(each.type));
  return {
    path: "messages",
    imports: usesJson ? [{ from: "runtime/codec", types: ["Json"] }] : [],
    statements: [
      ...types.enums.map(({ type, name }): StatementSpec => {
        const values = type.values.map(textLiteral).join(" | ");
        return { kind: "type", name, ...docOf(type.doc), type: values };
      }),
      ...plain.map(({ type, name }) => statementOf(type, name, types)),
      ...described,
    ],
  };
}

function statementOf(type: MessageType, name: string, types: Types): StatementSpec {
  const doc = docOf(type.doc);
  if (type.opaque) return { kind: "type", name, ...doc, type: "Uint8Array" };
  return {
    kind: "interface",
    name,
    ...doc,
    properties: type.fields.map((field) => propertyOf(field, types)),
  };
}

function docOf(doc: string | undefined): { readonly doc?: readonly string[] } {
  return doc === undefined ? {} : { doc: commentLines(doc) };
}

function isJson(type: FieldType): boolean {
  if (type.kind === "list" || type.kind === "map") return isJson(type.of);
  return type.kind === "scalar" && type.name === "json";
}
