/** The queue of a hop as a rest: what its node loses, what expires, overflows or is dead-lettered in it. */
import { counted } from "../../../compiler/infer/atom.ts";
import { anyOf, cut as oneCut, minimal, NONE, plus, twice } from "../../../compiler/infer/cuts.ts";
import type { Atom, Cuts, Rest } from "../../../compiler/infer/stage.ts";
import type { DisposeReason, FaultModel } from "../../../model/guarantee.ts";
import type { ConsumeSettings, HopSettings } from "../settings/hop.ts";
import {
  cut,
  diskLoss,
  handlerFailure,
  lateStart,
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

export const boundMs = (faults: FaultModel, kind: keyof FaultModel["kinds"]): number =>
  faults.kinds[kind]?.ms ?? 0;

/** Faults of the consumer that let a backlog grow beyond any prefetch, and last. With others beside it, one that is paused does not. */
export function backlog(settings: HopSettings, instances: number, cites: readonly string[]): Cuts {
  const { endpoint, prefetch } = settings.consume;
  const out: (readonly Atom[])[] = [[outage(endpoint)], ...allPaused(endpoint, instances)];
  if (prefetch > 0) out.push([slow(endpoint)]);
  return minimal(out.map((atoms) => oneCut(atoms, { points: [SITES.published], cites })));
}

/** What leaves nobody who consumes while one is paused. With more than two instances it takes more faults than any model allows. */
function allPaused(endpoint: string, instances: number): readonly (readonly Atom[])[] {
  if (instances === 1) return [[pause(endpoint)]];
  if (instances > 2) return [];
  return [
    [counted(pause(endpoint), 2)],
    [pause(endpoint), processCrash(endpoint)],
    [pause(endpoint), lateStart(endpoint)],
  ];
}

/** Faults that end the consumer's connection, so that what it holds returns; node faults entail the first. */
export function closingAtoms(
  { endpoint, detectionMs }: ConsumeSettings,
  faults: FaultModel,
): readonly Atom[] {
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
  const { lost, disposes, stuck } = leaving;
  const rest: Rest = {
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
  const firstReturn =
    queue.deliveryLimit === 0
      ? anyOf(closingAtoms(consume, faults), { points: [SITES.acknowledged], cites: ["R-REQ-09"] })
      : NONE;
  return {
    rest,
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

/** Where a message goes that leaves the queue for a reason. */
class Leaving {
  readonly disposes: Map<DisposeReason, Cuts> = new Map<DisposeReason, Cuts>();
  /** Lost: the oldest first, or any of them. */
  readonly lost: Record<"head" | "any", Cuts> = { head: NONE, any: NONE };
  stuck: Cuts = NONE;
  readonly #settings: HopSettings;

  constructor(settings: HopSettings) {
    this.#settings = settings;
  }

  /** `which` leave: the oldest first, or any of them. */
  add(reason: DisposeReason, cuts: Cuts, which: "head" | "any"): void {
    const letters = this.#settings.deadLettering;
    if (letters === undefined) this.#dispose(reason, cuts);
    else if (letters.targets.length > 0) {
      this.#dispose("dead-letter", cuts);
      this.lost.head = plus(this.lost.head, lostLetters(this.#settings, cuts));
    } else if (letters.atLeastOnce) this.stuck = plus(this.stuck, cuts);
    else this.lost[which] = plus(this.lost[which], cuts);
  }

  /** Published to a parking queue and acknowledged by the client. */
  parked(cuts: Cuts): void {
    this.#dispose("dead-letter", cuts);
  }

  /** Acknowledged without having been handled. */
  skipped(cuts: Cuts): void {
    this.lost.any = plus(this.lost.any, cuts);
  }

  #dispose(reason: DisposeReason, cuts: Cuts): void {
    if (cuts.length > 0) this.disposes.set(reason, plus(this.disposes.get(reason) ?? NONE, cuts));
  }
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

/** R-TTL-02, R-TTL-04: what waits too long expires, and what comes back after its time. */
function expiry(settings: HopSettings, instances: number, faults: FaultModel): Cuts {
  const { queue, consume, broker } = settings;
  const { ttlMs, consumerTimeoutMs } = queue;
  if (ttlMs === undefined) return NONE;
  const longer = (kind: "outage" | "slow" | "pause"): boolean => boundMs(faults, kind) > ttlMs;
  const out: Atom[] = [];
  if (longer("outage")) out.push(outage(consume.endpoint));
  // Without acknowledgements nothing lies in the queue while its consumers are there.
  if (longer("outage") && !consume.autoAck) out.push(outage(broker));
  if (longer("slow") && consume.prefetch > 0) out.push(slow(consume.endpoint));
  if (!consume.autoAck) {
    if (
      consumerTimeoutMs !== undefined &&
      ttlMs <= consumerTimeoutMs &&
      boundMs(faults, "slow") > consumerTimeoutMs
    )
      out.push(slow(consume.endpoint));
    if (ttlMs <= consume.detectionMs && boundMs(faults, "pause") > consume.detectionMs)
      out.push(pause(consume.endpoint));
  }
  const term = { points: [SITES.published], cites: ["R-TTL-02", "R-TTL-04", "R-E2E-B11"] };
  const paused = longer("pause") ? allPaused(consume.endpoint, instances) : [];
  return plus(anyOf(out, term), minimal(paused.map((atoms) => oneCut(atoms, term))));
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

/** R-DLX-14: a letter sent at most once is lost with the node between queue and target, or when no target takes it. */
function lostLetters(settings: HopSettings, letters: Cuts): Cuts {
  const { queue, broker, deadLettering } = settings;
  if (deadLettering === undefined || deadLettering.atLeastOnce) return NONE;
  const node = nodeOf(queue.name);
  // Strikes that return the message and one that loses the letter are more than any fault model allows, but for a
  // handler that fails several times at one strike.
  const failing = handlerFailure(settings.consume.endpoint);
  const once = letters.flatMap((one) =>
    one.atoms.some((atom) => atom.startsWith(returnsOf(queue.name)))
      ? [oneCut([counted(failing, (queue.deliveryLimit ?? 0) + 1)], one.term)]
      : [one],
  );
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
  return twice(
    once,
    anyOf([processCrash(node), powerLoss(node), diskLoss(node), outage(broker), ...refusals], {
      points,
      cites,
    }),
  );
}
