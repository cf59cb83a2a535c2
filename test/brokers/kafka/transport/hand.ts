/** A member of a group in memory: what its reader is fed, handles and commits. */
import type { Delivery } from "../../../../src/brokers/kafka/transport/delivery.ts";
import { Reader } from "../../../../src/brokers/kafka/transport/reader.ts";
import type { Fetched, Part, Position } from "../../../../src/brokers/kafka/transport/record.ts";
import {
  type Commit,
  settlingOf,
  type Transactions,
} from "../../../../src/brokers/kafka/transport/settling.ts";
import type { Handled } from "../../../../src/client/broker.ts";
import type { Observed } from "../../../../src/client/observed.ts";
import type { ConsumerPlan } from "../../../../src/client/plan.ts";

export const PLAN: ConsumerPlan = {
  name: "watch",
  broker: "events",
  channel: { kind: "topic", name: "orders" },
  group: "watch",
  types: ["Placed"],
  discriminator: { by: "only", type: "Placed" },
  concurrency: 1,
  steps: [["effect"], ["settle"]],
  settle: { kind: "act" },
  onFailure: { kind: "retry", backOff: { kind: "fixed", firstMs: 1 } },
  sends: [],
  settings: { start: "earliest" },
  where: "shop.waybill:1",
};

export const DONE: Handled = { kind: "done" };
export const FAILED: Handled = { kind: "failed", error: new Error("no") };

/** A record whose body is `{"k": value}`. */
export function record(partition: number, offset: number, value = `${partition}-${offset}`): Fetched {
  const body = new TextEncoder().encode(JSON.stringify({ k: value }));
  return {
    topic: "orders",
    partition,
    offset,
    key: undefined,
    value: body,
    headers: { "message-id": value },
  };
}

export function part(partition: number): Part {
  return { topic: "orders", partition };
}

/** A handler that stays open until it is told how to end. */
interface Open {
  readonly delivery: Delivery;
  readonly end: (how: Handled) => void;
}

export class Hand {
  readonly reader: Reader;
  readonly committed: string[] = [];
  readonly parked: string[] = [];
  readonly events: Observed[] = [];
  readonly ended: string[] = [];
  /** Handlers that run, in the order of their start. */
  readonly open: Open[] = [];
  /** All that ever began, as `orders/0@3`. */
  readonly begun: string[] = [];

  constructor(
    plan: Partial<ConsumerPlan> = {},
    more: { readonly commit?: Commit; readonly transactions?: Transactions } = {},
  ) {
    const whole = { ...PLAN, ...plan };
    const commit = async (positions: readonly Position[]): Promise<void> => {
      await more.commit?.(positions);
      for (const { partition, offset } of positions) this.committed.push(`${partition}:${offset}`);
    };
    this.reader = new Reader({
      plan: whole,
      name: "mail.watch",
      handle: (delivery) => this.#handle(delivery),
      settling: settlingOf({
        plan: whole,
        commit,
        ...(more.transactions !== undefined && { transactions: more.transactions }),
      }),
      park: async (target, { offset }, reason) => {
        this.parked.push(`${offset} to ${target.name}: ${reason}`);
      },
      observe: (event) => this.events.push(event),
      channel: (topic) => topic,
      ended: (why) => this.ended.push(why.message),
    });
    this.reader.assign([part(0), part(1)]);
  }

  async feed(records: readonly Fetched[]): Promise<void> {
    this.reader.feed(records);
    await turns();
  }

  /** Ends the handler of `orders/0@3`, and lets everything happen that follows at once. */
  async end(place: string, how: Handled = DONE): Promise<void> {
    const at = this.open.findIndex(({ delivery }) => delivery.at === place);
    const [open] = at < 0 ? [] : this.open.splice(at, 1);
    if (open === undefined) throw new Error(`no handler of ${place} runs`);
    open.end(how);
    await turns();
  }

  /** What runs now. */
  get running(): readonly string[] {
    return this.open.map(({ delivery }) => delivery.at);
  }

  #handle(delivery: Delivery): Promise<Handled> {
    this.begun.push(`${delivery.at}${delivery.attempt > 1 ? ` again` : ""}`);
    return new Promise((end) => this.open.push({ delivery, end }));
  }
}

/** Lets promises and timers of a few ms come to their end. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
