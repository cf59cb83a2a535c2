/** Anomalies of queues that no client can see alone: judged over what really happened. */
import type { QUEUE_TRUTH_ANOMALIES } from "../catalogue-truth.ts";
import type { Value } from "../operation.ts";
import type { QueueTruthEvent } from "./queue-event.ts";
import { PutBack } from "./put-back.ts";
import { Tally, type TruthReport } from "./tally.ts";

export type QueueTruthAnomaly = (typeof QUEUE_TRUTH_ANOMALIES)[number]["name"];
type Event<Kind extends QueueTruthEvent["kind"]> = QueueTruthEvent & { readonly kind: Kind };

interface Held {
  readonly place: number;
  durable: boolean;
  delivered: boolean;
  unsettled: boolean;
}

interface Published {
  readonly mandatory: boolean;
  readonly persistent: boolean;
  queues: readonly Value[] | undefined;
  returned: boolean;
}

/** All events in the order in which they happened, up to rest. */
export function checkQueueTruth(events: Iterable<QueueTruthEvent>): TruthReport<QueueTruthAnomaly> {
  const checker = new QueueTruth();
  let at = 0;
  for (const event of events) {
    checker.step(event, at);
    at += 1;
  }
  return checker.finish();
}

class QueueTruth {
  readonly #tally = new Tally<QueueTruthAnomaly>();
  readonly #published = new Map<Value, Published>();
  readonly #queues = new Map<Value, Map<Value, Held>>();
  readonly #putBack = new Map<Value, PutBack>();
  readonly #limits = new Map<Value, number>();
  /** By consumer and tag. */
  readonly #unsettled = new Map<Value, Map<number, { readonly queue: Value; readonly message: Value }>>();
  #places = 0;

  step(event: QueueTruthEvent, at: number): void {
    switch (event.kind) {
      case "publish": {
        const { mandatory = false, persistent = false } = event;
        this.#published.set(event.message, { mandatory, persistent, queues: undefined, returned: false });
        return;
      }
      case "route":
        return this.#route(event);
      case "durable": {
        const held = this.#queue(event.queue).get(event.message);
        if (held !== undefined) held.durable = true;
        return;
      }
      case "confirm":
        return this.#confirm(event, at);
      case "return": {
        const published = this.#published.get(event.message);
        if (published !== undefined) published.returned = true;
        return;
      }
      case "prefetch":
        this.#limits.set(event.consumer, event.limit);
        return;
      case "deliver":
        return this.#deliver(event, at);
      case "settle":
        return this.#settle(event, at);
      case "closed":
        for (const each of this.#of(event.consumer).values()) this.#back(each.queue, each.message);
        this.#of(event.consumer).clear();
        return;
      case "disposed":
        this.#queue(event.queue).delete(event.message);
        return;
      case "remains":
        for (const message of event.messages) this.#queue(event.queue).delete(message);
    }
  }

  finish(): TruthReport<QueueTruthAnomaly> {
    for (const [queue, held] of this.#queues)
      for (const message of held.keys()) this.#tally.add("lost-without-reason", -1, `${message} of ${queue}`);
    for (const [message, { mandatory, queues, returned }] of this.#published)
      if (mandatory && queues?.length === 0 && !returned)
        this.#tally.add("unroutable-not-returned", -1, `${message}`);
    return this.#tally.report();
  }

  #route({ message, queues }: Event<"route">): void {
    const published = this.#published.get(message);
    if (published !== undefined) published.queues = queues;
    for (const queue of queues) {
      this.#places += 1;
      this.#queue(queue).set(message, {
        place: this.#places,
        durable: false,
        delivered: false,
        unsettled: false,
      });
    }
  }

  #confirm({ message }: Event<"confirm">, at: number): void {
    const published = this.#published.get(message);
    if (published?.persistent !== true) return;
    // A message that is gone from its queue needs no disk any more.
    const waits = (published.queues ?? []).filter(
      (queue) => this.#queue(queue).get(message)?.durable === false,
    );
    if (published.queues === undefined || waits.length > 0)
      this.#tally.add("confirm-before-durable", at, `${message}: ${waits.join(", ") || "not routed yet"}`);
  }

  #deliver({ queue, message, consumer, tag, redelivered }: Event<"deliver">, at: number): void {
    const held = this.#queue(queue).get(message);
    if (held !== undefined) {
      if (held.delivered && !redelivered)
        this.#tally.add("redelivered-missing", at, `${message} of ${queue}`);
      const inQueue = this.#queue(queue);
      const first = this.#backOf(queue).lowest((each, place) => {
        const other = inQueue.get(each);
        return other?.place === place && other.delivered && !other.unsettled;
      });
      if (first !== undefined && first.place < held.place)
        this.#tally.add(
          "wrong-requeue-position",
          at,
          `${message} before ${first.message}, which was put back`,
        );
      held.delivered = true;
      held.unsettled = true;
    }
    const unsettled = this.#of(consumer);
    unsettled.set(tag, { queue, message });
    const limit = this.#limits.get(consumer) ?? 0;
    if (limit > 0 && unsettled.size > limit)
      this.#tally.add("prefetch-exceeded", at, `${consumer} holds ${unsettled.size} of ${limit}`);
  }

  #settle({ consumer, tag, as }: Event<"settle">, at: number): void {
    const delivery = this.#of(consumer).get(tag);
    if (delivery === undefined) {
      this.#tally.add("unknown-tag-accepted", at, `${tag} of ${consumer}`);
      return;
    }
    this.#of(consumer).delete(tag);
    if (as === "ack") this.#queue(delivery.queue).delete(delivery.message);
    else this.#back(delivery.queue, delivery.message);
  }

  #back(queue: Value, message: Value): void {
    const held = this.#queue(queue).get(message);
    if (held === undefined) return;
    held.unsettled = false;
    this.#backOf(queue).add(held.place, message);
  }

  #backOf(queue: Value): PutBack {
    const known = this.#putBack.get(queue) ?? new PutBack();
    this.#putBack.set(queue, known);
    return known;
  }

  #queue(queue: Value): Map<Value, Held> {
    const known = this.#queues.get(queue) ?? new Map<Value, Held>();
    this.#queues.set(queue, known);
    return known;
  }

  #of(consumer: Value): Map<number, { readonly queue: Value; readonly message: Value }> {
    const known =
      this.#unsettled.get(consumer) ?? new Map<number, { readonly queue: Value; readonly message: Value }>();
    this.#unsettled.set(consumer, known);
    return known;
  }
}
