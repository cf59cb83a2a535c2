/** A consumer group as a step: handlers, commits, membership. */
import { always, NONE, plus, times } from "../../../compiler/infer/cuts.ts";
import type { Followed } from "../../../compiler/infer/lowering.ts";
import type { ActKind, Cuts, DupClass, Lane, Step } from "../../../compiler/infer/stage.ts";
import type { Act } from "../../../model/topology.ts";
import type { Scene } from "./scene.ts";

const CLASSES: readonly DupClass[] = ["session-resend", "app-resend", "re-execution", "redelivery", "branch"];

export function consumeStep(scene: Scene, followed: Followed): Step {
  const { hop, settings, atoms } = scene;
  const { group } = settings;
  const { consumer } = hop;
  const groups = groupsOf(scene);
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  const effect = groups.findIndex((acts) => acts.includes("effect"));
  const gated = consumer.effect.kind === "idempotent" && effect >= 0;
  const defeat = gated ? forgets(scene) : NONE;
  return {
    kind: "step",
    name: "group",
    groups,
    retries: group.onFailure === "skip" ? "none" : "program",
    inPlace: group.onFailure === "retry",
    posted: false,
    fails: groups.map((acts) => fails(scene, acts)),
    unheard: groups.map(() => atoms.consumerDies({ points: [scene.points.deliver], cites: ["K-E2E-C06", "K-E2E-C07"] })),
    dies: NONE,
    gives: NONE,
    again: false,
    awaits: true,
    inFlight: group.concurrent ? "many" : "one",
    ...(group.concurrent ? { lane: laneOf(scene) } : {}),
    sequenced: false,
    unsettled: group.settle === "auto" || group.concurrent ? "many" : "one",
    returns: "rewind",
    ...(gated ? { gate: { at: effect, covers: consumer.gates } } : {}),
    recognises: gated ? new Map(CLASSES.map((k) => [k, defeat])) : new Map(),
    steals: atoms.longer("pause", "consumer", group.sessionMs, {
      points: [scene.points.deliver],
      cites: ["K-CONS-14", "K-CONS-19", "K-E2E-C10"],
    }),
    fence: group.settle === "with-effect" && group.unfenced ? groups.length : settles < 0 ? groups.length : settles,
    others: group.instances > 1,
    extra: extras(scene, gated && (followed === "effect" || consumer.gates === "handler") ? defeat : always()),
  };
}

/** Groups of the handler; auto-commit is a settle after all of them (K-CONS-03). */
function groupsOf({ hop, settings }: Scene): readonly (readonly ActKind[])[] {
  const { steps } = hop.consumer;
  const groups = steps === "unknown" ? [] : steps.map((group) => group.map(actKind));
  return settings.group.settle === "auto" ? [...groups, ["settle"]] : groups;
}

function actKind(act: Act): ActKind {
  return act.kind;
}

function laneOf({ hop }: Scene): Lane {
  const { concurrency } = hop.consumer;
  return typeof concurrency === "number" ? { kind: "none" } : { kind: "by", path: concurrency.per };
}

/** A throw; an awaited commit that the client gives up (K-CONS-24). */
function fails({ atoms, settings }: Scene, acts: readonly ActKind[]): Cuts {
  const { commitMs, settle } = settings.group;
  const thrown = acts.some((act) => act !== "settle") ? atoms.of("handler-failure", "consumer") : NONE;
  const commits = acts.includes("settle") && settle === "commit" && commitMs > 0;
  return commits ? plus(thrown, atoms.longer("outage", "broker", commitMs, { cites: ["K-CONS-24"] })) : thrown;
}

/** What makes the store of the effect's keys forget, or not be asked. */
function forgets(scene: Scene): Cuts {
  const { hop, atoms, settings } = scene;
  const { effect } = hop.consumer;
  const store = effect.kind === "idempotent" ? hop.stores.find(({ name }) => name === effect.store) : undefined;
  if (store === undefined) return NONE;
  if (store.scope === "instance") {
    const moves = plus(
      atoms.longer("pause", "consumer", settings.group.sessionMs),
      atoms.of("rebalance", "consumer", { cites: ["K-CONS-16"] }),
    );
    return plus(atoms.consumerDies(), settings.group.instances > 1 ? moves : NONE);
  }
  const { keepMs } = store;
  if (keepMs === undefined) return NONE;
  return plus(
    atoms.longer("outage", "consumer", keepMs),
    atoms.longer("pause", "consumer", keepMs),
    atoms.longer("slow", "consumer", keepMs),
  );
}

/** `defeat`: what makes a repeat of the act followed visible. */
function extras(scene: Scene, defeat: Cuts): Partial<Record<"loss" | "stuck" | "dup" | "back" | "stale", Cuts>> {
  const { atoms, settings } = scene;
  const { group } = settings;
  const rewound = times(offsetsLost(scene), defeat);
  const stops = group.onFailure === "stop" && group.instances <= atoms.handlerFailures();
  return {
    loss: skippedAtStart(scene),
    dup: rewound,
    back: rewound,
    stale: rewound,
    ...(stops ? { stuck: atoms.of("handler-failure", "consumer") } : {}),
  };
}

/**
 * K-CONS-10, K-E2E-C12: `latest` leaves out what lies in the log at an assignment without a committed offset. A client
 * that commits its start position has only one such assignment, its first.
 */
function skippedAtStart({ atoms, settings }: Scene): Cuts {
  const { group } = settings;
  if (!group.startsLatest) return NONE;
  const term = { cites: ["K-CONS-10", "K-E2E-C12"] };
  const first = atoms.of("late-start", "consumer", term);
  if (group.pinsStart) return first;
  return plus(
    first,
    atoms.consumerDies(term),
    atoms.of("rebalance", "consumer", term),
    atoms.longer("pause", "consumer", group.sessionMs, term),
  );
}

/** K-E2E-C21: the only node loses commits it had not written out, and keeps records that they were about. */
function offsetsLost({ atoms, settings }: Scene): Cuts {
  const { log, group } = settings;
  if (log.nodes > 1 || group.settle === "with-effect") return NONE;
  return atoms.of("power-loss", "leader", { cites: ["K-CONS-08", "K-E2E-C21"] });
}
