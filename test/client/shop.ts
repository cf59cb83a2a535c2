/** A small service as generated code would say it: an order comes in, a notice goes out, a ledger is kept. */
import { type Codec, type Inbox, service } from "../../src/client/client.ts";
import type { Broker, Service } from "../../src/client/client.ts";
import type { ConsumerPlan, ProducerPlan, ServicePlan } from "../../src/client/plan.ts";
import type { Park } from "../../src/client/park.ts";

export interface Order {
  readonly orderId: string;
  readonly region: string;
  readonly placedAt: Date;
}
export interface Notice {
  readonly noticeId: string;
  readonly text: string;
}

const text = (value: unknown, name: string): string => {
  if (typeof value !== "object" || value === null) throw new TypeError("not an object");
  const field: unknown = new Map(Object.entries(value)).get(name);
  if (typeof field !== "string") throw new TypeError(`${name} is no text`);
  return field;
};

const ORDER: Codec<Order> = {
  type: "Order",
  identity: ["orderId"],
  content: "json",
  encode: (order) => ({ ...order, placedAt: order.placedAt.toISOString() }),
  decode: (wire) => ({
    orderId: text(wire, "orderId"),
    region: text(wire, "region"),
    placedAt: new Date(text(wire, "placedAt")),
  }),
};
const NOTICE: Codec<Notice> = {
  type: "Notice",
  identity: ["noticeId"],
  content: "json",
  encode: (notice) => {
    if (notice.text === "") throw new TypeError("text is empty");
    return notice;
  },
  decode: (wire) => ({ noticeId: text(wire, "noticeId"), text: text(wire, "text") }),
};

export const ANNOUNCE: ProducerPlan = {
  name: "announce",
  broker: "tasks",
  channel: { kind: "exchange", name: "notices" },
  types: ["Notice"],
  discriminator: { by: "header", name: "type" },
  settings: {},
  where: "shop.waybill:55",
};
const WATCH: ConsumerPlan = {
  name: "watch",
  broker: "tasks",
  channel: { kind: "queue", name: "orders" },
  types: ["Order", "Notice"],
  discriminator: { by: "header", name: "type" },
  concurrency: 1,
  steps: [["announce"], ["effect"], ["settle"]],
  settle: { kind: "act" },
  onFailure: { kind: "requeue" },
  sends: [{ producer: "announce", least: 0, most: 1 }],
  settings: {},
  where: "shop.waybill:44",
};
const PLAN: ServicePlan = {
  topology: "shop",
  name: "notifier",
  brokers: { tasks: { kind: "memory", version: "1", settings: {}, channels: [], bindings: [] } },
  producers: { announce: ANNOUNCE },
  consumers: { watch: WATCH },
  codecs: { Order: ORDER, Notice: NOTICE },
};

interface Brokers {
  readonly tasks: Broker<"memory">;
}
export interface Sends {
  readonly announce: { readonly Notice: Notice };
}
interface Gets {
  readonly Order: Order;
  readonly Notice: Notice;
}
interface Plain {
  readonly watch: { readonly gets: Gets; readonly returns: void | Park; readonly inbox: false };
}
interface Gated {
  readonly watch: { readonly gets: Gets; readonly returns: void; readonly inbox: true };
}

/** The service with parts of its plan changed. */
export const notifier = (change: Partial<ServicePlan> = {}): Service<Brokers, Sends, Plain> =>
  service(() => ({ ...PLAN, ...change }));

export const gatedNotifier = (gates: "effect" | "handler"): Service<Brokers, Sends, Gated> =>
  service(() => ({
    ...PLAN,
    consumers: { watch: { ...WATCH, gate: { path: ["orderId"], store: "seen", gates } } },
  }));

/** An inbox in memory. */
export function memoryInbox(): Inbox<string[]> & { readonly keys: Set<string>; readonly rows: string[] } {
  const keys = new Set<string>();
  const rows: string[] = [];
  return {
    keys,
    rows,
    once: async (key, work) => {
      if (keys.has(key)) return "duplicate";
      const added: string[] = [];
      await work(added);
      keys.add(key);
      rows.push(...added);
      return "done";
    },
  };
}

export const order = (orderId: string): object => ({
  orderId,
  region: "eu",
  placedAt: "2026-01-02T03:04:05.000Z",
});
