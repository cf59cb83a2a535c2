/** What a cluster says about topics and groups when it is asked directly, past the proxies. */
import type { ChannelRef } from "../../../model/topology.ts";
import type { KafkaCluster } from "./cluster.ts";
import { valuesInLog } from "./log-file.ts";

/** Of partition 0; `leader` is -1 where there is none. */
export interface TopicState {
  readonly leader: number;
  readonly inSync: number;
}

export interface GroupState {
  readonly state: string;
  readonly members: number;
}

export class Onlooker {
  readonly #cluster: KafkaCluster;
  readonly #named: (name: string) => string;

  /** `named`: from a name of the script to the broker's. */
  constructor(cluster: KafkaCluster, named: (name: string) => string) {
    this.#cluster = cluster;
    this.#named = named;
  }

  /** Undefined while nobody can tell. */
  async topic(of: ChannelRef): Promise<TopicState | undefined> {
    const seen = await this.#ask("describe", { topic: this.#named(of.name) });
    return seen && { leader: Number(seen["leader"]), inSync: Number(seen["inSync"]) };
  }

  /** Throws where nobody leads. */
  async leader(of: ChannelRef): Promise<number> {
    const leader = (await this.topic(of))?.leader ?? -1;
    if (leader < 0) throw new Error(`${of.name} has no leader`);
    return leader;
  }

  /** The leader has the message in its log, whether readers may see it or not. */
  async isStored(message: string, channel: ChannelRef): Promise<boolean> {
    const leader = (await this.topic(channel))?.leader ?? -1;
    if (leader < 0) return false;
    const values = await valuesInLog(this.#cluster.dataFolder(leader), this.#named(channel.name), 0);
    return values.includes(message);
  }

  async group(endpoint: string): Promise<GroupState> {
    const seen = await this.#ask("group", { group: this.#named(endpoint) });
    return { state: String(seen?.["state"]), members: Number(seen?.["members"]) };
  }

  #ask(
    op: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this.#cluster.admin.ask(op, "admin", fields).catch(() => undefined);
  }
}
