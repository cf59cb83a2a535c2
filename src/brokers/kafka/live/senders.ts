/** The producers of a script, all in one Java process. */
import type { Script } from "../../../model/script.ts";
import type { Producer } from "../../../model/topology.ts";
import type { Audience } from "../../../live/stage.ts";
import { type KafkaCluster, WARM_UP_TOPIC } from "./cluster.ts";
import type { Fields, JavaHost } from "./java-host.ts";
import { settlementOf } from "./settlement.ts";
import { producerConfig } from "./settings.ts";

/** Publishes on the link of each producer before the first step: the one that warms it up. */
export const PUBLISHES_BEFORE = 1;

export class Senders {
  readonly #cluster: KafkaCluster;
  readonly #script: Script;
  readonly #audience: Audience;
  readonly #named: (name: string) => string;
  readonly #host: JavaHost;
  readonly #producers = new Map<string, Producer>();

  private constructor(
    cluster: KafkaCluster,
    script: Script,
    audience: Audience,
    named: (name: string) => string,
    host: JavaHost,
  ) {
    this.#cluster = cluster;
    this.#script = script;
    this.#audience = audience;
    this.#named = named;
    this.#host = host;
  }

  /** Opens every producer of the script: connected, with metadata, with a producer id where it needs one. */
  static async open(
    cluster: KafkaCluster,
    script: Script,
    audience: Audience,
    named: (name: string) => string,
  ): Promise<Senders> {
    const host = await cluster.host();
    const senders = new Senders(cluster, script, audience, named, host);
    host.onEvent = (event) => senders.#settled(event);
    for (const service of script.topology.services) {
      for (const producer of service.producers)
        await senders.#open(`${service.name}.${producer.name}`, producer);
    }
    return senders;
  }

  /** Hands the message to its producer, which sends it when it likes. */
  async send(message: string): Promise<void> {
    const { by = "", key } = this.#script.messages[message] ?? {};
    const producer = this.#producers.get(by);
    if (producer === undefined) throw new Error(`${message} has no producer`);
    const topic = this.#named(producer.to.name);
    await this.#host.ask("send", this.#named(by), { topic, message, ...(key !== undefined && { key }) });
  }

  async close(): Promise<void> {
    for (const id of this.#producers.keys()) await this.#host.ask("close", this.#named(id));
    this.#cluster.giveBack(this.#host);
  }

  async #open(id: string, producer: Producer): Promise<void> {
    this.#producers.set(id, producer);
    const config = {
      ...producerConfig(producer),
      "bootstrap.servers": this.#cluster.addresses("proxied"),
      "client.id": this.#named(id),
    };
    await this.#host.ask("producer", this.#named(id), { config });
    await this.#host.ask("warm-up", this.#named(id), {
      topics: [this.#named(producer.to.name), WARM_UP_TOPIC],
    });
  }

  #settled(event: Fields): void {
    const message = String(event["message"]);
    const producer = this.#producers.get(this.#script.messages[message]?.by ?? "");
    this.#audience.settled(message, settlementOf(event["error"], producer));
  }
}
