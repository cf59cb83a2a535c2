/** Messages that a JSON Schema describes, as types of `messages.ts`: they travel as they are. */
import { present } from "../../base/assert.ts";
import type { MessageSource } from "../../model/message-type.ts";
import { identifierOf, type Names } from "../plan/names.ts";
import { commentLine } from "./literal.ts";
import type { StatementSpec } from "./module.ts";
import { SchemaTypes } from "./schema-type.ts";

/** A type for the message, and one for each part of the schema that has a name; `names` are those of the module. */
export function describedTypes(
  name: string,
  source: MessageSource,
  names: Names,
  doc: readonly string[],
): readonly StatementSpec[] {
  const given = new Map([["", name]]);
  const open: string[] = [];
  const types = new SchemaTypes(source.schema, (definition) => {
    const known = given.get(definition);
    if (known !== undefined) return known;
    const own = names.take(`${name}_${identifierOf(definition, true)}`, "_");
    given.set(definition, own);
    open.push(definition);
    return own;
  });
  const about = [...doc, commentLine(`As ${source.from} describes it.`)];
  const statements: StatementSpec[] = [{ kind: "type", name, doc: about, type: types.definition("") }];
  for (let definition = open.shift(); definition !== undefined; definition = open.shift()) {
    const own = present(given.get(definition), "it was given a name when it was put into the list");
    statements.push({ kind: "type", name: own, type: types.definition(definition) });
  }
  return statements;
}
