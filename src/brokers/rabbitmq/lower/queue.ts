/** The queue of a hop as a rest: what its node loses, what expires, overflows or is dead-lettered in it. */
import { anyOf, cut as oneCut, NONE, plus, twice } from "../../../compiler/infer/cuts.ts";
import type { Atom, Cuts, Rest } from "../../../compiler/infer/stage.ts";
import type { DisposeReason, FaultModel } from "../../../model/guarantee.ts";
import type { ConsumeSettings, HopSettings } from "../settings/hop.ts";
import {
  cut,
  diskLoss,
  handlerFailure,
  nodeOf,
  outage,
  pause,
  powerLoss,
  processCrash,
  returnsOf,
  SITES,
  slow,
} from "../settings/places.ts";

export const boundMs = (faults: FaultModel, kind: keyof FaultModel["kinds"]): number => faults.kinds[kind]?.ms ?? 0;

/** Faults of the consumer that let a backlog grow beyond any prefetch, and last. With others beside it, one that is paused does not. */
export function backlogAtoms(settings: HopSettings, instances: number): readonly Atom[] {
  const { endpoint, prefetch } = settings.consume;
  const out = [outage(endpoint)];
  if (prefetch > 0) out.push(slow(endpoint));
  if (instances === 1) out.push(pause(endpoint));
  return out;
}

/** Faults that end the consumer's connection, so that what it holds returns; node faults entail the first. */
export function closingAtoms({ endpoint, detectionMs }: ConsumeSettings, faults: FaultModel): readonly Atom[] {
  const out = [cut(endpoint), processCrash(endpoint), outage(endpoint)];
  if (boundMs(faults, "pause") > detectionMs) out.push(pause(endpoint));
  return out;
}

/** The rest, and the counted atom of its delivery limit. */
export function queueRest(settings: HopSettings, instances: number, faults: FaultModel): { rest: Rest; counted: ReadonlyMap<string, readonly Atom[]> } {
  const { queue } = settings;
  const returning = returningAtoms(settings, faults);
  const disposes = new Map<DisposeReason, Cuts>();
  let lost = NONE;
  let stuck = NONE;
  const add = (reason: DisposeReason, cuts: Cuts): void => {
    if (cuts.length === 0) return;
    const letters = settings.deadLettering;
    if (letters === undefined) disposes.set(reason, plus(disposes.get(reason) ?? NONE, cuts));
    else if (letters.targets.length === 0 && letters.atLeastOnce) stuck = plus(stuck, cuts);
    else if (letters.targets.length === 0) lost = plus(lost, cuts);
    else {
      disposes.set("dead-letter", plus(disposes.get("dead-letter") ?? NONE, cuts));
      lost = plus(lost, lostLetters(settings, cuts));
    }
  };
  add("expire", expiry(settings, instances, faults));
  if (queue.limited && queue.overflow === "drop-head")
    add("overflow", anyOf(backlogAtoms(settings, instances), { points: [SITES.published], cites: ["R-LEN-02", "R-E2E-B10"] }));
  if (queue.limited && queue.overflow === "reject-publish-dlx" && settings.deadLettering === undefined) lost = plus(lost, NONE);
  if (queue.deliveryLimit !== undefined && !settings.consume.autoAck) {
    const term = { points: [SITES.acknowledged], cites: ["R-REQ-07", "R-REQ-08", "R-E2E-C11"] };
    const times = queue.deliveryLimit + 1;
    add("reject", [oneCut([times === 1 ? returnsOf(queue.name) : `${returnsOf(queue.name)}#${times}`], term)]);
  }
  const failure = settings.consume.failure.then;
  if (failure === "reject" || failure === "park") {
    const failed = anyOf([handlerFailure(settings.consume.endpoint)], { points: [SITES.begun], cites: ["R-DLX-01", "R-E2E-C13"] });
    if (settings.consume.failure.retries === 0 && failure === "park") disposes.set("dead-letter", plus(disposes.get("dead-letter") ?? NONE, failed));
    else if (settings.consume.failure.retries === 0 && settings.deadLettering !== undefined) add("dead-letter", failed);
  }
  return {
    rest: {
      kind: "rest",
      name: "queue",
      tail: stored(settings),
      each: lost,
      disposes,
      lane: { kind: "one" },
      resplit: NONE,
      progressOutlives: false,
      ...(stuck.length === 0 ? {} : { extra: { stuck } }),
    },
    counted: new Map([[returnsOf(queue.name), returning]]),
  };
}

/** What the queue's node loses with its memory, its page cache or its disk. */
function stored(settings: HopSettings): Cuts {
  const { queue, publish, broker } = settings;
  const node = nodeOf(queue.name);
  const kept = queue.type === "quorum" || (queue.durable && publish.persistent);
  const points = [SITES.published];
  return plus(
    anyOf(kept ? [] : [processCrash(node), powerLoss(node), outage(broker)], { points, cites: ["R-DUR-02", "R-E2E-B01", "R-E2E-B02"] }),
    anyOf(queue.fsyncs ? [] : [powerLoss(node)], { points, cites: ["R-DUR-03", "R-E2E-B05"] }),
    anyOf(queue.members > 1 ? [] : [diskLoss(node)], { points, cites: ["R-E2E-B06", "R-E2E-B08"] }),
  );
}

/** R-TTL-02, R-TTL-04: what waits too long expires, and what comes back after its time. */
function expiry(settings: HopSettings, instances: number, faults: FaultModel): Cuts {
  const { queue, consume, broker } = settings;
  const { ttlMs, consumerTimeoutMs } = queue;
  if (ttlMs === undefined) return NONE;
  const longer = (kind: "outage" | "slow" | "pause"): boolean => boundMs(faults, kind) > ttlMs;
  const out: Atom[] = [];
  if (longer("outage")) out.push(outage(broker), outage(consume.endpoint));
  if (longer("slow") && consume.prefetch > 0) out.push(slow(consume.endpoint));
  if (longer("pause") && instances === 1) out.push(pause(consume.endpoint));
  if (!consume.autoAck) {
    if (consumerTimeoutMs !== undefined && ttlMs <= consumerTimeoutMs && boundMs(faults, "slow") > consumerTimeoutMs)
      out.push(slow(consume.endpoint));
    if (ttlMs <= consume.detectionMs && boundMs(faults, "pause") > consume.detectionMs) out.push(pause(consume.endpoint));
  }
  return anyOf(out, { points: [SITES.published], cites: ["R-TTL-02", "R-TTL-04", "R-E2E-B11"] });
}

/** R-REQ-07: what makes a delivery come back and counts. */
function returningAtoms(settings: HopSettings, faults: FaultModel): readonly Atom[] {
  const { consume, queue, broker } = settings;
  const node = nodeOf(queue.name);
  const out = [...closingAtoms(consume, faults), processCrash(node), powerLoss(node), diskLoss(node), outage(broker)];
  if (consume.failure.then === "requeue" && consume.failure.retries !== undefined) out.push(handlerFailure(consume.endpoint));
  const { consumerTimeoutMs, timeoutCounts } = queue;
  if (timeoutCounts && consumerTimeoutMs !== undefined && boundMs(faults, "slow") > consumerTimeoutMs) out.push(slow(consume.endpoint));
  return out;
}

/** R-DLX-14: a letter sent at most once is lost with the node between queue and target, or when no target takes it. */
function lostLetters(settings: HopSettings, letters: Cuts): Cuts {
  const { queue, broker, deadLettering } = settings;
  if (deadLettering === undefined || deadLettering.atLeastOnce) return NONE;
  const node = nodeOf(queue.name);
  const cites = ["R-DLX-14", "R-E2E-D02"];
  const points = [SITES.transferred];
  const [only, ...others] = deadLettering.targets;
  const refusals =
    only === undefined || others.length > 0
      ? []
      : [
          ...(only.refusesWhenDown ? [processCrash(nodeOf(only.name)), powerLoss(nodeOf(only.name))] : []),
          ...only.backlogs.flatMap((endpoint) => [slow(endpoint), outage(endpoint)]),
        ];
  return twice(letters, anyOf([processCrash(node), powerLoss(node), diskLoss(node), outage(broker), ...refusals], { points, cites }));
}
