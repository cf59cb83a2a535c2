/** The consumer of a hop as a step: acks sent and not awaited, or none at all. R-CONS-05 … R-CONS-09, R-E2E-C01 … C07. */
import type { Followed } from "../../../compiler/infer/lowering.ts";
import { always, anyOf, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { ActKind, Atom, Cuts, DupClass, Gate, Lane, Step } from "../../../compiler/infer/stage.ts";
import type { Hop } from "../../../model/flow.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import type { Act, Store } from "../../../model/topology.ts";
import type { HopSettings } from "../settings/hop.ts";
import { cut, handlerFailure, outage, pause, processCrash, SITES, slow } from "../settings/places.ts";
import { boundMs } from "./queue.ts";

const CLASSES: readonly DupClass[] = ["session-resend", "app-resend", "re-execution", "redelivery", "branch"];

export function consumeStep(hop: Hop, settings: HopSettings, followed: Followed, faults: FaultModel): Step {
  const { consumer } = hop;
  const { consume, queue } = settings;
  const steps = consumer.steps === "unknown" ? [] : consumer.steps;
  const own = steps.map((group) => group.map((act) => act.kind));
  // Without acknowledgements the broker settles as it delivers: before the handler.
  const groups: readonly (readonly ActKind[])[] = consume.autoAck ? [["settle"], ...own] : own;
  const follow = followedGroup(steps, followed) + (consume.autoAck ? 1 : 0);
  const parallel = handlersAtOnce(hop, settings);
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
    others: consumer.instances > 1,
  };
  if (!settings.publish.routed) return common;
  const told = consume.autoAck ? withoutAcks(settings, groups, faults) : withAcks(settings, groups, faults);
  return { ...common, ...told, ...gated(hop, steps, settings, faults) };
}

/** Group of the act that leads on or ends the flow. */
function followedGroup(steps: readonly (readonly Act[])[], followed: Followed): number {
  const is = (act: Act): boolean =>
    followed === "effect" ? act.kind === "effect" : act.kind === "send" && act.producer === followed.send;
  return Math.max(0, steps.findIndex((group) => group.some(is)));
}

interface Parallel {
  readonly many: boolean;
  readonly lane?: Lane;
}

/** Handlers at once over all instances; what a prefetch of less allows. One a value of a path keeps them apart in one instance. */
function handlersAtOnce({ consumer }: Hop, { consume }: HopSettings): Parallel {
  const { concurrency, instances } = consumer;
  if (instances > 1) return { many: true };
  if (typeof concurrency !== "number")
    return consume.prefetch === 1 ? { many: false } : { many: true, lane: { kind: "by", path: concurrency.per } };
  return { many: concurrency > 1 && consume.prefetch !== 1 };
}

type Told = Pick<Step, "retries" | "fails" | "unheard" | "steals"> & Partial<Pick<Step, "inPlace">>;

function withAcks(settings: HopSettings, groups: readonly (readonly ActKind[])[], faults: FaultModel): Told {
  const { consume } = settings;
  const { endpoint, failure } = consume;
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  const r = settles < 0 ? groups.length : settles;
  const forEver = failure.retries === undefined;
  const repeats = forEver || failure.retries > 0 || failure.then === "requeue";
  // A failure behind the ack has nothing left to return, reject or park: only who retries for ever goes on (R-CONS-05).
  const failing = anyOf([handlerFailure(endpoint)], { points: [SITES.begun], cites: ["R-REQ-01", "R-E2E-C05"] });
  const rejected = !repeats && (failure.then === "park" || (failure.then === "reject" && settings.deadLettering !== undefined));
  const lostAck = anyOf([cut(endpoint), processCrash(endpoint), outage(endpoint)], {
    points: [SITES.acknowledged],
    cites: ["R-DUR-08", "R-CONS-08", "R-E2E-C02"],
  });
  const stops = anyOf([processCrash(endpoint), outage(endpoint)], { points: [SITES.begun], cites: ["R-CONS-08", "R-E2E-C03"] });
  const noticed = boundMs(faults, "pause") > consume.detectionMs ? [pause(endpoint)] : [];
  return {
    retries: repeats ? "program" : "none",
    ...(forEver || failure.retries > 0 ? { inPlace: true } : {}),
    fails: groups.map((_, i): Cuts => {
      if (i === r) return lostAck;
      if (i > r) return forEver ? NONE : failing;
      return rejected ? NONE : failing;
    }),
    unheard: groups.map(() => stops),
    steals: anyOf([cut(endpoint), ...noticed], { points: [SITES.begun], cites: ["R-CONS-05", "R-CONS-08", "R-E2E-C10"] }),
  };
}

/** R-CONS-07: what was sent to a consumer and not processed is gone with its connection or process. */
function withoutAcks(settings: HopSettings, groups: readonly (readonly ActKind[])[], faults: FaultModel): Told {
  const { consume } = settings;
  const { endpoint, failure } = consume;
  const term = { points: [SITES.begun], cites: ["R-CONS-07", "R-E2E-C01"] };
  const noticed: readonly Atom[] = boundMs(faults, "pause") > consume.detectionMs ? [pause(endpoint)] : [];
  const stops = anyOf([processCrash(endpoint), outage(endpoint)], term);
  const dropped = plus(stops, anyOf([cut(endpoint), ...noticed], term));
  const failing = failure.retries === undefined ? NONE : anyOf([handlerFailure(endpoint)], term);
  return {
    retries: "program",
    fails: groups.map((_, i) => (i === 0 ? NONE : failing)),
    unheard: groups.map((_, i) => (i === 0 ? dropped : stops)),
    steals: NONE,
  };
}

/** What of the effect's store recognises a repetition, and what makes it forget. */
function gated(hop: Hop, steps: readonly (readonly Act[])[], { consume, queue }: HopSettings, faults: FaultModel): Partial<Step> {
  const { consumer } = hop;
  const { effect } = consumer;
  const at = steps.findIndex((group) => group.some((act) => act.kind === "effect"));
  if (effect.kind !== "idempotent" || at < 0) return {};
  const gate: Gate = { at: at + (consume.autoAck ? 1 : 0), covers: consumer.gates };
  const store = hop.stores.find((one) => one.name === effect.store);
  const defeat = forgets(hop, store, queue.ttlMs, faults);
  return { gate, recognises: new Map(CLASSES.map((k) => [k, defeat])) };
}

/** A shared store forgets in time; one in memory dies with its instance, and another instance never knew. */
function forgets(hop: Hop, store: Store | undefined, ttlMs: number | undefined, faults: FaultModel): Cuts {
  const scope = store?.scope ?? "shared";
  const keepMs = store?.keepMs;
  const endpoint = `${hop.consumer.service}.${hop.consumer.name}`;
  const term = { points: [SITES.begun] };
  if (scope === "instance") {
    if (hop.consumer.instances > 1) return always({ ...term, cites: ["R-CONS-01"] });
    return anyOf([processCrash(endpoint), outage(endpoint)], term);
  }
  if (keepMs === undefined || keepMs === 0) return NONE;
  // A copy that does not live longer than the store remembers finds it remembering.
  if (ttlMs !== undefined && ttlMs <= keepMs) return NONE;
  const long: Atom[] = [];
  if (boundMs(faults, "outage") > keepMs) long.push(outage(endpoint));
  if (boundMs(faults, "pause") > keepMs) long.push(pause(endpoint));
  if (boundMs(faults, "slow") > keepMs) long.push(slow(endpoint));
  return anyOf(long, term);
}
