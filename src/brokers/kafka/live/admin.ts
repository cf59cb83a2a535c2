/** Asks a cluster for its brokers and topics, and creates topics. */
import { askBroker, type Api, type Reader, Writer } from "./protocol.ts";

export interface Partition {
  readonly leader: number;
  readonly replicas: number;
  readonly inSync: number;
}

export interface ClusterView {
  /** Ids of the brokers that take part. */
  readonly brokers: readonly number[];
  readonly topics: ReadonlyMap<string, readonly Partition[]>;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** By native name. */
  readonly config: Readonly<Record<string, string>>;
}

/** The newest versions with the old encoding, which 4.x still takes (KIP-896). */
const METADATA: Api = { key: 3, version: 1 };
const CREATE_TOPICS: Api = { key: 19, version: 4 };
const DESCRIBE_CONFIGS: Api = { key: 32, version: 1 };
const TOPIC_RESOURCE = 2;
const ALL_TOPICS = -1;
const ANSWER_MS = 5_000;
const CREATE_MS = 20_000;

export class KafkaAdmin {
  readonly #addresses: readonly string[];

  /** `addresses`: `host:port`, with commas between them. The first that answers is asked. */
  constructor(addresses: string) {
    this.#addresses = addresses.split(",").map((each) => each.trim());
  }

  /** Throws where nobody answers. */
  async view(): Promise<ClusterView> {
    const answer = await this.#ask(METADATA, new Writer().int32(ALL_TOPICS).bytes, ANSWER_MS);
    const brokers = answer.list(() => brokerId(answer));
    answer.int32();
    return { brokers, topics: new Map(answer.list(() => topicOf(answer))) };
  }

  /** Returns why each topic that was not created was not, by name. */
  async create(topics: readonly NewTopic[]): Promise<ReadonlyMap<string, string>> {
    const body = new Writer().list(topics, writeTopic).int32(CREATE_MS).int8(0);
    const answer = await this.#ask(CREATE_TOPICS, body.bytes, CREATE_MS + ANSWER_MS);
    answer.int32();
    const refusals = answer.list(() => {
      const name = answer.text();
      const code = answer.int16();
      const why = answer.text();
      return { name, code, why: why === "" ? `error ${code}` : why };
    });
    return new Map(refusals.filter(({ code }) => code !== 0).map(({ name, why }) => [name, why]));
  }

  /** What is set for a topic, defaults included, by native name. */
  async config(topic: string): Promise<ReadonlyMap<string, string>> {
    const body = new Writer().list([topic], (name, to) => to.int8(TOPIC_RESOURCE).text(name).int32(-1));
    const answer = await this.#ask(DESCRIBE_CONFIGS, body.int8(0).bytes, ANSWER_MS);
    answer.int32();
    const [entries = []] = answer.list(() => {
      answer.int16();
      answer.text();
      answer.int8();
      answer.text();
      return answer.list(() => configEntry(answer));
    });
    return new Map(entries);
  }

  async #ask(api: Api, body: Buffer, deadlineMs: number): Promise<Reader> {
    let trouble: unknown;
    for (const address of this.#addresses) {
      try {
        return await askBroker(address, api, body, deadlineMs);
      } catch (failed) {
        trouble = failed;
      }
    }
    throw new Error(`no Kafka answers at ${this.#addresses.join()}`, { cause: trouble });
  }
}

function brokerId(answer: Reader): number {
  const id = answer.int32();
  answer.text();
  answer.int32();
  answer.text();
  return id;
}

function topicOf(answer: Reader): [string, readonly Partition[]] {
  answer.int16();
  const name = answer.text();
  answer.int8();
  return [name, answer.list(() => partitionOf(answer))];
}

function partitionOf(answer: Reader): Partition {
  answer.int16();
  answer.int32();
  const leader = answer.int32();
  const replicas = answer.list(() => answer.int32()).length;
  return { leader, replicas, inSync: answer.list(() => answer.int32()).length };
}

function writeTopic({ name, partitions, replication, config }: NewTopic, to: Writer): void {
  to.text(name).int32(partitions).int16(replication).int32(0);
  to.list(Object.entries(config), ([key, value]) => to.text(key).text(value));
}

function configEntry(answer: Reader): [string, string] {
  const name = answer.text();
  const value = answer.text();
  answer.int8();
  answer.int8();
  answer.int8();
  answer.list(() => [answer.text(), answer.text(), answer.int8()]);
  return [name, value];
}
