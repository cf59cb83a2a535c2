/** Producers and consumers that an AsyncAPI document says of RabbitMQ. */
import { isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import type { AsyncOperation } from "../../../drafts/asyncapi/application.ts";
import { messageSetting } from "../../../drafts/asyncapi/messages.ts";
import type { ChannelKey, DraftEndpoint, DraftSetting } from "../../../drafts/draft.ts";
import { quoted } from "../../../drafts/quote.ts";
import { UNKNOWN } from "./stand-ins.ts";

/** Where a channel leads: to a queue, or by a key to an exchange. */
export type Address =
  | { readonly kind: "queue"; readonly key: ChannelKey }
  | {
      readonly kind: "exchange";
      readonly key: ChannelKey;
      readonly routingKey: string;
      readonly queue?: ChannelKey;
    };

/** What it says of AMQP 0-9-1. */
export function bindingOf(bindings: MapValue): MapValue {
  const own = [bindings["amqp"], bindings["amqps"]].find((each) => isMap(each));
  return isMap(own) ? own : {};
}

/** What the binding says of each flag; what it does not say is not known. */
export function flags(
  said: MapValue,
  names: readonly (readonly [word: string, name: string])[],
): readonly DraftSetting[] {
  return names.map(([name, native]) => {
    const value = said[native];
    return { name, text: typeof value === "boolean" ? `${value}` : UNKNOWN };
  });
}

/** What an operation that sends is. */
export function producer(service: string, operation: AsyncOperation, address: Address): DraftEndpoint {
  const { channel, origin, name, messages } = operation;
  const binding = bindingOf(operation.bindings);
  const mode = binding["deliveryMode"];
  const routed: readonly DraftSetting[] =
    address.kind === "queue"
      ? []
      : [
          {
            name: "routing-key",
            text:
              channel.parameters.length > 0
                ? UNKNOWN
                : quoted(address.routingKey).replaceAll(/[{}]/g, "$&$&"),
          },
        ];
  return {
    service,
    role: "producer",
    wish: name,
    channel: address.key,
    settings: [
      ...messageSetting("sends", messages),
      ...routed,
      { name: "confirms", text: UNKNOWN },
      ...flags(binding, [["mandatory", "mandatory"]]),
      { name: "persistent", text: mode === 2 ? "true" : mode === 1 ? "false" : UNKNOWN },
      { name: "on-unknown", text: UNKNOWN },
    ],
    origins: [origin],
    ...(channel.parameters.length > 0 && address.kind === "exchange"
      ? { notes: [`the key is ${channel.address ?? ""}`] }
      : {}),
  };
}

/** `ack: false` of the operation binding: the consumer acknowledges nothing. */
export function consumer(
  service: string,
  { name, origin, bindings }: AsyncOperation,
  queue: ChannelKey,
): DraftEndpoint {
  const isUnacknowledged = bindingOf(bindings)["ack"] === false;
  const settled = isUnacknowledged
    ? [
        { name: "settle", text: "on-delivery" },
        { name: "steps", text: "[effect]" },
      ]
    : [{ name: "steps", text: UNKNOWN }];
  return {
    service,
    role: "consumer",
    wish: name,
    channel: queue,
    settings: [
      { name: "prefetch", text: UNKNOWN },
      { name: "effect", text: UNKNOWN },
      ...settled,
      { name: "on-failure", text: UNKNOWN },
    ],
    origins: [origin],
  };
}
