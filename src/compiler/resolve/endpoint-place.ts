/** Where an endpoint stands. */
import type { ChannelRef } from "../../model/topology.ts";
import type { CompileBroker } from "../broker.ts";

/** What endpoints of one service see of each other. */
export interface Inner {
  readonly service: string;
  readonly client: string;
  readonly stores: readonly string[];
  readonly producers: readonly string[];
}

/** The channel of an endpoint and the vocabulary of its broker. */
export interface EndpointPlace {
  readonly channel: ChannelRef;
  readonly broker: string;
  readonly rules: CompileBroker;
}
