/** A producer of a script: publishes, and says how each publish settled. */
import type { ChannelModel, ConfirmChannel, Channel as AmqpChannel, Options } from "amqplib";
import type { Settlement } from "../../../model/script.ts";
import type { Producer } from "../../../model/topology.ts";
import { Client } from "./client.ts";
import type { Naming } from "./declare.ts";

type Settled = (message: string, how: Exclude<Settlement, "open">) => void;

export class Publisher {
  readonly #producer: Producer;
  readonly #named: Naming;
  readonly #settled: Settled;
  readonly #returned = new Set<string>();
  #client: Client | undefined;
  #plain: AmqpChannel | undefined;
  #confirming: ConfirmChannel | undefined;

  private constructor(producer: Producer, named: Naming, settled: Settled) {
    this.#producer = producer;
    this.#named = named;
    this.#settled = settled;
  }

  static async start(
    id: string,
    producer: Producer,
    target: () => number,
    named: Naming,
    settled: Settled,
  ): Promise<Publisher> {
    const publisher = new Publisher(producer, named, settled);
    publisher.#client = await Client.start(id, target, (connection) => publisher.#ready(connection));
    return publisher;
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error("the producer has not started");
    return this.#client;
  }

  /** Publishes once the connection is there; does not wait for the answer. */
  async send(message: string, routingKey: string): Promise<void> {
    await this.client.connected();
    const { to, settings } = this.#producer;
    const exchange = to.kind === "queue" ? "" : this.#named(to.name);
    const key = to.kind === "queue" ? this.#named(to.name) : routingKey;
    const options: Options.Publish = {
      mandatory: settings["mandatory"] === true,
      persistent: settings["persistent"] === true,
      messageId: message,
      ...(typeof settings["expiration"] === "number" && { expiration: settings["expiration"] }),
    };
    const content = Buffer.from(message);
    if (this.#confirming === undefined) {
      this.#plain?.publish(exchange, key, content, options);
      this.#settled(message, "ok");
      return;
    }
    try {
      this.#confirming.publish(exchange, key, content, options, (trouble: unknown) =>
        this.#answered(message, trouble),
      );
    } catch {
      this.#settled(message, "unknown");
    }
  }

  async #ready(connection: ChannelModel): Promise<void> {
    let channel: AmqpChannel;
    if (this.#producer.settings["confirms"] === true) {
      this.#confirming = await connection.createConfirmChannel();
      channel = this.#confirming;
    } else {
      this.#plain = await connection.createChannel();
      channel = this.#plain;
    }
    channel.on("error", () => undefined);
    channel.on("return", ({ properties }) => this.#returned.add(String(properties.messageId)));
  }

  /** A return comes before its answer. A refusal by one queue of several leaves the copies in the others (R-LEN-04). */
  #answered(message: string, trouble: unknown): void {
    if (this.#returned.delete(message)) return this.#settled(message, "failed");
    if (!(trouble instanceof Error)) return this.#settled(message, "ok");
    const refused = trouble.message === "message nacked" && this.#producer.to.kind === "queue";
    this.#settled(message, refused ? "failed" : "unknown");
  }
}
