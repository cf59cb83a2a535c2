/** The brokers that this program talks to: their addresses come from the environment. */
import { kafka } from "./generated/shop/runtime/kafka.js";
import { rabbitmq } from "./generated/shop/runtime/rabbitmq.js";
import type { Brokers } from "./generated/shop/notifier.js";

/** Throws where an address is missing. */
export function brokersFromEnvironment(): Brokers {
  const { WAYBILL_KAFKA, WAYBILL_RABBITMQ } = process.env;
  if (WAYBILL_KAFKA === undefined || WAYBILL_RABBITMQ === undefined)
    throw new Error(
      'WAYBILL_KAFKA and WAYBILL_RABBITMQ say where the brokers are: npm run brokers, then eval "$(npx waybill broker env)"',
    );
  return {
    events: kafka({ bootstrap: WAYBILL_KAFKA.split(",") }),
    tasks: rabbitmq({ url: WAYBILL_RABBITMQ }),
  };
}
