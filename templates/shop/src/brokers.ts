/** The brokers that this program talks to: their addresses come from the environment. */
import { kafka } from "./generated/shop/runtime/kafka.js";
import { rabbitmq } from "./generated/shop/runtime/rabbitmq.js";
import type { Brokers } from "./generated/shop/notifier.js";

/** Ends the program where an address is missing. */
export function brokersFromEnvironment(): Brokers {
  const { WAYBILL_KAFKA, WAYBILL_RABBITMQ } = process.env;
  if (WAYBILL_KAFKA === undefined || WAYBILL_RABBITMQ === undefined) {
    console.error(
      "WAYBILL_KAFKA and WAYBILL_RABBITMQ say where the brokers are: npm run brokers starts some, then",
    );
    console.error('eval "$(npx waybill broker env)"');
    process.exit(2);
  }
  return {
    events: kafka({ bootstrap: WAYBILL_KAFKA.split(",") }),
    tasks: rabbitmq({ url: WAYBILL_RABBITMQ }),
  };
}
