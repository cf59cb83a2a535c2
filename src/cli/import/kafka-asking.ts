/** Asks a running Kafka what it has. It only reads. */
import { ANSWERS_MARK } from "../../brokers/kafka/import/cluster-answers.ts";
import type { Value } from "../../model/value.ts";
import { UsageError } from "../output.ts";
import type { KafkaAdmin, KafkaLibrary, TopicMetadata } from "./kafka-library.ts";
import type { KafkaLogin } from "./kafka-login.ts";

const CONNECT_MS = 5_000;
const REQUEST_MS = 15_000;
/** Questions that are under way at once. */
const AT_ONCE = 16;
/** Topics whose configurations one request asks for. */
const TOPICS_AT_ONCE = 200;
/** Levels are numbers there; this one is silent, so that no address of a broker is printed. */
const NO_LOG = 0;
/** Numbers of what has configurations. */
const RESOURCE = { topic: 2, broker: 4 } as const;
/** Numbers of where a configuration is from. */
const SOURCE = { topic: 1, kafka: 5 } as const;
/** Present up to Kafka 3.9, with the broker's own version unless somebody holds it back. */
const VERSION = "inter.broker.protocol.version";

/** Everything that can be asked, as the data that is saved. Throws UsageError. */
export async function askKafka(
  library: KafkaLibrary,
  bootstrap: readonly string[],
  login: KafkaLogin,
): Promise<Value> {
  const kafka = new library.Kafka({
    ...login,
    brokers: bootstrap,
    clientId: "waybill-import",
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: { retries: 1 },
    logLevel: NO_LOG,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await new Asking(library, admin).all();
  } catch (error) {
    throw new UsageError(`cannot ask the Kafka at ${bootstrap.join(",")}: ${reasonOf(error)}`);
  } finally {
    // Whoever could not connect has nothing to close.
    await admin.disconnect().catch(() => undefined);
  }
}

class Asking {
  readonly #library: KafkaLibrary;
  readonly #admin: KafkaAdmin;
  readonly #refused = new Set<string>();

  constructor(library: KafkaLibrary, admin: KafkaAdmin) {
    this.#library = library;
    this.#admin = admin;
  }

  async all(): Promise<Value> {
    const { brokers } = await this.#admin.describeCluster();
    const { topics } = await this.#admin.fetchTopicMetadata();
    const configs = await this.#configs(topics.map(({ name }) => name));
    const version = await this.#version(brokers[0]?.nodeId);
    const names = topics.map(({ name }) => name).filter((name) => !name.startsWith("__"));
    const groups = await this.#groups(names);
    const read = [...new Set(groups.flatMap(({ offsets }) => Object.keys(offsets)))];
    const ranges = new Map(await inTurns(read, async (name) => [name, await this.#range(name)] as const));
    return {
      [ANSWERS_MARK]: 1,
      brokers: brokers.length,
      ...(version === undefined ? {} : { version }),
      topics: topics.map((topic) => topicValue(topic, configs.get(topic.name), ranges.get(topic.name))),
      groups,
      refused: [...this.#refused],
    };
  }

  /** Entries that differ from Kafka's own, by topic. Secrets are left out. */
  async #configs(names: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    const found = new Map<string, Value>();
    for (let at = 0; at < names.length; at += TOPICS_AT_ONCE) {
      const resources = names.slice(at, at + TOPICS_AT_ONCE).map((name) => ({ type: RESOURCE.topic, name }));
      const described = await this.#tried("the configuration of topics", () =>
        this.#admin.describeConfigs({ resources, includeSynonyms: false }),
      );
      for (const { errorCode, resourceName, configEntries } of described?.resources ?? []) {
        if (errorCode !== 0) this.#refused.add("the configuration of some topics");
        else
          found.set(
            resourceName,
            Object.fromEntries(
              configEntries
                .filter(({ configSource, isSensitive }) => configSource !== SOURCE.kafka && !isSensitive)
                .map(({ configName, configValue, configSource }) => [
                  configName,
                  { value: configValue ?? "", own: configSource === SOURCE.topic },
                ]),
            ),
          );
      }
    }
    return found;
  }

  /** Undefined where the broker's configuration may not be read. */
  async #version(node: number | undefined): Promise<string | undefined> {
    const described = await this.#tried("the version", () =>
      this.#admin.describeConfigs({
        resources: [{ type: RESOURCE.broker, name: `${node ?? 0}` }],
        includeSynonyms: false,
      }),
    );
    const entries = described?.resources[0]?.configEntries ?? [];
    if (entries.length === 0) return undefined;
    const told = entries.find(({ configName }) => configName === VERSION)?.configValue;
    return told === undefined || told === null ? "4.0 or newer" : (/^\d+\.\d+/.exec(told)?.[0] ?? undefined);
  }

  async #groups(topics: readonly string[]): Promise<readonly GroupValue[]> {
    const listed = (await this.#tried("consumer groups", () => this.#admin.listGroups()))?.groups ?? [];
    const types = new Map(listed.map(({ groupId, protocolType }) => [groupId, protocolType]));
    return inTurns([...types], ([id, type]) => this.#group(id, type, topics));
  }

  async #group(id: string, type: string, topics: readonly string[]): Promise<GroupValue> {
    const described = await this.#tried("members of some groups", () => this.#admin.describeGroups([id]));
    const [found] = described?.groups ?? [];
    // A group of the newer protocol is dead for whoever asks in the older one.
    const isTold = found !== undefined && found.state !== "Dead";
    const members = isTold ? found.members.map((each) => this.#member(each)) : undefined;
    const committed = await this.#tried("offsets of some groups", () =>
      this.#admin.fetchOffsets({ groupId: id, topics }),
    );
    const offsets = (committed ?? []).flatMap(({ topic, partitions }) => {
      const said = partitions.filter(({ offset }) => Number(offset) >= 0);
      const of = Object.fromEntries(said.map(({ partition, offset }) => [`${partition}`, Number(offset)]));
      return said.length === 0 ? [] : [[topic, of] as const];
    });
    return {
      id,
      type,
      assignor: isTold ? found.protocol : "",
      ...(members === undefined ? {} : { members }),
      offsets: Object.fromEntries(offsets),
    };
  }

  #member({ clientId, memberAssignment, memberMetadata }: Member): {
    client: string;
    topics: readonly string[];
  } {
    const { MemberAssignment, MemberMetadata } = this.#library.AssignerProtocol;
    const assigned = decoded(() => Object.keys(MemberAssignment.decode(memberAssignment)?.assignment ?? {}));
    const subscribed = decoded(() => MemberMetadata.decode(memberMetadata).topics);
    return { client: clientId, topics: [...new Set([...assigned, ...subscribed])].sort() };
  }

  async #range(topic: string): Promise<Range | undefined> {
    const offsets = await this.#tried("offsets of some topics", () => this.#admin.fetchTopicOffsets(topic));
    if (offsets === undefined) return undefined;
    const by = (of: "low" | "high"): Readonly<Record<string, number>> =>
      Object.fromEntries(offsets.map((each) => [`${each.partition}`, Number(each[of])]));
    return { begins: by("low"), ends: by("high") };
  }

  /** What the broker refuses is missing from the draft, and said there. A lost connection is not refused. */
  async #tried<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (isLost(error)) throw error;
      this.#refused.add(what);
      return undefined;
    }
  }
}

type Member = Awaited<ReturnType<KafkaAdmin["describeGroups"]>>["groups"][number]["members"][number];

interface GroupValue {
  readonly [name: string]: Value;
  readonly offsets: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Range {
  readonly begins: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
}

function topicValue({ name, partitions }: TopicMetadata, config?: Value, range?: Range): Value {
  const replicas = Math.min(...partitions.map((each) => each.replicas.length));
  return {
    name,
    partitions: partitions.length,
    replicas: Number.isFinite(replicas) ? replicas : 1,
    ...(config === undefined ? {} : { config }),
    ...(range ?? {}),
  };
}

/** In order, a few at once. */
async function inTurns<T, R>(all: readonly T[], ask: (each: T) => Promise<R>): Promise<readonly R[]> {
  const found: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    found.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(ask))));
  return found;
}

/** Whoever made the bytes may mean something else by them. */
function decoded(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && /Connection|NumberOfRetries|RequestTimeout/.test(error.name);
}

/** By names of errors: their messages may hold what a broker was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it does not answer";
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const { name, message } = cause ?? error;
  if (/SASL/i.test(name)) return "it does not let this user in (WAYBILL_KAFKA_USER, WAYBILL_KAFKA_PASSWORD)";
  if (/ECONNREFUSED/.test(message)) return "nothing listens there";
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return "there is no such host";
  if (/timeout|timed out/i.test(`${name} ${message}`)) return "no answer in time";
  if (/Authorization/.test(`${name}${message}`)) return "this user may not ask it";
  return "it does not answer as Kafka does: is this a listener for clients, and does it want TLS (WAYBILL_KAFKA_TLS=true) or a user?";
}
