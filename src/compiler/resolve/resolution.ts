/** A topology whose names resolve, with what the checks still have to look at and where it is written. */
import type { Span } from "../../../grammar/tree.ts";
import type { MessageType } from "../../model/message-type.ts";
import type { Channel, Consumer, Producer, Topology } from "../../model/topology.ts";
import type { PathUse, TemplateUse } from "./uses.ts";

/** Of a message that a file describes. */
export interface MessageUses {
  readonly message: MessageType;
  /** What its identity is said to be. */
  readonly paths: readonly PathUse[];
}

export interface ChannelUses {
  readonly channel: Channel;
  readonly paths: readonly PathUse[];
}

export interface ProducerUses {
  readonly producer: Producer;
  readonly paths: readonly PathUse[];
  readonly templates: readonly TemplateUse[];
}

export interface ConsumerUses {
  readonly consumer: Consumer;
  readonly paths: readonly PathUse[];
}

/** An `allow:` and the declaration that it holds for. */
export interface Allowance {
  readonly code: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly until?: string;
  readonly span: Span;
  /** The declaration, and what environments change of it. */
  readonly extents: readonly Span[];
}

export interface GuaranteeUses {
  /** `service.endpoint` of both ends. */
  readonly from: string;
  readonly to: string;
  readonly span: Span;
  /** Of `order: per(path)`. */
  readonly paths: readonly PathUse[];
}

export interface Resolution {
  readonly topology: Topology;
  readonly described: readonly MessageUses[];
  readonly channels: readonly ChannelUses[];
  readonly producers: readonly ProducerUses[];
  readonly consumers: readonly ConsumerUses[];
  readonly guarantees: readonly GuaranteeUses[];
  readonly allowances: readonly Allowance[];
}
