/** The brokers that can be launched here: how, and by which variable a running one is found. */
import { composeKafka } from "../../brokers/kafka/live/compose.ts";
import { composeRabbit } from "../../brokers/rabbitmq/live/compose.ts";
import type { Compose } from "../../live/compose.ts";
import type { LaunchOptions, LiveBroker, RunningBroker } from "../../live/live-broker.ts";

export interface Launcher {
  readonly type: string;
  /** The environment variable that holds the address of a running one. */
  readonly variable: string;
  /** Whether a release can be chosen, or the installed one runs. */
  readonly releases: "any" | "installed";
  readonly launch: (options: LaunchOptions) => Promise<LiveBroker>;
  readonly find: (address: string) => Promise<RunningBroker>;
  readonly compose: Compose;
  /** Where clients usually find one. */
  readonly port: number;
}

/** Each loads its code when it is used: a client library comes with it. */
const LAUNCHERS: readonly Launcher[] = [
  {
    type: "kafka",
    variable: "WAYBILL_KAFKA",
    releases: "any",
    launch: async (options) => (await import("../../brokers/kafka/live/launch.ts")).launchKafka(options),
    find: async (address) => (await import("../../brokers/kafka/live/launch.ts")).findKafka(address),
    compose: composeKafka,
    port: 9_092,
  },
  {
    type: "rabbitmq",
    variable: "WAYBILL_RABBITMQ",
    releases: "installed",
    launch: async (options) => (await import("../../brokers/rabbitmq/live/launch.ts")).launchRabbit(options),
    find: async (address) => (await import("../../brokers/rabbitmq/live/launch.ts")).findRabbit(address),
    compose: composeRabbit,
    port: 5_672,
  },
];

export const TYPES: readonly string[] = LAUNCHERS.map(({ type }) => type);

export function launcherOf(type: string): Launcher | undefined {
  return LAUNCHERS.find((each) => each.type === type);
}
