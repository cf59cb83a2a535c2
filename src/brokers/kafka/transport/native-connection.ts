/** What a service has of one Kafka cluster, over librdkafka. */
import type { Connecting, Connection, Handled, Incoming, Outgoing, Receipt } from "../../../client/broker.ts";
import type { ChannelRef, ConsumerPlan } from "../../../client/plan.ts";
import { SendError } from "../../../client/send-error.ts";
import { nativeLibrary, type NativeConfig, type NativeLibrary } from "./native.ts";
import { connectionConfig, consumerConfig, producerConfig } from "./native-config.ts";
import { NativeGroup } from "./native-group.ts";
import { compareTopics } from "./native-preflight.ts";
import { Producing, sendingOf } from "./native-producer.ts";
import { NativeTransactions } from "./native-transactions.ts";
import { CONNECT_MS, type KafkaOptions } from "./options.ts";
import { parkedOf } from "./parked.ts";
import { Reader } from "./reader.ts";
import type { Fetched } from "./record.ts";
import { readingSettings, type SendingSettings, sendingSettings } from "./settings.ts";
import { settlingOf, transactionalProducers } from "./settling.ts";

/** A producer of the plan, ready to send. */
interface Endpoint {
  readonly topic: string;
  readonly producing: Producing;
}

interface Member {
  readonly group: NativeGroup;
  readonly transactions: NativeTransactions | undefined;
  /** Producers whose sends belong to the transaction of the delivery. */
  readonly together: ReadonlySet<string>;
}

/** For parked messages: as safe as Kafka can. */
const PARKING: SendingSettings = {
  acks: -1,
  idempotent: true,
  inFlight: 5,
  retries: 2_147_483_647,
  deliveryMs: 120_000,
  requestMs: 30_000,
  lingerMs: 0,
};

export class NativeConnection implements Connection {
  readonly #connecting: Connecting;
  readonly #options: KafkaOptions;
  readonly #library: NativeLibrary;
  readonly #base: NativeConfig;
  readonly #connectMs: number;
  readonly #endpoints = new Map<string, Endpoint>();
  /** By their configuration: producers that are set alike are one. */
  readonly #producing = new Map<string, Promise<Producing>>();
  readonly #members = new Map<string, Member>();
  readonly #causes = new WeakMap<Incoming, Member>();
  readonly #channels: ReadonlyMap<string, string>;
  #isEnding = false;

  private constructor(connecting: Connecting, options: KafkaOptions, library: NativeLibrary) {
    this.#connecting = connecting;
    this.#options = options;
    this.#library = library;
    this.#base = connectionConfig(options, connecting.service);
    this.#connectMs = options.connectMs ?? CONNECT_MS;
    this.#channels = new Map(connecting.plan.channels.map(({ physical, name }) => [physical, name]));
  }

  /** Compares the topics with the plan, then opens all producers. Throws a `TopologyMismatch`. */
  static async open(connecting: Connecting, options: KafkaOptions): Promise<NativeConnection> {
    const library = await nativeLibrary();
    const connection = new NativeConnection(connecting, options, library);
    try {
      await connection.#open();
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  send(producer: string, message: Outgoing): Promise<Receipt> {
    const endpoint = this.#endpoints.get(producer);
    if (endpoint === undefined) return Promise.reject(new TypeError(`there is no producer ${producer}`));
    if (message.signal?.aborted === true)
      return Promise.reject(new SendError("failed", "the send was given up before it began"));
    const sending = sendingOf(endpoint.topic, message);
    const member = message.cause === undefined ? undefined : this.#causes.get(message.cause);
    if (member?.transactions !== undefined && member.together.has(producer))
      return member.transactions.send(sending);
    return endpoint.producing.send(sending);
  }

  async consume(consumer: string, handle: (delivery: Incoming) => Promise<Handled>): Promise<void> {
    const { consumers, service, observe, trouble } = this.#connecting;
    const plan = consumers[consumer];
    if (plan === undefined) throw new TypeError(`there is no consumer ${consumer}`);
    const name = `${service}.${plan.name}`;
    const ended = (why: Error): void => {
      if (this.#isEnding) return;
      trouble(why);
      void member.group.close(0).catch((error: unknown) => trouble(asError(error)));
    };
    const member = await this.#join(plan, name, ended);
    this.#members.set(consumer, member);
    const { group, transactions } = member;
    const commit = group.commit.bind(group);
    const reader = new Reader({
      plan,
      name,
      handle: (delivery) => {
        if (transactions !== undefined) this.#causes.set(delivery, member);
        return handle(delivery);
      },
      settling: settlingOf({ plan, commit, ...(transactions !== undefined && { transactions }) }),
      park: (target, record, reason) => this.#park(target, record, reason),
      observe: observe ?? (() => undefined),
      channel: (topic) => this.#channels.get(topic) ?? topic,
      ended,
    });
    await group.start(reader);
    observe?.({ e: "subscribed", at: name });
  }

  async stop({ drainMs }: { readonly drainMs: number }): Promise<void> {
    this.#isEnding = true;
    const end = Date.now() + drainMs;
    await Promise.all([...this.#members.values()].map(({ group }) => group.close(drainMs)));
    const producing = await Promise.all(this.#producing.values());
    await Promise.all(producing.map((each) => each.flush(end - Date.now())));
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    await Promise.all([...this.#members.values()].map(({ group }) => group.close(0)));
    const opened = await Promise.allSettled(this.#producing.values());
    await Promise.all(opened.flatMap((each) => (each.status === "fulfilled" ? [each.value.close()] : [])));
  }

  async #open(): Promise<void> {
    const { plan, producers, trouble } = this.#connecting;
    if (this.#options.preflight !== false)
      await compareTopics({
        library: this.#library,
        base: this.#base,
        options: this.#options,
        plan,
        trouble,
      });
    for (const [key, producer] of Object.entries(producers)) {
      const producing = await this.#producerFor(sendingSettings(producer), "");
      this.#endpoints.set(key, { topic: producer.channel.name, producing });
    }
  }

  #producerFor(settings: SendingSettings, transactionalId: string): Promise<Producing> {
    const { client, topic } = producerConfig(settings);
    const id =
      transactionalId === "" ? {} : { "transactional.id": transactionalId, "enable.idempotence": true };
    const config = { client: { ...this.#base, ...client, ...id }, topic };
    const key = JSON.stringify(config);
    const known = this.#producing.get(key);
    if (known !== undefined) return known;
    const producing = Producing.connect(this.#library, config, this.#connectMs);
    this.#producing.set(key, producing);
    return producing;
  }

  async #join(plan: ConsumerPlan, name: string, ended: (why: Error) => void): Promise<Member> {
    const settings = readingSettings(this.#connecting.service, plan);
    const config = consumerConfig(settings, settings.group ?? `${name}.${crypto.randomUUID()}`);
    const group = await NativeGroup.connect({
      library: this.#library,
      config: { client: { ...this.#base, ...config.client }, topic: config.topic },
      topic: plan.channel.name,
      settings,
      connectMs: this.#connectMs,
      ended,
    });
    const together = transactionalProducers(plan);
    const [first] = together;
    if (first === undefined) return { group, transactions: undefined, together: new Set() };
    const producer = this.#connecting.producers[first];
    if (producer === undefined) throw new TypeError(`there is no producer ${first}`);
    const sending = sendingSettings(producer);
    const instance = this.#options.instance === undefined ? "" : `.${this.#options.instance}`;
    const producing = await this.#producerFor(sending, `${sending.transactionalId ?? name}${instance}`);
    const transactions = await NativeTransactions.start(producing, group.native);
    return { group, transactions, together: new Set(together) };
  }

  async #park(target: ChannelRef, record: Fetched, reason: string): Promise<void> {
    const producing = await this.#producerFor(PARKING, "");
    for (;;) {
      try {
        await producing.send(parkedOf(target.name, record, reason));
        return;
      } catch (error) {
        // In doubt it is parked twice; what was refused for good ends the consumer.
        if (!(error instanceof SendError) || error.outcome === "failed") throw error;
      }
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
