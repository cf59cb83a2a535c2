/** Channels that carry several message types: a reader can tell them apart. */
import { parseTemplate } from "../../../grammar/template.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { endpointId } from "../../model/flow.ts";
import { placeOf, textSetting } from "../../model/setting.ts";
import { tagText, tagValue } from "../../model/tags.ts";
import type { MessageType } from "../../model/message-type.ts";
import type { Channel, Producer, Topology, TypeTag } from "../../model/topology.ts";
import type { CompileBroker } from "../broker.ts";
import { endpoints } from "../resolve/endpoints.diagnostics.ts";
import { messageFiles } from "../resolve/schema/message-files.diagnostics.ts";
import { MessageIndex, typeText } from "./messages.ts";
import type { Traffic } from "./traffic.ts";

const { report } = messageFiles;

/** What the checks of one topology look at. */
interface Told {
  readonly topology: Topology;
  readonly traffic: Traffic;
  readonly sink: FindingSink;
}

export function checkTags(
  topology: Topology,
  traffic: Traffic,
  brokers: readonly CompileBroker[],
  sink: FindingSink,
): void {
  const told = { topology, traffic, sink };
  const index = new MessageIndex(topology);
  const types = new Map(topology.brokers.map(({ name, type }) => [name, type]));
  for (const channel of topology.channels) {
    const { by } = channel;
    if (by === undefined) continue;
    const messages = traffic.at(channel).flatMap((name) => index.message(name) ?? []);
    const rules = brokers.find(({ type }) => type === types.get(channel.broker));
    if (by.kind === "field" && messages.length > 1) fieldTag(told, channel, by.path, { index, messages });
    if (by.kind !== "routing-key") continue;
    if (rules?.producer["routing-key"] !== undefined) keyTag(told, channel);
    else {
      const params = {
        name: "by",
        value: by.kind,
        type: rules?.type ?? "",
        known: "`header(…)` or `field(…)`",
      };
      sink.add(endpoints.report.notByBroker(placeOf(channel, "by"), params));
    }
  }
  for (const producer of topology.services.flatMap((service) => service.producers)) oneTag(told, producer);
}

function textOf({ kind, name }: Channel): string {
  return `${kind} \`${name}\``;
}

function fieldTag(
  { topology, sink }: Told,
  channel: Channel,
  path: string,
  { index, messages }: { readonly index: MessageIndex; readonly messages: readonly MessageType[] },
): void {
  const span = placeOf(channel, "by");
  const seen = new Map<string, string>();
  for (const message of messages) {
    const walk = index.walk(message, path);
    // What has no such field is reported with the other paths.
    if (walk.kind !== "found") continue;
    const value = tagValue(topology, message, walk.type);
    const other = value === undefined ? undefined : seen.get(value);
    if (value === undefined) {
      const reason = `${typeText(walk.type)} does not hold its name`;
      sink.add(report.notATag(span, { path, message: message.name, reason }));
    } else if (other !== undefined) {
      const params = { channel: textOf(channel), one: other, other: message.name };
      sink.add(report.notTold(span, { ...params, reason: `\`${path}\` is the same in both` }));
    } else seen.set(value, message.name);
  }
}

function keyTag({ topology, traffic, sink }: Told, channel: Channel): void {
  const span = placeOf(channel, "by");
  const all = topology.services.flatMap(({ producers }) => producers);
  const sent = all
    .filter((producer) => traffic.passes(producer, channel))
    .flatMap((producer) => traffic.sentBy(producer).map((message) => ({ producer, message })));
  const told = new Set<string>();
  sent.forEach(({ producer, message }, i) => {
    for (const other of sent.slice(i + 1)) {
      const pair = [message, other.message].sort().join(" ");
      if (message === other.message || told.has(pair) || !overlap(producer, other.producer)) continue;
      told.add(pair);
      const who =
        producer === other.producer
          ? "sends both with one key"
          : `and \`${endpointId(other.producer)}\` send with the same keys`;
      const params = { channel: textOf(channel), one: message, other: other.message };
      sink.add(report.notTold(span, { ...params, reason: `\`${endpointId(producer)}\` ${who}` }));
    }
  });
}

/** Whether two producers may use one routing key. */
function overlap(a: Producer, b: Producer): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length !== right.length) return false;
  return left.every((word, i) => word === undefined || right[i] === undefined || word === right[i]);
}

/** Words of a routing key; undefined where one depends on the message. */
function wordsOf({ settings }: Producer): readonly (string | undefined)[] {
  const { parts } = parseTemplate(textSetting(settings, "routing-key") ?? "");
  const text = parts.map((part) => (part.kind === "text" ? part.text.replaceAll("{", " ") : "{")).join("");
  return text.split(".").map((word) => (word.includes("{") ? undefined : word));
}

/** All channels of a way that say how types are told apart say the same. */
function oneTag({ traffic, sink }: Told, producer: Producer): void {
  const [one, other] = traffic.sentBy(producer);
  if (one === undefined || other === undefined) return;
  for (const { channels } of traffic.routesOf(producer)) {
    const said = channels.flatMap((channel): readonly Said[] =>
      channel.by === undefined ? [] : [{ channel, by: channel.by }],
    );
    const [first, ...others] = said;
    const differs = others.find(({ by }) => tagText(by) !== tagText(first?.by ?? by));
    if (first === undefined || differs === undefined) continue;
    const reason = `${textOf(first.channel)} on the way to it has them told by \`${tagText(first.by)}\``;
    const params = { channel: textOf(differs.channel), one, other, reason };
    sink.add(report.notTold(placeOf(differs.channel, "by"), params));
    return;
  }
}

interface Said {
  readonly channel: Channel;
  readonly by: TypeTag;
}
