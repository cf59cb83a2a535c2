/** What each broker does with changes. */
import type { BrokerChanges } from "../diff/broker.ts";
import { KAFKA_CHANGES } from "./kafka/changes.ts";
import { RABBITMQ_CHANGES } from "./rabbitmq/changes.ts";

/** In the order of {@link import("./all.ts").BROKERS}. */
export const BROKER_CHANGES: readonly BrokerChanges[] = [KAFKA_CHANGES, RABBITMQ_CHANGES];
