/**
 * Routing keys as far as a spec fixes them. A field with few values is written out, one key a value; another field
 * stays a gap. Where nothing is known of a key it is {@link ANY_KEY}.
 */
import { textSetting, textsSetting } from "../../../model/setting.ts";
import type { Field } from "../../../model/message-type.ts";
import type { Channel, Producer, Topology } from "../../../model/topology.ts";

/** A routing key: a template in whose gaps stands text without a dot, or anything at all. */
export type Key = string | typeof ANY_KEY;

export const ANY_KEY: unique symbol = Symbol("any routing key");

/** More keys than this from one template are left as gaps. */
const KEYS_MAX = 1_000;

/** The keys that `producer` publishes with to `target`. Never empty. */
export function publishedKeys(topology: Topology, producer: Producer, target: Channel): readonly Key[] {
  if (target.kind === "queue") return [literal(target.physicalName ?? target.name)];
  if (!("routing-key" in producer.settings)) return [""];
  const template = textSetting(producer.settings, "routing-key");
  if (template === undefined) return [ANY_KEY];
  const keys = new Set<string>();
  const types = producer.sends.length > 0 ? producer.sends : [undefined];
  for (const type of types) for (const key of expandTemplate(topology, type, template)) keys.add(key);
  return [...keys];
}

/** Those that it sends with beside its own, R-EXCH-18. */
export function furtherKeys(topology: Topology, { settings, sends }: Producer): readonly Key[] {
  const types = sends.length > 0 ? sends : [undefined];
  const templates = textsSetting(settings, "cc");
  return templates.flatMap((template) => types.flatMap((type) => expandTemplate(topology, type, template)));
}

/** `text` as a template without gaps. */
export function literal(text: string): string {
  return text.replaceAll(/[{}]/g, "$&$&");
}

/** A template without gaps as text; undefined if it has one. */
export function textOfKey(key: Key): string | undefined {
  if (key === ANY_KEY || /(?<!\{)(\{\{)*\{(?!\{)/.test(key)) return undefined;
  return key.replaceAll(/\{\{|\}\}/g, (pair) => pair.charAt(0));
}

/** A key for people: gaps as they are written. */
export function showKey(key: Key): string {
  return key === ANY_KEY ? "(unknown)" : JSON.stringify(textOfKey(key) ?? key);
}

const GAP = /\{\{|\}\}|\{([^{}]*)\}/g;

function expandTemplate(topology: Topology, type: string | undefined, template: string): readonly string[] {
  let keys = [""];
  let last = 0;
  for (const match of template.matchAll(GAP)) {
    const before = template.slice(last, match.index);
    last = match.index + match[0].length;
    const path = match[1];
    const values = path === undefined ? undefined : finiteValues(topology, type, path.split("."));
    const isFew = values !== undefined && keys.length * values.length <= KEYS_MAX;
    const parts = isFew ? values.map(literal) : [match[0]];
    keys = keys.flatMap((key) => parts.map((part) => key + before + part));
  }
  return keys.map((key) => key + template.slice(last));
}

/** The values a field can have, where it has few: those of an enum, of a boolean. */
function finiteValues(
  topology: Topology,
  type: string | undefined,
  path: readonly string[],
): readonly string[] | undefined {
  const field = fieldAt(topology, type, path);
  if (field === undefined || field.optional) return undefined;
  if (field.type.kind === "scalar") return field.type.name === "bool" ? ["true", "false"] : undefined;
  if (field.type.kind !== "named") return undefined;
  const { name } = field.type;
  return topology.enums.find((each) => each.name === name)?.values;
}

function fieldAt(topology: Topology, type: string | undefined, path: readonly string[]): Field | undefined {
  const [first, ...rest] = path;
  const field = topology.types.find(({ name }) => name === type)?.fields.find(({ name }) => name === first);
  if (field === undefined || rest.length === 0) return field;
  return field.type.kind === "named" && !field.optional
    ? fieldAt(topology, field.type.name, rest)
    : undefined;
}
