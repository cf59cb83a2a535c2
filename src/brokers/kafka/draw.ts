/** Topologies of one flow over Kafka, for the law's test. */
import { present } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import type { Flow, Hop } from "../../model/flow.ts";
import type { Act, Channel, Consumer, Producer, Service, Store, Topology } from "../../model/topology.ts";
import type { Drawn } from "../../verify/broker.ts";

const HOUR_MS = 3_600_000;
const LONG_MS = 2 * HOUR_MS;
const SHORT_MS = HOUR_MS / 2;

const EFFECT: Act = { kind: "effect" };
const SETTLE: Act = { kind: "settle" };
const ANNOUNCE: Act = { kind: "send", producer: "announce" };

/** Programs of a handler whose progress is an act of it, and of one that commits by itself. */
const PROGRAMS: readonly (readonly [name: string, steps: readonly (readonly Act[])[]])[] = [
  ["effect settle", [[EFFECT], [SETTLE]]],
  ["settle effect", [[SETTLE], [EFFECT]]],
  ["[effect settle]", [[EFFECT, SETTLE]]],
  ["announce effect settle", [[ANNOUNCE], [EFFECT], [SETTLE]]],
  ["effect announce settle", [[EFFECT], [ANNOUNCE], [SETTLE]]],
  ["settle effect announce", [[SETTLE], [EFFECT], [ANNOUNCE]]],
  ["announce [effect settle]", [[ANNOUNCE], [EFFECT, SETTLE]]],
  ["[effect settle] announce", [[EFFECT, SETTLE], [ANNOUNCE]]],
];
const AUTO_PROGRAMS: typeof PROGRAMS = [
  ["effect", [[EFFECT]]],
  ["announce effect", [[ANNOUNCE], [EFFECT]]],
  ["effect announce", [[EFFECT], [ANNOUNCE]]],
];

type Settings = Record<string, string>;

/** A topology with one flow: a pure function of `seed`. */
export function draw(seed: number): Drawn {
  const random = new Prng(seed);
  const said: Settings = {};
  const version = note(said, "version", random.of(["3.6", "3.9", "4.0", "4.3"]));
  const drawn = drawTopic(random, said);
  const producer = drawProducer(random, said);
  const { service, follow } = drawConsumer(random, said);
  const topic = scattering(drawn, producer, service)
    ? { ...drawn, settings: { ...drawn.settings, partitions: note(said, "partitions", 1) } }
    : drawn;
  const single = topic.settings["replication"] === 1 && !startsUncommitted(service) && random.chance(1, 2);
  const nodes = note(said, "nodes", single ? 1 : 3);
  const topology: Topology = {
    name: "drawn",
    brokers: [{ name: "events", type: "kafka", version, nodes, settings: {} }],
    channels: [topic],
    bindings: [],
    services: [{ ...BARE, name: "shop", producers: [producer] }, service],
    types: [],
    enums: [],
    guarantees: [],
  };
  return { topology, flow: flowOf(topology, follow), settings: said };
}

/** Copies of every attempt on any partition: too many states for the search, and nothing that others do not show. */
function scattering(topic: Channel, producer: Producer, { consumers }: Service): boolean {
  const again = producer.onUnknown === "send-again" && producer.settings["retries"] === 0;
  const rivals = consumers.some((consumer) => consumer.instances > 1 || consumer.concurrency !== 1);
  return topic.settings["key"] === undefined && !producer.awaits && (again || rivals);
}

/** Nor can they show then what a node that forgets commits repeats. */
function startsUncommitted({ client, consumers }: Service): boolean {
  return client === "java" && consumers.some((consumer) => consumer.settings["start"] === "latest");
}

const BARE: Omit<Service, "name"> = {
  client: "generated",
  external: false,
  producers: [],
  consumers: [],
  stores: [],
};

function note<T extends string | number | boolean>(said: Settings, setting: string, value: T): T {
  said[setting] = String(value);
  return value;
}

function drawTopic(random: Prng, said: Settings): Channel {
  const replication = note(said, "replication", random.of([1, 2, 2, 3, 3]));
  const keyed = note(said, "keyed", random.chance(7, 8));
  return {
    kind: "topic",
    name: "orders",
    broker: "events",
    carries: [],
    settings: {
      ...(keyed ? { key: "key" } : {}),
      partitions: note(said, "partitions", random.of([1, 2])),
      replication,
      "min-in-sync": note(said, "min-in-sync", 1 + random.below(replication)),
      "unclean-election": note(said, "unclean", random.chance(1, 3)),
      retention: note(said, "retention", random.chance(1, 4) ? SHORT_MS : 7 * 24 * HOUR_MS),
    },
  };
}

function drawProducer(random: Prng, said: Settings): Producer {
  const acks = note(said, "acks", random.of([0, 1, "all", "all", "all"]));
  const retries = note(said, "retries", random.chance(1, 5) ? 0 : 2_147_483_647);
  const idempotent = note(said, "idempotent", acks === "all" && retries > 0 && random.chance(3, 5));
  return {
    name: "placing",
    service: "shop",
    to: { kind: "topic", name: "orders" },
    sends: [],
    onUnknown: note(said, "on-unknown", random.chance(1, 3) ? "send-again" : "give-up"),
    awaits: note(said, "awaits", random.chance(1, 3)),
    settings: {
      acks,
      retries,
      idempotent,
      "in-flight": note(said, "in-flight", random.of([1, 5, 5])),
      "delivery-timeout": note(said, "delivery-timeout", random.chance(1, 3) ? LONG_MS : 120_000),
    },
  };
}

interface DrawnConsumer {
  readonly service: Service;
  readonly follow: Flow["follow"];
}

function drawConsumer(random: Prng, said: Settings): DrawnConsumer {
  const auto = note(said, "auto", random.chance(1, 5));
  const [program, steps] = random.of(auto ? AUTO_PROGRAMS : PROGRAMS);
  note(said, "steps", program);
  const announces = program.includes("announce");
  const together = program.includes("[");
  const java = note(said, "client", random.chance(1, 4) ? "java" : "generated") === "java";
  // Without any commit before the first, two messages cannot show what an auto-commit repeats.
  const latest = note(said, "start", random.chance(1, 3) && !(java && auto) ? "latest" : "earliest");
  const store = random.chance(1, 2) ? drawStore(random, said) : undefined;
  const concurrent = !auto && !together && !announces && random.chance(1, 6);
  const consumer: Consumer = {
    name: "watch",
    service: "invoicing",
    from: { kind: "topic", name: "orders" },
    instances: note(said, "instances", random.of([1, 2])),
    concurrency: note(said, "concurrency", concurrent ? 2 : 1),
    effect: store === undefined ? { kind: "plain" } : { kind: "idempotent", path: "id", store: store.name },
    gates: note(said, "gates", store !== undefined && random.chance(1, 3) ? "handler" : "effect"),
    steps,
    unfenced: note(said, "unfenced", together && random.chance(1, 3)),
    settle: auto ? { kind: "auto", ms: 5_000 } : { kind: "act" },
    onFailure: {
      kind: note<"retry" | "skip" | "stop">(
        said,
        "on-failure",
        random.of(concurrent ? ["retry", "skip"] : ["retry", "retry", "skip", "stop"]),
      ),
    },
    sends: announces ? [{ producer: "announce", least: 1, most: 1 }] : [],
    settings: {
      start: latest,
      "session-timeout": note(said, "session-timeout", random.chance(1, 4) ? LONG_MS : 45_000),
    },
  };
  return drawnConsumer(random, said, { consumer, java, store });
}

interface Drawing {
  readonly consumer: Consumer;
  readonly java: boolean;
  readonly store: Store | undefined;
}

function drawnConsumer(random: Prng, said: Settings, { consumer, java, store }: Drawing): DrawnConsumer {
  const follow: Flow["follow"] =
    consumer.sends.length > 0 && random.chance(1, 2) ? { send: "announce" } : "effect";
  note(said, "follow", follow === "effect" ? "effect" : "announce");
  const service: Service = {
    ...BARE,
    name: "invoicing",
    client: java ? "java" : "generated",
    consumers: [consumer],
    stores: store === undefined ? [] : [store],
  };
  return { service, follow };
}

function drawStore(random: Prng, said: Settings): Store {
  const scope = note<"shared" | "instance">(said, "store", random.of(["shared", "shared", "instance"]));
  const keeps = note(said, "keep", scope === "shared" && random.chance(1, 3));
  return { name: "seen", service: "invoicing", scope, ...(keeps ? { keepMs: SHORT_MS } : {}) };
}

function flowOf(topology: Topology, follow: Flow["follow"]): Flow {
  const [shop, invoicing] = topology.services;
  const hop: Hop = {
    broker: present(topology.brokers[0], "drawn with a broker"),
    producer: present(shop?.producers[0], "drawn with a producer"),
    producerService: present(shop, "drawn with two services"),
    channels: topology.channels,
    bindings: [],
    consumer: present(invoicing?.consumers[0], "drawn with a consumer"),
    consumerService: present(invoicing, "drawn with two services"),
    stores: present(invoicing, "drawn with two services").stores,
    topology,
  };
  return { id: "shop.placing -> invoicing.watch", hops: [hop], follow };
}
