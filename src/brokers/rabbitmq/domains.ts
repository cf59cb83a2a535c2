/** Settings on a hop that a person could change, with their other legal values: what counterfactuals try. */
import type { Domain } from "../../compiler/infer/lowering.ts";
import type { Possible } from "../../compiler/infer/possible.ts";
import { endpointId, type Hop } from "../../model/flow.ts";
import type { Act, Channel, Consumer, Producer, Service, Topology } from "../../model/topology.ts";
import type { Settings, Value } from "../../model/value.ts";
import { queueType } from "./settings/queue.ts";

/**
 * What a hop over RabbitMQ may be where nobody knows. To ask for returns, to persist, and to take one message at a time
 * costs order or speed, and no delivery.
 */
export const POSSIBLE: Possible = {
  broker: { "default-queue-type": ["quorum", "classic"] },
  channel: {
    type: ["quorum", "classic"],
    durable: [true],
    "delivery-limit": [-1, 0, 20],
    // What is soon gone comes back to no gate that has forgotten it.
    "message-ttl": [null, 1_000],
    "max-length": [null],
    "max-length-bytes": [null],
    overflow: ["reject-publish", "drop-head"],
    "dead-letter-strategy": ["at-least-once", "at-most-once"],
  },
  producer: { confirms: [true, false], mandatory: [true], persistent: [true], expiration: [null, 1_000] },
  consumer: { prefetch: [1] },
  clients: ["generated"],
  ofClient: ["confirms", "mandatory", "persistent"],
  fitting: ({ bindings }) => ({ "routing-key": [fittingKey(bindings[0]?.settings["key"])] }),
  onFailure: [{ kind: "requeue" }, { kind: "retry" }, { kind: "skip" }],
  storesProgress: false,
};

/** A key that a binding with this key, or one of these, takes (R-TOPIC-01). */
function fittingKey(key: Value | undefined): string {
  const one: unknown = Array.isArray(key) ? key[0] : key;
  return typeof one === "string" ? one.replaceAll(/[*#]/g, "at-best") : "";
}

/** Every domain of a hop, the producer's first. Pure. */
export function domains(hop: Hop): readonly Domain[] {
  const queue = hop.channels.at(-1);
  return [
    ...producerDomains(hop),
    ...(queue === undefined ? [] : queueDomains(hop, queue)),
    ...consumerDomains(hop),
  ];
}

function producerDomains({ producer }: Hop): readonly Domain[] {
  const entity = endpointId(producer);
  const { expiration } = producer.settings;
  const setting = (name: string, current: Value, values: readonly Value[]): Domain => ({
    entity,
    setting: name,
    current,
    values: values.filter((value) => value !== current),
    apply: (topology, value) =>
      withProducer(topology, producer, (one) => ({
        ...one,
        settings: withSetting(one.settings, name, value),
      })),
  });
  return [
    setting("confirms", producer.settings["confirms"] === true, [true, false]),
    setting("mandatory", producer.settings["mandatory"] === true, [true, false]),
    setting("persistent", producer.settings["persistent"] ?? true, [true, false]),
    ...(expiration === undefined ? [] : [setting("expiration", expiration, [null])]),
    {
      entity,
      setting: "on-unknown",
      current: producer.onUnknown,
      values: ["send-again", "give-up"].filter((value) => value !== producer.onUnknown),
      apply: (topology, value) =>
        withProducer(topology, producer, (one) => ({
          ...one,
          onUnknown: value === "send-again" ? "send-again" : "give-up",
        })),
    },
    {
      entity,
      setting: "awaits",
      current: producer.awaits,
      values: [!producer.awaits],
      apply: (topology, value) =>
        withProducer(topology, producer, (one) => ({ ...one, awaits: value === true })),
    },
  ];
}

function queueDomains(hop: Hop, queue: Channel): readonly Domain[] {
  const { settings } = queue;
  const type = queueType(hop.broker, queue);
  const setting = (name: string, current: Value, values: readonly Value[]): Domain => ({
    entity: queue.name,
    setting: name,
    current,
    values: values.filter((value) => value !== current),
    apply: (topology, value) => withQueue(topology, queue, (one) => withSetting(one, name, value)),
  });
  // One copy in place of three comes last.
  const ofType = typeDomain(queue, type);
  const out: Domain[] = type === "classic" ? [ofType] : [];
  if (type === "classic") out.push(setting("durable", settings["durable"] ?? true, [true]));
  else
    out.push(
      setting(
        "delivery-limit",
        settings["delivery-limit"] ?? null,
        hop.broker.version.startsWith("3.") ? [null, 20] : [-1, 20],
      ),
    );
  if (settings["message-ttl"] !== undefined)
    out.push(setting("message-ttl", settings["message-ttl"], [null]));
  for (const name of ["max-length", "max-length-bytes"])
    if (settings[name] !== undefined) out.push(setting(name, settings[name], [null]));
  if (settings["max-length"] !== undefined || settings["max-length-bytes"] !== undefined)
    out.push(setting("overflow", settings["overflow"] ?? "drop-head", ["reject-publish", "drop-head"]));
  if (type === "quorum" && settings["dead-letter-exchange"] !== undefined)
    out.push(
      setting("dead-letter-strategy", settings["dead-letter-strategy"] ?? "at-most-once", [
        "at-least-once",
        "at-most-once",
      ]),
    );
  if (type === "quorum") out.push(ofType);
  return out;
}

/** A quorum queue is durable and takes no settings of classic ones, and the other way round (R-QUE-02, R-QUE-03). */
function typeDomain(queue: Channel, type: "classic" | "quorum"): Domain {
  return {
    entity: queue.name,
    setting: "type",
    current: type,
    values: [type === "classic" ? "quorum" : "classic"],
    apply: (topology, value) =>
      withQueue(topology, queue, (one) => {
        const kept =
          value === "quorum" ? ["durable", "max-priority"] : ["delivery-limit", "dead-letter-strategy"];
        return kept.reduce(
          (settings, name) => withSetting(settings, name, null),
          withSetting(one, "type", value),
        );
      }),
  };
}

function consumerDomains({ consumer }: Hop): readonly Domain[] {
  const entity = endpointId(consumer);
  const own = (
    name: string,
    current: Value,
    values: readonly Value[],
    change: (one: Consumer, value: Value) => Consumer,
  ): Domain => ({
    entity,
    setting: name,
    current,
    values: values.filter((value) => value !== current),
    apply: (topology, value) => withConsumer(topology, consumer, (one) => change(one, value)),
  });
  const prefetch = typeof consumer.settings["prefetch"] === "number" ? consumer.settings["prefetch"] : 0;
  const out: Domain[] = [
    own("prefetch", prefetch, [1, 20], (one, value) => ({
      ...one,
      settings: withSetting(one.settings, "prefetch", value),
    })),
    own("instances", consumer.instances, [1], (one, value) => ({ ...one, instances: Number(value) })),
    own("gates", consumer.gates, ["effect"], (one) => ({ ...one, gates: "effect" })),
  ];
  if (typeof consumer.concurrency === "number")
    out.push(
      own("concurrency", consumer.concurrency, [1], (one, value) => ({ ...one, concurrency: Number(value) })),
    );
  // Without acknowledgements there is nothing to requeue.
  const isAct = consumer.settle.kind === "act";
  out.push(
    own("on-failure", consumer.onFailure.kind, isAct ? ["requeue", "retry"] : ["retry"], (one, value) => ({
      ...one,
      onFailure: value === "retry" ? { kind: "retry" } : { kind: "requeue" },
    })),
  );
  return isAct ? [...out, ...stepsDomain(consumer, own)] : out;
}

type Own = (
  name: string,
  current: Value,
  values: readonly Value[],
  change: (one: Consumer, value: Value) => Consumer,
) => Domain;

/** The settle at the end, where the handler settles earlier. */
function stepsDomain(consumer: Consumer, own: Own): readonly Domain[] {
  const { steps } = consumer;
  if (steps === "unknown" || steps.length === 0) return [];
  const settles = (group: readonly Act[]): boolean => group.some((act) => act.kind === "settle");
  const last = steps.at(-1);
  if (last === undefined || (settles(last) && steps.filter(settles).length === 1)) return [];
  const rest = steps
    .map((group) => group.filter((act) => act.kind !== "settle"))
    .filter((group) => group.length > 0);
  const after: readonly (readonly Act[])[] = [...rest, [{ kind: "settle" }]];
  return [own("steps", shown(steps), [shown(after)], (one) => ({ ...one, steps: after }))];
}

function shown(steps: readonly (readonly Act[])[]): string {
  const groups = steps.map((group) => {
    const names = group.map((act) => (act.kind === "send" ? act.producer : act.kind));
    return names.length === 1 ? names.join() : `[${names.join(", ")}]`;
  });
  return `[${groups.join(", ")}]`;
}

/** `null` removes the setting. */
function withSetting(settings: Settings, name: string, value: Value): Settings {
  const rest = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
  return value === null ? rest : { ...rest, [name]: value };
}

function withQueue(topology: Topology, queue: Channel, change: (settings: Settings) => Settings): Topology {
  const channels = topology.channels.map((one) =>
    one.kind === queue.kind && one.name === queue.name ? { ...one, settings: change(one.settings) } : one,
  );
  return { ...topology, channels };
}

function withService(topology: Topology, name: string, change: (service: Service) => Service): Topology {
  return { ...topology, services: topology.services.map((one) => (one.name === name ? change(one) : one)) };
}

function withProducer(topology: Topology, producer: Producer, change: (one: Producer) => Producer): Topology {
  return withService(topology, producer.service, (service) => ({
    ...service,
    producers: service.producers.map((one) => (one.name === producer.name ? change(one) : one)),
  }));
}

function withConsumer(topology: Topology, consumer: Consumer, change: (one: Consumer) => Consumer): Topology {
  return withService(topology, consumer.service, (service) => ({
    ...service,
    consumers: service.consumers.map((one) => (one.name === consumer.name ? change(one) : one)),
  }));
}
