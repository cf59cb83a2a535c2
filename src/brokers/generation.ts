/** What each broker contributes to generated clients. */
import type { GenerateBroker } from "../codegen/broker.ts";
import { KAFKA_GENERATION } from "./kafka/generate.ts";
import { RABBITMQ_GENERATION } from "./rabbitmq/generate.ts";

/** In the order of {@link import("./all.ts").BROKERS}. */
export const GENERATE_BROKERS: readonly GenerateBroker[] = [KAFKA_GENERATION, RABBITMQ_GENERATION];
