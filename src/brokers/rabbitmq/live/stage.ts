/** A script's topology on a real RabbitMQ: exchanges and queues of its own, each client on a connection of its own. */
import type { ChannelModel, Channel as AmqpChannel } from "amqplib";
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Instance, Place, Script } from "../../../model/script.ts";
import type { ChannelRef } from "../../../model/topology.ts";
import type { Audience, BrokerCondition, Stage } from "../../../live/stage.ts";
import type { Link, Traffic } from "../../../live/link.ts";
import { TimedOut, until, within } from "../../../live/until.ts";
import { open } from "./client.ts";
import type { RabbitCluster } from "./cluster.ts";
import { Subscriber } from "./consumer.ts";
import { declare, remove } from "./declare.ts";
import { Publisher } from "./producer.ts";

/** Where queues are declared, hence where a classic queue lives and a quorum queue is led from first. */
const HOME = 1;
const ANSWER_MS = 3_000;
const READY_MS = 60_000;
let plays = 0;

/** Opens stages on `cluster`, one at a time. */
export function rabbitStage(cluster: RabbitCluster): (script: Script, audience: Audience) => Promise<Stage> {
  return async (script, audience) => {
    plays += 1;
    const stage = new RabbitStage(cluster, script, audience, `s${plays}`);
    await stage.open();
    return stage;
  };
}

class RabbitStage implements Stage {
  readonly #cluster: RabbitCluster;
  readonly #script: Script;
  readonly #audience: Audience;
  readonly #prefix: string;
  readonly #producers = new Map<string, Publisher>();
  readonly #running = new Map<string, Subscriber>();
  readonly #onlookers = new Map<number, ChannelModel>();

  constructor(cluster: RabbitCluster, script: Script, audience: Audience, prefix: string) {
    this.#cluster = cluster;
    this.#script = script;
    this.#audience = audience;
    this.#prefix = prefix;
  }

  async open(): Promise<void> {
    const named = (name: string): string => this.#name(name);
    await this.#look(HOME, (channel) => declare(channel, this.#script.topology, named));
    for (const service of this.#script.topology.services) {
      for (const producer of service.producers) {
        const id = `${service.name}.${producer.name}`;
        const publisher = await Publisher.start(
          id,
          producer,
          () => this.#nearest(),
          named,
          (message, how) => this.#audience.settled(message, how),
        );
        this.#producers.set(id, publisher);
      }
    }
  }

  async send(message: string): Promise<void> {
    const { by = "", key = "" } = this.#script.messages[message] ?? {};
    const publisher = this.#producers.get(by);
    if (publisher === undefined) throw new Error(`${message} has no producer`);
    await publisher.send(message, key);
  }

  async start(instance: Instance): Promise<void> {
    const queue = this.#name(instance.consumer.from.name);
    const subscriber = await Subscriber.start(instance, queue, () => this.#nearest(), this.#audience);
    this.#running.set(instance.name, subscriber);
  }

  async stop(instance: Instance): Promise<void> {
    const subscriber = this.#at(instance.name);
    this.#running.delete(instance.name);
    await subscriber.client.close();
  }

  settle(instance: Instance, ref: number): Promise<"ok" | "refused"> {
    this.#at(instance.name).ack(ref);
    return Promise.resolve("ok");
  }

  ended(): Promise<void> {
    return Promise.resolve();
  }

  thrown(instance: Instance, ref: number): Promise<void> {
    const { kind } = instance.consumer.onFailure;
    if (kind === "skip") this.#at(instance.name).ack(ref);
    else if (kind === "requeue" || kind === "reject") this.#at(instance.name).reject(ref, kind === "requeue");
    else return Promise.reject(new Error(`on-failure: ${kind} cannot be played`));
    return Promise.resolve();
  }

  async strike(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "leader" && fault === "process-crash") return this.#cluster.kill(HOME);
    if (at.role === "followers" && fault === "slow") return this.#pauseFollowers();
    if (at.role !== "client") throw new Error(`${fault} at ${at.role} cannot be played`);
    if (fault === "cut") return this.#link(at.name).cut();
    if (fault === "slow") return this.#at(at.name).slow();
    if (fault !== "process-crash") throw new Error(`${fault} at ${at.name} cannot be played`);
    const subscriber = this.#at(at.name);
    this.#running.delete(at.name);
    return subscriber.client.die();
  }

  async heal(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "leader" && fault === "process-crash") return this.#cluster.restart(HOME);
    if (at.role === "followers" && fault === "slow") return this.#resumeFollowers();
    if (at.role === "client" && fault === "slow") return this.#at(at.name).catchUp();
    throw new Error(`${fault} at ${at.role} has no heal`);
  }

  hold(link: string, traffic: Traffic): void {
    this.#link(link).hold(traffic);
  }

  release(link: string, traffic: Traffic): void {
    this.#link(link).release(traffic);
  }

  async met(condition: BrokerCondition): Promise<boolean> {
    switch (condition.kind) {
      case "waiting":
        return (await this.#waiting(condition.in)) === condition.count;
      case "elected":
        return (await this.#waiting(condition.of)) !== undefined;
      case "owner":
        return this.#at(condition.instance).consumes;
      default:
        throw new Error(`${condition.kind} cannot be asked here`);
    }
  }

  /** Queues with a taker are empty, and no queue changes any more: nothing is on its way from one to another. */
  async atRest(instances: readonly Instance[]): Promise<boolean> {
    let before: string | undefined;
    for (let round = 0; round < 3; round++) {
      for (const { name } of instances) {
        const subscriber = this.#at(name);
        if (subscriber.consumes && (await subscriber.ready()) > 0) return false;
      }
      const counts: (number | undefined)[] = [];
      for (const channel of this.#script.topology.channels) {
        if (channel.kind === "queue") counts.push(await this.#waiting(channel));
      }
      const now = counts.join();
      if (before !== undefined && before !== now) return false;
      before = now;
    }
    return true;
  }

  async close(): Promise<void> {
    for (const subscriber of this.#running.values()) await subscriber.client.close();
    for (const publisher of this.#producers.values()) await publisher.client.close();
    this.#resumeFollowers();
    for (const node of this.#cluster.nodes) await this.#cluster.restart(node);
    const { topology } = this.#script;
    await until("the end of the script's queues", READY_MS, async () => {
      try {
        await this.#look(HOME, (channel) => remove(channel, topology, (name) => this.#name(name)));
        return true;
      } catch {
        return false;
      }
    });
    for (const onlooker of this.#onlookers.values()) await onlooker.close().catch(() => undefined);
  }

  #name(name: string): string {
    return `${this.#prefix}.${name}`;
  }

  #at(instance: string): Subscriber {
    const subscriber = this.#running.get(instance);
    if (subscriber === undefined) throw new Error(`${instance} does not run`);
    return subscriber;
  }

  #link(name: string): Link {
    return this.#producers.get(name)?.client.link ?? this.#at(name).client.link;
  }

  /** Clients go to the queues' home while it lives, else to the next node. */
  #nearest(): number {
    return this.#cluster.port(this.#cluster.nearest());
  }

  async #pauseFollowers(): Promise<void> {
    for (const node of this.#cluster.nodes.filter((each) => each !== HOME)) {
      await this.#onlookers
        .get(node)
        ?.close()
        .catch(() => undefined);
      this.#onlookers.delete(node);
      this.#cluster.pause(node);
    }
  }

  #resumeFollowers(): void {
    for (const node of this.#cluster.nodes) this.#cluster.resume(node);
  }

  /** Ready messages in the queue; undefined while nobody answers for it. */
  async #waiting(queue: ChannelRef): Promise<number | undefined> {
    const node = this.#cluster.nearest();
    try {
      const { messageCount } = await this.#look(node, (channel) =>
        channel.checkQueue(this.#name(queue.name)),
      );
      return messageCount;
    } catch (trouble) {
      if (trouble instanceof TimedOut) this.#onlookers.delete(node);
      return undefined;
    }
  }

  /** Asks a node on a channel that nobody else uses: an error ends it, and only it. */
  async #look<T>(node: number, ask: (channel: AmqpChannel) => Promise<T>): Promise<T> {
    let onlooker = this.#onlookers.get(node);
    if (onlooker === undefined) {
      onlooker = await open(this.#cluster.port(node));
      const opened = onlooker;
      onlooker.on("close", () => {
        if (this.#onlookers.get(node) === opened) this.#onlookers.delete(node);
      });
      this.#onlookers.set(node, onlooker);
    }
    const channel = await onlooker.createChannel();
    channel.on("error", () => undefined);
    try {
      return await within(`an answer of node ${node}`, ANSWER_MS, ask(channel));
    } finally {
      void channel.close().catch(() => undefined);
    }
  }
}
