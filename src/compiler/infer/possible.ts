/** What the unknown settings of a hop may be. */
import type { Hop } from "../../model/flow.ts";
import type { Act, Consumer, Effect, OnFailure, Producer, Topology } from "../../model/topology.ts";
import { type Settings, UNKNOWN, type Value } from "../../model/value.ts";
import {
  withBrokerSettings,
  withChannelSettings,
  withClient,
  withConsumer,
  withProducer,
  withStore,
} from "./changed.ts";

/** Values by setting, the most favourable first; `null` is that it is not set. */
export type PossibleValues = Readonly<Record<string, readonly Value[]>>;

/**
 * Of what is `unknown`, the values among which each clause of delivery fares best, so that what none of their combinations
 * gives is never given. A setting that is not named may be anything.
 */
export interface Possible {
  readonly broker: PossibleValues;
  readonly channel: PossibleValues;
  readonly producer: PossibleValues;
  readonly consumer: PossibleValues;
  /** Profiles of client libraries that a service may have of which nobody says it. */
  readonly clients: readonly string[];
  /** Settings that mean something else by themselves under another client: without it they are unknown, too. */
  readonly ofClient: readonly string[];
  /** For settings that only say which way is taken, values with which it is this one. */
  readonly fitting: (hop: Hop) => PossibleValues;
  readonly onFailure: readonly OnFailure[];
  /** Whether a consumer can store its progress with the effect. */
  readonly storesProgress: boolean;
}

/** One thing that is unknown: how many values it may have, and a topology with one of them. */
export interface Open {
  readonly count: number;
  readonly apply: (topology: Topology, i: number) => Topology;
}

/** Everything unknown on a hop; undefined where something may be more than can be tried. */
export function openOf(hop: Hop, possible: Possible): readonly Open[] | undefined {
  const services = [...new Set([hop.producerService, hop.consumerService])];
  const { producer } = hop;
  const found = [
    ...settingsOf(hop, possible).flatMap((each) => openSettings(each, possible, possible.fitting(hop))),
    ...(producer.onUnknown === UNKNOWN
      ? [open(ON_UNKNOWN, (topology, onUnknown) => withProducer(topology, producer, { onUnknown }))]
      : []),
    ...handlerOpen(hop.consumer, possible),
    ...services
      .filter(({ client }) => client === UNKNOWN)
      .map(({ name }) => open(possible.clients, (topology, client) => withClient(topology, name, client))),
  ];
  const known = found.filter((each) => each !== undefined);
  return known.length === found.length ? known : undefined;
}

/** Settings of one entity: what they may be, and how they are changed. */
interface Settled {
  readonly own: Settings;
  readonly values: PossibleValues;
  readonly change: (topology: Topology, change: (before: Settings) => Settings) => Topology;
  /** Of an endpoint: its client library. */
  readonly client?: string;
}

function settingsOf(hop: Hop, possible: Possible): readonly Settled[] {
  const { broker, channels, producer, consumer } = hop;
  return [
    {
      own: broker.settings,
      values: possible.broker,
      change: (topology, change) => withBrokerSettings(topology, broker.name, change),
    },
    ...channels.map(
      (channel): Settled => ({
        own: channel.settings,
        values: possible.channel,
        change: (topology, change) => withChannelSettings(topology, channel, change),
      }),
    ),
    {
      own: producer.settings,
      values: possible.producer,
      change: (topology, change) =>
        withProducer(topology, producer, { settings: change(producerIn(topology, producer).settings) }),
      client: hop.producerService.client,
    },
    {
      own: consumer.settings,
      values: possible.consumer,
      change: (topology, change) =>
        withConsumer(topology, consumer, { settings: change(consumerIn(topology, consumer).settings) }),
      client: hop.consumerService.client,
    },
  ];
}

function openSettings(
  { own, values, change, client }: Settled,
  { ofClient }: Possible,
  fitting: PossibleValues,
): readonly (Open | undefined)[] {
  const silent = client === UNKNOWN ? Object.keys(values).filter((name) => ofClient.includes(name)) : [];
  return unknownIn(own, silent).map((name) =>
    open(values[name] ?? fitting[name] ?? EVERYWHERE[name], (topology, value) =>
      change(topology, (before) => withSetting(before, name, value)),
    ),
  );
}

/** Settings of every broker whose defaults are as good for delivery as any other value. */
const EVERYWHERE: PossibleValues = {
  concurrency: [null],
  instances: [null],
  takes: [null],
  reads: [null],
  gates: [null],
  awaits: [null],
};

/** Names of settings that are unknown, those of `silent` that are not set with them. */
function unknownIn(settings: Settings, silent: readonly string[]): readonly string[] {
  const said = Object.keys(settings).filter((name) => settings[name] === UNKNOWN);
  return [...said, ...silent.filter((name) => settings[name] === undefined)];
}

const ON_UNKNOWN: readonly Producer["onUnknown"][] = ["give-up", "send-again"];

function handlerOpen(consumer: Consumer, possible: Possible): readonly (Open | undefined)[] {
  const { steps, effect, onFailure, settle, sends } = consumer;
  const found: (Open | undefined)[] = [];
  if (steps === UNKNOWN) {
    const told = possible.storesProgress ? [...ORDERS, TOGETHER] : ORDERS;
    const orders = settle.kind === "act" ? told : [EFFECT_ALONE];
    // When a handler sends what, among these, is more than is tried.
    found.push(
      sends.length > 0
        ? undefined
        : open(orders, (topology, each) => withConsumer(topology, consumer, { steps: each })),
    );
  }
  if (onFailure.kind === UNKNOWN)
    found.push(
      open(possible.onFailure, (topology, each) => withConsumer(topology, consumer, { onFailure: each })),
    );
  if (effect.kind === UNKNOWN)
    found.push(
      open([GATED], (topology, each) =>
        withStore(withConsumer(topology, consumer, { effect: each }), consumer.service, STORE),
      ),
    );
  return found;
}

type Steps = readonly (readonly Act[])[];
const EFFECT: Act = { kind: "effect" };
const SETTLE: Act = { kind: "settle" };
const ORDERS: readonly Steps[] = [
  [[EFFECT], [SETTLE]],
  [[SETTLE], [EFFECT]],
];
const TOGETHER: Steps = [[EFFECT, SETTLE]];
const EFFECT_ALONE: Steps = [[EFFECT]];

/** It remembers everything for ever: no gate recognises more. */
const STORE = "at-best";
const GATED: Effect = { kind: "idempotent", path: "id", store: STORE };

function open<T>(
  values: readonly T[] | undefined,
  apply: (topology: Topology, value: T) => Topology,
): Open | undefined {
  if (values === undefined) return undefined;
  return {
    count: values.length,
    apply: (topology, i) => {
      const value = values[i];
      return value === undefined ? topology : apply(topology, value);
    },
  };
}

function producerIn({ services }: Topology, producer: Producer): Producer {
  const service = services.find(({ name }) => name === producer.service);
  return service?.producers.find(({ name }) => name === producer.name) ?? producer;
}

function consumerIn({ services }: Topology, consumer: Consumer): Consumer {
  const service = services.find(({ name }) => name === consumer.service);
  return service?.consumers.find(({ name }) => name === consumer.name) ?? consumer;
}

function withSetting(settings: Settings, name: string, value: Value): Settings {
  const rest = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
  return value === null ? rest : { ...rest, [name]: value };
}
