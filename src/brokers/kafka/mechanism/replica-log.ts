/**
 * The records of a topic's partitions. The log of a follower is a prefix of the leader's, so its end offset says it all;
 * the end offset of replica 0 is kept only while its node is down, when it says what is left there.
 */
import type { Cells, List, State } from "../../../base/layout.ts";
import { copyPlace, EVENT } from "../../../runtime/event.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type { LogSettings } from "../settings/settings.ts";
import type { Lie } from "./lie.ts";
import { type Entry, entry, OFFSET_MAX } from "./record.ts";

const DISPOSED_EXPIRED = 0;
/** Copies of an intent without a fault, for each fault, and beside them. */
const COPIES = 2;

export class ReplicaLog {
  readonly partitions: number;
  readonly place: number;
  readonly #host: Host;
  readonly #settings: LogSettings;
  readonly #lie: Lie | undefined;
  readonly #records: readonly List[];
  readonly #end: Cells;
  readonly #watermark: Cells;

  constructor(host: Host, settings: LogSettings, name: string, lie: Lie | undefined) {
    const { layout } = host;
    const capacity = Math.min(OFFSET_MAX, host.intents * (COPIES + COPIES * host.faults) + COPIES);
    this.partitions = partitionsOf(host, settings);
    this.place = host.place(name);
    this.#host = host;
    this.#settings = settings;
    this.#lie = lie;
    this.#records = Array.from({ length: this.partitions }, () =>
      layout.list(`the log of ${name}`, capacity),
    );
    this.#end = layout.cells(this.partitions * settings.replication);
    this.#watermark = layout.cells(this.partitions);
  }

  /** The partition of intent `m`; where the topic has no key, `undefined`: any (K-PART-04). */
  partitionOf(m: number): number | undefined {
    if (this.partitions === 1) return 0;
    const { keyed, key } = this.#settings;
    return keyed ? this.#host.valueOf(key, m) % this.partitions : undefined;
  }

  length(s: State, p: number): number {
    return (this.#records[p] as List).count(s);
  }

  /** Records below it can be read, and are answered with `acks: all` (K-REPL-01). */
  watermark(s: State, p: number): number {
    return this.#watermark.get(s, p);
  }

  /** What a consumer may read up to. */
  visible(s: State, p: number): number {
    return this.#lie === "shows-above-watermark" ? this.length(s, p) : this.#watermark.get(s, p);
  }

  intentAt(s: State, p: number, offset: number): number {
    return entry.intent((this.#records[p] as List).get(s, offset));
  }

  entryAt(s: State, p: number, offset: number): Entry {
    return (this.#records[p] as List).get(s, offset);
  }

  rewrite(s: State, p: number, offset: number, e: Entry): void {
    (this.#records[p] as List).set(s, offset, e);
  }

  /** Offset of the first record of intent `m`; -1 where there is none. */
  offsetOf(s: State, p: number, m: number): number {
    for (let o = 0; o < this.length(s, p); o++) if (this.intentAt(s, p, o) === m) return o;
    return -1;
  }

  holds(s: State, m: number): boolean {
    for (let p = 0; p < this.partitions; p++) if (this.offsetOf(s, p, m) >= 0) return true;
    return false;
  }

  end(s: State, p: number, r: number): number {
    return this.#end.get(s, p * this.#settings.replication + r);
  }

  setEnd(s: State, p: number, r: number, end: number): void {
    this.#end.set(s, p * this.#settings.replication + r, end);
  }

  /** Answers the offset. */
  push(s: State, ctx: Context, p: number, e: Entry): number {
    const offset = this.length(s, p);
    (this.#records[p] as List).push(s, e);
    this.#host.emit(ctx, EVENT.append, this.place, entry.intent(e), copyPlace.of(p, offset));
    return offset;
  }

  /** Some replica of the set has not fetched everything. */
  behind(s: State, set: number): boolean {
    for (let p = 0; p < this.partitions; p++)
      for (let r = 1; r < this.#settings.replication; r++)
        if ((set & (1 << r)) !== 0 && this.end(s, p, r) < this.length(s, p)) return true;
    return false;
  }

  /** All replicas of the set fetch to the end. */
  fetch(s: State, set: number): void {
    for (let p = 0; p < this.partitions; p++)
      for (let r = 1; r < this.#settings.replication; r++)
        if ((set & (1 << r)) !== 0) this.setEnd(s, p, r, this.length(s, p));
  }

  /** K-REPL-01, K-REPL-21: the watermark rises to the lowest end of the in-sync set. */
  raise(s: State, p: number, inSync: number): void {
    const set = this.#lie === "waits-for-every-replica" ? -1 : inSync;
    let least = this.length(s, p);
    for (let r = 1; r < this.#settings.replication; r++)
      if ((set & (1 << r)) !== 0) least = Math.min(least, this.end(s, p, r));
    if (least > this.#watermark.get(s, p)) this.#watermark.set(s, p, least);
  }

  /** Answers whether records are gone. */
  truncate(s: State, p: number, length: number): boolean {
    if (this.length(s, p) <= length) return false;
    (this.#records[p] as List).truncate(s, length);
    for (let r = 1; r < this.#settings.replication; r++)
      this.setEnd(s, p, r, Math.min(this.end(s, p, r), length));
    if (this.#watermark.get(s, p) > length) this.#watermark.set(s, p, length);
    return true;
  }

  /** Everything up to the watermark has outlived its retention (K-TOPIC-01). Answers how many records are gone. */
  expire(s: State, ctx: Context, p: number): number {
    const count = this.#watermark.get(s, p);
    for (let i = 0; i < count; i++) {
      const m = entry.intent((this.#records[p] as List).shift(s));
      this.#host.emit(ctx, EVENT.dispose, this.place, m, DISPOSED_EXPIRED);
    }
    this.#watermark.set(s, p, 0);
    for (let r = 0; r < this.#settings.replication; r++)
      this.setEnd(s, p, r, Math.max(0, this.end(s, p, r) - count));
    return count;
  }
}

/** One partition where all messages have one key: the others would stay empty. */
function partitionsOf(host: Host, settings: LogSettings): number {
  const most = Math.min(settings.partitions, 2);
  if (!settings.keyed) return most;
  const value = (m: number): number => host.valueOf(settings.key, m);
  for (let m = 1; m < host.intents; m++) if (value(m) !== value(0)) return most;
  return 1;
}
