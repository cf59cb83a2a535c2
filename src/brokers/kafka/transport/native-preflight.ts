/** Asks the cluster for the topics of a plan and compares them. */
import type { BrokerPlan } from "../../../client/plan.ts";
import {
  asked,
  type NativeConfig,
  type NativeLibrary,
  type NativeMetadata,
  type NativeProducer,
} from "./native.ts";
import { connected } from "./native-connect.ts";
import { CONNECT_MS, type KafkaOptions } from "./options.ts";
import { type FoundTopic, mismatchesOf, TopologyMismatch } from "./preflight.ts";
import { topicConfigs } from "./topic-configs.ts";

export interface Comparing {
  readonly library: NativeLibrary;
  readonly base: NativeConfig;
  readonly options: KafkaOptions;
  readonly plan: BrokerPlan;
  /** Told what could not be compared. */
  readonly trouble: (error: Error) => void;
}

/** The topics as they are. Throws a {@link TopologyMismatch} that lists everything. */
export async function compareTopics({
  library,
  base,
  options,
  plan,
  trouble,
}: Comparing): Promise<ReadonlyMap<string, FoundTopic>> {
  const names = plan.channels.map(({ physical }) => physical);
  if (names.length === 0) return new Map();
  const timeout = options.connectMs ?? CONNECT_MS;
  const client = new library.Producer(base, {});
  await connected(client, options.bootstrap, timeout);
  try {
    const shapes = await shapesOf(client, names, timeout);
    const present = names.filter((name) => shapes.has(name));
    const configs = await topicConfigs(options, present, timeout).catch((error: unknown) => {
      trouble(
        new Error("the configurations of the topics could not be compared with the spec", { cause: error }),
      );
      return new Map<string, ReadonlyMap<string, string>>();
    });
    const found = new Map(
      [...shapes].map(([name, shape]) => [name, { ...shape, configs: configs.get(name) }]),
    );
    const mismatches = mismatchesOf(plan, found);
    if (mismatches.length > 0) throw new TopologyMismatch(mismatches);
    return found;
  } finally {
    await asked((done) => client.disconnect(done));
  }
}

type Shape = Pick<FoundTopic, "partitions" | "replication">;

async function shapesOf(
  client: NativeProducer,
  names: readonly string[],
  timeout: number,
): Promise<ReadonlyMap<string, Shape>> {
  const { topics } = await asked<NativeMetadata>((done) => client.getMetadata({ timeout }, done));
  const wanted = new Set(names);
  return new Map(
    topics
      .filter(({ name, partitions }) => wanted.has(name) && partitions.length > 0)
      .map(({ name, partitions }) => [
        name,
        {
          partitions: partitions.length,
          replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        },
      ]),
  );
}
