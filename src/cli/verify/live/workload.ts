/** What the applications of a live run send: the simulation's messages, dealt out to the producers that promises begin at. */
import { mix } from "../../../base/prng.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import { endpointId, type Hop } from "../../../model/flow.ts";
import { identityOf } from "../../../model/message-type.ts";
import { sampled } from "./messages.ts";

/** One message that an application means to say. */
export interface Said {
  readonly service: string;
  readonly producer: string;
  readonly type: string;
  /** In its wire form. */
  readonly message: unknown;
}

/** Values of the key that messages are ordered by. */
const KEYS = 12;

/** Message `n` of a workload, the same for the same seed; undefined where nothing is promised. */
export function workloadOf({ flows }: Analysis, seed: number): (n: number) => Said | undefined {
  const starts = new Map<string, Hop>();
  for (const { flow, promises } of flows) {
    const [hop] = flow.hops;
    if (promises.length > 0 && hop !== undefined) starts.set(endpointId(hop.producer), hop);
  }
  const hops = [...starts.values()];
  return (n) => {
    const hop = hops[n % Math.max(1, hops.length)];
    return hop === undefined ? undefined : saidBy(hop, n, seed);
  };
}

function saidBy({ producer, channels, topology }: Hop, n: number, seed: number): Said {
  const type = producer.sends[mix(seed, n) % producer.sends.length] ?? "";
  const declared = topology.types.find(({ name }) => name === type);
  const { service, name } = producer;
  if (declared?.opaque === true) return { service, producer: name, type, message: `message ${n}` };
  const path = channels[0]?.settings["key"];
  const isKeyed = typeof path === "string" && declared !== undefined && !identityOf(declared).includes(path);
  const key = isKeyed ? { key: { path, number: mix(seed + 1, n) % KEYS } } : undefined;
  return { service, producer: name, type, message: sampled(topology, type, { identity: n, ...key }) };
}
