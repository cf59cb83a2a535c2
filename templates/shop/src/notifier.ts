/** Tells customers what became of their orders, and keeps the state of each order. */
import { notifier, type Brokers, type Sends } from "./generated/shop/notifier.js";
import type { Inbox, Middleware, Running } from "./generated/shop/runtime/client.js";

/** Where the state of orders is kept. What a handler writes here goes in with the inbox's key, or not at all. */
export interface Ledger {
  put(orderId: string, status: "placed" | "cancelled"): Promise<void>;
}

/** Around every handler: logs how long it took. */
const timed: Middleware = async (delivery, next) => {
  const from = delivery.now().getTime();
  await next();
  console.log(`${delivery.type} ${delivery.id}: ${delivery.now().getTime() - from} ms`);
};

/**
 * A crash may come anywhere, and then the message comes again. So the notice goes out before the order is marked as seen,
 * under an identity that is the same at each attempt: `derivedId`.
 */
export const startNotifier = (brokers: Brokers, inbox: Inbox<Ledger>): Promise<Running<Sends>> =>
  notifier.start({
    brokers,
    inbox,
    use: [timed],
    handlers: {
      watch: {
        OrderPlaced: async (order, { send, once, derivedId }) => {
          await send.announce("Notice", {
            noticeId: derivedId("notice"),
            orderId: order.orderId,
            region: order.region,
            text: `Thank you: ${order.total}`,
          });
          await once((ledger) => ledger.put(order.orderId, "placed"));
        },
        OrderCancelled: async (order, { once }) => {
          await once((ledger) => ledger.put(order.orderId, "cancelled"));
        },
      },
    },
  });
