/** A topic's configuration by Kafka's own names, as settings of the language. */
import { durationText } from "../../../base/duration.ts";
import type { ValueType } from "../../../compiler/vocabulary.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { DraftSetting } from "../../../drafts/draft.ts";
import { quoted } from "../../../drafts/quote.ts";
import { KAFKA_VOCABULARY } from "../vocabulary.ts";

export const UNKNOWN = "unknown";

/** Values as sources write them: `"604800000"` and 604800000 say the same. Undefined is a value that is not known. */
export type Config = ReadonlyMap<string, string | number | boolean | undefined>;

export interface ConfigSettings {
  readonly settings: readonly DraftSetting[];
  /** Entries that could not be written down. */
  readonly leftOut: readonly string[];
}

const TOPIC = KAFKA_VOCABULARY.kinds[0]?.settings ?? {};
/** What `-1` stands for. */
const UNLIMITED = "unlimited";

/** `config` in the order of the vocabulary, `native` last. */
export function configSettings(config: Config): ConfigSettings {
  const rest = new Map(config);
  const settings: DraftSetting[] = [];
  for (const [name, { native, type }] of Object.entries(TOPIC)) {
    if (native === undefined || !rest.has(native)) continue;
    const value = rest.get(native);
    const text = value === undefined ? UNKNOWN : valueText(type, `${value}`);
    if (text === undefined) continue;
    settings.push({ name, text });
    rest.delete(native);
  }
  const leftOut: string[] = [];
  const natives: string[] = [];
  for (const [name, value] of rest) {
    const text = value === undefined ? undefined : `${value}`;
    if (text === undefined || userParts(name).length > 0 || userParts(text).length > 0) leftOut.push(name);
    else natives.push(`${quoted(name)}: ${nativeText(value, text)}`);
  }
  if (natives.length > 0) settings.push({ name: "native", text: `{ ${natives.join(", ")} }` });
  return { settings, leftOut };
}

function nativeText(value: string | number | boolean | undefined, text: string): string {
  const isPlain = typeof value === "boolean" || (typeof value === "number" && Number.isSafeInteger(value));
  return isPlain ? text : quoted(text);
}

/** `text` as a value of `type`; undefined where it is none. */
function valueText(type: ValueType, text: string): string | undefined {
  const number = /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
  switch (type.kind) {
    case "duration":
      return number !== undefined && number >= 0 ? durationText(number) : undefined;
    case "size":
      return number !== undefined && number >= 0 ? sizeText(number) : undefined;
    case "integer":
      return number !== undefined && number >= (type.least ?? 1) ? `${number}` : undefined;
    case "boolean":
      return text === "true" || text === "false" ? text : undefined;
    case "word":
      return type.words.includes(text)
        ? text
        : text === "-1" && type.words.includes(UNLIMITED)
          ? UNLIMITED
          : undefined;
    case "list":
      return listText(type.of, text);
    case "either":
      return type.of.map((each) => valueText(each, text)).find((each) => each !== undefined);
    default:
      return undefined;
  }
}

function listText(type: ValueType, text: string): string | undefined {
  const items = text.split(",").map((item) => valueText(type, item.trim()));
  if (items.includes(undefined)) return undefined;
  return items.length === 1 ? items[0] : `[${items.join(", ")}]`;
}

const SIZES: readonly (readonly [bytes: number, unit: string])[] = [
  [1024 ** 3, "GiB"],
  [1000 ** 3, "GB"],
  [1024 ** 2, "MiB"],
  [1000 ** 2, "MB"],
  [1024, "KiB"],
];

/** Bytes with the largest unit that leaves a whole number. */
function sizeText(bytes: number): string {
  const unit = bytes === 0 ? undefined : SIZES.find(([size]) => bytes % size === 0);
  return unit === undefined ? `${bytes / 1000}kB` : `${bytes / unit[0]}${unit[1]}`;
}
