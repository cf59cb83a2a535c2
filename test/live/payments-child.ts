/**
 * One service of specs/payments in a process of its own, to be killed: `payments-child.ts SERVICE ADDRESS GENERATED FOLDER`.
 * Its database and what it observed are files in FOLDER, which outlive it. Says `ready`; stops in good order with its stdin.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Broker, Handlers, Inbox, Observed, Running, Service } from "../../src/client/client.ts";

interface Order {
  readonly eventId: string;
  readonly orderId: string;
  readonly total: string;
}
interface Taken {
  readonly eventId: string;
  readonly orderId: string;
}
interface Brokers {
  readonly events: Broker<"kafka">;
}
interface Sends {
  readonly taken: { readonly PaymentTaken: Taken };
}
interface Charge {
  readonly charge: {
    readonly gets: { readonly OrderPlaced: Order };
    readonly returns: void;
    readonly inbox: true;
  };
}
interface Tell {
  readonly tell: {
    readonly gets: { readonly PaymentTaken: Taken };
    readonly returns: void;
    readonly inbox: true;
  };
}
interface Generated {
  readonly services: {
    readonly payment: Service<Brokers, Sends, Charge>;
    readonly notification: Service<Brokers, Record<never, never>, Tell>;
  };
  readonly kafka: (options: { readonly bootstrap: readonly string[] }) => Broker<"kafka">;
}

const [, , service = "", address = "", generated = "", folder = ""] = process.argv;
// cast: the test that starts this process generated it from the spec.
const { services, kafka } = (await import(generated)) as Generated;

/** A line a row, written with its key at once: both are there, or neither. */
const database = join(folder, `${service}.rows`);
const keys = new Set(
  existsSync(database)
    ? readFileSync(database, "utf8")
        .split("\n")
        .map((row) => row.split(" ")[0])
    : [],
);
const inbox: Inbox<string[]> = {
  once: async (key, work) => {
    if (keys.has(key)) return "duplicate";
    const rows: string[] = [];
    await work(rows);
    appendFileSync(database, `${key} ${rows.join(" ")}\n`);
    keys.add(key);
    return "done";
  },
};

const charge: Handlers<Sends, Charge, string[]>["charge"]["OrderPlaced"] = async (
  order,
  { send, once, derivedId },
) => {
  await send.taken("PaymentTaken", { eventId: derivedId("taken"), orderId: order.orderId });
  await once(async (rows) => {
    rows.push(order.orderId, order.total);
  });
};
const tell: Handlers<object, Tell, string[]>["tell"]["PaymentTaken"] = async (taken, { once }) => {
  await once(async (rows) => {
    rows.push(taken.orderId);
  });
};

const brokers = { events: kafka({ bootstrap: address.split(",") }) };
const shared = {
  brokers,
  inbox,
  instance: service,
  observe: (event: Observed) =>
    appendFileSync(join(folder, `${service}.jsonl`), `${JSON.stringify(event)}\n`),
};
const running: Running<unknown> =
  service === "payment"
    ? await services.payment.start({ ...shared, handlers: { charge: { OrderPlaced: charge } } })
    : await services.notification.start({ ...shared, handlers: { tell: { PaymentTaken: tell } } });
process.stdin.on("end", () => void running.stop().then(() => process.exit(0))).resume();
console.log("ready");
