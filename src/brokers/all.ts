/** Every broker there is. */
import type { CompileBroker } from "../compiler/broker.ts";
import type { VerifyBroker } from "../verify/broker.ts";
import { KAFKA } from "./kafka/broker.ts";
import { RABBITMQ } from "./rabbitmq/broker.ts";

export const BROKERS: readonly (CompileBroker & VerifyBroker)[] = [KAFKA, RABBITMQ];
