/** Every script that is played on a real Kafka and on its simulation. */
import type { Script } from "../../../../model/script.ts";
import { GROUP_SCRIPTS } from "./group.ts";
import { ORDER_SCRIPTS } from "./order.ts";
import { PRODUCER_SCRIPTS } from "./producer.ts";
import { REPLICATION_SCRIPTS } from "./replication.ts";

export const KAFKA_SCRIPTS: readonly Script[] = [
  ...PRODUCER_SCRIPTS,
  ...ORDER_SCRIPTS,
  ...REPLICATION_SCRIPTS,
  ...GROUP_SCRIPTS,
];
