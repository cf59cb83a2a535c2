/** Where a setting that nobody wrote is to be put, so that it belongs to an entity. */
import type { DocumentNode, SettingNode } from "../../../grammar/tree.ts";
import type { Edit, Span } from "../../diagnostics/define.ts";

/** A named thing of a tree and its settings. */
interface Entity {
  readonly name: { readonly span: Span };
  readonly settings: readonly SettingNode[];
  readonly span: Span;
}

/**
 * Puts `setting` (`name: value`) into the entity whose name stands at `name`. Undefined where there is none, or no block of
 * its own in YAML. The result is read as before, though not always laid out as people would.
 */
export function putSetting(
  document: DocumentNode,
  text: string,
  name: Span,
  setting: string,
): Edit | undefined {
  const entity = entityAt(document, name);
  if (entity === undefined) return undefined;
  const at = (offset: number): Span => ({ file: name.file, start: offset, end: offset });
  const [first] = entity.settings;
  if (first !== undefined) {
    const { start } = first.span;
    const indent = indentBefore(text, start);
    return { span: at(start), text: indent === undefined ? `${setting}, ` : `${setting}\n${indent}` };
  }
  if (!/\.waybill$/i.test(name.file)) return undefined;
  const { end } = entity.span;
  const body = text.slice(name.end, end);
  if (!body.endsWith("}")) return { span: at(end), text: ` { ${setting} }` };
  return { span: at(name.end + body.lastIndexOf("{") + 1), text: ` ${setting} ` };
}

/** The blanks before an offset, if nothing else stands before it on its line. */
function indentBefore(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) ? line : undefined;
}

function entityAt(node: unknown, name: Span): Entity | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if (isEntity(node) && node.name.span.start === name.start && node.name.span.end === name.end) return node;
  for (const each of Object.values(node)) {
    const found = entityAt(each, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isEntity(node: object): node is Entity {
  return "name" in node && "settings" in node && "span" in node && typeof node.name === "object";
}
