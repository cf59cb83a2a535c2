/** Everything that people ask about. */
import type { Concept } from "./concept.ts";
import { DELIVERY } from "./delivery.ts";
import { KAFKA } from "./kafka.ts";
import { LIMITS } from "./limits.ts";
import { PRACTICE } from "./practice.ts";
import { RABBITMQ } from "./rabbitmq.ts";
import { VERDICTS } from "./verdicts.ts";

export const CONCEPTS: readonly Concept[] = [
  ...DELIVERY,
  ...KAFKA,
  ...RABBITMQ,
  ...PRACTICE,
  ...LIMITS,
  ...VERDICTS,
];
