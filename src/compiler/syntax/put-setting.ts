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
 * Puts `setting`, as the file's notation has it, into the entity whose name stands at `name`. Undefined where there is
 * none, or nothing of its own in YAML. The result is read as before, though not always laid out as people would.
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
  const { end } = entity.span;
  const body = text.slice(name.end, end);
  const isYaml = !/\.waybill$/i.test(name.file);
  if (first !== undefined) {
    const { start } = first.span;
    const indent = indentBefore(text, start);
    const comma = isYaml && FLOW.test(body) ? "," : "";
    return { span: at(start), text: indent === undefined ? `${setting}, ` : `${setting}${comma}\n${indent}` };
  }
  if (isYaml) return putFirst(body, name, setting);
  if (!body.endsWith("}")) return { span: at(end), text: ` { ${setting} }` };
  const open = body.indexOf("{") + 1;
  const isFollowed = /^[ \t]*[^\s}/]/.test(body.slice(open));
  return { span: at(name.end + open), text: isFollowed ? ` ${setting},` : ` ${setting} ` };
}

/** How a mapping in braces goes on behind its key. */
const FLOW = /^["']?\s*:\s*\{/;

/** Before what a mapping of YAML has already; `body` begins behind the key. */
function putFirst(body: string, name: Span, setting: string): Edit | undefined {
  const at = (length: number): Span => ({
    file: name.file,
    start: name.end + length,
    end: name.end + length,
  });
  const flow = FLOW.exec(body);
  if (flow !== null) return { span: at(flow[0].length), text: ` ${setting},` };
  const block = /^["']?\s*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]+)(?=\S)/.exec(body);
  if (block === null) return undefined;
  return { span: at(block[0].length), text: `${setting}\n${block[1] ?? ""}` };
}

/** Leaves out the setting at `span`, with the comma or the line that it needs alone. Comments stay. */
export function removal(text: string, span: Span): Edit {
  const [before, after] = [text.slice(0, span.start), text.slice(span.end)];
  const [follows = ""] = /^[ \t]*,[ \t]*/.exec(after) ?? [];
  const [precedes = ""] = follows === "" ? (/,[ \t]*$/.exec(before) ?? []) : [];
  const isAlone = indentBefore(text, span.start) !== undefined && /^[ \t]*,?[ \t]*\r?\n/.test(after);
  const [line = ""] = isAlone ? (/^[ \t]*,?[ \t]*\r?\n[ \t]*/.exec(after) ?? []) : [];
  const end = span.end + (isAlone ? line.length : follows.length);
  return { span: { ...span, start: span.start - precedes.length, end }, text: "" };
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
