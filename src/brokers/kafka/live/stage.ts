/** A script's topology on a real Kafka: topics and groups of its own, producers in one process, each instance in its own. */
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Instance, Place, Script } from "../../../model/script.ts";
import type { Channel, ChannelRef } from "../../../model/topology.ts";
import type { Audience, BrokerCondition, Stage } from "../../../live/stage.ts";
import type { Link, Traffic } from "../../../live/link.ts";
import { until } from "../../../live/until.ts";
import type { KafkaCluster } from "./cluster.ts";
import type { Fields, JavaHost } from "./java-host.ts";
import { Onlooker } from "./onlooker.ts";
import { PUBLISHES_BEFORE, Senders } from "./senders.ts";
import { consumerConfig, topicConfig } from "./settings.ts";

interface Running {
  readonly instance: Instance;
  readonly host: JavaHost;
}

const READY_MS = 30_000;
let plays = 0;

/** Opens stages on `cluster`, one at a time. */
export function kafkaStage(cluster: KafkaCluster): (script: Script, audience: Audience) => Promise<Stage> {
  return async (script, audience) => {
    plays += 1;
    const stage = new KafkaStage(cluster, script, audience, `s${plays}`);
    await stage.open();
    return stage;
  };
}

class KafkaStage implements Stage {
  readonly #cluster: KafkaCluster;
  readonly #script: Script;
  readonly #audience: Audience;
  /** Stands before every name, so that no two plays share a topic, a group or a client id. */
  readonly #prefix: string;
  readonly #onlooker: Onlooker;
  readonly #running = new Map<string, Running>();
  #senders: Senders | undefined;

  constructor(cluster: KafkaCluster, script: Script, audience: Audience, prefix: string) {
    this.#cluster = cluster;
    this.#script = script;
    this.#audience = audience;
    this.#prefix = prefix;
    this.#onlooker = new Onlooker(cluster, (name) => this.#name(name));
  }

  async open(): Promise<void> {
    await this.#cluster.whole();
    for (const channel of this.#script.topology.channels) await this.#createTopic(channel);
    this.#senders = await Senders.open(this.#cluster, this.#script, this.#audience, (name) =>
      this.#name(name),
    );
  }

  async send(message: string): Promise<void> {
    await this.#senders?.send(message);
  }

  async start(instance: Instance): Promise<void> {
    const host = await this.#cluster.host();
    this.#running.set(instance.name, { instance, host });
    host.onEvent = (event) => this.#consumed(instance, event);
    const { consumer } = instance;
    await host.ask("consumer", this.#name(instance.name), {
      topic: this.#name(consumer.from.name),
      config: {
        ...consumerConfig(consumer, this.#name(instance.endpoint)),
        "bootstrap.servers": this.#cluster.addresses("proxied"),
        "client.id": this.#name(instance.name),
      },
    });
  }

  async stop(instance: Instance): Promise<void> {
    const { host } = this.#at(instance.name);
    this.#running.delete(instance.name);
    await host.ask("close", this.#name(instance.name));
    this.#cluster.giveBack(host);
  }

  async settle(instance: Instance): Promise<"ok" | "refused"> {
    if (instance.consumer.settle.kind !== "act") return "ok";
    const answer = await this.#ask(instance.name, "settle");
    return answer["refused"] === true ? "refused" : "ok";
  }

  async ended(instance: Instance): Promise<void> {
    await this.#ask(instance.name, "next");
  }

  thrown(instance: Instance): Promise<void> {
    return Promise.reject(new Error(`${instance.name}: no script lets a handler of this broker throw`));
  }

  async strike(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "followers" && fault === "slow") return this.#slow(at.of);
    if (at.role === "leader" && fault === "process-crash")
      return this.#cluster.kill(await this.#onlooker.leader(at.of));
    if (at.role === "client") return this.#strikeClient(fault, at.name);
    throw new Error(`${fault} at ${JSON.stringify(at)} cannot be played`);
  }

  async heal(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "followers" && fault === "slow") {
      for (const node of this.#cluster.nodes) await this.#cluster.traffic.links.peers(node).cut();
    } else if (at.role === "leader" && fault === "process-crash") {
      for (const node of this.#cluster.nodes) await this.#cluster.restart(node);
    } else if (at.role === "client" && fault === "pause") {
      this.#at(at.name).host.member.signal("SIGCONT");
    } else {
      throw new Error(`${fault} at ${JSON.stringify(at)} has no heal`);
    }
  }

  hold(link: string, traffic: Traffic): void {
    this.#link(link).hold(traffic);
  }

  release(link: string, traffic: Traffic): void {
    this.#link(link).release(traffic);
  }

  async met(condition: BrokerCondition): Promise<boolean> {
    switch (condition.kind) {
      case "stored":
        return this.#onlooker.isStored(condition.message, condition.in);
      case "written":
        return (
          this.#cluster.traffic.publishesOn(this.#link(condition.by)) - PUBLISHES_BEFORE >= condition.count
        );
      case "in-sync":
        return (await this.#onlooker.topic(condition.of))?.inSync === condition.count;
      case "elected":
        return this.#cluster.runs((await this.#onlooker.topic(condition.of))?.leader ?? -1);
      case "leaderless":
        return (await this.#onlooker.topic(condition.of))?.leader === -1;
      case "owner":
        return Number((await this.#ask(condition.instance, "look"))["owned"]) > 0;
      case "rebalancing":
        return (await this.#onlooker.group(condition.consumer)).state === "PreparingRebalance";
      case "waiting":
        throw new Error("a log does not know who waits for what in it");
    }
  }

  async atRest(instances: readonly Instance[]): Promise<boolean> {
    for (const instance of instances) {
      const look = await this.#ask(instance.name, "look");
      if (look["idle"] !== true) return false;
      const share =
        Number(look["owned"]) > 0 ? look["atEnd"] === true : await this.#isComplete(instance, instances);
      if (!share) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    for (const { instance, host } of this.#running.values()) {
      host.member.signal("SIGCONT");
      if (host.member.running()) await this.stop(instance);
    }
    await this.#cluster.whole();
    await this.#senders?.close();
    for (const { name } of this.#script.topology.channels) {
      await this.#cluster.admin.ask("delete", "admin", { topic: this.#name(name) });
    }
  }

  #name(name: string): string {
    return `${this.#prefix}-${name.replace("#", "-")}`;
  }

  #link(name: string): Link {
    return this.#cluster.traffic.links.client(this.#name(name));
  }

  #at(instance: string): Running {
    const running = this.#running.get(instance);
    if (running === undefined) throw new Error(`${instance} does not run`);
    return running;
  }

  #ask(instance: string, op: "settle" | "next" | "look"): Promise<Fields> {
    return this.#at(instance).host.ask(op, this.#name(instance));
  }

  /** Replicas on the first nodes in order, led by the first: elections then are told by their cause. */
  async #createTopic(channel: Channel): Promise<void> {
    const topic = this.#name(channel.name);
    const replicas = this.#cluster.nodes.slice(0, Number(channel.settings["replication"] ?? 1));
    const partitions = Number(channel.settings["partitions"] ?? 1);
    await this.#cluster.admin.ask("create", "admin", {
      topic,
      partitions,
      replicas,
      settings: topicConfig(channel),
    });
    await until(`topic ${channel.name}`, READY_MS, async () => {
      const seen = await this.#onlooker.topic(channel);
      return seen?.leader === replicas[0] && seen?.inSync === replicas.length;
    });
  }

  #consumed(instance: Instance, event: Fields): void {
    if (event["event"] === "delivered") {
      this.#audience.delivered(instance.name, String(event["message"]), false, Number(event["offset"]));
    } else {
      this.#audience.failed(new Error(`${instance.name}: ${JSON.stringify(event)}`));
    }
  }

  async #strikeClient(fault: FaultKind, name: string): Promise<void> {
    switch (fault) {
      case "lost-request":
        return this.#cluster.traffic.damageNext(this.#link(name));
      case "cut":
        return this.#link(name).cut();
      case "pause":
        return this.#at(name).host.member.signal("SIGSTOP");
      case "process-crash": {
        const { member } = this.#at(name).host;
        this.#running.delete(name);
        return member.end();
      }
      default:
        throw new Error(`${fault} at ${name} cannot be played`);
    }
  }

  /** From now on no follower gets anything of what the leader appends. What had been fetched has arrived. */
  async #slow(of: ChannelRef): Promise<void> {
    const leader = await this.#onlooker.leader(of);
    for (const node of this.#cluster.nodes.filter((each) => each !== leader)) {
      const link = this.#cluster.traffic.links.peers(node);
      link.hold("answers");
      link.hold("requests");
    }
  }

  /** An instance without a share has nothing to get once its group is settled with every live instance in it. */
  async #isComplete(instance: Instance, live: readonly Instance[]): Promise<boolean> {
    const siblings = live.filter(({ endpoint }) => endpoint === instance.endpoint).length;
    const { state, members } = await this.#onlooker.group(instance.endpoint);
    return state === "Stable" && members === siblings;
  }
}
