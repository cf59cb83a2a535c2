/** Every script that is played on a real RabbitMQ and on its simulation. */
import type { Script } from "../../../../model/script.ts";
import { CONSUMING_SCRIPTS } from "./consuming.ts";
import { DEAD_LETTER_SCRIPTS } from "./dead-letters.ts";
import { ROUTING_SCRIPTS } from "./routing.ts";
import { STORING_SCRIPTS } from "./storing.ts";

export const RABBITMQ_SCRIPTS: readonly Script[] = [
  ...ROUTING_SCRIPTS,
  ...CONSUMING_SCRIPTS,
  ...STORING_SCRIPTS,
  ...DEAD_LETTER_SCRIPTS,
];
