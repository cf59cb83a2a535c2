/** What a spec may say of RabbitMQ and no client can do: refused before anything is opened. */
import type { Connecting } from "../../../client/broker.ts";
import type { ConsumerPlan } from "../../../client/plan.ts";

/** Throws a TypeError that names each. */
export function checkConsumers({ service, consumers }: Connecting): void {
  const wrong: string[] = [];
  for (const plan of Object.values(consumers)) {
    const why = unsupported(plan);
    if (why !== undefined) wrong.push(`${service}.${plan.name} (${plan.where}): ${why}`);
  }
  if (wrong.length > 0) throw new TypeError(wrong.join("\n"));
}

function unsupported({ settle, steps }: ConsumerPlan): string | undefined {
  if (settle.kind === "auto")
    return "RabbitMQ does not settle by itself; say settle in steps, or settle: on-delivery";
  const at = steps.findIndex((group) => group.includes("settle"));
  if (at < 0) return undefined;
  if ((steps[at]?.length ?? 0) > 1)
    return "RabbitMQ settles nothing together with another act; give settle a group of its own";
  if (at > 0 && at < steps.length - 1)
    return "a client settles before its handler or after it; put settle first or last";
  return undefined;
}
