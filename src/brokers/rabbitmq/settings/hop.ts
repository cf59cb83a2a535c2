/**
 * A hop over RabbitMQ as one plain record of effective settings, and what of it is unknown or not modelled.
 * Mechanism and lowering share this and nothing else.
 */
import { present } from "../../../base/assert.ts";
import { endpointId, type Hop } from "../../../model/flow.ts";
import type { Channel, Consumer, OnFailure } from "../../../model/topology.ts";
import { UNKNOWN } from "../../../model/value.ts";
import { notModelled } from "./not-modelled.ts";
import { type QueueSettings, queueSettings, unknownSettings } from "./queue.ts";
import { letterAddress, Routing } from "./routing.ts";

/** A queue beside the way (a sibling of the same publish, a dead-letter target) that may refuse what it is given. */
export interface Neighbour {
  readonly name: string;
  /** It refuses while its node is down (R-CLU-08). */
  readonly refusesWhenDown: boolean;
  /** Endpoints whose silence fills it until it refuses (R-LEN-03, R-LEN-04); empty = never. */
  readonly backlogs: readonly string[];
}

export interface DeadLettering {
  /** R-DLX-15: at-least-once needs a quorum queue, the strategy, and overflow reject-publish. */
  readonly atLeastOnce: boolean;
  /** Queues that get a dead letter; none = it is lost (R-DLX-03) or kept for ever (R-DLX-16). */
  readonly targets: readonly Neighbour[];
}

export interface PublishSettings {
  readonly endpoint: string;
  readonly confirms: boolean;
  readonly mandatory: boolean;
  /** It names the queue itself: no other queue can get the message. */
  readonly direct: boolean;
  readonly persistent: boolean;
  /** The queue gets the message. */
  readonly routed: boolean;
  /** Some queue gets the message. */
  readonly somewhere: boolean;
  readonly siblings: readonly Neighbour[];
}

/** What the client does about a throw; `retry` repeats in place, the delivery stays unacknowledged meanwhile. */
export interface FailureSettings {
  /** Repetitions in place before `then`; undefined = for ever. */
  readonly retries: number | undefined;
  readonly then: "requeue" | "reject" | "park" | "skip";
}

export interface ConsumeSettings {
  readonly endpoint: string;
  /** Unacknowledged deliveries of one instance at most; 0 = no limit. */
  readonly prefetch: number;
  readonly autoAck: boolean;
  readonly failure: FailureSettings;
  /** The handler acknowledges before it does anything: what fails then has nothing left to return. */
  readonly settlesFirst: boolean;
  /** A silent consumer's connection is closed after this (R-CONS-08). */
  readonly detectionMs: number;
}

export interface HopSettings {
  readonly broker: string;
  readonly nodes: number;
  readonly queue: QueueSettings;
  readonly deadLettering: DeadLettering | undefined;
  readonly publish: PublishSettings;
  readonly consume: ConsumeSettings;
  readonly unknown: readonly string[];
  readonly notModelled: readonly string[];
}

const HEARTBEAT_MS = 60_000;
const MISSED_HEARTBEATS = 2;
/** R-CONS-02: what a quorum queue gives one consumer without a limit. */
const QUORUM_PREFETCH = 2000;

/** Effective settings of a hop. Pure. */
export function hopSettings(hop: Hop): HopSettings {
  const { broker, producer, consumer, topology } = hop;
  const channel = present(hop.channels.at(-1), "a hop ends at a queue");
  const routing = Routing.of(topology, broker.name);
  const ways = routing.published(producer);
  const expiration = producer.settings["expiration"];
  const queue = queueSettings(broker, channel, typeof expiration === "number" ? expiration : undefined);
  const own = ways.find((way) => way.queue === channel);
  return {
    broker: broker.name,
    nodes: broker.nodes,
    queue,
    deadLettering: deadLettering(hop, routing, channel, queue),
    publish: {
      endpoint: endpointId(producer),
      confirms: producer.settings["confirms"] === true,
      mandatory: producer.settings["mandatory"] === true,
      direct: producer.to.kind === "queue",
      persistent: persistent(hop),
      routed: own !== undefined,
      somewhere: ways.length > 0,
      siblings: ways.filter((way) => way.queue !== channel).map((way) => neighbour(hop, way.queue)),
    },
    consume: {
      endpoint: endpointId(consumer),
      prefetch: prefetch(hop, queue),
      autoAck: consumer.settle.kind === "on-delivery",
      failure: failure(consumer.onFailure, consumer.settle.kind === "on-delivery"),
      settlesFirst:
        consumer.steps !== UNKNOWN && consumer.steps[0]?.some((act) => act.kind === "settle") === true,
      detectionMs: HEARTBEAT_MS * MISSED_HEARTBEATS,
    },
    unknown: unknownOf(hop, channel),
    notModelled: notModelled(hop, routing, channel, own),
  };
}

/** The generated client publishes persistent messages; other clients do where they say so. */
function persistent(hop: Hop): boolean {
  const said = hop.producer.settings["persistent"];
  return typeof said === "boolean" ? said : hop.producerService.client === "generated";
}

/** Without acknowledgements nothing is unacknowledged: no limit applies (R-CONS-07). */
function prefetch(hop: Hop, queue: QueueSettings): number {
  if (hop.consumer.settle.kind === "on-delivery") return 0;
  const said = hop.consumer.settings["prefetch"];
  const count = typeof said === "number" ? said : 0;
  return count === 0 && queue.type === "quorum" ? QUORUM_PREFETCH : count;
}

/** Without acknowledgements a failure has nothing to return: the message is gone. */
function failure(onFailure: OnFailure, autoAck: boolean): FailureSettings {
  switch (onFailure.kind) {
    case "retry": {
      const then = onFailure.then === undefined ? "requeue" : failure(onFailure.then, autoAck).then;
      return { retries: onFailure.times, then: autoAck ? "skip" : then };
    }
    case "reject":
    case "park":
    case "skip":
      return { retries: 0, then: autoAck ? "skip" : onFailure.kind };
    default:
      return { retries: 0, then: autoAck ? "skip" : "requeue" };
  }
}

function neighbour(hop: Hop, channel: Channel): Neighbour {
  const queue = queueSettings(hop.broker, channel, undefined);
  const mayRefuse = queue.limited && queue.overflow !== "drop-head";
  const readers = mayRefuse ? readersOf(hop, channel) : [];
  return {
    name: queue.name,
    refusesWhenDown: queue.refusesWhenDown,
    backlogs: readers.length === 1 ? readers.map((reader) => endpointId(reader)) : [],
  };
}

function readersOf({ topology }: Hop, channel: Channel): readonly Consumer[] {
  return topology.services.flatMap((service) =>
    service.consumers.filter((c) => c.from.kind === channel.kind && c.from.name === channel.name),
  );
}

function deadLettering(
  hop: Hop,
  routing: Routing,
  channel: Channel,
  queue: QueueSettings,
): DeadLettering | undefined {
  const letter = routing.deadLetter(channel);
  if (letter === undefined) return undefined;
  const address = letterAddress(letter, routing.addressOf(hop.producer));
  const said = channel.settings["dead-letter-strategy"] === "at-least-once";
  return {
    atLeastOnce: said && queue.type === "quorum" && queue.overflow === "reject-publish",
    targets: routing.route(letter.exchange, address).map((way) => neighbour(hop, way.queue)),
  };
}

function unknownOf(hop: Hop, channel: Channel): readonly string[] {
  const { producer, consumer } = hop;
  const out = [
    ...hop.channels.flatMap((c) => unknownSettings(`${c.kind} ${c.name}`, c.settings)),
    ...unknownSettings(endpointId(producer), producer.settings),
    ...unknownSettings(endpointId(consumer), consumer.settings),
    ...unknownSettings(
      `broker ${hop.broker.name}`,
      channel.settings["type"] === undefined ? hop.broker.settings : {},
    ),
  ];
  if (producer.onUnknown === UNKNOWN) out.push(`${endpointId(producer)}: on-unknown`);
  if (consumer.onFailure.kind === UNKNOWN) out.push(`${endpointId(consumer)}: on-failure`);
  return out;
}
