/** The consumer of a hop as a step: acks sent and not awaited, or none at all. R-CONS-05 … R-CONS-09, R-E2E-C01 … C07. */
import { baseOf } from "../../../compiler/infer/atom.ts";
import type { Followed } from "../../../compiler/infer/lowering.ts";
import { anyOf, ATOMS_MAX, NONE, plus, times, twice } from "../../../compiler/infer/cuts.ts";
import type { ActKind, Atom, Cuts, Lane, Step } from "../../../compiler/infer/stage.ts";
import type { Hop } from "../../../model/flow.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import type { Act, Consumer } from "../../../model/topology.ts";
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
  SITES,
} from "../settings/places.ts";
import { exhausted } from "./queue.ts";
import { forgets, gated, type Program, remembers, stillKnown, storeOf } from "./store.ts";
import { boundMs } from "./time.ts";

interface Consuming {
  readonly hop: Hop;
  readonly settings: HopSettings;
  readonly followed: Followed;
  readonly faults: FaultModel;
  /** What takes a message out of the queue that a consumer held. */
  readonly taken: Cuts;
}

export function consumeStep({ hop, settings, followed, faults, taken }: Consuming): Step {
  const { consumer } = hop;
  const { consume, queue } = settings;
  const steps = consumer.steps === "unknown" ? [] : consumer.steps;
  const own = steps.map((group) => group.map((act) => act.kind));
  // Without acknowledgements the broker settles as it delivers: before the handler.
  const groups: readonly (readonly ActKind[])[] = consume.autoAck ? [["settle"], ...own] : own;
  const follow = followedGroup(steps, followed) + (consume.autoAck ? 1 : 0);
  const settledFirst = groups.findIndex((acts) => acts.includes("settle")) < follow;
  const parallel = handlersAtOnce(hop, settings, settledFirst);
  const common: Step = {
    kind: "step",
    name: "consume",
    groups,
    follow,
    retries: "program",
    posted: !consume.autoAck,
    fails: [],
    unheard: [],
    dies: NONE,
    gives: NONE,
    again: false,
    awaits: true,
    inFlight: parallel.many ? "many" : "one",
    ...(parallel.lane === undefined ? {} : { lane: parallel.lane }),
    sequenced: false,
    unsettled: consume.prefetch === 1 && consumer.instances === 1 ? "one" : "many",
    returns: queue.returns,
    recognises: new Map(),
    steals: NONE,
    fence: groups.length,
    others: rivals(consumer),
  };
  if (!settings.publish.routed) return { ...common, inFlight: "one" };
  const overlapping = overlaps(hop, settings, taken);
  const told = consume.autoAck
    ? withoutAcks(hop, settings, { groups, follow }, faults)
    : withAcks(hop, settings, { groups, follow }, faults);
  return {
    ...common,
    ...told,
    ...gated(hop, steps, settings, faults),
    extra: {
      swap: plus(overlapping, overtaken(settings, common)),
      loss: failingBehindSettle(settings, common),
      dup: plus(
        forgotten(hop, settings, { groups, follow }, faults),
        handedToAnother(hop, settings, { groups, follow }),
      ),
    },
  };
}

/**
 * Does somebody go on while a handler whose delivery is gone still acts: another instance, or another handler of its
 * own? What those do at the same time a gate recognises: no time passes for it to forget.
 */
function rivals(consumer: Consumer): boolean {
  return consumer.instances > 1 || (together(consumer) && consumer.effect.kind !== "idempotent");
}

/** Group of the act that leads on or ends the flow. */
function followedGroup(steps: readonly (readonly Act[])[], followed: Followed): number {
  const is = (act: Act): boolean =>
    followed === "effect" ? act.kind === "effect" : act.kind === "send" && act.producer === followed.send;
  return Math.max(
    0,
    steps.findIndex((group) => group.some(is)),
  );
}

interface Parallel {
  readonly many: boolean;
  readonly lane?: Lane;
}

/**
 * Handlers at once over all instances; a prefetch of one allows one, unless it settles first. One a value of a path
 * keeps the values apart in one instance.
 */
function handlersAtOnce({ consumer }: Hop, { consume }: HopSettings, settledFirst: boolean): Parallel {
  const { concurrency, instances } = consumer;
  if (instances > 1) return { many: true };
  const single = consume.prefetch === 1 && !settledFirst;
  if (typeof concurrency !== "number")
    return single ? { many: false } : { many: true, lane: { kind: "by", path: concurrency.per } };
  return { many: concurrency > 1 && !single };
}

/** A prefetch of one holds back while a delivery is open. Where it closes and does not come back, its handler goes on beside the next. */
function overlaps({ consumer }: Hop, { consume, queue, broker }: HopSettings, taken: Cuts): Cuts {
  if (!together(consumer) || consume.prefetch !== 1 || consumer.instances > 1) return NONE;
  const node = nodeOf(queue.name);
  const survived = [
    cut(consume.endpoint),
    pause(consume.endpoint),
    processCrash(node),
    powerLoss(node),
    diskLoss(node),
    outage(broker),
  ];
  return taken.filter(({ atoms }) => atoms.every((atom) => survived.includes(baseOf(atom))));
}

/** Behind the ack a handler that was repeated in place often enough has nothing left to return: its message is lost (R-CONS-05). */
function failingBehindSettle({ consume }: HopSettings, { groups, follow = 0 }: Step): Cuts {
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  return settles >= 0 && settles < follow && consume.failure.retries !== 0 ? exhausted(consume) : NONE;
}

/** One that was repeated in place often enough is returned, behind what has been handed over meanwhile. */
function overtaken({ consume, queue }: HopSettings, { unsettled, returns, groups, follow = 0 }: Step): Cuts {
  const { retries, then } = consume.failure;
  const settledFirst = groups.findIndex((acts) => acts.includes("settle")) < follow;
  if (consume.autoAck || queue.deliveryLimit === 0) return NONE;
  const failed = exhausted(consume);
  // A reject, an ack of what is skipped or failed behind it, is lost with its connection: the message comes back behind its successors.
  if (then !== "requeue" || settledFirst)
    return unsettled === "many" ? times(failed, lostVerdict(consume), ATOMS_MAX) : NONE;
  return retries !== 0 && (unsettled === "many" || returns === "tail") ? failed : NONE;
}

/** Handlers of one instance run beside each other, whatever their messages. */
function together({ concurrency }: Consumer): boolean {
  return typeof concurrency === "number" && concurrency > 1;
}

type Told = Pick<Step, "retries" | "fails" | "unheard" | "steals"> & Partial<Pick<Step, "inPlace">>;

function withAcks(hop: Hop, settings: HopSettings, { groups, follow }: Program, faults: FaultModel): Told {
  const { consume, queue } = settings;
  const { endpoint, failure } = consume;
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  const r = settles < 0 ? groups.length : settles;
  const inPlace = failure.retries !== 0;
  const repeats = inPlace || failure.then === "requeue";
  // What returns for the first time goes: nothing comes back (R-REQ-08, R-REQ-09).
  const dropped = queue.deliveryLimit === 0;
  const failing = anyOf([handlerFailure(endpoint)], {
    points: [SITES.begun],
    cites: ["R-REQ-01", "R-E2E-C05"],
  });
  const disposed =
    !inPlace &&
    (failure.then === "park" || (failure.then === "reject" && settings.deadLettering !== undefined));
  const returned = !inPlace && failure.then === "requeue" && dropped;
  const remembered = inPlace && remembers(hop, groups, follow);
  const lostAck = lostVerdict(consume);
  const stops = anyOf([processCrash(endpoint), outage(endpoint)], {
    points: [SITES.begun],
    cites: ["R-CONS-08", "R-E2E-C03"],
  });
  const paused = stillKnown(hop, settings, { groups, follow }) ? [] : noticed(settings, faults);
  const steals = anyOf([cut(endpoint), ...paused], {
    points: [SITES.begun],
    cites: ["R-CONS-05", "R-CONS-08", "R-E2E-C10"],
  });
  return {
    retries: repeats ? "program" : "none",
    ...(inPlace ? { inPlace } : {}),
    fails: groups.map((_, i): Cuts => {
      if (i === r) return dropped ? NONE : lostAck;
      if (remembered) return NONE;
      return i < r && (disposed || returned) ? NONE : failing;
    }),
    unheard: groups.map((_, i) => (dropped && i < r ? NONE : stops)),
    steals: dropped ? NONE : steals,
  };
}

/** … but a second fault may give it the time. */
function forgotten(hop: Hop, settings: HopSettings, program: Program, faults: FaultModel): Cuts {
  const { consume, queue } = settings;
  const store = storeOf(hop);
  if (
    consume.autoAck ||
    queue.deliveryLimit === 0 ||
    store === undefined ||
    !stillKnown(hop, settings, program)
  )
    return NONE;
  const paused = anyOf(noticed(settings, faults), {
    points: [SITES.begun],
    cites: ["R-CONS-08", "R-E2E-C10"],
  });
  return twice(paused, forgets(consume.endpoint, store, queue.ttlMs, faults));
}

/** Repeated in place often enough, a handler that fails behind its effect is returned, and another instance does not remember. */
function handedToAnother({ consumer, stores }: Hop, { consume, queue }: HopSettings, program: Program): Cuts {
  const { groups, follow } = program;
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  const last = settles < 0 ? groups.length : settles;
  const failsBehind = groups.some(
    (acts, i) => i > follow && i < last && acts.some((act) => act !== "settle"),
  );
  const { effect } = consumer;
  const isOwn =
    effect.kind === "idempotent" &&
    stores.some(({ name, scope }) => name === effect.store && scope === "instance");
  const { retries, then } = consume.failure;
  if (!isOwn || consumer.instances === 1 || !failsBehind || consume.autoAck || queue.deliveryLimit === 0)
    return NONE;
  return retries !== 0 && then === "requeue" ? exhausted(consume) : NONE;
}

/** R-DUR-08: what the client has written to its connection goes with it. */
function lostVerdict({ endpoint }: ConsumeSettings): Cuts {
  return anyOf([cut(endpoint), processCrash(endpoint), outage(endpoint)], {
    points: [SITES.acknowledged],
    cites: ["R-DUR-08", "R-CONS-08", "R-E2E-C02"],
  });
}

/** A pause so long that the broker closes the connection while what it returns is still in time (R-CONS-08, R-TTL-04). */
function noticed({ consume, queue }: HopSettings, faults: FaultModel): readonly Atom[] {
  const { detectionMs } = consume;
  const inTime = queue.ttlMs === undefined || queue.ttlMs > detectionMs;
  return inTime && boundMs(faults, "pause") > detectionMs ? [pause(consume.endpoint)] : [];
}

/** R-CONS-07: what was sent to a consumer and not processed is gone with its connection or process. */
function withoutAcks(hop: Hop, settings: HopSettings, { groups, follow }: Program, faults: FaultModel): Told {
  const { consume } = settings;
  const { endpoint } = consume;
  const term = { points: [SITES.begun], cites: ["R-CONS-07", "R-E2E-C01"] };
  const closed: readonly Atom[] = boundMs(faults, "pause") > consume.detectionMs ? [pause(endpoint)] : [];
  const stops = anyOf([processCrash(endpoint), outage(endpoint)], term);
  const dropped = plus(stops, anyOf([cut(endpoint), ...closed], term));
  const failing = anyOf([handlerFailure(endpoint)], term);
  const inPlace = consume.failure.retries !== 0;
  const remembered = inPlace && remembers(hop, groups, follow);
  return {
    retries: "program",
    ...(inPlace ? { inPlace } : {}),
    fails: groups.map((_, i) => (i === 0 || remembered ? NONE : failing)),
    unheard: groups.map((_, i) => (i === 0 ? dropped : stops)),
    steals: NONE,
  };
}
