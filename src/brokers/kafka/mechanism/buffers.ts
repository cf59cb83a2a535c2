/** What the clients of the senders hold: records to be sent, requests that are open, requests that the network holds up. */
import type { Cells, List, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import type { ProducerSettings } from "../settings/settings.ts";
import type { Lie } from "./lie.ts";
import { type Batch, batch, QUEUED, SENT } from "./record.ts";
import type { Sequences } from "./sequences.ts";

export interface BufferParts {
  readonly host: Host;
  readonly settings: ProducerSettings;
  readonly partitions: number;
  readonly sequences: Sequences;
  /** `service.endpoint` of the senders, for what a run says when it leaves its bounds. */
  readonly name: string;
  readonly lie: Lie | undefined;
}

/** How far ahead of its acknowledgements a client is, and for how many partitions at once: sends of one intent at most. */
const SENDS_PER_INTENT = 2;
const SPARE = 2;

export class Buffers {
  readonly senders: number;
  /** Waiting to be sent, in the order of sending. */
  readonly queue: readonly List[];
  /** Written to the connection and open, in that order. */
  readonly flight: readonly List[];
  /** Held up by the network; they outlive their sender's patience (K-PROD-16). */
  readonly held: readonly List[];
  readonly #settings: ProducerSettings;
  readonly #partitions: number;
  readonly #sequences: Sequences;
  readonly #lie: Lie | undefined;
  /** Place of the next record in the sequence of a sender, for each partition. */
  readonly #next: Cells;

  constructor(parts: BufferParts) {
    const { host, name, partitions } = parts;
    const { layout } = host;
    const capacity = host.intents * SENDS_PER_INTENT + SPARE;
    const senders = Array.from({ length: host.senders }, (_, i) => i);
    this.senders = host.senders;
    this.#settings = parts.settings;
    this.#partitions = partitions;
    this.#sequences = parts.sequences;
    this.#lie = parts.lie;
    this.queue = senders.map(() => layout.list(`the buffer of ${name}`, capacity));
    this.flight = senders.map(() => layout.list(`the requests of ${name}`, capacity));
    this.held = senders.map(() => layout.list(`the delayed requests of ${name}`, host.faults));
    this.#next = layout.cells(host.senders * partitions);
  }

  add(s: State, sender: number, item: number, p: number): void {
    const sequence = this.#next.add(s, sender * this.#partitions + p, 1) - 1;
    (this.queue[sender] as List).push(s, batch.make(item, sequence, p));
  }

  /** Requests of that status, of all senders. */
  count(s: State, status: number): number {
    let n = 0;
    for (const flight of this.flight)
      for (let k = 0; k < flight.count(s); k++) if (batch.status(flight.get(s, k)) === status) n += 1;
    return n;
  }

  /** No open send of the same partition has an earlier place. */
  earliest(s: State, sender: number, b: Batch): boolean {
    const flight = this.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const other = flight.get(s, k);
      if (batch.partition(other) === batch.partition(b) && batch.sequence(other) < batch.sequence(b))
        return false;
    }
    return true;
  }

  /** K-PROD-10: back to the front; numbered records to their place. */
  requeue(s: State, sender: number, b: Batch): void {
    const queue = this.queue[sender] as List;
    let at = this.#lie === "resends-at-the-end" ? queue.count(s) : 0;
    const inOrder = this.#settings.idempotent && this.#lie !== "resends-last-first";
    if (inOrder || this.#lie === "resends-in-order")
      while (at < queue.count(s) && batch.sequence(queue.get(s, at)) < batch.sequence(b)) at += 1;
    queue.insert(s, at, batch.with(b, QUEUED));
  }

  /** The network holds a copy of the request up. */
  hold(s: State, sender: number, b: Batch): void {
    (this.held[sender] as List).push(s, this.#settings.idempotent ? batch.with(b, QUEUED) : copyOf(b));
  }

  /** The network holds up all that is written and not yet taken. */
  holdSent(s: State, sender: number): void {
    const flight = this.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++)
      if (batch.status(flight.get(s, k)) === SENT) this.hold(s, sender, flight.get(s, k));
  }

  /** Send `b` has left the lists and is open no more. */
  release(s: State, sender: number, b: Batch): void {
    const p = batch.partition(b);
    if (this.#settings.idempotent) return this.rebase(s, sender, p);
    // Nobody checks the numbers: they only say who was first, and stay dense.
    this.#next.add(s, sender * this.#partitions + p, -1);
    closeGap(s, this.queue[sender] as List, p, batch.sequence(b));
    closeGap(s, this.flight[sender] as List, p, batch.sequence(b));
  }

  /** Places in the sequence move down so that the earliest open one is 0: nothing grows for ever. */
  rebase(s: State, sender: number, p: number): void {
    if (!this.#settings.idempotent) return;
    const at = sender * this.#partitions + p;
    const lowest = lowestIn(s, this.held[sender] as List, p, this.lowestKnown(s, sender, p));
    const by = lowest < 0 ? this.#next.get(s, at) : lowest;
    if (by === 0) return;
    this.#next.add(s, at, -by);
    this.#sequences.lower(s, sender, p, by);
    lowerIn(s, this.queue[sender] as List, p, by);
    lowerIn(s, this.flight[sender] as List, p, by);
    lowerIn(s, this.held[sender] as List, p, by);
  }

  /** Lowest place in the sequence of a send that the client knows to be open; -1 if none is. */
  lowestKnown(s: State, sender: number, p: number): number {
    return lowestIn(s, this.flight[sender] as List, p, lowestIn(s, this.queue[sender] as List, p, -1));
  }

  /** Takes out the open send that was called first. There is one. */
  takeOldest(s: State, sender: number): Batch {
    const flight = this.flight[sender] as List;
    const queue = this.queue[sender] as List;
    const sent = oldestIn(s, flight);
    const queued = oldestIn(s, queue);
    const first =
      queued < 0 || (sent >= 0 && batch.sequence(flight.get(s, sent)) < batch.sequence(queue.get(s, queued)));
    return first ? flight.removeAt(s, sent) : queue.removeAt(s, queued);
  }

  /** The session is gone, and its memory; a request held up by the network may still arrive. */
  forget(s: State, sender: number): void {
    const held = this.held[sender] as List;
    for (let k = held.count(s) - 1; k >= 0; k--) {
      const b = held.get(s, k);
      if (batch.orphaned(b)) continue;
      if (this.#sequences.wouldTake(s, sender, b)) held.set(s, k, batch.asOrphaned(copyOf(b)));
      else held.removeAt(s, k);
    }
    (this.queue[sender] as List).clear(s);
    (this.flight[sender] as List).clear(s);
    for (let p = 0; p < this.#partitions; p++) this.#next.set(s, sender * this.#partitions + p, 0);
  }
}

function lowestIn(s: State, list: List, p: number, otherwise: number): number {
  let least = otherwise;
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) !== p || batch.orphaned(b)) continue;
    if (least < 0 || batch.sequence(b) < least) least = batch.sequence(b);
  }
  return least;
}

function lowerIn(s: State, list: List, p: number, by: number): void {
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) === p && !batch.orphaned(b)) list.set(s, k, batch.lowered(b, by));
  }
}

function closeGap(s: State, list: List, p: number, sequence: number): void {
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) === p && batch.sequence(b) > sequence) list.set(s, k, batch.lowered(b, 1));
  }
}

/** The record without what its client knows of it. */
function copyOf(b: Batch): Batch {
  return batch.make(batch.item(b), 0, batch.partition(b));
}

/** Position of the send that was called first; -1 in an empty list. */
function oldestIn(s: State, list: List): number {
  let oldest = -1;
  for (let k = 0; k < list.count(s); k++)
    if (oldest < 0 || batch.sequence(list.get(s, k)) < batch.sequence(list.get(s, oldest))) oldest = k;
  return oldest;
}
