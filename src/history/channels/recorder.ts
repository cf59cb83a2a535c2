/** Sorts the events of a history by the channels that they are about. */
import type {
  AssignedEvent,
  DeliverEvent,
  HistoryEvent,
  Outcome,
  PollEvent,
  SendEvent,
  SentEvent,
} from "../event.ts";
import type { NamesRead } from "../judge/names-read.ts";
import { ASSIGNED, DELIVERED, FAILED, OK, POLLED, SEND, SENT, Tape, UNKNOWN } from "./tape.ts";
import type { WatchedChannel } from "./watched-channel.ts";

/** A channel and what the history says of it. */
export interface Recorded {
  readonly watched: WatchedChannel;
  readonly tape: Tape;
}

const OUTCOMES: Readonly<Record<Outcome, number>> = { ok: OK, failed: FAILED, unknown: UNKNOWN };

export class ChannelRecorder {
  readonly recorded: readonly Recorded[];
  readonly #names: NamesRead;
  readonly #byProducer: Map<string, Recorded[]> = new Map<string, Recorded[]>();
  readonly #byConsumer: Map<string, Recorded[]> = new Map<string, Recorded[]>();
  /** Partitions that a process has, by process and channel. */
  readonly #held: Map<string, Set<number>> = new Map<string, Set<number>>();

  constructor(names: NamesRead, channels: readonly WatchedChannel[]) {
    this.#names = names;
    this.recorded = channels.map((watched) => ({ watched, tape: new Tape() }));
    for (const each of this.recorded) {
      for (const { at } of each.watched.producers) listed(this.#byProducer, at).push(each);
      for (const at of each.watched.consumers) listed(this.#byConsumer, at).push(each);
    }
  }

  step(event: HistoryEvent, line: number): void {
    switch (event.e) {
      case "send":
      case "sent":
        return this.#produced(event, line);
      case "deliver":
        return this.#delivered(event, line);
      case "poll":
        return this.#polled(event, line);
      case "assigned":
      case "revoked":
        return this.#assigned(event, line);
      case "started":
      case "rebalanced":
        return event.by === undefined ? undefined : this.#begunAnew(event.by, line);
      default:
        return;
    }
  }

  #produced(event: SendEvent | SentEvent, line: number): void {
    const all = this.#byProducer.get(event.at);
    if (all === undefined) return;
    const message = this.#names.message(event);
    if (message < 0) return;
    const process = this.#names.process(event.at, event.by);
    const [what, outcome] = event.e === "send" ? [SEND, OK] : [SENT, OUTCOMES[event.out]];
    const place = event.e === "send" ? {} : { partition: event.p, offset: event.o };
    for (const { watched, tape } of all)
      if (event.ch === undefined || watched.names.includes(event.ch))
        tape.add({ what, line, process, message, outcome, ...place });
  }

  #delivered(event: DeliverEvent, line: number): void {
    const all = this.#byConsumer.get(event.at);
    if (all === undefined) return;
    const message = this.#names.message(event);
    if (message < 0) return;
    const process = this.#names.process(event.at, event.by);
    for (const { watched, tape } of all)
      if (event.ch === undefined || watched.names.includes(event.ch))
        tape.add({ what: DELIVERED, line, process, message, partition: event.p, offset: event.o });
  }

  #polled({ at, by, recs, out = "ok" }: PollEvent, line: number): void {
    const process = this.#names.process(at, by);
    for (const { watched, tape } of this.#byConsumer.get(at) ?? [])
      for (const [channel, partition, offset, i] of recs)
        if (i !== null && watched.names.includes(channel)) {
          const message = this.#names.message({ i });
          tape.add({ what: POLLED, line, process, message, outcome: OUTCOMES[out], partition, offset });
        }
  }

  #assigned({ e, at, by, parts }: AssignedEvent, line: number): void {
    const process = this.#names.process(at, by);
    for (const { watched, tape } of this.#byConsumer.get(at) ?? []) {
      const key = `${process} ${watched.channel}`;
      const held = this.#held.get(key) ?? new Set<number>();
      this.#held.set(key, held);
      for (const [channel, partition] of parts) {
        if (!watched.names.includes(channel)) continue;
        if (e === "assigned") held.add(partition);
        else held.delete(partition);
      }
      tape.add({ what: ASSIGNED, line, process, message: tape.assignments.push([...held]) - 1 });
    }
  }

  /** Where an instance reads on is decided by its group. */
  #begunAnew(by: string | number, line: number): void {
    const process = typeof by === "string" ? this.#names.processes.find(by) : undefined;
    if (process === undefined) return;
    for (const { watched, tape } of this.recorded)
      if (watched.keeps === "log")
        tape.add({ what: ASSIGNED, line, process, message: tape.assignments.push([]) - 1 });
  }
}

function listed(map: Map<string, Recorded[]>, key: string): Recorded[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
