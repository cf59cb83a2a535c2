/** What of a hop no stage models: a verdict that rests on it is not judged. */
import { endpointId, type Hop } from "../../../model/flow.ts";
import type { Channel } from "../../../model/topology.ts";
import { UNKNOWN } from "../../../model/value.ts";
import { letterAddress, type QueueWay, type Routing, textOf } from "./routing.ts";

const EXCHANGES: readonly string[] = ["direct", "fanout", "topic", "headers"];

/** In words, with the entity; empty where all is modelled. Pure. */
export function notModelled(
  hop: Hop,
  routing: Routing,
  channel: Channel,
  own: QueueWay | undefined,
): readonly string[] {
  const native = hop.bindings.filter(({ settings }) => settings["native"] !== undefined);
  return [
    ...(hop.broker.settings["native"] === undefined ? [] : [`broker ${hop.broker.name}: native`]),
    ...native.map(({ from, to }) => `binding ${from.name} -> ${to.name}: native`),
    ...onTheWay(own?.channels ?? hop.channels),
    ...inQueue(hop, routing, channel),
    ...atEndpoints(hop),
  ];
}

function onTheWay(channels: readonly Channel[]): readonly string[] {
  const out: string[] = [];
  for (const { kind, name, settings } of channels) {
    const type = textOf(settings["type"], "direct");
    if (kind === "exchange" && !EXCHANGES.includes(type)) out.push(`${kind} ${name}: type ${type}`);
    if (kind === "exchange" && settings["durable"] === false) out.push(`${kind} ${name}: durable: false`);
    if (settings["auto-delete"] === true) out.push(`${kind} ${name}: auto-delete`);
    if (settings["native"] !== undefined) out.push(`${kind} ${name}: native`);
  }
  return out;
}

function inQueue(hop: Hop, routing: Routing, channel: Channel): readonly string[] {
  const { settings } = channel;
  const out: string[] = [];
  for (const name of ["exclusive", "single-active-consumer"]) if (settings[name] === true) out.push(name);
  for (const name of ["expires", "max-priority"]) if (settings[name] !== undefined) out.push(name);
  for (const name of ["message-ttl", "max-length"]) if (settings[name] === 0) out.push(`${name}: 0`);
  if (settings["type"] === "stream") out.push("type stream");
  if (hop.channels.slice(0, -1).some(({ kind }) => kind === "queue")) out.push("reached by dead letters");
  if (cycles(hop, routing, channel)) out.push("its dead letters come back to it");
  const readers = hop.topology.services
    .flatMap(({ consumers }) => consumers)
    .filter(({ from }) => from.kind === "queue" && from.name === channel.name);
  if (readers.length > 1) out.push(`read by ${readers.length} consumers`);
  return out.map((what) => `queue ${channel.name}: ${what}`);
}

function atEndpoints({ producer, consumer }: Hop): readonly string[] {
  const out: string[] = [];
  for (const name of ["priority", "native"])
    if (producer.settings[name] !== undefined) out.push(`${endpointId(producer)}: ${name}`);
  const at = endpointId(consumer);
  for (const name of ["consumer-priority", "native"])
    if (consumer.settings[name] !== undefined) out.push(`${at}: ${name}`);
  if (consumer.onFailure.kind === "stop") out.push(`${at}: on-failure: stop`);
  if (consumer.settle.kind === "auto") out.push(`${at}: settle: auto`);
  if (consumer.steps === UNKNOWN) return out;
  const settling = consumer.steps.filter((group) => group.some(({ kind }) => kind === "settle"));
  if (settling.some((group) => group.length > 1)) out.push(`${at}: an act settled in one group with another`);
  const sending = consumer.steps.filter((group) => group.some(({ kind }) => kind === "send"));
  if (sending.some((group) => group.length > 1)) out.push(`${at}: a send in one group with another act`);
  if (settling.length === 0 && consumer.settle.kind === "act") out.push(`${at}: steps without a settle`);
  return out;
}

/** Do dead letters of the queue lead back to it? */
function cycles(hop: Hop, routing: Routing, channel: Channel): boolean {
  const seen = new Set<Channel>();
  const open: Channel[] = [channel];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const letter = routing.deadLetter(one);
    if (letter === undefined) continue;
    for (const { queue } of routing.route(
      letter.exchange,
      letterAddress(letter, routing.addressOf(hop.producer)),
    )) {
      if (queue === channel) return true;
      if (!seen.has(queue)) open.push(queue);
      seen.add(queue);
    }
  }
  return false;
}
