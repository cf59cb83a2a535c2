/** Random events of logs and queues, more wrong than right, from a seed. */
import { Prng } from "../../../src/base/prng.ts";
import type { LogTruthEvent } from "../../../src/history/anomalies/truth/log-event.ts";
import type { QueueTruthEvent } from "../../../src/history/anomalies/truth/queue-event.ts";

export function drawLog(seed: number): readonly LogTruthEvent[] {
  const draw = new Prng(seed);
  const ends = [0, 0];
  const decided = new Set<number>();
  const step = (): LogTruthEvent[] => {
    const key = draw.below(2);
    const end = ends[key] ?? 0;
    const kind = draw.of(["append", "append", "deliver", "deliver", "effect", "commit", "rare"] as const);
    if (kind === "append") {
      ends[key] = end + 1;
      const transaction = draw.chance(1, 3) ? { transaction: draw.below(3) } : {};
      const sent = draw.chance(2, 3) ? { path: draw.below(2), call: draw.below(6) } : {};
      const written = { producer: draw.below(2), epoch: draw.below(3) };
      return [{ kind, key, offset: end, value: end, ...transaction, ...sent, ...written }];
    }
    const group = draw.below(2);
    if (kind === "commit") return [{ kind, group, key, offset: draw.below(end + 1) }];
    if (kind !== "rare") return end === 0 ? [] : [{ kind, group, key, offset: draw.below(end) }];
    const transaction = draw.below(3);
    return draw.of<() => LogTruthEvent[]>([
      () => [{ kind: "reset", group, key, offset: draw.below(end + 1) }],
      () => [{ kind: "end", key, offset: draw.below(end + 1) }],
      () => [{ kind: "fence", producer: draw.below(2), epoch: 1 + draw.below(2) }],
      () => {
        if (decided.has(transaction)) return [];
        decided.add(transaction);
        return [{ kind: "decide", transaction, outcome: draw.of(["commit", "abort"] as const) }];
      },
    ])();
  };
  return Array.from({ length: 30 }, step).flat();
}

const MESSAGES = 5;

export function drawQueue(seed: number): readonly QueueTruthEvent[] {
  return new QueueDraw(new Prng(seed)).events();
}

interface Given {
  readonly queue: number;
  readonly message: number;
  readonly consumer: number;
  readonly tag: number;
}

class QueueDraw {
  readonly #by: Prng;
  readonly #routed = new Set<number>();
  readonly #out: Given[] = [];
  #tags = 0;

  constructor(by: Prng) {
    this.#by = by;
  }

  events(): readonly QueueTruthEvent[] {
    const published = Array.from({ length: MESSAGES }, (_, message): QueueTruthEvent => {
      return {
        kind: "publish",
        message,
        mandatory: this.#by.chance(1, 2),
        persistent: this.#by.chance(1, 2),
      };
    });
    const end: QueueTruthEvent = { kind: "remains", queue: 0, messages: [this.#by.below(MESSAGES)] };
    return [...published, ...Array.from({ length: 40 }, () => this.#step()).flat(), end];
  }

  #step(): readonly QueueTruthEvent[] {
    const [queue, message] = [this.#by.below(2), this.#by.below(MESSAGES)];
    switch (
      this.#by.of(["route", "route", "deliver", "deliver", "deliver", "settle", "settle", "sure", "rare"])
    ) {
      case "route":
        return this.#route(message);
      case "deliver":
        return this.#deliver(queue, message);
      case "settle":
        return this.#settle();
      case "sure":
        return [this.#by.chance(1, 2) ? { kind: "durable", queue, message } : { kind: "confirm", message }];
      default:
        return this.#rare(queue, message);
    }
  }

  #rare(queue: number, message: number): readonly QueueTruthEvent[] {
    switch (this.#by.below(4)) {
      case 0:
        return this.#close();
      case 1:
        return [{ kind: "return", message }];
      case 2:
        return [{ kind: "prefetch", consumer: this.#by.below(2), limit: this.#by.below(3) }];
      default:
        return [{ kind: "disposed", queue, message, reason: "expired" }];
    }
  }

  #route(message: number): readonly QueueTruthEvent[] {
    if (this.#routed.has(message)) return [];
    this.#routed.add(message);
    return [{ kind: "route", message, queues: this.#by.of([[], [0], [1], [0, 1]]) }];
  }

  #deliver(queue: number, message: number): readonly QueueTruthEvent[] {
    const isOut = this.#out.some((each) => each.queue === queue && each.message === message);
    if (!this.#routed.has(message) || isOut) return [];
    this.#tags += 1;
    const given = { queue, message, consumer: this.#by.below(2), tag: this.#tags };
    this.#out.push(given);
    return [{ kind: "deliver", ...given, redelivered: this.#by.chance(1, 2) }];
  }

  #settle(): readonly QueueTruthEvent[] {
    const [one] = this.#out.length === 0 ? [] : this.#out.splice(this.#by.below(this.#out.length), 1);
    const { consumer, tag } = one ?? { consumer: 0, tag: 99 };
    return [{ kind: "settle", consumer, tag, as: this.#by.of(["ack", "requeue", "requeue"] as const) }];
  }

  #close(): readonly QueueTruthEvent[] {
    const consumer = this.#by.below(2);
    for (let at = this.#out.length - 1; at >= 0; at--)
      if (this.#out[at]?.consumer === consumer) this.#out.splice(at, 1);
    return [{ kind: "closed", consumer }];
  }
}
