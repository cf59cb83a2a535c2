/** Programs that people write against generated clients: one that is right in everything, and one for each mistake. */

/** Of the shop, as the concept of clients shows it. */
export const RIGHT = `
import { notifier, type Brokers, type Sends } from "./shop/notifier.js";
import { checkout } from "./shop/checkout.js";
import { mailer } from "./shop/mailer.js";
import type { OrderPlaced } from "./shop/messages.js";
import { park, SendError, type Broker, type Inbox, type Middleware, type Running } from "./shop/runtime/client.js";
import { services, spec } from "./shop/index.js";
import { topology } from "./shop/topology.js";

export interface Ledger { put(orderId: string, status: "placed" | "cancelled"): Promise<void> }
declare const log: (text: string) => void;
const timed: Middleware = async (delivery, next) => { const from = delivery.now(); await next(); log(\`\${delivery.type} \${delivery.now().getTime() - from.getTime()}\`); };

export const startNotifier = (brokers: Brokers, inbox: Inbox<Ledger>): Promise<Running<Sends>> => notifier.start({
  brokers, inbox, use: [timed],
  handlers: { watch: {
    OrderPlaced: async (order, { send, trySend, once, derivedId, signal }) => {
      await send.announce("Notice", { noticeId: derivedId("notice"), orderId: order.orderId, region: order.region, text: \`Thank you: \${order.total}\` }, { signal });
      const sent = await trySend.announce("Notice", { noticeId: derivedId("again"), orderId: order.orderId, region: order.region, text: "" });
      log(sent.outcome);
      await once((tx) => tx.put(order.orderId, "placed"));
    },
    OrderCancelled: async (order, { once }) => { await once((tx) => tx.put(order.orderId, "cancelled")); },
  } },
});

declare const events: Broker<"kafka">;
declare const tasks: Broker<"rabbitmq">;
declare const inbox: Inbox<Ledger>;
declare const mail: (text: string) => Promise<"sent" | "no such address">;

export async function main(): Promise<void> {
  await using running = await startNotifier({ events, tasks }, inbox);
  const mails = await mailer.start({ brokers: { tasks }, handlers: { mail: {
    Notice: async (notice) => { if ((await mail(notice.text)) === "no such address") return park("no such address"); },
  } } });
  const shop = await checkout.start({ brokers: { events } });
  const order: OrderPlaced = { eventId: "e1", orderId: "o1", region: "eu", lines: [{ sku: "A", quantity: 1 }], total: "12.30", placedAt: new Date() };
  try {
    await shop.send.placing("OrderPlaced", order);
  } catch (error) {
    if (!(error instanceof SendError && error.outcome === "unknown")) throw error;
  }
  await Promise.all([running, mails, shop].map((one) => one.stop({ drainMs: 10_000 })));
  log(\`\${services.checkout.name} \${spec.sources.length} \${topology.channels.topic.orders.name}\`);
}
`;

const order = `{ eventId: "e", orderId: "o", region: "eu", lines: [{ sku: "A", quantity: 1 }], total: "1.00", placedAt: new Date() }`;
const shopStart = (what: string): string => `
import { checkout } from "./shop/checkout.js";
import { notifier } from "./shop/notifier.js";
import { mailer } from "./shop/mailer.js";
import { park, type Broker, type Inbox } from "./shop/runtime/client.js";
declare const events: Broker<"kafka">;
declare const tasks: Broker<"rabbitmq">;
declare const inbox: Inbox<{ put(id: string): Promise<void> }>;
void [checkout, notifier, mailer, park, events, tasks, inbox];
export async function main(): Promise<void> {
  ${what}
}
`;
const sending = (call: string): string =>
  shopStart(`const shop = await checkout.start({ brokers: { events } }); await shop.${call};`);
const placing = (type: string, message: string): string => sending(`send.placing("${type}", ${message})`);
const handling = (handlers: string, more = "brokers: { events, tasks }, inbox,"): string =>
  shopStart(`await notifier.start({ ${more} handlers: { watch: { ${handlers} } } });`);
const both = "OrderPlaced: async () => {}, OrderCancelled: async () => {}";

/** By what is wrong: the program, and what the compiler says among other things. */
export const WRONG: Readonly<Record<string, readonly [program: string, says: string]>> = {
  "a message type that the producer does not send": [placing("Notice", order), `"Notice"`],
  "a message of another type": [placing("OrderCancelled", order), "OrderCancelled"],
  "a message without a field": [placing("OrderPlaced", `{ eventId: "e" }`), "orderId"],
  "a message with a field too many": [placing("OrderPlaced", order.replace("{", "{ colour: 1,")), "colour"],
  "no value for the key": [placing("OrderPlaced", order.replace(`orderId: "o",`, "")), "orderId"],
  "an empty list where one entry is due": [
    placing("OrderPlaced", order.replace(`[{ sku: "A", quantity: 1 }]`, "[]")),
    "[]",
  ],
  "a value that the enum does not have": [placing("OrderPlaced", order.replace(`"eu"`, `"mars"`)), `"mars"`],
  "a text for a time": [placing("OrderPlaced", order.replace("new Date()", `"2026-01-31"`)), "Date"],
  "a number for a decimal": [placing("OrderPlaced", order.replace(`"1.00"`, "1")), "number"],
  "an optional field that is undefined": [
    placing("OrderPlaced", order.replace("{", "{ note: undefined,")),
    "exactOptionalPropertyTypes",
  ],
  "a producer that the service does not have": [
    sending(`send.shipping("OrderPlaced", ${order})`),
    "shipping",
  ],
  "a wrong part of the routing key": [
    handling(
      `OrderCancelled: async () => {}, OrderPlaced: async (order, { send }) => { await send.announce("Notice", { noticeId: "n", orderId: order.orderId, region: order.orderId, text: "" }); }`,
    ),
    "Region",
  ],
  "no handler for a member of the union": [handling("OrderPlaced: async () => {}"), "OrderCancelled"],
  "a handler for what the consumer does not get": [handling(`${both}, Notice: async () => {}`), "Notice"],
  "no handlers at all": [
    shopStart("await notifier.start({ brokers: { events, tasks }, inbox });"),
    "handlers",
  ],
  "no inbox where an effect is gated": [handling(both, "brokers: { events, tasks },"), "inbox"],
  "an inbox where none is gated": [
    shopStart(
      "await mailer.start({ brokers: { tasks }, inbox, handlers: { mail: { Notice: async () => {} } } });",
    ),
    "inbox",
  ],
  "swapped brokers": [handling(both, "brokers: { events: tasks, tasks: events }, inbox,"), "kafka"],
  "a missing broker": [handling(both, "brokers: { events }, inbox,"), "tasks"],
  "park where no parking is declared": [
    handling(`OrderCancelled: async () => {}, OrderPlaced: async () => park("no")`),
    "void",
  ],
  "a handler that answers something": [
    handling(`OrderCancelled: async () => {}, OrderPlaced: async () => 1`),
    "number",
  ],
  "once where no effect is gated": [
    shopStart(
      "await mailer.start({ brokers: { tasks }, handlers: { mail: { Notice: async (_, context) => { await context.once(async () => {}); } } } });",
    ),
    "once",
  ],
  "a handler that is not asynchronous": [
    handling(`OrderCancelled: async () => {}, OrderPlaced: () => {}`),
    "Promise",
  ],
};

/** A consumer that reads two fields, one of them within a list. */
export const READS = `waybill 1
topology reads
broker b { type: kafka }
record Line { sku: string, price: decimal(8, 2) }
record Address { city: string, street: string }
message Order { identity id: uuid, note?: string, lines: Line[1..], address?: Address, total: int64 }
topic t on b { carries: Order }
service s { producer p -> t { sends: Order } }
service r { consumer c <- t { group: "r", reads: [id, lines.sku, address.city, note] } }
`;

export const READING = `
import { r, type Consumes } from "./reads/r.js";
import type { Broker } from "./reads/runtime/client.js";
declare const b: Broker<"kafka">;
declare const log: (text: string | undefined) => void;
export type Got = Consumes["c"]["gets"]["Order"];
export const start = (): Promise<unknown> => r.start({ brokers: { b }, handlers: { c: {
  Order: async ({ id, note, lines: [first], address }) => { log(id); log(note); log(first.sku); log(address?.city); },
} } });
`;

const reading = (use: string): string =>
  READING.replace("log(id);", use)
    .replace("{ id, note, lines: [first], address }", "order")
    .replace(/log\(note\).*?; \}/, "}");

/** What such a consumer must not touch. */
export const MISREADING: Readonly<Record<string, readonly [program: string, says: string]>> = {
  "a field that is not read": [reading("log(String(order.total));"), "total"],
  "a field of an entry that is not read": [reading("log(order.lines[0].price);"), "price"],
  "a field of a record that is not read": [reading("log(order.address?.street);"), "street"],
};
