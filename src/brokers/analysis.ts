/** Every broker there is, without its simulation: what commands need that simulate nothing. */
import type { AnalysisBroker } from "../compiler/infer/analyse.ts";
import { KAFKA_ANALYSIS } from "./kafka/analysis.ts";
import { RABBITMQ_ANALYSIS } from "./rabbitmq/analysis.ts";

/** In the order of {@link import("./all.ts").BROKERS}. */
export const ANALYSIS_BROKERS: readonly AnalysisBroker[] = [KAFKA_ANALYSIS, RABBITMQ_ANALYSIS];
