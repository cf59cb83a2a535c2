/** Declares a script's exchanges, queues and bindings under names of their own. */
import type { Channel as AmqpChannel, Options } from "amqplib";
import type { Binding, Channel, Topology } from "../../../model/topology.ts";
import type { Value } from "../../../model/value.ts";

/** From a name of the script to the broker's. */
export type Naming = (name: string) => string;

/** Settings of a queue that are arguments as they stand. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  type: "x-queue-type",
  "message-ttl": "x-message-ttl",
  "max-length": "x-max-length",
  overflow: "x-overflow",
  "dead-letter-routing-key": "x-dead-letter-routing-key",
  "dead-letter-strategy": "x-dead-letter-strategy",
  "delivery-limit": "x-delivery-limit",
  "single-active-consumer": "x-single-active-consumer",
};

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
function queueArguments(queue: Channel, named: Naming): Readonly<Record<string, Value>> {
  const out: Record<string, Value> = {};
  for (const [setting, value] of Object.entries(queue.settings)) {
    const argument = ARGUMENTS[setting];
    if (argument !== undefined) out[argument] = value;
    else if (setting === "dead-letter-exchange") out["x-dead-letter-exchange"] = named(textOf(value));
    else if (setting === "dead-letter" && isNamed(value)) {
      out["x-dead-letter-exchange"] = value.kind === "queue" ? "" : named(value.name);
      if (value.kind === "queue") out["x-dead-letter-routing-key"] = named(value.name);
    } else if (setting !== "durable")
      throw new Error(`the live side has no words for the setting ${setting}`);
  }
  return out;
}

function exchangeOptions(exchange: Channel, named: Naming): Options.AssertExchange {
  const { alternate, durable } = exchange.settings;
  return {
    durable: durable !== false,
    ...(isNamed(alternate) && { alternateExchange: named(alternate.name) }),
  };
}

function keysOf(binding: Binding): readonly string[] {
  const key = binding.settings["key"];
  if (typeof key === "string") return [key];
  return Array.isArray(key) ? key.map(String) : [""];
}

export async function declare(channel: AmqpChannel, topology: Topology, named: Naming): Promise<void> {
  for (const each of topology.channels) {
    const name = named(each.name);
    if (each.kind === "exchange") {
      await channel.assertExchange(name, textOf(each.settings["type"]), exchangeOptions(each, named));
    } else {
      const durable = each.settings["durable"] !== false;
      await channel.assertQueue(name, { durable, arguments: queueArguments(each, named) });
    }
  }
  for (const binding of topology.bindings) {
    for (const key of keysOf(binding)) {
      if (binding.to.kind === "queue")
        await channel.bindQueue(named(binding.to.name), named(binding.from.name), key);
      else await channel.bindExchange(named(binding.to.name), named(binding.from.name), key);
    }
  }
}

export async function remove(channel: AmqpChannel, topology: Topology, named: Naming): Promise<void> {
  for (const each of topology.channels) {
    if (each.kind === "exchange") await channel.deleteExchange(named(each.name));
    else await channel.deleteQueue(named(each.name));
  }
}
