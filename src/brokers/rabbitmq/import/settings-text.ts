/** Arguments as settings of the language: by the words of the vocabulary where it has one, else under `native:`. */
import { durationText } from "../../../base/duration.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { DraftSetting } from "../../../drafts/draft.ts";
import { quoted } from "../../../drafts/quote.ts";
import type { ValueType } from "../../../compiler/vocabulary.ts";
import { RABBITMQ_VOCABULARY } from "../vocabulary.ts";
import type { Argument } from "./entry.ts";
import type { JsonNode } from "./json.ts";

export interface SettingTexts {
  readonly settings: readonly string[];
  /** What could not be written down, for people. */
  readonly leftOut: readonly string[];
}

/** Deeper native values are left out. */
const DEPTH_MAX = 8;

/** `all` as settings of a channel of `kind`, in the order of the vocabulary, `native` last. */
export function settingTexts(kind: string, all: ReadonlyMap<string, Argument>): SettingTexts {
  const settings: string[] = [];
  const leftOut: string[] = [];
  const rest = new Map(all);
  const table = RABBITMQ_VOCABULARY.kinds.find((each) => each.kind === kind)?.settings ?? {};
  for (const [word, { native, type }] of Object.entries(table)) {
    const argument = native === undefined ? undefined : rest.get(native);
    const text = argument === undefined ? undefined : valueText(type, argument.value);
    if (text === undefined || native === undefined) continue;
    settings.push(`${word}: ${text}`);
    rest.delete(native);
  }
  const natives: string[] = [];
  for (const [name, { value }] of rest) {
    const text = userParts(name).length > 0 ? undefined : nativeText(value, 0);
    if (text === undefined) leftOut.push(`an argument (line ${value.line}) is left out`);
    else natives.push(`${quoted(name)}: ${text}`);
  }
  if (natives.length > 0) settings.push(`native: { ${natives.join(", ")} }`);
  return { settings, leftOut };
}

/** `word: text`, as settings are printed. */
export function settingOf(text: string): DraftSetting {
  const at = text.indexOf(": ");
  return { name: text.slice(0, at), text: text.slice(at + 2) };
}

const FORMS: readonly string[] = ["all", "any", "all-with-x", "any-with-x"];

/** What stands in the braces of a `bind`: its key, or what it asks of headers; undefined where that cannot be written. */
export function bindingText(
  { key, arguments: asked }: { readonly key: string; readonly arguments: ReadonlyMap<string, Argument> },
  isByHeaders: boolean,
): string | undefined {
  const text = isByHeaders ? matchText(asked) : key === "" ? "" : `key: ${quoted(key)}`;
  return text === undefined || text === "" ? text : ` ${text} `;
}

/** Arguments of a binding to a headers exchange as `match: all(…)`; undefined where a value cannot be written so. */
function matchText(all: ReadonlyMap<string, Argument>): string | undefined {
  const said = all.get("x-match")?.value;
  const form = said?.kind === "value" ? String(said.value) : "all";
  const asked = [...all].filter(([name]) => name !== "x-match");
  const texts = asked.map(([name, { value }]) => {
    const scalar = value.kind === "value" ? value : undefined;
    const text = scalar?.value === null ? "present" : scalar && nativeText(scalar, 0);
    return text === undefined || userParts(name).length > 0 ? undefined : `${quoted(name)}: ${text}`;
  });
  if (!FORMS.includes(form) || texts.includes(undefined)) return undefined;
  return `match: ${form}(${texts.join(", ")})`;
}

/** `node` written as a value of `type`; undefined where it is none. */
function valueText(type: ValueType, node: JsonNode): string | undefined {
  if (node.kind !== "value") return undefined;
  const { value } = node;
  switch (type.kind) {
    case "duration":
      return isCount(value) ? durationText(value) : undefined;
    case "integer":
      return typeof value === "number" && Number.isSafeInteger(value) && inRange(type, value)
        ? `${value}`
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? `${value}` : undefined;
    case "word":
      return typeof value === "string" && type.words.includes(value) ? value : undefined;
    case "string":
      return typeof value === "string" && userParts(value).length === 0 ? quoted(value) : undefined;
    case "either":
      return type.of.map((each) => valueText(each, node)).find((text) => text !== undefined);
    default:
      return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function inRange(
  { least, most }: { readonly least?: number; readonly most?: number },
  value: number,
): boolean {
  return value >= (least ?? -Infinity) && value <= (most ?? Infinity);
}

function nativeText(node: JsonNode, depth: number): string | undefined {
  if (depth > DEPTH_MAX) return undefined;
  switch (node.kind) {
    case "array": {
      const items = node.items.map((item) => nativeText(item, depth + 1));
      return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
    }
    case "object": {
      const entries = [...node.entries].map(([name, value]) => [name, nativeText(value, depth + 1)] as const);
      if (entries.some(([name, text]) => text === undefined || userParts(name).length > 0)) return undefined;
      return entries.length === 0
        ? "{}"
        : `{ ${entries.map(([name, text]) => `${quoted(name)}: ${text}`).join(", ")} }`;
    }
    case "value": {
      const { value } = node;
      if (value === null) return undefined;
      if (typeof value === "string") return userParts(value).length === 0 ? quoted(value) : undefined;
      if (typeof value === "boolean" || Number.isSafeInteger(value)) return `${value}`;
      return /^-?\d+\.\d+$/.test(`${value}`) ? `${value}` : quoted(`${value}`);
    }
  }
}
