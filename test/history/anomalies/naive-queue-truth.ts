/** The anomalies of what really happened to queues, as their definitions say. Each tag is delivered once, each message published once. */
import type { Value } from "../../../src/history/anomalies/operation.ts";
import type { QueueTruthEvent } from "../../../src/history/anomalies/truth/queue-event.ts";

type Kind<K extends QueueTruthEvent["kind"]> = QueueTruthEvent & { readonly kind: K };

interface Delivery extends Kind<"deliver"> {
  readonly from: number;
  /** When it was settled or its consumer was gone. */
  readonly to: number;
  readonly isAcknowledged: boolean;
}

/** A message in a queue, from when to when. */
interface Stay {
  readonly queue: Value;
  readonly message: Value;
  readonly from: number;
  readonly to: number;
}

export function naiveQueueTruth(events: readonly QueueTruthEvent[]): Readonly<Record<string, number>> {
  const history = new History(events);
  const counts = {
    "confirm-before-durable": history.count("confirm", (e, i) => history.isEarly(e, i)),
    "lost-without-reason": history.stays.filter(({ to }) => to === Number.POSITIVE_INFINITY).length,
    "prefetch-exceeded": history.count("deliver", (e, i) => history.isTooMany(e, i)),
    "redelivered-missing": history.count(
      "deliver",
      (e, i) => !e.redelivered && history.stay(e, i) !== undefined && history.given(e, i).length > 0,
    ),
    "unknown-tag-accepted": history.count(
      "settle",
      (e, i) =>
        !history.deliveries.some(
          (d) => d.consumer === e.consumer && d.tag === e.tag && d.from < i && d.to >= i,
        ),
    ),
    "unroutable-not-returned": history.count("publish", (e) => history.isForgotten(e)),
    "wrong-requeue-position": history.count("deliver", (e, i) => history.overtakes(e, i)),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

class History {
  readonly #events: readonly QueueTruthEvent[];
  readonly deliveries: readonly Delivery[];
  readonly stays: readonly Stay[];

  constructor(events: readonly QueueTruthEvent[]) {
    this.#events = events;
    this.deliveries = events.flatMap((e, i) => (e.kind === "deliver" ? [this.#delivery(e, i)] : []));
    this.stays = events.flatMap((e, i) =>
      e.kind === "route" ? e.queues.map((queue) => this.#stay(queue, e.message, i)) : [],
    );
  }

  count<K extends QueueTruthEvent["kind"]>(kind: K, isWrong: (e: Kind<K>, i: number) => boolean): number {
    // cast: its kind is looked at first
    return this.#events.filter((e, i) => e.kind === kind && isWrong(e as Kind<K>, i)).length;
  }

  #first(isIt: (e: QueueTruthEvent, i: number) => boolean): number {
    const found = this.#events.findIndex(isIt);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }

  #delivery(d: Kind<"deliver">, from: number): Delivery {
    const to = this.#first(
      (e, i) =>
        i > from &&
        ((e.kind === "settle" && e.consumer === d.consumer && e.tag === d.tag) ||
          (e.kind === "closed" && e.consumer === d.consumer)),
    );
    const end = this.#events[to];
    return { ...d, from, to, isAcknowledged: end?.kind === "settle" && end.as === "ack" };
  }

  #stay(queue: Value, message: Value, from: number): Stay {
    const left = this.#first(
      (e, i) =>
        i > from &&
        ((e.kind === "disposed" && e.queue === queue && e.message === message) ||
          (e.kind === "remains" && e.queue === queue && e.messages.includes(message))),
    );
    const acks = this.deliveries.filter(
      (d) => d.queue === queue && d.message === message && d.isAcknowledged,
    );
    return { queue, message, from, to: Math.min(left, ...acks.map(({ to }) => to)) };
  }

  /** The message lies in the queue when event `i` happens. */
  stay({ queue, message }: { readonly queue: Value; readonly message: Value }, i: number): Stay | undefined {
    return this.stays.find((s) => s.queue === queue && s.message === message && s.from < i && s.to >= i);
  }

  given(
    { queue, message }: { readonly queue: Value; readonly message: Value },
    i: number,
  ): readonly Delivery[] {
    return this.deliveries.filter((d) => d.queue === queue && d.message === message && d.from < i);
  }

  overtakes(e: Kind<"deliver">, i: number): boolean {
    const mine = this.stay(e, i);
    return this.stays.some((other) => {
      const given = this.given(other, i);
      const isBack = given.length > 0 && given.every(({ to }) => to < i);
      const lies = this.stay(other, i) !== undefined && other.queue === e.queue;
      return mine !== undefined && lies && isBack && other.from < mine.from;
    });
  }

  isTooMany({ consumer }: Kind<"deliver">, i: number): boolean {
    const limits = this.#events
      .slice(0, i)
      .flatMap((e) => (e.kind === "prefetch" && e.consumer === consumer ? [e.limit] : []));
    const limit = limits.at(-1) ?? 0;
    const held = this.deliveries.filter((d) => d.consumer === consumer && d.from <= i && d.to > i);
    return limit > 0 && held.length > limit;
  }

  isEarly({ message }: Kind<"confirm">, i: number): boolean {
    const published = this.#events
      .slice(0, i)
      .some((e) => e.kind === "publish" && e.message === message && e.persistent === true);
    if (!published) return false;
    const before = this.#events.slice(0, i);
    const route = before.find((e) => e.kind === "route" && e.message === message);
    if (route?.kind !== "route") return true;
    return route.queues.some(
      (queue) =>
        this.stay({ queue, message }, i) !== undefined &&
        !before
          .slice(before.indexOf(route))
          .some((e) => e.kind === "durable" && e.queue === queue && e.message === message),
    );
  }

  isForgotten({ message, mandatory }: Kind<"publish">): boolean {
    const isUnroutable = this.#events.some(
      (e) => e.kind === "route" && e.message === message && e.queues.length === 0,
    );
    return (
      mandatory === true &&
      isUnroutable &&
      !this.#events.some((e) => e.kind === "return" && e.message === message)
    );
  }
}
