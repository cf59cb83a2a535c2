/**
 * A script as one of its flows sees it. A flow model knows one producer and one consumer, so a script with several is
 * played once for each flow, and what is compared is what the outcomes say about that flow. What other endpoints do
 * (their sends, their instances) is left out: it touches this flow only through the broker, which has room for all.
 */
import type { Route } from "../compiler/broker.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import {
  type Condition,
  type Instance,
  instancesOf,
  type Place,
  type Script,
  type ScriptOutcome,
  type ScriptStep,
} from "../model/script.ts";
import type { ChannelRef, Producer, Topology } from "../model/topology.ts";
import type { ScriptBroker } from "./script-play.ts";

export interface ScriptSlice {
  readonly script: Script;
  readonly flow: Flow;
  readonly hop: Hop;
  /** The producer's messages in the order of their intents. */
  readonly messages: readonly string[];
  /** Names of the consumer's instances, by number. */
  readonly instances: readonly string[];
  /** Instances elsewhere that get what this flow's queue dead-letters, in that order, and do nothing but take it. */
  readonly asides: readonly string[];
  /** Other producers of the script send to this consumer too: its deliveries cannot be counted here. */
  readonly shared: boolean;
  readonly steps: readonly ScriptStep[];
}

/** The flows of a script that its outcomes speak of. */
export function slicesOf(script: Script, brokers: readonly ScriptBroker[]): readonly ScriptSlice[] {
  const topology = brokers.reduce<Topology>((t, broker) => broker.expand(t), script.topology);
  const [asked] = script.allowed;
  const routers = brokers.map((broker) => ({
    type: broker.type,
    routes: (t: Topology, producer: Producer) => routesOf(broker, t, producer),
  }));
  const flows = flowsOf(topology, routers).filter(({ hops }) => hops.length === 1);
  const all = flows
    .map((flow) => sliceOf(script, flow, flows, brokers))
    .filter(({ messages }) => messages.length > 0);
  const beside = new Set(
    all.flatMap(({ asides, hop }) => asides.map((name) => `${endpointId(hop.producer)} ${name}`)),
  );
  const slices = all.filter(
    ({ hop, instances }) => !instances.some((name) => beside.has(`${endpointId(hop.producer)} ${name}`)),
  );
  const told = slices.filter((slice) => tellsOfConsumer(asked, slice));
  const mute = slices.filter(
    (slice) =>
      !told.includes(slice) &&
      slice.messages.some((message) => Object.hasOwn(asked.settled ?? {}, message)) &&
      !told.some((other) => endpointId(other.hop.producer) === endpointId(slice.hop.producer)),
  );
  const first = mute.filter(
    (slice, i) => mute.findIndex((other) => other.hop.producer === slice.hop.producer) === i,
  );
  return [...told, ...first];
}

/** What an outcome says about the slice: its producer's messages, its consumer and the instances of that. */
export function projected(slice: ScriptSlice, outcome: ScriptOutcome): ScriptOutcome {
  const consumer = [endpointId(slice.hop.consumer)];
  const { messages } = slice;
  const own = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => line.split(" ").some((piece) => messages.includes(piece)));
  const lists = (
    part: Readonly<Record<string, readonly string[]>>,
    names: readonly string[],
  ): Record<string, readonly string[]> =>
    Object.fromEntries(Object.entries(only(part, names)).map(([name, lines]) => [name, own(lines)]));
  return {
    ...(outcome.settled && { settled: only(outcome.settled, messages) }),
    ...(outcome.deliveries && {
      deliveries: lists(outcome.deliveries, [...slice.instances, ...slice.asides]),
    }),
    ...(outcome.effects && { effects: lists(outcome.effects, consumer) }),
    ...(outcome.refused && { refused: lists(outcome.refused, consumer) }),
  };
}

/** All ways that a message of the producer could take, whatever its key. */
function routesOf(broker: ScriptBroker, topology: Topology, producer: Producer): readonly Route[] {
  return broker.routes(topology, broker.anyKey?.(producer) ?? producer);
}

/** Who reads what the hop dead-letters, where that can be told from the letters alone. */
function asidesOf(script: Script, hop: Hop, brokers: readonly ScriptBroker[]): readonly Instance[] {
  const letters = brokers.flatMap((broker) =>
    broker.type === hop.broker.type ? (broker.letters?.(hop) ?? []) : [],
  );
  const readers = [...instancesOf(script.topology).values()].filter(({ consumer }) =>
    among(consumer.from, letters),
  );
  return readers.filter(
    (reader) =>
      readers.filter(({ consumer }) => consumer.from.name === reader.consumer.from.name).length === 1 &&
      script.steps.every(
        (step) =>
          !("instance" in step) || step.instance !== reader.name || step.do === "start" || step.do === "take",
      ),
  );
}

function only<T>(part: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(part).filter(([name]) => names.includes(name)));
}

function sliceOf(
  script: Script,
  flow: Flow,
  flows: readonly Flow[],
  brokers: readonly ScriptBroker[],
): ScriptSlice {
  const hop = flow.hops[0] as Hop;
  const producer = endpointId(hop.producer);
  const consumer = endpointId(hop.consumer);
  const own = Object.keys(script.messages).filter((message) => script.messages[message]?.by === producer);
  const sent = script.steps.flatMap((step) => (step.do === "send" ? [step.message] : []));
  const instances = [...instancesOf(script.topology).values()].filter(
    ({ endpoint }) => endpoint === consumer,
  );
  const part: Part = {
    producer,
    messages: [...own].sort((a, b) => sent.indexOf(a) - sent.indexOf(b)),
    instances: instances.map(({ name }) => name),
    consumer,
    channels: hop.channels,
    asides: asidesOf(script, hop, brokers),
    clocked: (until) => brokers.some(({ clockMs }) => clockMs?.(hop.topology, until) !== undefined),
  };
  const producers = new Set(
    flows.flatMap(({ hops: [other] }) =>
      other?.consumer === hop.consumer && sends(script, other.producer) ? [endpointId(other.producer)] : [],
    ),
  );
  const asides = part.asides.map(({ name }) => name);
  return {
    script,
    flow,
    hop,
    ...part,
    asides,
    shared: producers.size > 1,
    steps: script.steps.filter((step) => concerns(step, part)),
  };
}

function sends(script: Script, producer: Producer): boolean {
  return Object.values(script.messages).some(({ by }) => by === endpointId(producer));
}

interface Part {
  readonly producer: string;
  readonly consumer: string;
  readonly messages: readonly string[];
  readonly instances: readonly string[];
  readonly channels: readonly ChannelRef[];
  readonly asides: readonly Instance[];
  readonly clocked: (until: Condition) => boolean;
}

function tellsOfConsumer(asked: ScriptOutcome, slice: ScriptSlice): boolean {
  const { deliveries, effects, refused } = projected(slice, asked);
  return [deliveries, effects, refused].some((part) => Object.keys(part ?? {}).length > 0);
}

function concerns(step: ScriptStep, part: Part): boolean {
  switch (step.do) {
    case "send":
      return part.messages.includes(step.message);
    case "start":
    case "stop":
    case "take":
    case "run":
    case "fail":
      return part.instances.includes(step.instance) || part.asides.some(({ name }) => name === step.instance);
    case "rest":
      return true;
    case "strike":
    case "heal":
      return atPart(step.at, part);
    case "hold":
    case "release":
      return step.link === part.producer || part.instances.includes(step.link);
    case "await":
      return aboutPart(step.until, part) || part.clocked(step.until);
  }
}

function atPart(at: Place, part: Part): boolean {
  if (at.role === "client") return at.name === part.producer || part.instances.includes(at.name);
  return among(at.of, part.channels);
}

function aboutPart(until: Condition, part: Part): boolean {
  switch (until.kind) {
    case "settled":
    case "called":
      return part.messages.includes(until.message);
    case "stored":
      return part.messages.includes(until.message) && among(until.in, part.channels);
    case "written":
      return until.by === part.producer;
    case "waiting":
      return (
        among(until.in, part.channels) || part.asides.some(({ consumer }) => among(consumer.from, [until.in]))
      );
    case "in-sync":
    case "elected":
    case "leaderless":
      return among(until.of, part.channels);
    case "owner":
      return part.instances.includes(until.instance);
    case "rebalancing":
      return until.consumer === part.consumer;
  }
}

function among(channel: ChannelRef, channels: readonly ChannelRef[]): boolean {
  return channels.some(({ kind, name }) => kind === channel.kind && name === channel.name);
}
