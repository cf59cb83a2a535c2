/**
 * How the leader recognises what a session resends: a producer id, numbered records, the last of them in the log
 * (K-IDEM-01 to K-IDEM-11). Numbers are relative to the earliest open send, so that nothing grows for ever.
 */
import type { Cells, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import type { ProducerSettings } from "../settings/settings.ts";
import type { Lie } from "./lie.ts";
import { type Batch, batch, type Entry, entry } from "./record.ts";
import type { Replicas } from "./replicas.ts";

/** Neither known nor out of place: to be appended. */
export const NEITHER = -1;
/** A refusal that the client answers by trying again. */
export const REFUSED = -2;
/** Its place in the sequence is taken, and not by itself: refused at every try (K-IDEM-11). */
export const OUT_OF_PLACE = -3;

const OUT_OF_ORDER = -4;

/**
 * What a leader says to a record of a producer (K-IDEM-02, K-IDEM-03, K-IDEM-05): the offset it already has, NEITHER
 * where it is to be appended, or that it is out of order. `heldAt`: where the leader remembers it to be, -1 if it does not.
 */
export function verdictOf(known: boolean, expected: number, sequence: number, heldAt: number): number {
  if (!known || sequence === expected) return NEITHER;
  return heldAt >= 0 ? heldAt : OUT_OF_ORDER;
}

export class Sequences {
  readonly #on: boolean;
  readonly #replicas: Replicas;
  readonly #partitions: number;
  readonly #lie: Lie | undefined;
  readonly #expected: Cells;
  /** 1: the leader knows the session (K-IDEM-05). */
  readonly #known: Cells;

  constructor(host: Host, settings: ProducerSettings, replicas: Replicas, lie: Lie | undefined) {
    this.#on = settings.idempotent && lie !== "forgets-sequences";
    this.#replicas = replicas;
    this.#lie = lie;
    this.#partitions = replicas.log.partitions;
    const sessions = this.#on ? host.senders * replicas.log.partitions : 0;
    this.#expected = host.layout.cells(sessions);
    this.#known = host.layout.cells(sessions);
  }

  entryOf(sender: number, b: Batch, intent: number): Entry {
    return this.#on && !batch.orphaned(b)
      ? entry.make(intent, sender + 1, batch.sequence(b))
      : entry.make(intent, 0, 0);
  }

  unknown(s: State, sender: number, p: number): boolean {
    return this.#on && this.#known.get(s, sender * this.#partitions + p) === 0;
  }

  /** The number that the leader expects next of `sender`, counted from its earliest open send; undefined where it knows none. */
  expected(s: State, sender: number, p: number): number | undefined {
    return !this.#on || this.unknown(s, sender, p)
      ? undefined
      : this.#expected.get(s, sender * this.#partitions + p);
  }

  /**
   * Where a batch belongs: the offset it already has, {@link NEITHER} (and the session is noted), or why it is refused.
   * `lowestOpen`: the earliest open place of the session.
   */
  place(s: State, sender: number, b: Batch, lowestOpen: number): number {
    if (!this.#on) return NEITHER;
    const p = batch.partition(b);
    const at = sender * this.#partitions + p;
    const sequence = batch.sequence(b);
    const expected = this.#expected.get(s, at);
    const known = this.#known.get(s, at) === 1;
    const held = known && sequence !== expected ? this.#find(s, sender, p, sequence) : NEITHER;
    const verdict = verdictOf(known, expected, sequence, held);
    if (verdict >= 0) return verdict;
    if (verdict === OUT_OF_ORDER) {
      if (this.#acceptsGaps()) return this.#note(s, at, Math.max(expected, sequence + 1));
      if (sequence < expected) return OUT_OF_PLACE;
      // K-IDEM-07: a gap behind an open send waits for it; a real gap starts a new epoch.
      if (sequence > lowestOpen) return REFUSED;
    }
    if (this.#lie === "expects-zero" && this.#known.get(s, at) === 0 && sequence > lowestOpen) return REFUSED;
    return this.#note(s, at, sequence + 1);
  }

  /** The record would be appended if it arrived now. */
  wouldTake(s: State, sender: number, b: Batch): boolean {
    if (!this.#on) return true;
    const p = batch.partition(b);
    const at = sender * this.#partitions + p;
    if (this.#known.get(s, at) === 0) return true;
    const sequence = batch.sequence(b);
    return sequence >= this.#expected.get(s, at) && this.#find(s, sender, p, sequence) < 0;
  }

  #note(s: State, at: number, expected: number): number {
    this.#known.set(s, at, 1);
    this.#expected.set(s, at, expected);
    return NEITHER;
  }

  #acceptsGaps(): boolean {
    return this.#lie === "accepts-gaps" || this.#lie === "resends-last-first";
  }

  /** All places of the session moved down by `by`; those below are no longer asked for. */
  lower(s: State, sender: number, p: number, by: number): void {
    if (!this.#on) return;
    const at = sender * this.#partitions + p;
    this.#expected.set(s, at, Math.max(0, this.#expected.get(s, at) - by));
    for (let o = 0; o < this.#replicas.log.length(s, p); o++) {
      const e = this.#replicas.log.entryAt(s, p, o);
      if (entry.session(e) !== sender + 1 || !entry.open(e)) continue;
      this.#replicas.log.rewrite(s, p, o, entry.sequence(e) < by ? entry.closed(e) : entry.lowered(e, by));
    }
  }

  /** K-IDEM-09: the leader reads its producers from its log. */
  rebuild(s: State, p: number, senders: number): void {
    if (!this.#on) return;
    for (let i = 0; i < senders; i++) {
      let known = 0;
      let expected = 0;
      for (let o = 0; o < this.#replicas.log.length(s, p); o++) {
        const e = this.#replicas.log.entryAt(s, p, o);
        if (entry.session(e) !== i + 1) continue;
        known = 1;
        if (entry.open(e)) expected = Math.max(expected, entry.sequence(e) + 1);
      }
      this.#known.set(s, i * this.#partitions + p, known);
      this.#expected.set(s, i * this.#partitions + p, expected);
    }
  }

  /** A new client session has a new producer id: nobody knows it (K-IDEM-01). */
  forget(s: State, sender: number): void {
    if (!this.#on) return;
    for (let p = 0; p < this.#partitions; p++) {
      this.#known.set(s, sender * this.#partitions + p, 0);
      this.#expected.set(s, sender * this.#partitions + p, 0);
      for (let o = 0; o < this.#replicas.log.length(s, p); o++) {
        const e = this.#replicas.log.entryAt(s, p, o);
        if (entry.session(e) === sender + 1) this.#replicas.log.rewrite(s, p, o, entry.anonymous(e));
      }
    }
  }

  #find(s: State, sender: number, p: number, sequence: number): number {
    for (let o = this.#replicas.log.length(s, p) - 1; o >= 0; o--) {
      const e = this.#replicas.log.entryAt(s, p, o);
      if (entry.session(e) === sender + 1 && entry.open(e) && entry.sequence(e) === sequence) return o;
    }
    return -1;
  }
}
