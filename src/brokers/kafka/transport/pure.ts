/**
 * What is used of `kafkajs`. Written down here, so that whoever does not use this transport needs no types of the package.
 */

export interface PureMessage {
  readonly key: string | null;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PureMetadata {
  readonly topicName: string;
  readonly partition: number;
  readonly baseOffset?: string;
}

/** `partitionMetadata` lists the topic's partitions. */
export interface PurePartitionerArgs {
  readonly topic: string;
  readonly partitionMetadata: readonly { readonly partitionId: number }[];
  readonly message: PureMessage;
}

export type PurePartitioner = (args: PurePartitionerArgs) => number;

export interface PureProducer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  send(record: {
    readonly topic: string;
    readonly acks: number;
    readonly timeout: number;
    readonly messages: readonly PureMessage[];
  }): Promise<readonly PureMetadata[]>;
}

export interface PureBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly {
    readonly key: Uint8Array | null;
    readonly value: Uint8Array | null;
    readonly offset: string;
    readonly headers?: Readonly<
      Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>
    >;
  }[];
}

export interface PureBatchCall {
  readonly batch: PureBatch;
  readonly resolveOffset: (offset: string) => void;
  readonly heartbeat: () => Promise<void>;
  readonly isRunning: () => boolean;
  readonly isStale: () => boolean;
}

export interface PureOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export interface PureConsumer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribe(to: { readonly topics: readonly string[]; readonly fromBeginning: boolean }): Promise<void>;
  run(how: {
    readonly autoCommit: false;
    readonly eachBatchAutoResolve: false;
    readonly partitionsConsumedConcurrently: number;
    readonly eachBatch: (call: PureBatchCall) => Promise<void>;
  }): Promise<void>;
  commitOffsets(offsets: readonly PureOffset[]): Promise<void>;
  on(event: "consumer.group_join", listener: (joined: PureJoined) => void): unknown;
  on(event: "consumer.crash", listener: (crash: PureCrash) => void): unknown;
}

export interface PureJoined {
  readonly payload: { readonly memberAssignment: Readonly<Record<string, readonly number[]>> };
}

export interface PureCrash {
  readonly payload: { readonly error: Error; readonly restart: boolean };
}

interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

export interface PureAdmin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  listTopics(): Promise<readonly string[]>;
  fetchTopicMetadata(of: { readonly topics: readonly string[] }): Promise<{
    readonly topics: readonly {
      readonly name: string;
      readonly partitions: readonly { readonly replicas: readonly number[] }[];
    }[];
  }>;
  describeConfigs(of: {
    readonly includeSynonyms: boolean;
    readonly resources: readonly { readonly type: number; readonly name: string }[];
  }): Promise<{
    readonly resources: readonly {
      readonly resourceName: string;
      readonly configEntries: readonly { readonly configName: string; readonly configValue: string }[];
    }[];
  }>;
  fetchOffsets(of: {
    readonly groupId: string;
    readonly topics: readonly string[];
  }): Promise<readonly { readonly topic: string; readonly partitions: readonly PartitionOffset[] }[]>;
  fetchTopicOffsets(topic: string): Promise<readonly (PartitionOffset & { readonly high: string })[]>;
  fetchTopicOffsetsByTimestamp(topic: string, ms: number): Promise<readonly PartitionOffset[]>;
  setOffsets(to: {
    readonly groupId: string;
    readonly topic: string;
    readonly partitions: readonly PartitionOffset[];
  }): Promise<void>;
}

type PureConfig = Readonly<Record<string, unknown>>;

export interface PureKafka {
  producer(config: PureConfig): PureProducer;
  consumer(config: PureConfig): PureConsumer;
  admin(config?: PureConfig): PureAdmin;
}

export interface PurePackage {
  readonly Kafka: new (config: PureConfig) => PureKafka;
  readonly Partitioners: { readonly DefaultPartitioner: () => PurePartitioner };
}

const PACKAGE = "kafkajs";

/** Loads the package; an Error that says how to install it, where it is not there. */
export async function purePackage(): Promise<PurePackage> {
  let loaded: unknown;
  try {
    // Not a literal, as with the native library: whoever uses the other one need not have it.
    loaded = await import(PACKAGE);
  } catch (error) {
    throw new Error(`${PACKAGE} could not be loaded: npm install ${PACKAGE}`, { cause: error });
  }
  if (!isPackage(loaded))
    throw new Error(`${PACKAGE} is not what this transport knows: version ^2.2 is needed`);
  return loaded;
}

function isPackage(loaded: unknown): loaded is PurePackage {
  return typeof loaded === "object" && loaded !== null && "Kafka" in loaded && "Partitioners" in loaded;
}

/** Number or name of the broker's error, where it was one. */
export function protocolError(error: unknown): { readonly code: number; readonly type: string } | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "number" && "type" in each && typeof each.type === "string")
      return { code: each.code, type: each.type };
  }
  return undefined;
}
