/** The services in production: they run until SIGTERM or Ctrl-C, and then finish what they have begun. */
import { brokersFromEnvironment } from "./brokers.js";
import { FileLedger } from "./ledger.js";
import { startMailer } from "./mailer.js";
import { startNotifier } from "./notifier.js";

const brokers = brokersFromEnvironment();
const ledger = FileLedger.open(".data/ledger.jsonl");
const services = await Promise.all([
  startNotifier(brokers, ledger),
  startMailer({ tasks: brokers.tasks }, (text) => {
    console.log(`mail: ${text}`);
    return Promise.resolve("sent");
  }),
]);
console.log("the shop is open");

const stop = async (): Promise<void> => {
  await Promise.all(services.map((service) => service.stop({ drainMs: 10_000 })));
  ledger.close();
};
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop());
