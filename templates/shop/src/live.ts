/** Places three orders on the real brokers, waits until each was mailed, and says what the ledger holds. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokersFromEnvironment } from "./brokers.js";
import { checkout } from "./generated/shop/checkout.js";
import { SendError } from "./generated/shop/runtime/client.js";
import { FileLedger } from "./ledger.js";
import { startMailer } from "./mailer.js";
import { startNotifier } from "./notifier.js";

const PATIENCE_MS = 60_000;
const TOTALS = ["12.30", "7.00", "99.95"];

const brokers = brokersFromEnvironment();
const folder = mkdtempSync(join(tmpdir(), "shop-"));
const ledger = FileLedger.open(join(folder, "ledger.jsonl"));
const mails: string[] = [];
let mailed: () => void = () => undefined;
const allMailed = new Promise<void>((resolve) => {
  mailed = resolve;
});

const mailer = await startMailer({ tasks: brokers.tasks }, (text) => {
  mails.push(text);
  if (TOTALS.every((total) => mails.includes(`Thank you: ${total}`))) mailed();
  return Promise.resolve("sent");
});
const notifier = await startNotifier(brokers, ledger);
const shop = await checkout.start({ brokers: { events: brokers.events } });

/** In doubt, the same identity again is safe; a new one would be a second order. */
async function place(total: string): Promise<void> {
  const order = {
    eventId: randomUUID(),
    orderId: randomUUID(),
    region: "eu",
    lines: [{ sku: "A", quantity: 1 }],
    total,
    placedAt: new Date(),
  } as const;
  for (;;) {
    try {
      await shop.send.placing("OrderPlaced", order);
      return;
    } catch (error) {
      if (!(error instanceof SendError && error.outcome === "unknown")) throw error;
    }
  }
}

const late = setTimeout(() => {
  console.error(`only ${mails.length} of ${TOTALS.length} orders were mailed within ${PATIENCE_MS / 1000} s`);
  process.exit(1);
}, PATIENCE_MS);
await Promise.all(TOTALS.map(place));
await allMailed;
clearTimeout(late);
for (const service of [shop, notifier, mailer]) await service.stop();
console.log(
  `${TOTALS.length} orders placed, ${mails.length} mails sent, ${ledger.orders.size} orders in the ledger`,
);
ledger.close();
rmSync(folder, { recursive: true, force: true });
