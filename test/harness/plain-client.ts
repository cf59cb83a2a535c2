/** Clients made of a spec without being generated: messages are their wire forms, nothing is validated. */
import { compile } from "../../src/compiler/compile.ts";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { service } from "../../src/client/client.ts";
import type { Broker, Delivery, Inbox, Park, Running } from "../../src/client/client.ts";
import type {
  AnyCodec,
  ConsumerPlan,
  OnFailurePlan,
  ProducerPlan,
  ServicePlan,
  Template,
} from "../../src/client/plan.ts";
import type { Gate, Sending } from "../../src/client/shapes.ts";
import { present } from "../../src/base/assert.ts";
import type { Act, Consumer, OnFailure, Producer, Service, Topology } from "../../src/model/topology.ts";

export type Message = Readonly<Record<string, string>>;
export type Sends = Readonly<Record<string, Readonly<Record<string, Message>>>>;
export type Context = Delivery & Sending<Sends> & Gate<Rows>;
/** What an inbox's work may write. */
export interface Rows {
  put(key: string, value: string): Promise<void>;
}
export type Handle = (message: Message, context: Context) => Promise<void | Park>;
export type Brokers = Readonly<Record<string, Broker>>;

/** Consumers of whatever messages. */
type Wide = Readonly<
  Record<
    string,
    { readonly gets: Readonly<Record<string, Message>>; readonly returns: void | Park; readonly inbox: true }
  >
>;

export interface PlainService {
  readonly name: string;
  /** One handler for all types of all consumers. */
  start(brokers: Brokers, handle: Handle, inbox: Inbox<Rows>): Promise<Running<Sends>>;
}

export interface PlainSpec {
  readonly spec: { readonly sources: readonly { readonly path: string; readonly text: string }[] };
  readonly service: (name: string) => PlainService;
}

/** The services of a spec. */
export function plainSpec(text: string): PlainSpec {
  const sources = [{ path: "test.waybill", text }];
  const { topology, findings } = compile(sources, { brokers: ANALYSIS_BROKERS });
  const model = present(
    topology,
    `the spec of a test compiles: ${findings.map(({ message }) => message).join("; ")}`,
  );
  return { spec: { sources }, service: (name) => plainService(model, name) };
}

function plainService(topology: Topology, name: string): PlainService {
  const declared = present(
    topology.services.find((each) => each.name === name),
    `there is a service ${name}`,
  );
  const plan = planOf(topology, declared);
  const started = service<Brokers, Sends, Wide>(() => plan);
  return {
    name,
    start: (brokers, handle, inbox) => {
      const handlers = Object.fromEntries(
        Object.entries(plan.consumers).map(([consumer, { types }]) => [
          consumer,
          Object.fromEntries(types.map((type) => [type, handle])),
        ]),
      );
      const options = {
        brokers,
        handlers,
        inbox,
        trouble: () => undefined,
      };
      return started.start(options);
    },
  };
}

function planOf(topology: Topology, { name, producers, consumers }: Service): ServicePlan {
  const brokers = topology.brokers.map(
    ({ name: broker, type, version }) =>
      [broker, { kind: type, version, settings: {}, channels: [], bindings: [] }] as const,
  );
  const types = new Set(topology.types.map((type) => type.name));
  return {
    topology: topology.name,
    name,
    brokers: Object.fromEntries(brokers),
    producers: Object.fromEntries(producers.map((each) => [each.name, producerPlan(topology, each)])),
    consumers: Object.fromEntries(consumers.map((each) => [each.name, consumerPlan(topology, each)])),
    codecs: Object.fromEntries([...types].map((type) => [type, codecOf(topology, type)])),
  };
}

function codecOf(topology: Topology, type: string): AnyCodec {
  const identity = topology.types.find(({ name }) => name === type)?.fields.find((field) => field.identity);
  return {
    type,
    content: "json",
    encode: (message: never) => message,
    decode: (wire) => wire,
    ...(identity === undefined ? {} : { identity: [identity.name] }),
  };
}

function producerPlan(topology: Topology, { name, to, sends, settings }: Producer): ProducerPlan {
  const channel = present(
    topology.channels.find((each) => each.kind === to.kind && each.name === to.name),
    "a channel",
  );
  const key = channel.settings["key"];
  const routingKey = settings["routing-key"];
  return {
    name,
    broker: channel.broker,
    channel: to,
    types: sends,
    discriminator: { by: "header", name: "type" },
    ...(channel.kind === "topic" && typeof key === "string" ? { key: key.split(".") } : {}),
    ...(typeof routingKey === "string" ? { routingKey: templateOf(routingKey) } : {}),
    settings: {},
    where: "",
  };
}

function templateOf(text: string): Template {
  return text.split(/[{}]/).map((part, i) => (i % 2 === 0 ? part : part.split(".")));
}

function consumerPlan(topology: Topology, consumer: Consumer): ConsumerPlan {
  const { name, from, concurrency, effect, gates, steps, settle, onFailure, sends } = consumer;
  const channel = present(
    topology.channels.find((each) => each.kind === from.kind && each.name === from.name),
    "a channel",
  );
  return {
    name,
    broker: channel.broker,
    channel: from,
    types: topology.types.map((type) => type.name),
    discriminator: { by: "header", name: "type" },
    concurrency: typeof concurrency === "number" ? concurrency : { per: concurrency.per.split(".") },
    steps: steps === "unknown" ? [] : steps.map((group) => group.map(actName)),
    settle,
    ...(effect.kind === "idempotent"
      ? { gate: { path: effect.path.split("."), store: effect.store, gates } }
      : {}),
    onFailure: failureOf(onFailure),
    sends,
    settings: {},
    where: "",
  };
}

function actName(act: Act): string {
  return act.kind === "send" ? act.producer : act.kind;
}

function failureOf(failure: OnFailure): OnFailurePlan {
  if (failure.kind === "unknown") return { kind: "retry" };
  if (failure.kind !== "retry") return failure;
  const { then, ...rest } = failure;
  return then === undefined ? rest : { ...rest, then: failureOf(then) };
}
