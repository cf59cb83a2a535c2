/** What a verdict on a hop over Kafka has to be withheld for: values nobody knows, and what is not modelled. */
import { endpointId, type Hop } from "../../../model/flow.ts";
import type { Consumer } from "../../../model/topology.ts";
import { type Settings, UNKNOWN } from "../../../model/value.ts";
import { KAFKA_VOCABULARY } from "../vocabulary.ts";

/** Settings on the hop whose value is `unknown`, as `entity.setting`. */
export function unknownOf(hop: Hop): readonly string[] {
  const { broker, producer, consumer, channels } = hop;
  const found = [
    ...unknownIn(broker.name, broker.settings),
    ...channels.flatMap((channel) => unknownIn(channel.name, channel.settings)),
    ...unknownIn(endpointId(producer), producer.settings),
    ...unknownIn(endpointId(consumer), consumer.settings),
  ];
  if (producer.onUnknown === "unknown") found.push(`${endpointId(producer)}: on-unknown`);
  if (consumer.steps === "unknown") found.push(`${endpointId(consumer)}: steps`);
  if (consumer.effect.kind === "unknown") found.push(`${endpointId(consumer)}: effect`);
  if (consumer.onFailure.kind === "unknown") found.push(`${endpointId(consumer)}: on-failure`);
  return found;
}

function unknownIn(entity: string, settings: Settings): string[] {
  return Object.keys(settings)
    .filter((setting) => settings[setting] === UNKNOWN)
    .map((setting) => `${entity}: ${setting}`);
}

/** Settings on the hop that the mechanism does not model, as `entity.setting`. */
export function notModelledOf(hop: Hop): readonly string[] {
  const { broker, producer, consumer, channels } = hop;
  const found: string[] = [];
  const entities: readonly (readonly [string, Settings])[] = [
    [broker.name, broker.settings],
    ...channels.map((channel): [string, Settings] => [channel.name, channel.settings]),
    [endpointId(producer), producer.settings],
    [endpointId(consumer), consumer.settings],
  ];
  for (const [entity, settings] of entities) {
    if (hasNative(settings)) found.push(`${entity}: native`);
    for (const setting of UNSUPPORTED)
      if (settings[setting] !== undefined) found.push(`${entity}: ${setting}`);
  }
  for (const channel of channels) found.push(...topicLimits(channel.name, channel.settings));
  const retries = producer.settings["retries"];
  if (typeof retries === "number" && retries > 0 && retries < RETRIES_LIMITED)
    found.push(`${endpointId(producer)}: retries`);
  for (const service of [hop.producerService, hop.consumerService])
    if (!KAFKA_VOCABULARY.clients.includes(service.client)) found.push(`${service.name}: client`);
  return [...found, ...consumerLimits(hop)];
}

/** Fewer retries than this may run out while a leader is elected; only none and practically unlimited are modelled. */
const RETRIES_LIMITED = 1000;

const UNSUPPORTED = ["transactional-id", "group-protocol", "isolation"];

function hasNative(settings: Settings): boolean {
  const native = settings["native"];
  return typeof native === "object" && native !== null && Object.keys(native).length > 0;
}

function topicLimits(name: string, settings: Settings): string[] {
  const { cleanup } = settings;
  const bytes = settings["retention-bytes"];
  const found: string[] = [];
  if (cleanup === "compact" || (Array.isArray(cleanup) && cleanup.includes("compact")))
    found.push(`${name}: cleanup`);
  if (typeof bytes === "number") found.push(`${name}: retention-bytes`);
  return found;
}

function consumerLimits(hop: Hop): string[] {
  const { consumer } = hop;
  const id = endpointId(consumer);
  const found: string[] = [];
  const concurrent = consumer.concurrency !== 1;
  const together = consumer.steps !== "unknown" && consumer.steps.some((group) => group.length > 1);
  if (consumer.settings["group"] === "per-instance") found.push(`${id}: group`);
  if (sharesGroup(hop)) found.push(`${id}: group`);
  if (consumer.settle.kind === "on-delivery") found.push(`${id}: settle`);
  if (typeof consumer.settings["start"] === "object") found.push(`${id}: start`);
  if (concurrent && (consumer.settle.kind === "auto" || together)) found.push(`${id}: concurrency`);
  if (concurrent && consumer.onFailure.kind === "stop") found.push(`${id}: on-failure`);
  if (mixesSend(consumer)) found.push(`${id}: steps`);
  const { onFailure } = consumer;
  const plainRetry = onFailure.kind === "retry" && onFailure.times === undefined;
  if (!plainRetry && onFailure.kind !== "skip" && onFailure.kind !== "stop" && onFailure.kind !== "unknown")
    found.push(`${id}: on-failure`);
  return found;
}

/** A group of acts with a send in it is a transaction. */
function mixesSend(consumer: Consumer): boolean {
  return (
    consumer.steps !== "unknown" &&
    consumer.steps.some((group) => group.length > 1 && group.some((act) => act.kind === "send"))
  );
}

/** Another consumer reads the same topic in the same group: it would take a share of the messages. */
function sharesGroup(hop: Hop): boolean {
  const { consumer, topology } = hop;
  const group = groupName(consumer);
  return topology.services.some((service) =>
    service.consumers.some(
      (other) =>
        !(other.service === consumer.service && other.name === consumer.name) &&
        other.from.kind === consumer.from.kind &&
        other.from.name === consumer.from.name &&
        groupName(other) === group,
    ),
  );
}

function groupName(consumer: Consumer): string {
  const { group } = consumer.settings;
  return typeof group === "string" && group !== UNKNOWN ? group : endpointId(consumer);
}
