/** The services of src on whatever they are given: on simulated brokers by the tests, on real ones by `npm run verify:live`. */
import type { World } from "waybill/vitest";
import type { Brokers as MailerBrokers } from "../src/generated/shop/mailer.js";
import type { Brokers } from "../src/generated/shop/notifier.js";
import { startMailer } from "../src/mailer.js";
import { type Ledger, startNotifier } from "../src/notifier.js";

export function services(world: World) {
  // A log, not a table: in a table keyed by order a second mail would not show.
  const mails = world.log<string>("mail server");
  const ledger = world.inbox<Ledger>("ledger", (rows) => ({
    put: (order, status) => rows.put(order, status),
  }));
  return {
    notifier: (brokers: Brokers) => startNotifier(brokers, ledger),
    mailer: (brokers: MailerBrokers) =>
      startMailer(brokers, async (text) => {
        await mails.append(text);
        return "sent";
      }),
  };
}
