/** Declares the exchanges, queues and bindings of a topology: for a script under names of its own, for people as they stand. */
import type { Channel as AmqpChannel, Options } from "amqplib";
import { entriesSetting } from "../../../model/setting.ts";
import type { Binding, Channel, Topology } from "../../../model/topology.ts";
import type { Settings, Value } from "../../../model/value.ts";
import { QUEUE_SETTINGS } from "../vocabulary/queue.ts";

/** From a name of the topology to the broker's. */
export type Naming = (name: string) => string;

/** One exchange or queue on a broker. */
export interface Entity {
  /** `queue email`. */
  readonly label: string;
  /** Refused (404) where it does not exist. */
  readonly check: (channel: AmqpChannel) => Promise<unknown>;
  /** Creates it; refused (406) where it exists with other arguments. */
  readonly assert: (channel: AmqpChannel) => Promise<unknown>;
}

function isNamed(value: Value | undefined): value is { readonly kind: string; readonly name: string } {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("name" in value)) return false;
  const { kind, name } = value;
  return typeof kind === "string" && typeof name === "string";
}

function textOf(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error(`${JSON.stringify(value)} is no name`);
  return value;
}

/** `dead-letter` names a queue, which stands for the default exchange with that queue as key, or an exchange. */
function deadLetterArguments(value: Value, named: Naming): Record<string, Value> {
  if (!isNamed(value)) return {};
  if (value.kind !== "queue") return { "x-dead-letter-exchange": named(value.name) };
  return { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": named(value.name) };
}

/** What is written out wins over the short form, as everywhere. */
function queueArguments(settings: Settings, named: Naming): Readonly<Record<string, Value>> {
  const out = deadLetterArguments(settings["dead-letter"] ?? null, named);
  for (const [setting, value] of Object.entries(settings)) {
    const argument = QUEUE_SETTINGS[setting]?.native;
    if (setting === "native" && typeof value === "object" && value !== null) Object.assign(out, value);
    else if (setting === "dead-letter-exchange")
      out["x-dead-letter-exchange"] = value === "" ? "" : named(textOf(value));
    else if (argument?.startsWith("x-") === true) out[argument] = value;
  }
  return out;
}

function exchangeOptions({ settings }: Channel, named: Naming): Options.AssertExchange {
  const { alternate, durable } = settings;
  const written = settings["alternate-exchange"];
  const alternateExchange = isNamed(alternate) && alternate.kind === "exchange" ? alternate.name : written;
  return {
    durable: durable !== false,
    internal: settings["internal"] === true,
    autoDelete: settings["auto-delete"] === true,
    ...(typeof alternateExchange === "string" && { alternateExchange: named(alternateExchange) }),
  };
}

function queueOptions({ settings }: Channel, named: Naming): Options.AssertQueue {
  return {
    durable: settings["durable"] !== false,
    autoDelete: settings["auto-delete"] === true,
    arguments: queueArguments(settings, named),
  };
}

function entityOf(each: Channel, named: Naming): Entity {
  const name = named(each.name);
  const label = `${each.kind} ${name}`;
  if (each.kind === "exchange") {
    const type = textOf(each.settings["type"]);
    return {
      label,
      check: (channel) => channel.checkExchange(name),
      assert: (channel) => channel.assertExchange(name, type, exchangeOptions(each, named)),
    };
  }
  return {
    label,
    check: (channel) => channel.checkQueue(name),
    assert: (channel) => channel.assertQueue(name, queueOptions(each, named)),
  };
}

/** Exchanges and queues of a topology, in its order. */
export function entitiesOf(topology: Topology, named: Naming): readonly Entity[] {
  return topology.channels.map((channel) => entityOf(channel, named));
}

function keysOf(binding: Binding): readonly string[] {
  const key = binding.settings["key"];
  if (typeof key === "string") return [key];
  return Array.isArray(key) ? key.map(String) : [""];
}

/** `match` as RabbitMQ has it (R-HDR-01). */
function argumentsOf({ settings }: Binding): Readonly<Record<string, unknown>> {
  const [given] = entriesSetting(settings, "match");
  if (given === undefined) return {};
  const [form, asked] = given;
  return { "x-match": form, ...(typeof asked === "object" ? asked : {}) };
}

/** Binding twice is binding once. */
export async function bind(channel: AmqpChannel, topology: Topology, named: Naming): Promise<void> {
  for (const binding of topology.bindings) {
    const asked = argumentsOf(binding);
    for (const key of keysOf(binding)) {
      if (binding.to.kind === "queue")
        await channel.bindQueue(named(binding.to.name), named(binding.from.name), key, asked);
      else await channel.bindExchange(named(binding.to.name), named(binding.from.name), key, asked);
    }
  }
}

export async function declare(channel: AmqpChannel, topology: Topology, named: Naming): Promise<void> {
  for (const entity of entitiesOf(topology, named)) await entity.assert(channel);
  await bind(channel, topology, named);
}

export async function remove(channel: AmqpChannel, topology: Topology, named: Naming): Promise<void> {
  for (const each of topology.channels) {
    if (each.kind === "exchange") await channel.deleteExchange(named(each.name));
    else await channel.deleteQueue(named(each.name));
  }
}
