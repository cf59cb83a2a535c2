/** Ways on which dead-lettering alone brings a message back to a queue it died in (R-DLX-07). */
import { numberSetting, textSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import { ANY_KEY, type Key } from "./keys.ts";
import { type Arrival, deadLettering, deadLetters, type Flood } from "./reach.ts";
import { isAtLeast, queueType, type Scene } from "./scene.ts";

export interface Cycle {
  /** In the order a message passes them; the last leads back to the first. */
  readonly queues: readonly Channel[];
  /** Why it leaves each of them. */
  readonly reasons: readonly string[];
  /** It goes round only while a queue on the way is full. */
  readonly whenFull: boolean;
}

/** Longer ways round are not looked for, nor more steps than this taken in all: a topology is never that deep. */
const QUEUES_MAX = 16;
const STEPS_MAX = 200_000;

/** Each way round once, beginning at the queue that is declared first. Pure. */
export function cycles(scene: Scene, known: Flood): readonly Cycle[] {
  const found = new Map<string, Cycle>();
  let steps = STEPS_MAX;
  const walk = (path: readonly Arrival[], whenFull: boolean): void => {
    const at = path.at(-1);
    const [start] = path;
    if (at === undefined || start === undefined || steps <= 0 || path.length > QUEUES_MAX) return;
    steps -= 1;
    const death = naturalDeath(scene, at.queue);
    if (death === undefined) return;
    const isFull = whenFull || death.whenFull;
    for (const next of onward(scene, at)) {
      if (next.queue === start.queue) note(found, scene, path, isFull);
      else if (!path.some(({ queue }) => queue === next.queue)) walk([...path, next], isFull);
    }
  };
  for (const queue of scene.queues) {
    if (deadLettering(queue) === undefined) continue;
    const keys: readonly Key[] = [...(known.keys.get(queue) ?? [ANY_KEY])];
    for (const key of keys) walk([{ queue, key }], false);
  }
  return [...found.values()];
}

function note(found: Map<string, Cycle>, scene: Scene, path: readonly Arrival[], whenFull: boolean): void {
  const queues = path.map(({ queue }) => queue);
  const id = JSON.stringify(queues.map(({ name }) => name).sort());
  const known = found.get(id);
  if (known !== undefined && (!known.whenFull || whenFull)) return;
  const reasons = queues.map(
    (queue) => `${queue.name} lets them go by ${naturalDeath(scene, queue)?.reason ?? ""}`,
  );
  found.set(id, { queues, reasons, whenFull });
}

function onward(scene: Scene, { queue, key }: Arrival): readonly Arrival[] {
  const letters = deadLettering(queue);
  return letters === undefined ? [] : (deadLetters(scene, letters, key)?.arrivals ?? []);
}

/** How a message dies in `queue` without being rejected; the certain way before that of a full queue. */
function naturalDeath(
  scene: Scene,
  queue: Channel,
): { readonly reason: string; readonly whenFull: boolean } | undefined {
  if (numberSetting(queue.settings, "message-ttl") !== undefined)
    return { reason: "message-ttl", whenFull: false };
  if (countsReturns(scene, queue)) return { reason: "delivery-limit", whenFull: false };
  const isLimited = ["max-length", "max-length-bytes"].some(
    (name) => numberSetting(queue.settings, name) !== undefined,
  );
  const refuses = textSetting(queue.settings, "overflow") === "reject-publish";
  return isLimited && !refuses ? { reason: "overflow", whenFull: true } : undefined;
}

/** Whether its delivery limit can be what ends a message: not where all its consumers reject before (R-REQ-08). */
function countsReturns(scene: Scene, queue: Channel): boolean {
  if (queueType(scene, queue) !== "quorum") return false;
  const limit = numberSetting(queue.settings, "delivery-limit");
  const consumers = scene.consumers.filter(({ from }) => scene.find(from) === queue);
  const returns = consumers.some(({ onFailure }) => onFailure.kind === "requeue");
  if (limit === undefined)
    return !("delivery-limit" in queue.settings) && isAtLeast(scene.broker, "4.0") && returns;
  if (limit < 0) return false;
  return returns || consumers.every(({ onFailure }) => onFailure.kind === "unknown");
}
