/** What travels where: from producers over the brokers' routes to what consumers read. */
import { USUAL_TAG } from "../../model/tags.ts";
import type { Channel, ChannelRef, Consumer, Producer, Topology, TypeTag } from "../../model/topology.ts";
import type { CompileBroker, Route } from "../broker.ts";

export class Traffic {
  readonly #topology: Topology;
  readonly #rules: ReadonlyMap<string, CompileBroker>;
  readonly #channels = new Map<string, Channel>();
  readonly #readers = new Map<string, Consumer[]>();
  readonly #routes = new Map<Producer, readonly Route[]>();
  /** Messages sent over routes that pass a channel. */
  readonly #passing = new Map<string, Set<string>>();
  /** What the channels of a way say of types, by each channel of the way. */
  readonly #tags = new Map<string, TypeTag>();

  /** `topology` must be expanded. */
  constructor(topology: Topology, brokers: readonly CompileBroker[]) {
    this.#topology = topology;
    const byType = new Map(brokers.map((broker) => [broker.type, broker]));
    const rules = topology.brokers.flatMap(({ name, type }) => {
      const broker = byType.get(type);
      return broker === undefined ? [] : ([[name, broker]] as const);
    });
    this.#rules = new Map(rules);
    for (const channel of topology.channels) this.#channels.set(keyOf(channel), channel);
    for (const { consumers } of topology.services) {
      for (const consumer of consumers) {
        const key = keyOf(consumer.from);
        this.#readers.set(key, [...(this.#readers.get(key) ?? []), consumer]);
      }
    }
    for (const { producers } of topology.services) for (const producer of producers) this.#follow(producer);
  }

  /** Names of the messages that a producer sends, as far as it is said. */
  sentBy(producer: Producer): readonly string[] {
    return producer.sends.length > 0
      ? producer.sends
      : (this.#channels.get(keyOf(producer.to))?.carries ?? []);
  }

  /** Names of the messages found at a channel: what it carries, else what is sent over it. */
  at(channel: ChannelRef): readonly string[] {
    const carries = this.#channels.get(keyOf(channel))?.carries ?? [];
    return carries.length > 0 ? carries : [...(this.#passing.get(keyOf(channel)) ?? [])];
  }

  /** Ways of a producer to what can be read. */
  routesOf(producer: Producer): readonly Route[] {
    return this.#routes.get(producer) ?? [];
  }

  /** Does what a producer sends come to a channel, by whatever way? */
  passes(producer: Producer, channel: ChannelRef): boolean {
    const key = keyOf(channel);
    return (
      keyOf(producer.to) === key ||
      this.routesOf(producer).some(({ channels }) => channels.some((each) => keyOf(each) === key))
    );
  }

  /** How the types at a channel are told apart: what it says itself, else what a channel on the way to it does. */
  tagAt(channel: ChannelRef): TypeTag {
    return this.#channels.get(keyOf(channel))?.by ?? this.#tags.get(keyOf(channel)) ?? USUAL_TAG;
  }

  /** Does a message, or one sent because of it, come from `from` to `to`? */
  isConnected(from: Producer, to: Consumer): boolean {
    const seen = new Set<Producer>([from]);
    const open = [from];
    for (let producer = open.pop(); producer !== undefined; producer = open.pop()) {
      for (const consumer of this.#readersOf(producer)) {
        if (consumer === to) return true;
        for (const next of this.#sentIn(consumer)) {
          if (seen.has(next)) continue;
          seen.add(next);
          open.push(next);
        }
      }
    }
    return false;
  }

  #readersOf(producer: Producer): Consumer[] {
    const ends = new Set((this.#routes.get(producer) ?? []).flatMap(({ channels }) => channels.at(-1) ?? []));
    return [...ends].flatMap((channel) => this.#readers.get(keyOf(channel)) ?? []);
  }

  #sentIn(consumer: Consumer): Producer[] {
    const service = this.#topology.services.find(({ name }) => name === consumer.service);
    const used = new Set(consumer.sends.map((use) => use.producer));
    return service?.producers.filter((producer) => used.has(producer.name)) ?? [];
  }

  #follow(producer: Producer): void {
    const target = this.#channels.get(keyOf(producer.to));
    const rules = this.#rules.get(target?.broker ?? "");
    const routes = rules?.routes(this.#topology, producer) ?? [];
    this.#routes.set(producer, routes);
    for (const { channels } of routes) {
      const tag = channels.find(({ by }) => by !== undefined)?.by;
      if (tag !== undefined) for (const channel of channels) this.#tags.set(keyOf(channel), tag);
    }
    const passed = new Set([keyOf(producer.to), ...routes.flatMap(({ channels }) => channels.map(keyOf))]);
    for (const key of passed) {
      const messages = this.#passing.get(key) ?? new Set();
      for (const message of this.sentBy(producer)) messages.add(message);
      this.#passing.set(key, messages);
    }
  }
}

function keyOf({ kind, name }: ChannelRef): string {
  return `${kind} ${name}`;
}
