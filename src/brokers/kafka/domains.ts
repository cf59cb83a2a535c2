/** Settings of a hop over Kafka that a person could change, with the few values at which something changes. */
import type { Domain } from "../../compiler/infer/lowering.ts";
import type { Possible } from "../../compiler/infer/possible.ts";
import { endpointId, type Hop } from "../../model/flow.ts";
import type { Channel, Consumer, Producer, Topology } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import { hopSettings } from "./settings/settings.ts";

const UNLIMITED_RETRIES = 2_147_483_647;
const WEEK_MS = 604_800_000;
const LONG_MS = 7_200_000;

/**
 * What a hop over Kafka may be where nobody knows. No answer at all is what never sends twice; to begin at the end and an
 * unclean election are never better for anybody.
 */
export const POSSIBLE: Possible = {
  broker: {},
  channel: {
    partitions: [1],
    replication: [3, 2, 1],
    "min-in-sync": [2, 1, 3],
    "unclean-election": [false],
    // More than any fault lasts, and so little that nothing comes back to a gate that has forgotten it.
    retention: [31_536_000_000, 1_000],
    "retention-bytes": ["unlimited"],
    cleanup: ["delete"],
  },
  producer: { acks: ["all", 1, 0], idempotent: [true, false], retries: [UNLIMITED_RETRIES, 0] },
  consumer: { start: ["earliest"] },
  clients: ["generated"],
  ofClient: ["acks", "idempotent", "retries", "start"],
  fitting: () => ({ key: ["id"], group: ["at-best"] }),
  onFailure: [{ kind: "retry" }, { kind: "skip" }],
  storesProgress: true,
};

/** Domains of the hop, most advisable first: producer, consumer, topic. Pure. */
export function domains(hop: Hop): readonly Domain[] {
  return [...producerDomains(hop), ...consumerDomains(hop), ...topicDomains(hop)];
}

interface Choice {
  readonly setting: string;
  readonly current: Value;
  readonly values: readonly Value[];
  readonly unit?: "ms";
}

function others(choice: Choice): Choice {
  return { ...choice, values: choice.values.filter((value) => value !== choice.current) };
}

function topicDomains(hop: Hop): Domain[] {
  const topic = hop.channels.at(-1);
  if (topic === undefined) return [];
  const { log } = hopSettings(hop);
  // Fewer copies would cure some hazards of leadership, and nobody should be told so.
  const replicas = [3, 2, 1].filter((n) => n <= hop.broker.nodes && n >= log.replication);
  const choices: Choice[] = [
    { setting: "replication", current: log.replication, values: replicas },
    { setting: "min-in-sync", current: log.minInSync, values: [2, 1, 3].filter((n) => n <= log.replication) },
    { setting: "unclean-election", current: log.unclean, values: [false, true] },
    { setting: "retention", current: log.retentionMs, values: [WEEK_MS, LONG_MS], unit: "ms" },
    ...keyChoice(hop, topic),
    { setting: "partitions", current: log.partitions, values: [1, 2] },
  ];
  return choices.map(others).map((choice) => ({
    entity: topic.name,
    ...choice,
    apply: (topology, value) => withTopic(topology, topic, choice.setting, value),
  }));
}

/** Fields of everything on the topic that an order is promised for: what decides the partition could be one of them. */
function keyChoice({ topology, producer }: Hop, topic: Channel): Choice[] {
  const carried = topic.carries.length === 0 ? producer.sends : topic.carries;
  const types = topology.types.filter(({ name }) => carried.includes(name));
  const promised = topology.guarantees.flatMap(({ clauses }) =>
    clauses.flatMap((clause) =>
      clause.kind === "order" && clause.scope.kind === "per" ? [clause.scope.path] : [],
    ),
  );
  const values = [...new Set(promised)].filter((path) =>
    types.every(({ fields }) => fields.some(({ name }) => name === path)),
  );
  return values.length === 0 ? [] : [{ setting: "key", current: topic.settings["key"] ?? null, values }];
}

function producerDomains(hop: Hop): Domain[] {
  const { producer } = hopSettings(hop);
  const { producer: declared } = hop;
  const entity = endpointId(declared);
  const settings: Choice[] = [
    // Not waiting for any answer would cure some hazards of asking again, and nobody should be told so.
    { setting: "acks", current: producer.acks === -1 ? "all" : producer.acks, values: ["all", 1] },
    { setting: "idempotent", current: producer.idempotent, values: [true, false] },
    { setting: "in-flight", current: producer.inFlight, values: [5, 1] },
    { setting: "retries", current: producer.retries ? UNLIMITED_RETRIES : 0, values: [UNLIMITED_RETRIES, 0] },
    { setting: "delivery-timeout", current: producer.deliveryMs, values: [120_000, LONG_MS], unit: "ms" },
  ];
  const fromSettings = settings.map(others).map(
    (choice): Domain => ({
      entity,
      ...choice,
      apply: (topology, value) =>
        withProducer(topology, declared, {
          ...declared,
          settings: { ...declared.settings, [choice.setting]: value },
        }),
    }),
  );
  return [...fromSettings, ...applicationDomains(declared, entity)];
}

function applicationDomains(declared: Producer, entity: string): Domain[] {
  return [
    {
      entity,
      setting: "awaits",
      current: declared.awaits,
      values: [!declared.awaits],
      apply: (topology, value) => withProducer(topology, declared, { ...declared, awaits: value === true }),
    },
    {
      entity,
      setting: "on-unknown",
      current: declared.onUnknown,
      values: declared.onUnknown === "give-up" ? ["send-again"] : ["give-up"],
      apply: (topology, value) =>
        withProducer(topology, declared, {
          ...declared,
          onUnknown: value === "send-again" ? "send-again" : "give-up",
        }),
    },
  ];
}

function consumerDomains(hop: Hop): Domain[] {
  const { group } = hopSettings(hop);
  const { consumer } = hop;
  const entity = endpointId(consumer);
  const domain = (choice: Choice, change: (value: Value) => Partial<Consumer>): Domain => ({
    entity,
    ...others(choice),
    apply: (topology, value) => withConsumer(topology, consumer, { ...consumer, ...change(value) }),
  });
  const set =
    (setting: string) =>
    (value: Value): Partial<Consumer> => ({
      settings: { ...consumer.settings, [setting]: value },
    });
  return [
    domain(
      {
        setting: "start",
        current: group.startsLatest ? "latest" : "earliest",
        values: ["earliest", "latest"],
      },
      set("start"),
    ),
    domain(
      { setting: "session-timeout", current: group.sessionMs, values: [45_000, LONG_MS], unit: "ms" },
      set("session-timeout"),
    ),
    domain({ setting: "instances", current: consumer.instances, values: [1, 2] }, (value) => ({
      instances: value === 2 ? 2 : 1,
    })),
    domain(
      { setting: "on-failure", current: consumer.onFailure.kind, values: ["retry", "skip", "stop"] },
      (value) => ({
        onFailure: { kind: value === "skip" || value === "stop" ? value : "retry" },
      }),
    ),
    ...(consumer.effect.kind === "idempotent"
      ? [
          domain({ setting: "gates", current: consumer.gates, values: ["effect", "handler"] }, (value) => ({
            gates: value === "handler" ? "handler" : "effect",
          })),
        ]
      : []),
    ...(group.settle === "with-effect"
      ? [
          domain({ setting: "unfenced", current: consumer.unfenced, values: [false, true] }, (value) => ({
            unfenced: value === true,
          })),
        ]
      : []),
  ];
}

function withTopic(topology: Topology, topic: Channel, setting: string, value: Value): Topology {
  const channels = topology.channels.map((channel) =>
    channel.kind === topic.kind && channel.name === topic.name
      ? { ...channel, settings: { ...channel.settings, [setting]: value } }
      : channel,
  );
  return { ...topology, channels };
}

function withProducer(topology: Topology, producer: Producer, changed: Producer): Topology {
  const services = topology.services.map((service) => ({
    ...service,
    producers: service.producers.map((each) =>
      each.service === producer.service && each.name === producer.name ? changed : each,
    ),
  }));
  return { ...topology, services };
}

function withConsumer(topology: Topology, consumer: Consumer, changed: Consumer): Topology {
  const services = topology.services.map((service) => ({
    ...service,
    consumers: service.consumers.map((each) =>
      each.service === consumer.service && each.name === consumer.name ? changed : each,
    ),
  }));
  return { ...topology, services };
}
