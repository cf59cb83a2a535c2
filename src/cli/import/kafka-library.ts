/** The part of kafkajs that asks about a cluster. It is the project's own: nothing is loaded unless a cluster is asked. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { UsageError } from "../output.ts";
import type { KafkaLogin } from "./kafka-login.ts";

/** What its types say (kafkajs 2.2), so far as it is asked. */
export interface KafkaAdmin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  describeCluster(): Promise<{ readonly brokers: readonly { readonly nodeId: number }[] }>;
  fetchTopicMetadata(): Promise<{ readonly topics: readonly TopicMetadata[] }>;
  describeConfigs(asked: {
    readonly resources: readonly {
      readonly type: number;
      readonly name: string;
      readonly configNames?: string[];
    }[];
    readonly includeSynonyms: boolean;
  }): Promise<{ readonly resources: readonly DescribedConfig[] }>;
  listGroups(): Promise<{
    readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[];
  }>;
  describeGroups(groupIds: readonly string[]): Promise<{ readonly groups: readonly DescribedGroup[] }>;
  fetchOffsets(asked: { readonly groupId: string; readonly topics: readonly string[] }): Promise<
    readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[]
  >;
  fetchTopicOffsets(
    topic: string,
  ): Promise<readonly { readonly partition: number; readonly low: string; readonly high: string }[]>;
}

export interface TopicMetadata {
  readonly name: string;
  readonly partitions: readonly { readonly replicas: readonly number[] }[];
}

interface DescribedConfig {
  readonly errorCode: number;
  readonly resourceName: string;
  readonly configEntries: readonly {
    readonly configName: string;
    readonly configValue: string | null;
    readonly configSource: number;
    readonly isSensitive: boolean;
  }[];
}

export interface DescribedGroup {
  readonly groupId: string;
  readonly state: string;
  readonly protocol: string;
  readonly members: readonly {
    readonly clientId: string;
    readonly memberAssignment: Uint8Array;
    readonly memberMetadata: Uint8Array;
  }[];
}

export interface KafkaLibrary {
  readonly Kafka: new (
    options: KafkaLogin & {
      readonly brokers: readonly string[];
      readonly clientId: string;
      readonly connectionTimeout: number;
      readonly requestTimeout: number;
      readonly retry: { readonly retries: number };
      readonly logLevel: number;
    },
  ) => { admin(): KafkaAdmin };
  readonly AssignerProtocol: {
    readonly MemberAssignment: {
      decode(bytes: Uint8Array): { readonly assignment: Readonly<Record<string, readonly number[]>> } | null;
    };
    readonly MemberMetadata: { decode(bytes: Uint8Array): { readonly topics: readonly string[] } };
  };
}

/** As the project in `cwd` has it, else as Waybill's own folder does. Throws UsageError. */
export function kafkaLibrary(cwd: string): KafkaLibrary {
  for (const from of [join(cwd, "package.json"), import.meta.url]) {
    try {
      // cast: what the types of kafkajs 2.2 say of the module.
      return createRequire(from)("kafkajs") as KafkaLibrary;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    }
  }
  throw new UsageError(
    "to ask a running Kafka, Waybill uses the client library kafkajs, which is not installed here: npm install --save-dev kafkajs",
  );
}
