/** A script's topology on a real Kafka: topics and groups of its own, producers in one process, each instance in its own. */
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Instance, Place, Script, Settlement } from "../../../model/script.ts";
import type { Channel, ChannelRef, Producer } from "../../../model/topology.ts";
import type { Audience, BrokerCondition, Stage } from "../../../live/stage.ts";
import type { Link, Traffic } from "../../../live/tcp-proxy.ts";
import { until } from "../../../live/until.ts";
import { type KafkaCluster, WARM_UP_TOPIC } from "./cluster.ts";
import type { Fields, JavaHost } from "./java-host.ts";
import { valuesInLog } from "./log-file.ts";
import { consumerConfig, producerConfig, topicConfig } from "./settings.ts";

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
  readonly #producers = new Map<string, Producer>();
  readonly #running = new Map<string, Running>();
  #senders: JavaHost | undefined;

  constructor(cluster: KafkaCluster, script: Script, audience: Audience, prefix: string) {
    this.#cluster = cluster;
    this.#script = script;
    this.#audience = audience;
    this.#prefix = prefix;
  }

  async open(): Promise<void> {
    const { channels, services } = this.#script.topology;
    await this.#cluster.whole();
    for (const channel of channels) await this.#createTopic(channel);
    this.#senders = await this.#cluster.host();
    this.#senders.onEvent = (event) => this.#settled(event);
    for (const service of services) {
      for (const producer of service.producers) await this.#openProducer(`${service.name}.${producer.name}`, producer);
    }
  }

  async send(message: string): Promise<void> {
    const { by = "", key } = this.#script.messages[message] ?? {};
    const producer = this.#producers.get(by);
    if (producer === undefined) throw new Error(`${message} has no producer`);
    const topic = this.#name(producer.to.name);
    await this.#senders?.ask("send", this.#name(by), { topic, message, ...(key !== undefined && { key }) });
  }

  async start(instance: Instance): Promise<void> {
    const host = await this.#cluster.host();
    this.#running.set(instance.name, { instance, host });
    host.onEvent = (event) => this.#consumed(instance, event);
    const { consumer } = instance;
    await host.ask("consumer", this.#name(instance.name), {
      topic: this.#name(consumer.from.name),
      config: {
        ...consumerConfig(consumer, this.#group(instance.endpoint)),
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
    const answer = await this.#ask(instance, "settle");
    return answer["refused"] === true ? "refused" : "ok";
  }

  async ended(instance: Instance): Promise<void> {
    await this.#ask(instance, "next");
  }

  thrown(instance: Instance): Promise<void> {
    return Promise.reject(new Error(`${instance.name}: no script lets a handler of this broker throw`));
  }

  async strike(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "followers" && fault === "slow") return this.#slow(at.of);
    if (at.role === "leader" && fault === "process-crash") return this.#cluster.kill(await this.#leader(at.of));
    if (at.role === "client") return this.#strikeClient(fault, at.name);
    throw new Error(`${fault} at ${JSON.stringify(at)} cannot be played`);
  }

  async heal(fault: FaultKind, at: Place): Promise<void> {
    if (at.role === "followers" && fault === "slow") {
      for (const node of this.#cluster.nodes) await this.#cluster.fetchLink(node).cut();
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
        return this.#isStored(condition.message, condition.in);
      case "written":
        return this.#writes(condition.by) >= condition.count;
      case "in-sync":
        return (await this.#describe(condition.of))?.inSync === condition.count;
      case "elected":
        return this.#cluster.runs((await this.#describe(condition.of))?.leader ?? -1);
      case "leaderless":
        return (await this.#describe(condition.of))?.leader === -1;
      case "owner":
        return Number((await this.#look(condition.instance))["owned"]) > 0;
      case "rebalancing":
        return (await this.#groupState(condition.consumer)).state === "PreparingRebalance";
      case "waiting":
        throw new Error("a log does not know who waits for what in it");
    }
  }

  async atRest(instances: readonly Instance[]): Promise<boolean> {
    for (const instance of instances) {
      const look = await this.#look(instance.name);
      if (look["idle"] !== true) return false;
      const share = Number(look["owned"]) > 0 ? look["atEnd"] === true : await this.#isComplete(instance, instances);
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
    if (this.#senders !== undefined) {
      for (const id of this.#producers.keys()) await this.#senders.ask("close", this.#name(id));
      this.#cluster.giveBack(this.#senders);
    }
    for (const { name } of this.#script.topology.channels) {
      await this.#cluster.admin.ask("delete", "admin", { topic: this.#name(name) });
    }
  }

  #name(name: string): string {
    return `${this.#prefix}-${name.replace("#", "-")}`;
  }

  #group(endpoint: string): string {
    return this.#name(endpoint);
  }

  #link(name: string): Link {
    return this.#cluster.link(this.#name(name));
  }

  /** Publishes by the script; the one before it, from {@link KafkaStage.open}, does not count. */
  #writes(producer: string): number {
    return this.#cluster.publishesOn(this.#link(producer)) - 1;
  }

  #at(instance: string): Running {
    const running = this.#running.get(instance);
    if (running === undefined) throw new Error(`${instance} does not run`);
    return running;
  }

  #ask(instance: Instance, op: string): Promise<Fields> {
    return this.#at(instance.name).host.ask(op, this.#name(instance.name));
  }

  #look(instance: string): Promise<Fields> {
    return this.#at(instance).host.ask("look", this.#name(instance));
  }

  /** Replicas on the first nodes in order, led by the first: elections then are told by their cause. */
  async #createTopic(channel: Channel): Promise<void> {
    const topic = this.#name(channel.name);
    const replicas = this.#cluster.nodes.slice(0, Number(channel.settings["replication"] ?? 1));
    const partitions = Number(channel.settings["partitions"] ?? 1);
    await this.#cluster.admin.ask("create", "admin", { topic, partitions, replicas, settings: topicConfig(channel) });
    await until(`topic ${channel.name}`, READY_MS, async () => {
      const seen = await this.#describe(channel);
      return seen?.leader === replicas[0] && seen?.inSync === replicas.length;
    });
  }

  async #openProducer(id: string, producer: Producer): Promise<void> {
    this.#producers.set(id, producer);
    const config = {
      ...producerConfig(producer),
      "bootstrap.servers": this.#cluster.addresses("proxied"),
      "client.id": this.#name(id),
    };
    await this.#senders?.ask("producer", this.#name(id), { config });
    await this.#senders?.ask("warm-up", this.#name(id), { topics: [this.#name(producer.to.name), WARM_UP_TOPIC] });
  }

  #settled(event: Fields): void {
    const message = String(event["message"]);
    const producer = this.#producers.get(this.#script.messages[message]?.by ?? "");
    this.#audience.settled(message, settlementOf(event["error"], producer));
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
        return this.#cluster.damageNext(this.#link(name));
      case "cut":
        return this.#link(name).cut();
      case "pause":
        return this.#at(name).host.member.signal("SIGSTOP");
      case "process-crash": {
        const { host } = this.#at(name);
        this.#running.delete(name);
        host.member.signal("SIGKILL");
        return host.member.ended;
      }
      default:
        throw new Error(`${fault} at ${name} cannot be played`);
    }
  }

  /** From now on no follower gets anything of what the leader appends. What had been fetched has arrived. */
  async #slow(of: ChannelRef): Promise<void> {
    const leader = await this.#leader(of);
    for (const node of this.#cluster.nodes.filter((each) => each !== leader)) {
      const link = this.#cluster.fetchLink(node);
      link.hold("answers");
      link.hold("requests");
    }
  }

  async #leader(of: ChannelRef): Promise<number> {
    const leader = (await this.#describe(of))?.leader ?? -1;
    if (leader < 0) throw new Error(`${of.name} has no leader`);
    return leader;
  }

  async #describe(of: ChannelRef): Promise<{ leader: number; inSync: number } | undefined> {
    const seen = await this.#cluster.admin.ask("describe", "admin", { topic: this.#name(of.name) }).catch(() => undefined);
    return seen && { leader: Number(seen["leader"]), inSync: Number(seen["inSync"]) };
  }

  async #isStored(message: string, channel: ChannelRef): Promise<boolean> {
    const leader = (await this.#describe(channel))?.leader ?? -1;
    if (leader < 0) return false;
    const values = await valuesInLog(this.#cluster.dataFolder(leader), this.#name(channel.name), 0);
    return values.includes(message);
  }

  async #groupState(endpoint: string): Promise<{ state: string; members: number }> {
    const seen = await this.#cluster.admin.ask("group", "admin", { group: this.#group(endpoint) }).catch(() => undefined);
    return { state: String(seen?.["state"]), members: Number(seen?.["members"]) };
  }

  /** An instance without a share has nothing to get once its group is settled with every live instance in it. */
  async #isComplete(instance: Instance, live: readonly Instance[]): Promise<boolean> {
    const siblings = live.filter(({ endpoint }) => endpoint === instance.endpoint).length;
    const { state, members } = await this.#groupState(instance.endpoint);
    return state === "Stable" && members === siblings;
  }
}

/** Refused before anything was appended, and not tried again: there is no copy. */
const NEVER_APPENDED = new Set(["RecordTooLargeException", "InvalidRecordException", "InvalidTopicException"]);
const REFUSED_ONCE = new Set(["NotEnoughReplicasException", "CorruptRecordException"]);

/** What the Java client's answer says about the record: everything but a plain refusal leaves it open (K-PROD-05). */
function settlementOf(error: unknown, producer: Producer | undefined): Exclude<Settlement, "open"> {
  if (typeof error !== "string") return "ok";
  if (NEVER_APPENDED.has(error)) return "failed";
  return REFUSED_ONCE.has(error) && producer?.settings["retries"] === 0 ? "failed" : "unknown";
}
