/** `@confluentinc/kafka-javascript` behind what a connection asks of a library. */
import type { BrokerPlan } from "../../../client/plan.ts";
import type { GroupMember, Joining, Library, Sender } from "./library.ts";
import { nativeLibrary, type NativeConfig, type NativeLibrary } from "./native.ts";
import { connectionConfig, consumerConfig, producerConfig, transactionalConfig } from "./native-config.ts";
import { NativeGroup } from "./native-group.ts";
import { compareTopics } from "./native-preflight.ts";
import type { FoundTopic } from "./preflight.ts";
import { Producing } from "./native-producer.ts";
import { CONNECT_MS, type KafkaOptions } from "./options.ts";
import type { SendingSettings } from "./settings.ts";

export class Native implements Library {
  readonly #options: KafkaOptions;
  readonly #library: NativeLibrary;
  readonly #base: NativeConfig;
  readonly #connectMs: number;

  private constructor(options: KafkaOptions, library: NativeLibrary, service: string) {
    this.#options = options;
    this.#library = library;
    this.#base = connectionConfig(options, service);
    this.#connectMs = options.connectMs ?? CONNECT_MS;
  }

  /** Loads the package; an Error that says how to install it, where it is not there. */
  static async load(options: KafkaOptions, service: string): Promise<Native> {
    return new Native(options, await nativeLibrary(), service);
  }

  compare(plan: BrokerPlan, trouble: (error: Error) => void): Promise<ReadonlyMap<string, FoundTopic>> {
    return compareTopics({ library: this.#library, base: this.#base, options: this.#options, plan, trouble });
  }

  sender(settings: SendingSettings): Promise<Sender> {
    const { client, topic } = producerConfig(settings);
    return Producing.connect(this.#library, { client: { ...this.#base, ...client }, topic }, this.#connectMs);
  }

  member({ topic, group, settings, transactional, ended, trouble }: Joining): Promise<GroupMember> {
    const config = consumerConfig(settings, group);
    const own = transactional && transactionalConfig(transactional.settings, transactional.id);
    return NativeGroup.connect({
      library: this.#library,
      config: { client: { ...this.#base, ...config.client }, topic: config.topic },
      ...(own !== undefined && {
        transactional: { client: { ...this.#base, ...own.client }, topic: own.topic },
      }),
      topic,
      settings,
      connectMs: this.#connectMs,
      ended,
      trouble,
    });
  }
}
