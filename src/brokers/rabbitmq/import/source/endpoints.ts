/** Producers and consumers that code has. */
import { durationText } from "../../../../base/duration.ts";
import type { ChannelKey, DraftEndpoint, DraftSetting } from "../../../../drafts/draft.ts";
import { quoted } from "../../../../drafts/quote.ts";
import type { SourceCall, SourceValue } from "../../../../source/source.ts";
import { flagOf, type Options, optionsOf } from "../../../../source/options.ts";
import { UNKNOWN } from "../stand-ins.ts";
import { placeText, textOf } from "./channels.ts";
import { handlerSettings } from "./handler.ts";
import type { ClientChannel } from "./objects.ts";

/** A publish to an exchange, or to a queue by the default exchange. */
export function producerOf(
  service: string,
  call: SourceCall,
  channel: ChannelKey,
  client: ClientChannel,
): DraftEndpoint {
  const isToQueue = channel.kind === "queue";
  const options = optionsOf(call.args[call.method === "publish" ? 3 : 2]);
  const key = call.args[1];
  const routed: readonly DraftSetting[] = isToQueue
    ? []
    : [{ name: "routing-key", text: key === undefined ? quoted("") : templateOf(key) }];
  const notes: string[] = [];
  if (!isToQueue && key?.kind === "unknown") notes.push(`the key is ${key.text}`);
  if (client.confirms === "true" && !client.isWaitedFor) notes.push("nothing waits for the confirm");
  return {
    service,
    role: "producer",
    wish: wishOf(channel, isToQueue ? undefined : key),
    channel,
    settings: [
      ...routed,
      { name: "confirms", text: client.confirms },
      { name: "mandatory", text: flagOf(options, "mandatory", false) },
      { name: "persistent", text: persistentOf(options) },
      ...expiration(options),
      { name: "on-unknown", text: UNKNOWN },
    ],
    origins: [placeText(call.place)],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A routing key is a template: its own braces are doubled. */
function templateOf(key: SourceValue): string {
  return textOf(key).replaceAll(/[{}]/g, "$&$&");
}

/** After where it sends to, and what of the key does not change. */
function wishOf(channel: ChannelKey, key: SourceValue | undefined): string {
  const said = key?.kind === "text" && key.value !== "" ? key.value : "";
  return said === "" ? `send-${channel.name}` : said;
}

/** `deliveryMode: 2` says the same (amqplib, channel_api). */
function persistentOf(options: Options): string {
  const mode = options.entries.get("deliveryMode");
  if (mode?.kind === "number") return `${mode.value === 2}`;
  if (mode?.kind === "boolean") return `${mode.value}`;
  return mode === undefined ? flagOf(options, "persistent", false) : UNKNOWN;
}

function expiration({ entries }: Options): readonly DraftSetting[] {
  const value = entries.get("expiration");
  if (value === undefined || value.kind === "nothing") return [];
  const ms = value.kind === "number" || value.kind === "text" ? Number(value.value) : Number.NaN;
  return [{ name: "expiration", text: Number.isSafeInteger(ms) && ms >= 0 ? durationText(ms) : UNKNOWN }];
}

export function consumerOf(
  service: string,
  call: SourceCall,
  channel: ChannelKey,
  client: ClientChannel,
  wish: string,
): DraftEndpoint {
  const isPolled = call.method === "get";
  const handler = isPolled ? undefined : call.args[1];
  const options = optionsOf(call.args[isPolled ? 1 : 2]);
  const noAck = flagOf(options, "noAck", false);
  const own = handlerSettings(handler);
  const settled: readonly DraftSetting[] =
    noAck === "true"
      ? [
          { name: "settle", text: "on-delivery" },
          { name: "steps", text: "[effect]" },
          { name: "on-failure", text: UNKNOWN },
        ]
      : noAck === "false"
        ? own.settings
        : own.settings.map(({ name }) => ({ name, text: UNKNOWN }));
  return {
    service,
    role: "consumer",
    wish,
    channel,
    settings: [
      { name: "prefetch", text: isPolled ? "1" : client.prefetch },
      ...concurrency(handler, client.prefetch),
      { name: "effect", text: UNKNOWN },
      ...settled,
    ],
    origins: [placeText(call.place)],
    notes: [...(isPolled ? ["polls"] : []), ...(noAck === "false" ? own.notes : [])],
  };
}

/** Node starts the next handler while an asynchronous one waits: as many as the prefetch lets in. */
function concurrency(handler: SourceValue | undefined, prefetch: string): readonly DraftSetting[] {
  if (handler?.kind !== "function" || !handler.handler.isAsync) return [];
  if (prefetch === "1") return [];
  const limit = Number(prefetch);
  return [{ name: "concurrency", text: limit >= 1 && limit <= 10_000 ? prefetch : UNKNOWN }];
}
