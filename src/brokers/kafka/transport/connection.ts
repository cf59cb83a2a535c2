/** What a service has of one Kafka cluster. */
import type { Connecting, Connection, Handled, Incoming, Outgoing, Receipt } from "../../../client/broker.ts";
import type { ChannelRef, ConsumerPlan } from "../../../client/plan.ts";
import { SendError } from "../../../client/send-error.ts";
import type { GroupMember, Joining, Library, Sender, Sending } from "./library.ts";
import type { KafkaOptions } from "./options.ts";
import { batchOf, type FoundTopic } from "./preflight.ts";
import { Reader } from "./reader.ts";
import { type Fetched, FROM_HEADER, placeText, REASON_HEADER } from "./record.ts";
import { BATCH_BYTES, readingSettings, type SendingSettings, sendingSettings } from "./settings.ts";
import { settlingOf, transactionalProducers } from "./settling.ts";

/** A producer of the plan, ready to send. */
interface Endpoint {
  readonly topic: string;
  readonly sender: Sender;
}

/** For parked messages: as safe as Kafka can. */
const PARKING: Omit<SendingSettings, "batchBytes"> = {
  acks: -1,
  idempotent: true,
  inFlight: 5,
  retries: 2_147_483_647,
  deliveryMs: 120_000,
  requestMs: 30_000,
  lingerMs: 0,
};

export class KafkaConnection implements Connection {
  readonly #connecting: Connecting;
  readonly #options: KafkaOptions;
  readonly #library: Library;
  readonly #endpoints = new Map<string, Endpoint>();
  /** By their settings: producers that are set alike are one. */
  readonly #senders = new Map<string, Promise<Sender>>();
  readonly #members: GroupMember[] = [];
  /** How a handler sends in the transaction of its delivery: by the producers that belong to it. */
  readonly #causes = new WeakMap<Incoming, ReadonlyMap<string, (sending: Sending) => Promise<Receipt>>>();
  readonly #channels: ReadonlyMap<string, string>;
  /** As the cluster has them; empty where nobody has looked. */
  #topics: ReadonlyMap<string, FoundTopic> = new Map();
  #isEnding = false;

  private constructor(connecting: Connecting, options: KafkaOptions, library: Library) {
    this.#connecting = connecting;
    this.#options = options;
    this.#library = library;
    this.#channels = new Map(connecting.plan.channels.map(({ physical, name }) => [physical, name]));
  }

  /** Compares the topics with the plan, then opens all producers. Throws a `TopologyMismatch`. */
  static async open(
    connecting: Connecting,
    options: KafkaOptions,
    library: Library,
  ): Promise<KafkaConnection> {
    const connection = new KafkaConnection(connecting, options, library);
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
    const { signal } = message;
    if (signal?.aborted === true)
      return Promise.reject(new SendError("failed", "the send was given up before it began"));
    const sending = sendingOf(endpoint.topic, message);
    const together = message.cause === undefined ? undefined : this.#causes.get(message.cause)?.get(producer);
    const sent = together === undefined ? endpoint.sender.send(sending) : together(sending);
    return signal === undefined ? sent : unlessAborted(sent, signal);
  }

  async consume(consumer: string, handle: (delivery: Incoming) => Promise<Handled>): Promise<void> {
    const { consumers, service, observe, trouble } = this.#connecting;
    const plan = consumers[consumer];
    if (plan === undefined) throw new TypeError(`there is no consumer ${consumer}`);
    const name = `${service}.${plan.name}`;
    const { refused, refuse } = refusal();
    const ended = (why: Error): void => {
      if (this.#isEnding) return;
      trouble(why);
      refuse(why);
      void member.close(0).catch((error: unknown) => trouble(asError(error)));
    };
    const member = await this.#library.member(this.#joining(plan, name, ended));
    this.#members.push(member);
    const { commit, transactions } = member;
    const together = new Map(
      transactions === undefined
        ? []
        : transactionalProducers(plan).map((each) => [
            each,
            (sending: Sending) => transactions.send(sending),
          ]),
    );
    const reader = new Reader({
      plan,
      name,
      handle: (delivery) => {
        if (together.size > 0) this.#causes.set(delivery, together);
        return handle(delivery);
      },
      settling: settlingOf({ plan, commit, ...(transactions !== undefined && { transactions }) }),
      park: (target, record, reason) => this.#park(target, record, reason),
      observe: observe ?? (() => undefined),
      channel: (topic) => this.#channels.get(topic) ?? topic,
      ended,
    });
    await Promise.race([member.start(reader), refused]);
    observe?.({ e: "subscribed", at: name });
  }

  async stop({ drainMs }: { readonly drainMs: number }): Promise<void> {
    this.#isEnding = true;
    const end = Date.now() + drainMs;
    await Promise.all(this.#members.map((member) => member.close(drainMs)));
    const senders = await Promise.all(this.#senders.values());
    await Promise.all(senders.map((each) => each.flush(end - Date.now())));
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#members.map((member) => member.close(0)));
    const opened = await Promise.allSettled(this.#senders.values());
    await Promise.all(opened.flatMap((each) => (each.status === "fulfilled" ? [each.value.close()] : [])));
  }

  async #open(): Promise<void> {
    const { plan, producers, trouble } = this.#connecting;
    if (this.#options.preflight !== false) this.#topics = await this.#library.compare(plan, trouble);
    for (const [key, producer] of Object.entries(producers)) {
      const topic = producer.channel.name;
      const sender = await this.#senderFor(sendingSettings(producer), topic);
      this.#endpoints.set(key, { topic, sender });
    }
  }

  #senderFor(asked: Omit<SendingSettings, "batchBytes">, topic: string): Promise<Sender> {
    const settings = { ...asked, batchBytes: batchOf(this.#topics, [topic], BATCH_BYTES) };
    const key = JSON.stringify(settings);
    const known = this.#senders.get(key);
    if (known !== undefined) return known;
    const sender = this.#library.sender(settings);
    this.#senders.set(key, sender);
    return sender;
  }

  #joining(plan: ConsumerPlan, name: string, ended: (why: Error) => void): Joining {
    const settings = readingSettings(this.#connecting.service, plan);
    const group = settings.group ?? `${name}.${crypto.randomUUID()}`;
    const named = (error: Error): Error => new Error(`${name}: ${error.message}`, { cause: error });
    const joining = {
      topic: plan.channel.name,
      group,
      settings,
      ended: (why: Error): void => ended(named(why)),
      trouble: (error: Error): void => this.#connecting.trouble(named(error)),
    };
    const together = transactionalProducers(plan);
    const [producer] = together.map((each) => this.#connecting.producers[each]);
    if (producer === undefined) return joining;
    const topics = together.flatMap((each) => this.#endpoints.get(each)?.topic ?? []);
    const batchBytes = batchOf(this.#topics, topics, BATCH_BYTES);
    const sending = { ...sendingSettings(producer), batchBytes };
    const given = this.#options.instance ?? this.#connecting.instance;
    const instance = given === undefined ? "" : `.${given}`;
    return {
      ...joining,
      transactional: { id: `${sending.transactionalId ?? name}${instance}`, settings: sending },
    };
  }

  async #park({ name }: ChannelRef, record: Fetched, reason: string): Promise<void> {
    const sender = await this.#senderFor(PARKING, name);
    for (;;) {
      try {
        await sender.send(parkedOf(name, record, reason));
        return;
      } catch (error) {
        // In doubt it is parked twice; what was refused for good ends the consumer.
        if (!(error instanceof SendError) || error.outcome === "failed") throw error;
      }
    }
  }
}

function sendingOf(topic: string, { headers, id, key, body }: Outgoing): Sending {
  return { topic, key: key ?? null, value: body, headers, id };
}

const text = new TextDecoder();

/** A record that is put aside: as it was, with the reason and where it lay. */
function parkedOf(topic: string, record: Fetched, reason: string): Sending {
  const headers = { ...record.headers, [REASON_HEADER]: reason, [FROM_HEADER]: placeText(record) };
  const key = record.key === undefined ? null : text.decode(record.key);
  return { topic, key, value: record.value, headers, id: undefined };
}

/** Once it has left it cannot be taken back. */
function unlessAborted(sent: Promise<Receipt>, signal: AbortSignal): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new SendError("unknown", "the send was given up before the broker had answered"));
    signal.addEventListener("abort", giveUp, { once: true });
    void sent.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

/** Rejects when it is refused; nobody need look at it. */
function refusal(): { readonly refused: Promise<never>; readonly refuse: (why: Error) => void } {
  let refuse = (_why: Error): void => undefined;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  refused.catch(() => undefined);
  return { refused, refuse };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
