/** Anomalies of logs that no client can see alone: judged over what really happened. */
import type { Key, Value } from "../operation.ts";
import type { LOG_TRUTH_ANOMALIES } from "../catalogue-truth.ts";
import type { LogTruthEvent } from "./log-event.ts";
import { Tally, type TruthReport } from "./tally.ts";

export type LogTruthAnomaly = (typeof LOG_TRUTH_ANOMALIES)[number]["name"];
type Append = LogTruthEvent & { readonly kind: "append" };
type OfGroup = Extract<LogTruthEvent, { readonly group: Value }>;

/** A message, as one group sees it. */
interface Seen {
  readonly append: Append | undefined;
  deliveries: number;
  effects: number;
}

/** One group on one log. */
interface Place {
  committed: number;
  /** One behind the highest message that was handed over. */
  reached: number;
  readonly seen: Map<number, Seen>;
}

/** All events in the order in which they happened, up to rest. */
export function checkLogTruth(events: Iterable<LogTruthEvent>): TruthReport<LogTruthAnomaly> {
  const checker = new LogTruth();
  let at = 0;
  for (const event of events) {
    checker.step(event, at);
    at += 1;
  }
  return checker.finish();
}

class LogTruth {
  readonly #tally = new Tally<LogTruthAnomaly>();
  readonly #logs = new Map<Key, Map<number, Append>>();
  readonly #places = new Map<Value, Map<Key, Place>>();
  readonly #fences = new Map<Value, number>();
  readonly #zombies = new Set<Append>();
  readonly #transactions = new Map<Value, Append[]>();
  readonly #commits = new Set<Value>();
  readonly #aborts = new Set<Value>();
  readonly #ends = new Map<Key, number>();
  /** By group and path: the call of the last message whose first effect came. */
  readonly #calls = new Map<Value, Map<Value, number>>();

  step(event: LogTruthEvent, at: number): void {
    switch (event.kind) {
      case "append":
        return this.#append(event);
      case "fence":
        this.#fences.set(event.producer, Math.max(event.epoch, this.#fences.get(event.producer) ?? 0));
        return;
      case "decide":
        (event.outcome === "commit" ? this.#commits : this.#aborts).add(event.transaction);
        return;
      case "end":
        if (event.offset < (this.#ends.get(event.key) ?? 0))
          this.#tally.add("stale-read", at, `${event.key} ends at ${event.offset} now`);
        this.#ends.set(event.key, Math.max(event.offset, this.#ends.get(event.key) ?? 0));
        return;
      default:
        return this.#consumed(event, at);
    }
  }

  finish(): TruthReport<LogTruthAnomaly> {
    for (const [group, places] of this.#places) {
      for (const transaction of this.#commits) this.#whole(group, places, transaction);
      for (const [key, { committed, seen }] of places)
        for (const [offset, append] of this.#logs.get(key) ?? [])
          if (offset < committed && this.#due(append) && (seen.get(offset)?.effects ?? 0) !== 1)
            this.#tally.add(
              "effect-count",
              -1,
              `${key}@${offset} has ${seen.get(offset)?.effects ?? 0} effects at ${group}`,
            );
    }
    return this.#tally.report();
  }

  #append(append: Append): void {
    const log = this.#logs.get(append.key) ?? new Map<number, Append>();
    this.#logs.set(append.key, log.set(append.offset, append));
    const { producer, epoch, transaction } = append;
    if (producer !== undefined && epoch !== undefined && epoch < (this.#fences.get(producer) ?? 0))
      this.#zombies.add(append);
    if (transaction === undefined) return;
    const all = this.#transactions.get(transaction) ?? [];
    this.#transactions.set(transaction, [...all, append]);
  }

  #consumed(event: OfGroup, at: number): void {
    const place = this.#place(event.group, event.key);
    const where = `${event.key}@${event.offset} at ${event.group}`;
    if (event.kind === "reset") place.committed = event.offset;
    else if (event.kind === "commit") {
      if (event.offset < place.committed) this.#tally.add("committed-offset-regression", at, where);
      if (this.#passesOver(place, event)) this.#tally.add("committed-offset-overshoot", at, where);
      place.committed = event.offset;
    } else if (event.kind === "deliver") this.#delivered(place, event, at);
    else this.#effect(place, event, at);
  }

  /** Whether the new place lies behind a message that was never handed over and is not known to be aborted. */
  #passesOver(place: Place, { key, offset }: OfGroup): boolean {
    const from = Math.max(place.reached, place.committed);
    if (offset <= from) return false;
    for (const [each, { transaction }] of this.#logs.get(key) ?? [])
      if (each >= from && each < offset && (transaction === undefined || !this.#aborts.has(transaction)))
        return true;
    return false;
  }

  #delivered(place: Place, event: OfGroup, at: number): void {
    const seen = this.#seen(place, event);
    const where = `${event.key}@${event.offset} at ${event.group}`;
    if (seen.append !== undefined && this.#zombies.has(seen.append))
      this.#tally.add("zombie-write", at, where);
    if (seen.deliveries > 0 && event.offset < place.committed)
      this.#tally.add("unbounded-duplicate", at, where);
    seen.deliveries += 1;
    place.reached = Math.max(place.reached, event.offset + 1);
  }

  #effect(place: Place, event: OfGroup, at: number): void {
    const seen = this.#seen(place, event);
    seen.effects += 1;
    const { path, call } = seen.append ?? {};
    if (seen.effects > 1 || path === undefined || call === undefined) return;
    const calls = this.#calls.get(event.group) ?? new Map<Value, number>();
    this.#calls.set(event.group, calls);
    const last = calls.get(path) ?? call;
    if (call < last) this.#tally.add("order-inversion", at, `call ${call} of ${path} after call ${last}`);
    calls.set(path, Math.max(call, last));
  }

  /** All messages of a committed transaction that the group has passed were handed over, or none. */
  #whole(group: Value, places: ReadonlyMap<Key, Place>, transaction: Value): void {
    const passed = (this.#transactions.get(transaction) ?? []).flatMap(({ key, offset }) => {
      const place = places.get(key);
      return place === undefined || place.reached <= offset
        ? []
        : [(place.seen.get(offset)?.deliveries ?? 0) > 0];
    });
    if (passed.includes(true) && passed.includes(false))
      this.#tally.add("torn-transaction", -1, `${transaction} at ${group}`);
  }

  /** Part of no transaction, or of one that committed. */
  #due({ transaction }: Append): boolean {
    return transaction === undefined || this.#commits.has(transaction);
  }

  #place(group: Value, key: Key): Place {
    const places = this.#places.get(group) ?? new Map<Key, Place>();
    this.#places.set(group, places);
    const place = places.get(key) ?? { committed: 0, reached: 0, seen: new Map<number, Seen>() };
    places.set(key, place);
    return place;
  }

  #seen(place: Place, { key, offset }: OfGroup): Seen {
    const known = place.seen.get(offset);
    if (known !== undefined) return known;
    const seen = { append: this.#logs.get(key)?.get(offset), deliveries: 0, effects: 0 };
    place.seen.set(offset, seen);
    return seen;
  }
}
