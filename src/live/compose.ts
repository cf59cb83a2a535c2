/** A broker as services of a compose file (https://compose-spec.io), for people with containers. */
import type { Broker } from "../model/topology.ts";

/** What is used of a service's entry in a compose file. */
export interface ComposeService {
  readonly image: string;
  readonly hostname: string;
  /** `host:container`. */
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
  };
}

export interface ComposedBroker {
  /** By name; a service's hostname is its name. */
  readonly services: Readonly<Record<string, ComposeService>>;
  /** What a client on the host is given. */
  readonly address: string;
}

/** Where the services of a broker listen on the host: `firstPort`, and the ports behind it. */
export interface ComposeOptions {
  /** The services are named so, with the number of the node behind it. Letters and digits. */
  readonly prefix: string;
  readonly firstPort: number;
}

/** Throws {@link import("./missing.ts").Missing} where there is no image of the declared version. */
export type Compose = (broker: Broker, options: ComposeOptions) => ComposedBroker;

/** Asked every 2 s, for two minutes at most. */
export function healthcheck(...test: readonly string[]): ComposeService["healthcheck"] {
  return { test: ["CMD", ...test], interval: "2s", timeout: "10s", retries: 60 };
}

/** A `$` of ours is none of compose's: it would stand for a variable. */
export function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
