/** The queue of a hop as a rest: what its node loses, what expires, overflows or is dead-lettered in it. */
import { counted, kindOf } from "../../../compiler/infer/atom.ts";
import { anyOf, cut as oneCut, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Atom, Cuts, Rest } from "../../../compiler/infer/stage.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
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
  consumerReturnsOf,
  returnsOf,
  SITES,
  slow,
} from "../settings/places.ts";
import { Leaving } from "./leaving.ts";
import { backlog, boundMs, expiry } from "./time.ts";

/** Faults that end the consumer's connection, so that what it holds returns; node faults entail the first. */
function closingAtoms({ endpoint, detectionMs }: ConsumeSettings, faults: FaultModel): readonly Atom[] {
  const out = [cut(endpoint), processCrash(endpoint), outage(endpoint)];
  if (boundMs(faults, "pause") > detectionMs) out.push(pause(endpoint));
  return out;
}

/** A handler fails once more than it is repeated in place. */
export function exhausted({ failure, endpoint }: ConsumeSettings): Cuts {
  if (failure.retries === undefined) return NONE;
  const term = { points: [SITES.begun], cites: ["R-DLX-01", "R-E2E-C13"] };
  return [oneCut([counted(handlerFailure(endpoint), failure.retries + 1)], term)];
}

/** The queue as a rest, and what the stages beside it have to know of it. */
export interface LoweredQueue {
  readonly rest: Rest;
  readonly counted: ReadonlyMap<string, readonly Atom[]>;
  /** What empties the queue. */
  readonly emptied: Cuts;
  /** What takes a single message that a consumer held, or may take it, before it is handed over again. */
  readonly taken: Cuts;
}

export function queueRest(settings: HopSettings, instances: number, faults: FaultModel): LoweredQueue {
  const { queue, consume } = settings;
  const expired = expiry(settings, instances, faults);
  const drops = queue.limited && queue.overflow === "drop-head";
  const overflowed = drops ? backlog(settings, instances, ["R-LEN-02", "R-E2E-B10"]) : NONE;
  const emptied = stored(settings);
  const leaving = new Leaving(settings);
  leaving.add("expire", expired, "head");
  leaving.add("overflow", overflowed, "head");
  leaving.add("reject", returnedTooOften(settings), "any");
  if (refusesIntoLetters(settings))
    leaving.add("overflow", backlog(settings, instances, ["R-LEN-05"]), "head");
  if (!consume.autoAck && !consume.settlesFirst) leaveFailing(leaving, settings);
  const firstReturn =
    queue.deliveryLimit === 0
      ? anyOf(closingAtoms(consume, faults), { points: [SITES.acknowledged], cites: ["R-REQ-09"] })
      : NONE;
  return {
    rest: {
      ...restOf(emptied, leaving),
      meanwhile: expired.filter(({ atoms }) => atoms.every((atom) => kindOf(atom) === "pause")),
    },
    counted: new Map([
      [returnsOf(queue.name), [...consumerReturns(settings, faults), ...nodeReturns(settings)]],
      [consumerReturnsOf(queue.name), consumerReturns(settings, faults)],
    ]),
    emptied,
    // A handler that is not paused has ended before a time to live is over.
    taken: plus(
      emptied,
      overflowed,
      firstReturn,
      expired.filter(({ atoms }) => atoms.includes(pause(consume.endpoint))),
    ),
  };
}

function restOf(emptied: Cuts, { lost, disposes, stuck }: Leaving): Rest {
  return {
    kind: "rest",
    name: "queue",
    tail: plus(emptied, lost.head),
    each: lost.any,
    disposes,
    lane: { kind: "one" },
    resplit: NONE,
    progressOutlives: false,
    ...(stuck.length === 0 ? {} : { extra: { stuck } }),
  };
}

/** What the client does about a handler that fails for good, as far as it is the queue's. */
function leaveFailing(leaving: Leaving, { consume, deadLettering, queue }: HopSettings): void {
  const failed = exhausted(consume);
  const { retries, then } = consume.failure;
  if (then === "park") leaving.parked(failed);
  // Without repetition in place and without a dead-letter exchange it is the handler's loss, act by act.
  else if (then === "reject" && (deadLettering !== undefined || retries !== 0))
    leaving.add("reject", failed, "any");
  else if (then === "skip" && retries !== 0) leaving.skipped(failed);
  else if (then === "requeue" && retries !== 0 && queue.deliveryLimit === 0)
    leaving.add("reject", failed, "any");
}

/** A publisher without confirms does not hear that a full queue refused; the dead-letter exchange has the message (R-LEN-05). */
export function refusesIntoLetters({ queue, publish, deadLettering }: HopSettings): boolean {
  return (
    !publish.confirms &&
    queue.limited &&
    queue.overflow === "reject-publish-dlx" &&
    deadLettering !== undefined
  );
}

/** R-REQ-08: the return that exceeds the limit takes the message out of the queue. */
function returnedTooOften(settings: HopSettings): Cuts {
  const { queue, consume } = settings;
  if (queue.deliveryLimit === undefined || consume.autoAck) return NONE;
  const term = { points: [SITES.acknowledged], cites: ["R-REQ-07", "R-REQ-08", "R-E2E-C11"] };
  // Told apart by name, not by entailment: a letter that a crash of the node starts is not lost by the same crash.
  if (queue.deliveryLimit === 0)
    return plus([oneCut([consumerReturnsOf(queue.name)], term)], anyOf(nodeReturns(settings), term));
  return [oneCut([counted(returnsOf(queue.name), queue.deliveryLimit + 1)], term)];
}

/** What the queue's node loses with its memory, its page cache or its disk. */
function stored(settings: HopSettings): Cuts {
  const { queue, publish, broker } = settings;
  const node = nodeOf(queue.name);
  const kept = queue.type === "quorum" || (queue.durable && publish.persistent);
  const points = [SITES.published];
  return plus(
    anyOf(kept ? [] : [processCrash(node), powerLoss(node), outage(broker)], {
      points,
      cites: ["R-DUR-02", "R-E2E-B01", "R-E2E-B02"],
    }),
    anyOf(queue.fsyncs ? [] : [powerLoss(node)], { points, cites: ["R-DUR-03", "R-E2E-B05"] }),
    anyOf([counted(diskLoss(node), Math.floor(queue.members / 2) + 1)], {
      points,
      cites: ["R-E2E-B06", "R-E2E-B08"],
    }),
  );
}

/** R-REQ-07: faults of the consumer that make a delivery come back and count. */
function consumerReturns({ consume, queue }: HopSettings, faults: FaultModel): readonly Atom[] {
  const out = [...closingAtoms(consume, faults)];
  const { retries, then } = consume.failure;
  if (then === "requeue" && retries === 0 && !consume.settlesFirst)
    out.push(handlerFailure(consume.endpoint));
  const { consumerTimeoutMs, timeoutCounts } = queue;
  if (timeoutCounts && consumerTimeoutMs !== undefined && boundMs(faults, "slow") > consumerTimeoutMs)
    out.push(slow(consume.endpoint));
  return out;
}

/** What stops the queue's node and leaves the queue its content: what consumers hold comes back and counts (R-DUR-07). */
function nodeReturns(settings: HopSettings): readonly Atom[] {
  const node = nodeOf(settings.queue.name);
  const emptied = stored(settings).flatMap(({ atoms }) => atoms);
  const stops = [processCrash(node), powerLoss(node), diskLoss(node), outage(settings.broker)];
  return stops.filter((atom) => !emptied.includes(atom));
}
