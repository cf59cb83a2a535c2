/** The brokers that can be launched here: how, and by which variable a running one is found. */
import type { LaunchOptions, LiveBroker, RunningBroker } from "../../live/live-broker.ts";

export interface Launcher {
  readonly type: string;
  /** The environment variable that holds the address of a running one. */
  readonly variable: string;
  /** For whom nothing is declared. */
  readonly releases: "any" | "installed";
  readonly launch: (options: LaunchOptions) => Promise<LiveBroker>;
  readonly find: (address: string) => Promise<RunningBroker>;
}

/** Each loads its code when it is used: a client library comes with it. */
const LAUNCHERS: readonly Launcher[] = [
  {
    type: "kafka",
    variable: "WAYBILL_KAFKA",
    releases: "any",
    launch: async (options) => (await import("../../brokers/kafka/live/launch.ts")).launchKafka(options),
    find: async (address) => (await import("../../brokers/kafka/live/launch.ts")).findKafka(address),
  },
  {
    type: "rabbitmq",
    variable: "WAYBILL_RABBITMQ",
    releases: "installed",
    launch: async (options) => (await import("../../brokers/rabbitmq/live/launch.ts")).launchRabbit(options),
    find: async (address) => (await import("../../brokers/rabbitmq/live/launch.ts")).findRabbit(address),
  },
];

export const TYPES: readonly string[] = LAUNCHERS.map(({ type }) => type);

export function launcherOf(type: string): Launcher | undefined {
  return LAUNCHERS.find((each) => each.type === type);
}
