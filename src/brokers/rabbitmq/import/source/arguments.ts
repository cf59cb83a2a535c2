/** What a client library's calls say as settings of RabbitMQ. */
import type { DraftSetting } from "../../../../drafts/draft.ts";
import { type Options, optionsOf } from "../../../../source/options.ts";
import type { SourceValue } from "../../../../source/source.ts";
import { RABBITMQ_VOCABULARY } from "../../vocabulary.ts";
import type { Argument } from "../entry.ts";
import type { JsonNode } from "../json.ts";
import { settingOf, settingTexts } from "../settings-text.ts";
import { UNKNOWN } from "../stand-ins.ts";

/** Options of amqplib that stand for arguments of the declaration (channel_model, 0.10 to 2.x). */
const AS_ARGUMENT: Readonly<Record<string, string>> = {
  messageTtl: "x-message-ttl",
  expires: "x-expires",
  deadLetterExchange: "x-dead-letter-exchange",
  deadLetterRoutingKey: "x-dead-letter-routing-key",
  maxLength: "x-max-length",
  maxPriority: "x-max-priority",
  overflow: "x-overflow",
  queueMode: "x-queue-mode",
  alternateExchange: "alternate-exchange",
};

/** Where nothing is known of the arguments, these decide most. */
const DECISIVE: Readonly<Record<string, readonly string[]>> = {
  queue: ["type", "message-ttl", "max-length", "dead-letter-exchange"],
  exchange: [],
};

export interface ArgumentSettings {
  readonly settings: readonly DraftSetting[];
  readonly notes: readonly string[];
  /** Texts of arguments that are known, by their native names. */
  readonly texts: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
}

/** The arguments of a declaration of `kind` as settings, in the order of the vocabulary. */
export function argumentSettings(
  kind: "queue" | "exchange",
  options: Options,
  line: number,
): ArgumentSettings {
  const given = argumentsOf(options);
  const known = new Map<string, Argument>();
  const open: string[] = [];
  for (const [name, value] of given.entries) {
    const node = nodeOf(value, line);
    if (node !== undefined) known.set(name, { value: node, line });
    else if (value.kind !== "nothing") open.push(name);
  }
  const said = settingTexts(kind, known);
  const settings: DraftSetting[] = said.settings.map(settingOf);
  const unknowns = given.isWhole ? [] : (DECISIVE[kind] ?? []);
  const notes = [...said.leftOut];
  for (const word of [...open.map((name) => wordOf(kind, name)), ...unknowns]) {
    if (word === undefined) notes.push("an argument whose value is not in the source is left out");
    else if (!settings.some(({ name }) => name === word)) settings.push({ name: word, text: UNKNOWN });
  }
  return { settings, notes, texts: textsOf(known), isWhole: given.isWhole };
}

function argumentsOf(options: Options): Options {
  const table = optionsOf(options.entries.get("arguments"));
  const entries = new Map(table.entries);
  for (const [name, value] of options.entries) {
    const native = Object.hasOwn(AS_ARGUMENT, name) ? AS_ARGUMENT[name] : undefined;
    if (native !== undefined) entries.set(native, value);
  }
  return { entries, isWhole: options.isWhole && table.isWhole };
}

function wordOf(kind: string, native: string): string | undefined {
  const table = RABBITMQ_VOCABULARY.kinds.find((each) => each.kind === kind)?.settings ?? {};
  return Object.keys(table).find((word) => table[word]?.native === native);
}

function textsOf(known: ReadonlyMap<string, Argument>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, { value }] of known)
    if (value.kind === "value" && typeof value.value === "string") texts.set(name, value.value);
  return texts;
}

/** Undefined where a part of the value is not in the source. */
function nodeOf(value: SourceValue, line: number): JsonNode | undefined {
  switch (value.kind) {
    case "text":
    case "number":
    case "boolean":
      return { kind: "value", line, value: value.value };
    case "list": {
      const items = value.items.map((item) => nodeOf(item, line));
      const known = items.filter((item) => item !== undefined);
      return value.isWhole && known.length === items.length
        ? { kind: "array", line, items: known }
        : undefined;
    }
    case "object": {
      const entries = new Map<string, JsonNode>();
      for (const [name, each] of value.entries) {
        const node = nodeOf(each, line);
        if (node === undefined) return undefined;
        entries.set(name, node);
      }
      return value.isWhole ? { kind: "object", line, entries } : undefined;
    }
    default:
      return undefined;
  }
}

/** All of `options` as arguments of a call; undefined where the code does not say all of it. */
export function argumentMap(
  { entries, isWhole }: Options,
  line: number,
): ReadonlyMap<string, Argument> | undefined {
  const all = new Map<string, Argument>();
  for (const [name, each] of entries) {
    const value = nodeOf(each, line);
    if (value === undefined) return undefined;
    all.set(name, { value, line });
  }
  return isWhole ? all : undefined;
}
