/** The state of Kafka and its clients as people read it. */
import type { List, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import {
  type EntryView,
  fact,
  type FactView,
  type ListView,
  messageEntry,
  messageName,
  type PartView,
} from "../../../runtime/state-view.ts";
import type { Places } from "../settings/places.ts";
import { ref } from "./delivery.ts";
import type { Group } from "./group.ts";
import type { Producers } from "./producers.ts";
import { APPENDED, type Batch, batch, LOST, OVERTAKEN, SENT, UNHEARD } from "./record.ts";
import type { ReplicaCondition, Replicas } from "./replicas.ts";

interface Parts {
  readonly replicas: Replicas;
  readonly producers: Producers;
  readonly group: Group;
}

interface Scene extends Parts {
  readonly s: State;
  readonly host: Host;
  readonly places: Places;
}

/** The topic's replicas, its partitions, the clients that send, the group and its clients. */
export function viewOf(
  parts: Parts,
  s: State,
  host: Host,
  places: Places,
  elections: number,
): readonly PartView[] {
  const scene: Scene = {
    replicas: parts.replicas,
    producers: parts.producers,
    group: parts.group,
    s,
    host,
    places,
  };
  const partitions = Array.from({ length: parts.replicas.log.partitions }, (_, p) => p);
  const senders = Array.from({ length: host.senders }, (_, i) => i);
  const instances = Array.from({ length: host.instances }, (_, i) => i);
  return [
    replicaSet(scene, elections),
    ...partitions.map((p) => partition(scene, p)),
    ...senders.map((i) => sender(scene, i, partitions)),
    coordinator(scene, partitions, instances),
    ...instances.map((i) => member(scene, i, partitions)),
  ];
}

function role(r: number): string {
  return r === 0 ? "leader" : `follower ${r}`;
}

function replicaSet({ s, replicas, places }: Scene, elections: number): PartView {
  const conditions = replicas.conditions(s);
  const named = (name: string, wanted: (c: ReplicaCondition) => boolean): readonly FactView[] => {
    const roles = conditions.flatMap((each, r) => (wanted(each) ? [role(r)] : []));
    return roles.length === 0 ? [] : [fact(name, roles.join(", "))];
  };
  const leader = replicas.out(s) ? "unreachable" : conditions[0]?.up === true ? "runs" : "down";
  return {
    id: `replicas ${places.leader}`,
    place: places.leader,
    title: "replicas",
    facts: [
      fact("leader", leader),
      fact("leader epoch", elections),
      ...named("in sync", (c) => c.inSync),
      ...named("down", (c) => !c.up),
      ...named("slow", (c) => c.slow),
      ...named("may lead besides", (c) => c.eligible),
      ...(replicas.tooFew(s) ? [fact("acks: all", "refused, too few in sync")] : []),
    ],
    lists: [],
  };
}

function partition({ s, replicas, places }: Scene, p: number): PartView {
  const { log } = replicas;
  const conditions = replicas.conditions(s);
  const watermark = log.watermark(s, p);
  const upTo = (end: number): readonly EntryView[] =>
    Array.from({ length: end }, (_, o) =>
      messageEntry(log.intentAt(s, p, o), `offset ${o}`, o < watermark ? "" : "above the high watermark"),
    );
  // While its node is down, the end of replica 0 says what is left there.
  const ends = conditions.map((_, r) => (r === 0 ? log.length(s, p) : log.end(s, p, r)));
  return {
    id: `log ${places.leader} ${p}`,
    place: places.leader,
    title: `partition ${p}`,
    facts: [fact("high watermark", watermark)],
    lists: ends.map((end, r) => ({ name: `log of ${role(r)}`, entries: upTo(end) })),
  };
}

function sender({ s, host, producers, places }: Scene, i: number, partitions: readonly number[]): PartView {
  const { buffers, sequences } = producers;
  const facts = partitions.flatMap((p): readonly FactView[] => {
    const expected = sequences.expected(s, i, p);
    return expected === undefined ? [] : [fact(`sequence expected in partition ${p}`, expected)];
  });
  const listed = (name: string, list: List | undefined): ListView => ({
    name,
    entries:
      list === undefined
        ? []
        : Array.from({ length: list.count(s) }, (_, k) => request(host, list.get(s, k), partitions.length)),
  });
  return {
    id: `client ${places.producer} ${i}`,
    place: host.placeName(host.senderPlace(i)),
    title: `producer client ${places.producer}`,
    facts,
    lists: [
      listed("buffer", buffers.queue[i]),
      listed("open requests", buffers.flight[i]),
      listed("held up by the network", buffers.held[i]),
    ],
  };
}

function request(host: Host, b: Batch, partitions: number): EntryView {
  return messageEntry(
    host.intentOf(batch.item(b)),
    statusOf(b),
    `sequence ${batch.sequence(b)}`,
    partitions > 1 ? `partition ${batch.partition(b)}` : "",
    batch.maybe(b) ? "in doubt" : "",
    batch.orphaned(b) ? "its session is gone" : "",
  );
}

function statusOf(b: Batch): string {
  switch (batch.status(b)) {
    case SENT:
      return "on its way";
    case APPENDED:
      return `stored at ${batch.offset(b)}, not answered`;
    case UNHEARD:
      return "stored, its answer is lost";
    case LOST:
      return "not carried out, no answer comes";
    case OVERTAKEN:
      return "its place in the sequence is taken";
    default:
      return batch.retried(b) ? "to be sent again" : "not sent yet";
  }
}

function coordinator(
  { s, group, places }: Scene,
  partitions: readonly number[],
  instances: readonly number[],
): PartView {
  const members = instances
    .filter((i) => group.members.known(s, i))
    .map((i) => `${places.consumer}#${i + 1}`);
  const committed = (p: number): string => {
    const at = group.commits.at(s, p);
    return at === 0 ? "none" : String(at - 1);
  };
  return {
    id: `group ${places.consumer}`,
    place: places.leader,
    title: `group of ${places.consumer}`,
    facts: [
      fact("generation", group.rebalancing(s) ? "being prepared" : "complete"),
      fact("members", members.join(", ") || "none"),
      ...partitions.map((p) => fact(`committed offset of partition ${p}`, committed(p))),
    ],
    lists: [],
  };
}

function member({ s, group, places, replicas }: Scene, i: number, partitions: readonly number[]): PartView {
  const place = `${places.consumer}#${i + 1}`;
  const { members, positions, commits } = group;
  const believes = members.joined(s, i);
  const known = members.known(s, i);
  const held = partitions.filter((p) => members.holds(s, i, p));
  const waiting = commits.waiting(s, i).map((r): EntryView => {
    const offset = ref.offset(r);
    const there = offset < replicas.log.length(s, ref.partition(r));
    const m = there
      ? messageName(replicas.log.intentAt(s, ref.partition(r), offset))
      : "a record that is gone";
    return { text: m, notes: [`offset ${offset}`] };
  });
  return {
    id: `member ${place}`,
    place,
    title: "consumer client",
    facts: [
      fact("member", known ? "yes" : believes ? "believes so, is none" : "no"),
      fact("partitions", held.join(", ") || "none"),
      ...held.map((p) => fact(`next offset of partition ${p}`, positions.next(s, i, p))),
      ...(group.linked(s, i) ? [] : [fact("connection", "down")]),
    ],
    lists: waiting.length === 0 ? [] : [{ name: "commits that wait", entries: waiting }],
  };
}
