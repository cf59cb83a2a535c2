/** Queues, exchanges and bindings that code declares or uses. */
import type { ChannelKey, DraftBinding, DraftChannel, DraftSetting } from "../../../../drafts/draft.ts";
import { quoted } from "../../../../drafts/quote.ts";
import { userParts } from "../../../../diagnostics/mask.ts";
import type { Place, SourceCall, SourceValue } from "../../../../source/source.ts";
import { EXCHANGE_TYPES, QUEUE_TYPES } from "../../vocabulary/types.ts";
import { predeclaredType } from "../implied.ts";
import { flagOf, namedUnknown, optionsOf } from "../../../../source/options.ts";
import { bindingText, settingOf } from "../settings-text.ts";
import { exchangeKey, queueKey, STAND_INS, UNKNOWN } from "../stand-ins.ts";
import { argumentMap, argumentSettings } from "./arguments.ts";

const BY = "code";

export function placeText({ path, line }: Place): string {
  return `${path}:${line}`;
}

/** Why a name cannot be taken; undefined where it can. */
export type NameTrouble = string;

/** A name that the code says, or why it does not. */
export function nameOf(
  value: SourceValue | undefined,
): { readonly name: string; readonly note?: string } | { readonly trouble: NameTrouble } {
  if (value?.kind !== "text") {
    return { trouble: `its name${namedUnknown(value)} is not a literal` };
  }
  if (userParts(value.value).length > 0) return { trouble: "its name looks like an address with a password" };
  return { name: value.value, ...(value.note === undefined ? {} : { note: value.note }) };
}

/** A queue by the name that the broker gives it. */
export function namelessKey(place: Place): ChannelKey {
  return queueKey(`server-named ${place.path} ${place.line}`);
}

export function declaredQueue(call: SourceCall, key: ChannelKey, isNameless: boolean): DraftChannel {
  const options = optionsOf(call.args[1]);
  const said = argumentSettings("queue", options, call.place.line);
  const flags: DraftSetting[] = [
    flagSetting("durable", flagOf(options, "durable", true), true),
    flagSetting("exclusive", flagOf(options, "exclusive", false), false),
    flagSetting("auto-delete", flagOf(options, "autoDelete", false), false),
  ];
  const letters = said.texts.get("x-dead-letter-exchange");
  const letterKey = said.texts.get("x-dead-letter-routing-key");
  const target =
    letters === undefined
      ? undefined
      : letters !== ""
        ? exchangeKey(letters)
        : letterKey === undefined
          ? undefined
          : queueKey(letterKey);
  return {
    key,
    declaredBy: BY,
    isWhole: said.isWhole,
    settings: [...flags, ...said.settings],
    origins: [placeText(call.place)],
    notes: said.notes,
    ...(target === undefined ? {} : { passesTo: [target] }),
    ...(isNameless ? { isNameless } : {}),
    ...STAND_INS.queue,
  };
}

function flagSetting(name: string, text: string, byDefault: boolean): DraftSetting {
  return text === `${byDefault}` ? { name, text, isDefault: true } : { name, text };
}

/** The type of a queue as the draft has it; undefined where it is not modelled. */
export function isModelledQueue(channel: DraftChannel): boolean {
  const type = channel.settings.find(({ name }) => name === "type")?.text;
  return type === undefined || type === UNKNOWN || QUEUE_TYPES.modelled.some((each) => each === type);
}

/** An exchange that is declared; a text says why it cannot be drafted. */
export function declaredExchange(call: SourceCall, name: string): DraftChannel | string {
  const [, typed] = call.args;
  if (typed?.kind !== "text") return "its type is not a literal";
  if (!EXCHANGE_TYPES.some((each) => each === typed.value))
    return `exchanges of type ${typed.value.slice(0, 40)} are not supported yet`;
  const options = optionsOf(call.args[2]);
  const said = argumentSettings("exchange", options, call.place.line);
  const alternate = said.texts.get("alternate-exchange");
  return {
    key: exchangeKey(name),
    declaredBy: BY,
    isWhole: said.isWhole,
    settings: [
      { name: "type", text: typed.value },
      flagSetting("durable", flagOf(options, "durable", true), true),
      flagSetting("internal", flagOf(options, "internal", false), false),
      flagSetting("auto-delete", flagOf(options, "autoDelete", false), false),
      ...said.settings,
    ],
    origins: [placeText(call.place)],
    notes: said.notes,
    ...(alternate === undefined ? {} : { passesTo: [exchangeKey(alternate)] }),
    ...STAND_INS.exchange,
  };
}

/** A queue that the code reads or fills and does not declare. */
export function usedQueue(name: string, place: Place): DraftChannel {
  const settings = ["type", "durable", "message-ttl", "max-length", "dead-letter-exchange"];
  return {
    key: queueKey(name),
    settings: settings.map((each) => ({ name: each, text: UNKNOWN })),
    origins: [placeText(place)],
    notes: ["declared elsewhere"],
    ...STAND_INS.queue,
  };
}

/** An exchange that the code uses and does not declare: the broker's own are known. */
export function usedExchange(name: string, place: Place): DraftChannel {
  const type = predeclaredType(name);
  const common = { key: exchangeKey(name), origins: [placeText(place)], ...STAND_INS.exchange };
  return type === undefined
    ? { ...common, settings: [], lacks: "nothing that was read declares it, so its type is not known" }
    : { ...common, settings: [{ name: "type", text: type }], declaredBy: "rabbitmq" };
}

export function binding(call: SourceCall, from: ChannelKey, to: ChannelKey): DraftBinding {
  const key = call.args[2];
  const origins = [placeText(call.place)];
  const options = optionsOf(call.args[3]);
  if (options.entries.has("x-match") || !options.isWhole) return headersBinding(call, from, to);
  const text = key === undefined || key.kind === "nothing" ? quoted("") : textOf(key);
  if (text === quoted("")) return { from, to, settings: [], origins };
  const notes = text === UNKNOWN && key?.kind === "unknown" ? [`the key is ${key.text}`] : [];
  return { from, to, settings: [{ name: "key", text }], origins, notes };
}

/** What it asks of headers, where the code says all of that. */
function headersBinding(call: SourceCall, from: ChannelKey, to: ChannelKey): DraftBinding {
  const asked = argumentMap(optionsOf(call.args[3]), call.place.line);
  const text = asked === undefined ? undefined : bindingText({ key: "", arguments: asked }, true);
  const setting = text === undefined ? { name: "match", text: UNKNOWN } : settingOf(text.trim());
  return { from, to, settings: [setting], origins: [placeText(call.place)] };
}

/** A text as it may stand in a draft; `unknown` for what is none, or must not be shown. */
export function textOf(value: SourceValue): string {
  return value.kind === "text" && userParts(value.value).length === 0 ? quoted(value.value) : UNKNOWN;
}
