/** `kafkajs` behind what a connection asks of a library. */
import type { BrokerPlan } from "../../../client/plan.ts";
import type { GroupMember, Joining, Library, Sender } from "./library.ts";
import { CONNECT_MS, type KafkaOptions } from "./options.ts";
import { type FoundTopic, mismatchesOf, TopologyMismatch } from "./preflight.ts";
import { type PureAdmin, type PureKafka, type PurePackage, purePackage } from "./pure.ts";
import { PureGroup } from "./pure-group.ts";
import { PureSender } from "./pure-producer.ts";
import type { SendingSettings } from "./settings.ts";

/** Number of a topic among the things that have configurations. */
const TOPIC = 2;
/** Its levels are numbers; this one is silent. */
const NO_LOG = 0;

export class Pure implements Library {
  readonly #library: PurePackage;
  readonly #options: KafkaOptions;
  readonly #service: string;

  private constructor(library: PurePackage, options: KafkaOptions, service: string) {
    this.#library = library;
    this.#options = options;
    this.#service = service;
  }

  /** Loads the package; an Error that says how to install it, where it is not there. */
  static async load(options: KafkaOptions, service: string): Promise<Pure> {
    return new Pure(await purePackage(), options, service);
  }

  async compare(plan: BrokerPlan, trouble: (error: Error) => void): Promise<ReadonlyMap<string, FoundTopic>> {
    const names = plan.channels.map(({ physical }) => physical);
    if (names.length === 0) return new Map();
    const admin = this.#client(CONNECT_MS).admin();
    await admin.connect();
    try {
      const found = await foundTopics(admin, names, trouble);
      const mismatches = mismatchesOf(plan, found);
      if (mismatches.length > 0) throw new TopologyMismatch(mismatches);
      return found;
    } finally {
      await admin.disconnect();
    }
  }

  sender(settings: SendingSettings): Promise<Sender> {
    // The answer to `acks: all` takes as long as the broker may wait for followers.
    return PureSender.connect(this.#library, this.#client(settings.requestMs + 1_000), settings);
  }

  member(joining: Joining): Promise<GroupMember> {
    if (joining.transactional !== undefined)
      return Promise.reject(
        new Error("kafkajs does not carry transactions: use @confluentinc/kafka-javascript"),
      );
    return PureGroup.connect(joining, this.#client(CONNECT_MS));
  }

  #client(requestMs: number): PureKafka {
    const { bootstrap, clientId, tls, sasl, connectMs = CONNECT_MS } = this.#options;
    return new this.#library.Kafka({
      brokers: bootstrap,
      clientId: clientId ?? this.#service,
      ssl: tls ?? false,
      ...(sasl !== undefined && { sasl }),
      connectionTimeout: Math.min(connectMs, 10_000),
      requestTimeout: requestMs,
      logLevel: NO_LOG,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: Math.ceil(connectMs / 1_000) },
    });
  }
}

async function foundTopics(
  admin: PureAdmin,
  names: readonly string[],
  trouble: (error: Error) => void,
): Promise<ReadonlyMap<string, FoundTopic>> {
  const there = new Set(await admin.listTopics());
  const present = names.filter((name) => there.has(name));
  if (present.length === 0) return new Map();
  const { topics } = await admin.fetchTopicMetadata({ topics: present });
  const configs = await configsOf(admin, present).catch((error: unknown) => {
    trouble(
      new Error("the configurations of the topics could not be compared with the spec", { cause: error }),
    );
    return new Map<string, ReadonlyMap<string, string>>();
  });
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        configs: configs.get(name),
      },
    ]),
  );
}

async function configsOf(
  admin: PureAdmin,
  names: readonly string[],
): Promise<Map<string, ReadonlyMap<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}
