/** An instance of a script's consumer: takes deliveries and settles them, on a connection that it opens anew when it is lost. */
import type { Channel as AmqpChannel, ChannelModel, ConsumeMessage } from "amqplib";
import type { Instance } from "../../../model/script.ts";
import type { Audience } from "../../../live/stage.ts";
import { Client } from "./client.ts";

interface Received {
  readonly channel: AmqpChannel;
  readonly message: ConsumeMessage;
}

export class Subscriber {
  readonly instance: Instance;
  readonly #queue: string;
  readonly #audience: Audience;
  readonly #received = new Map<number, Received>();
  #client: Client | undefined;
  #channel: AmqpChannel | undefined;
  #tag: string | undefined;
  #takes = true;
  #nextRef = 1;

  private constructor(instance: Instance, queue: string, audience: Audience) {
    this.instance = instance;
    this.#queue = queue;
    this.#audience = audience;
  }

  static async start(
    instance: Instance,
    queue: string,
    target: () => number,
    audience: Audience,
  ): Promise<Subscriber> {
    const subscriber = new Subscriber(instance, queue, audience);
    subscriber.#client = await Client.start(instance.name, target, (connection) =>
      subscriber.#ready(connection),
    );
    return subscriber;
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error("the instance has not started");
    return this.#client;
  }

  /** Takes deliveries: neither slow nor without a connection. */
  get consumes(): boolean {
    return this.#tag !== undefined;
  }

  /** Sends the acknowledgement and does not wait: there is nothing to wait for. On a lost channel it goes nowhere. */
  ack(ref: number): void {
    this.#with(ref, ({ channel, message }) => channel.ack(message));
  }

  reject(ref: number, requeue: boolean): void {
    this.#with(ref, ({ channel, message }) => channel.reject(message, requeue));
  }

  /** Takes nothing new, keeps what it has. */
  async slow(): Promise<void> {
    this.#takes = false;
    const tag = this.#tag;
    this.#tag = undefined;
    if (tag !== undefined) await this.#channel?.cancel(tag);
  }

  async catchUp(): Promise<void> {
    this.#takes = true;
    if (this.#channel !== undefined) await this.#consume(this.#channel);
  }

  /**
   * Ready messages of the queue, asked on the channel of the deliveries: behind the second answer there is no delivery
   * left that the first one does not count.
   */
  async ready(): Promise<number> {
    await this.client.connected();
    const first = await this.#channel?.checkQueue(this.#queue);
    const second = await this.#channel?.checkQueue(this.#queue);
    return Math.max(first?.messageCount ?? 1, second?.messageCount ?? 1);
  }

  async #ready(connection: ChannelModel): Promise<void> {
    this.#tag = undefined;
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    channel.on("close", () => {
      if (this.#channel !== channel) return;
      this.#tag = undefined;
      this.#audience.withdrawn(this.instance.name);
    });
    this.#channel = channel;
    const prefetch = this.instance.consumer.settings["prefetch"];
    if (typeof prefetch === "number") await channel.prefetch(prefetch);
    if (this.#takes) await this.#consume(channel);
  }

  async #consume(channel: AmqpChannel): Promise<void> {
    const noAck = this.instance.consumer.settle.kind === "on-delivery";
    const { consumerTag } = await channel.consume(
      this.#queue,
      (message) => {
        if (message !== null) this.#deliver(channel, message);
      },
      { noAck },
    );
    this.#tag = consumerTag;
  }

  #deliver(channel: AmqpChannel, message: ConsumeMessage): void {
    const ref = this.#nextRef++;
    this.#received.set(ref, { channel, message });
    const { content, fields } = message;
    this.#audience.delivered(this.instance.name, content.toString(), fields.redelivered, ref);
  }

  #with(ref: number, settle: (received: Received) => void): void {
    const received = this.#received.get(ref);
    this.#received.delete(ref);
    if (received === undefined || received.channel !== this.#channel) return;
    try {
      settle(received);
    } catch {
      // the channel has been lost meanwhile
    }
  }
}
