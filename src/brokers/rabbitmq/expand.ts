/** Writes RabbitMQ's short forms down: what `dead-letter:` and `alternate:` stand for. */
import { placeOf } from "../../model/setting.ts";
import type { Binding, Broker, Channel, ChannelRef, Topology } from "../../model/topology.ts";
import type { Settings, Value } from "../../model/value.ts";

const TYPE = "rabbitmq";

/** The fanout exchange that `alternate:` with a queue stands for. */
export function alternateOf(exchange: string): string {
  return `${exchange}.alternate`;
}

/**
 * `dead-letter: q` becomes the default exchange with `q` as key, `dead-letter: exchange x` that exchange;
 * `alternate: q` becomes a fanout exchange `<exchange>.alternate` bound to `q`. The short form stays beside what it
 * stands for, what is written out wins over it, and what is added has the origin of the short form. Expanding twice
 * is expanding once. A queue as a producer's target needs no form of its own: routing reads it as the default
 * exchange with the queue as key. Pure.
 */
export function expand(topology: Topology): Topology {
  const mine = new Set(topology.brokers.filter(({ type }) => type === TYPE).map(({ name }) => name));
  const find = finder(topology, mine);
  const added: { channels: Channel[]; bindings: Binding[] } = { channels: [], bindings: [] };
  const channels = topology.channels.map((channel) => {
    if (!mine.has(channel.broker)) return channel;
    if (channel.kind === "queue") return withDeadLetter(channel, find);
    return withAlternate(channel, find, (exchange, binding) => {
      if (find(exchange) !== undefined) return;
      added.channels.push(exchange);
      added.bindings.push(binding);
    });
  });
  return {
    ...topology,
    channels: [...channels, ...added.channels],
    bindings: [...topology.bindings, ...added.bindings],
  };
}

type Find = (ref: ChannelRef) => Channel | undefined;

function finder(topology: Topology, mine: ReadonlySet<Broker["name"]>): Find {
  const key = ({ kind, name }: ChannelRef): string => JSON.stringify([kind, name]);
  const own = topology.channels.filter(({ broker }) => mine.has(broker));
  const byKey = new Map(own.map((channel) => [key(channel), channel]));
  return (ref) => byKey.get(key(ref));
}

function withDeadLetter(queue: Channel, find: Find): Channel {
  const target = targetOf(queue.settings["dead-letter"], find);
  if (target === undefined || "dead-letter-exchange" in queue.settings) return queue;
  const physical = target.physicalName ?? target.name;
  if (target.kind === "exchange")
    return withSettings(queue, "dead-letter", { "dead-letter-exchange": physical });
  return withSettings(queue, "dead-letter", {
    "dead-letter-exchange": "",
    "dead-letter-routing-key": physical,
  });
}

function withAlternate(
  exchange: Channel,
  find: Find,
  add: (exchange: Channel, binding: Binding) => void,
): Channel {
  const target = targetOf(exchange.settings["alternate"], find);
  if (target === undefined || "alternate-exchange" in exchange.settings) return exchange;
  if (target.kind === "exchange") {
    return withSettings(exchange, "alternate", { "alternate-exchange": target.physicalName ?? target.name });
  }
  const { durable } = exchange.settings;
  const origin = placeOf(exchange, "alternate");
  const fanout: Channel = {
    kind: "exchange",
    name: alternateOf(exchange.name),
    broker: exchange.broker,
    carries: exchange.carries,
    ...(exchange.physicalName === undefined ? {} : { physicalName: alternateOf(exchange.physicalName) }),
    implied: true,
    settings: durable === undefined ? { type: "fanout" } : { type: "fanout", durable },
    origin,
  };
  const ref = (channel: Channel): ChannelRef => ({ kind: channel.kind, name: channel.name });
  add(fanout, { from: ref(fanout), to: ref(target), implied: true, settings: {}, origin });
  return withSettings(exchange, "alternate", { "alternate-exchange": fanout.physicalName ?? fanout.name });
}

/** The settings of `channel` win over `added`, which is placed where `cause` is written. */
function withSettings(channel: Channel, cause: string, added: Settings): Channel {
  const origin = channel.origins?.[cause];
  const origins =
    origin === undefined ? {} : Object.fromEntries(Object.keys(added).map((name) => [name, origin]));
  return {
    ...channel,
    settings: { ...added, ...channel.settings },
    ...(origin === undefined ? {} : { origins: { ...origins, ...channel.origins } }),
  };
}

function targetOf(value: Value | undefined, find: Find): Channel | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  const { kind, name } = value;
  return typeof kind === "string" && typeof name === "string" ? find({ kind, name }) : undefined;
}
