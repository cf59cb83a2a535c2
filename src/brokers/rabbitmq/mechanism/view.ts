/** The state of RabbitMQ and its clients as people read it. */
import type { List, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import {
  type EntryView,
  fact,
  messageEntry,
  messageName,
  type PartView,
} from "../../../runtime/state-view.ts";
import type { HopSettings } from "../settings/hop.ts";
import type { Deliveries } from "./deliveries.ts";
import { countOf, holderOf, intentOf, isBegun, isOverdue, isPosted, isReturned } from "./entry.ts";
import type { DeadLetters } from "./letters.ts";
import type { Neighbours } from "./neighbours.ts";
import type { QueueNode } from "./node.ts";
import type { Publisher } from "./publisher.ts";
import type { QueueContents } from "./queue.ts";
import type { Silence } from "./silence.ts";

interface Parts {
  readonly host: Host;
  readonly settings: HopSettings;
  readonly queue: QueueContents;
  readonly node: QueueNode;
  readonly silence: Silence;
  readonly deliveries: Deliveries;
  readonly publisher: Publisher;
  readonly letters: DeadLetters;
  readonly neighbours: Neighbours;
}

/** The queue with its node, dead letters and neighbours, the channels that publish, the consumers. */
export function viewOf(s: State, parts: Parts): readonly PartView[] {
  const { host, settings } = parts;
  const place = `${settings.queue.name} (queue)`;
  return [
    queueView(s, place, parts),
    ...(settings.deadLettering === undefined ? [] : [lettersView(s, place, parts)]),
    ...parts.neighbours.conditions(s).map(({ name, refuses }) => ({
      id: `beside ${name}`,
      place: `${name} (queue)`,
      title: `queue ${name}`,
      facts: [fact("takes messages", refuses ? "no" : "yes")],
      lists: [],
    })),
    ...Array.from({ length: host.senders }, (_, i) => publisherView(s, i, parts)),
    ...Array.from({ length: host.instances }, (_, i) => consumerView(s, i, parts)),
  ];
}

function queueView(s: State, place: string, { settings, queue, node, silence }: Parts): PartView {
  const { name, members, type } = settings.queue;
  const down = node.nodesDown(s);
  const nodes = members === 1 ? (down === 0 ? "runs" : "down") : `${members - down} of ${members} run`;
  return {
    id: `queue ${name}`,
    place,
    title: `${type} queue ${name}`,
    facts: [
      fact(members === 1 ? "node" : "nodes", nodes),
      fact("takes and gives messages", node.available(s) ? "yes" : "no"),
      ...(silence.full(s) ? [fact("length", "at its limit")] : []),
      ...(silence.saturated(s) ? [fact("consumers", "busy with other messages")] : []),
    ],
    lists: [{ name: "ready", entries: entriesOf(s, queue.ready, readyNotes) }],
  };
}

function entriesOf(
  s: State,
  list: List,
  notes: (entry: number) => readonly string[],
  wanted: (entry: number) => boolean = () => true,
): readonly EntryView[] {
  const entries = Array.from({ length: list.count(s) }, (_, at) => list.get(s, at));
  return entries.filter(wanted).map((entry) => messageEntry(intentOf(entry), ...notes(entry)));
}

function readyNotes(entry: number): readonly string[] {
  const returns = countOf(entry);
  return [
    returns > 0 ? `returned ${returns} ${returns === 1 ? "time" : "times"}` : "",
    returns === 0 && isReturned(entry) ? "returned" : "",
    isOverdue(entry) ? "its time is over" : "",
  ];
}

/** Lies in the queue until the broker hears of it. */
function heldNotes(entry: number): readonly string[] {
  const stage = isPosted(entry)
    ? "settled, not heard yet"
    : isBegun(entry)
      ? "being handled"
      : "in the client";
  return [stage, ...readyNotes(entry)];
}

function lettersView(s: State, place: string, { settings, letters }: Parts): PartView {
  const targets = settings.deadLettering?.targets.map(({ name }) => name).join(", ") ?? "";
  return {
    id: `letters ${settings.queue.name}`,
    place,
    title: "dead letters",
    facts: [
      fact("go to", targets === "" ? "nowhere" : targets),
      fact("strategy", settings.deadLettering?.atLeastOnce === true ? "at-least-once" : "at-most-once"),
    ],
    lists: [{ name: "under way", entries: letters.underWay(s).map((m) => messageEntry(m)) }],
  };
}

function publisherView(s: State, sender: number, { settings, publisher, host }: Parts): PartView {
  const { written, answered, withheld } = publisher.underWay(s, sender);
  const { endpoint, confirms } = settings.publish;
  const entries = (intents: readonly number[]): readonly EntryView[] => intents.map((m) => messageEntry(m));
  return {
    id: `channel ${endpoint} ${sender}`,
    place: host.placeName(host.senderPlace(sender)),
    title: `publisher channel ${endpoint}`,
    facts: [fact("confirms", confirms ? "on" : "off")],
    lists: [
      { name: "published, not arrived", entries: entries(written) },
      { name: "confirms under way", entries: entries(answered) },
      ...(withheld.length === 0 ? [] : [{ name: "confirms withheld", entries: entries(withheld) }]),
    ],
  };
}

function consumerView(s: State, i: number, { host, queue, deliveries }: Parts): PartView {
  const place = host.placeName(host.instancePlace(i));
  const verdicts = deliveries
    .underWay(s, i)
    .map(({ m, verdict }): EntryView => ({ text: messageName(m), notes: [verdict] }));
  return {
    id: `consumer ${place}`,
    place,
    title: "consumer channel",
    facts: [fact("subscribed", deliveries.joined(s, i) ? "yes" : "no")],
    lists: [
      { name: "unacknowledged", entries: entriesOf(s, queue.held, heldNotes, (e) => holderOf(e) === i) },
      { name: "acknowledgements under way", entries: verdicts },
    ],
  };
}
