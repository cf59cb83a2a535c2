/** Each guarantee of the spec, with the services of src on simulated brokers that lose, repeat and reorder what real ones can. */
import { testGuarantees } from "waybill/vitest";
import * as shop from "../src/generated/shop/index.js";
import { startMailer } from "../src/mailer.js";
import { type Ledger, startNotifier } from "../src/notifier.js";

testGuarantees(shop, (world) => {
  // A log, not a table: in a table keyed by order a second mail would not show.
  const mails = world.log<string>("mail server");
  const ledger = world.inbox<Ledger>("ledger", (rows) => ({
    put: (order, status) => rows.put(order, status),
  }));
  return {
    notifier: (brokers) => startNotifier(brokers, ledger),
    mailer: (brokers) =>
      startMailer(brokers, async (text) => {
        await mails.append(text);
        return "sent";
      }),
  };
});
