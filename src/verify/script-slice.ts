/**
 * A script as one of its flows sees it. A flow model knows one producer and one consumer, so a script with several is
 * played once for each flow, and what is compared is what the outcomes say about that flow. What other endpoints do
 * (their sends, their instances) is left out: it touches this flow only through the broker, which has room for all.
 */
import { flowsOf } from "../compiler/infer/flows.ts";
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import {
  type Condition,
  instancesOf,
  type Place,
  type Script,
  type ScriptOutcome,
  type ScriptStep,
} from "../model/script.ts";
import type { ChannelRef, Topology } from "../model/topology.ts";
import type { ScriptBroker } from "./script-play.ts";

export interface ScriptSlice {
  readonly script: Script;
  readonly flow: Flow;
  readonly hop: Hop;
  /** The producer's messages in the order of their intents. */
  readonly messages: readonly string[];
  /** Names of the consumer's instances, by number. */
  readonly instances: readonly string[];
  readonly steps: readonly ScriptStep[];
}

/** Why a flow of a script, or the script, is not played. */
export interface NotPlayed {
  readonly reason: string;
}

/** The flows of a script that its outcomes speak of. */
export function slicesOf(script: Script, brokers: readonly ScriptBroker[]): readonly ScriptSlice[] {
  const topology = brokers.reduce<Topology>((t, broker) => broker.expand(t), script.topology);
  const [asked] = script.allowed;
  const slices = flowsOf(topology, brokers)
    .filter(({ hops }) => hops.length === 1)
    .map((flow) => sliceOf(script, flow));
  const told = slices.filter((slice) => tellsOfConsumer(asked, slice));
  const mute = slices.filter(
    (slice) =>
      !told.includes(slice) &&
      slice.messages.some((message) => Object.hasOwn(asked.settled ?? {}, message)) &&
      !told.some((other) => endpointId(other.hop.producer) === endpointId(slice.hop.producer)),
  );
  const first = mute.filter((slice, i) => mute.findIndex((other) => other.hop.producer === slice.hop.producer) === i);
  return [...told, ...first];
}

/** What an outcome says about the slice: its producer's messages, its consumer and the instances of that. */
export function projected(slice: ScriptSlice, outcome: ScriptOutcome): ScriptOutcome {
  const consumer = [endpointId(slice.hop.consumer)];
  return {
    ...(outcome.settled && { settled: only(outcome.settled, slice.messages) }),
    ...(outcome.deliveries && { deliveries: only(outcome.deliveries, slice.instances) }),
    ...(outcome.effects && { effects: only(outcome.effects, consumer) }),
    ...(outcome.refused && { refused: only(outcome.refused, consumer) }),
  };
}

function only<T>(part: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(part).filter(([name]) => names.includes(name)));
}

function sliceOf(script: Script, flow: Flow): ScriptSlice {
  const hop = flow.hops[0] as Hop;
  const producer = endpointId(hop.producer);
  const consumer = endpointId(hop.consumer);
  const own = Object.keys(script.messages).filter((message) => script.messages[message]?.by === producer);
  const sent = script.steps.flatMap((step) => (step.do === "send" ? [step.message] : []));
  const instances = [...instancesOf(script.topology).values()].filter(({ endpoint }) => endpoint === consumer);
  const part: Part = {
    producer,
    messages: [...own].sort((a, b) => sent.indexOf(a) - sent.indexOf(b)),
    instances: instances.map(({ name }) => name),
    consumer,
    channels: hop.channels,
  };
  return { script, flow, hop, ...part, steps: script.steps.filter((step) => concerns(step, part)) };
}

interface Part {
  readonly producer: string;
  readonly consumer: string;
  readonly messages: readonly string[];
  readonly instances: readonly string[];
  readonly channels: readonly ChannelRef[];
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
      return part.instances.includes(step.instance);
    case "rest":
      return true;
    case "strike":
    case "heal":
      return atPart(step.at, part);
    case "hold":
    case "release":
      return step.link === part.producer || part.instances.includes(step.link);
    case "await":
      return aboutPart(step.until, part);
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
      return among(until.in, part.channels);
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
