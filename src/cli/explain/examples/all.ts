/** An example for each code of a broken promise that a small spec shows. The tests check that each gives its code. */
import type { HazardExample } from "./example.ts";
import { KAFKA_HANDLING } from "./kafka-handling.ts";
import { KAFKA_POSITIONS } from "./kafka-positions.ts";
import { KAFKA_SENDING } from "./kafka-sending.ts";
import { RABBITMQ_HANDLING } from "./rabbitmq-handling.ts";
import { RABBITMQ_QUEUES } from "./rabbitmq-queues.ts";
import { RABBITMQ_RETURNING } from "./rabbitmq-returning.ts";
import { RABBITMQ_SENDING } from "./rabbitmq-sending.ts";

/** By code. */
export const HAZARD_EXAMPLES: Readonly<Record<string, HazardExample>> = {
  ...KAFKA_SENDING,
  ...KAFKA_HANDLING,
  ...KAFKA_POSITIONS,
  ...RABBITMQ_SENDING,
  ...RABBITMQ_QUEUES,
  ...RABBITMQ_HANDLING,
  ...RABBITMQ_RETURNING,
};
