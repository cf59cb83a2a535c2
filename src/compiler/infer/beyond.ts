/** What of a hop no broker has a say in and no stage models: a verdict over it is not judged. */
import { endpointId, type Hop } from "../../model/flow.ts";

/** In words, with the entity. */
export function beyond({ producer, consumer, channels }: Hop): readonly string[] {
  const found: string[] = [];
  const { writes } = producer;
  if (writes !== undefined)
    found.push(`${endpointId(producer)}: ${writes.order === "outbox" ? "source" : "steps"}`);
  const at = endpointId(consumer);
  if (consumer.effect.kind === "overwrite") found.push(`${at}: effect: overwrite`);
  if (consumer.sends.some(({ per }) => per !== undefined)) found.push(`${at}: sends`);
  for (const { kind, name, declaredBy } of channels)
    if (declaredBy !== undefined) found.push(`${kind} ${name}: declared-by`);
  return found;
}
