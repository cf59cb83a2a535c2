/** What a definitions file leaves to the broker: its own exchanges, and the meaning of what is not written. */
import { QUEUE_TYPES } from "../vocabulary/types.ts";
import type { BindingDefinition, ExchangeDefinition } from "./definitions.ts";

/** RabbitMQ declares these itself, so a file that binds them does not. */
const PREDECLARED: Readonly<Record<string, string>> = {
  "amq.direct": "direct",
  "amq.fanout": "fanout",
  "amq.topic": "topic",
};

/** The type of an exchange that RabbitMQ declares itself; undefined for any other. */
export function predeclaredType(name: string): string | undefined {
  return Object.hasOwn(PREDECLARED, name) ? PREDECLARED[name] : undefined;
}

/** Exchanges of RabbitMQ's own that a binding uses and the file does not declare. Their line is that of the binding. */
export function predeclared(
  exchanges: readonly ExchangeDefinition[],
  bindings: readonly BindingDefinition[],
): readonly ExchangeDefinition[] {
  const declared = new Set(exchanges.map(({ name }) => name));
  const found = new Map<string, ExchangeDefinition>();
  for (const { source, destination, toQueue, vhost, line } of bindings) {
    for (const name of toQueue ? [source] : [source, destination]) {
      const type = predeclaredType(name);
      if (type === undefined || declared.has(name) || found.has(name)) continue;
      const common = { durable: true, autoDelete: false, internal: false, arguments: new Map() };
      found.set(name, { vhost, name, line, type, ...common });
    }
  }
  return [...found.values()];
}

/** The type of a queue as it is written, undefined where that says nothing; some versions write the module's name. */
export function queueTypeWord(type: string | undefined): string | undefined {
  if (type === undefined || type === "" || type === "undefined" || type === "default") return undefined;
  return /^rabbit_(classic|quorum|stream)_queue$/.exec(type)?.[1] ?? type;
}

/** Whether queues of this type can stand in a draft. */
export function isModelledQueue(queueType: string): boolean {
  return QUEUE_TYPES.modelled.some((each) => each === queueType);
}
