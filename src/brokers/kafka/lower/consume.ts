/** A consumer group as a step: handlers, commits, membership. */
import { always, NONE, plus, times, twice, without } from "../../../compiler/infer/cuts.ts";
import type { Followed } from "../../../compiler/infer/lowering.ts";
import type { ActKind, Cuts, DupClass, Lane, Step } from "../../../compiler/infer/stage.ts";
import type { Act, Store } from "../../../model/topology.ts";
import { committedTail } from "./log.ts";
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

  const act = followed === "effect" ? "effect" : "send";
  const a = groups.findIndex((acts) => acts.includes(act));
  const defeat = gated ? forgets(scene, a < settles || pairs(scene)) : NONE;
  const covered = gated && (a === effect || (consumer.gates === "handler" && a > effect));
  const fenced = group.settle === "with-effect" && !group.unfenced;
  return {
    kind: "step",
    name: "group",
    groups,
    retries: group.onFailure === "skip" ? "none" : "program",
    // Where the progress is stored under a condition, a handler that is run again finds it fulfilled no more.
    inPlace: group.onFailure === "retry" && !fenced,
    posted: false,
    fails: groups.map((acts, i) => (endsWithIt(scene) && i <= settles ? NONE : fails(scene, acts))),
    unheard: groups.map(() =>
      atoms.consumerDies({ points: [scene.points.deliver], cites: ["K-E2E-C06", "K-E2E-C07"] }),
    ),
    dies: NONE,
    gives: NONE,
    again: false,
    awaits: true,
    inFlight: group.concurrent ? "many" : "one",
    ...(group.concurrent ? { lane: laneOf(scene) } : {}),
    sequenced: false,
    unsettled: group.settle === "auto" || group.concurrent ? "many" : "one",
    returns: "rewind",
    // A memory that dies with its process, or stays behind, is gone for sure; one that only forgets may not have yet.
    ...(gated
      ? {
          gate: {
            at: effect,
            covers: consumer.gates,
            wipes: storeOf(scene)?.scope === "instance" ? defeat : NONE,
          },
        }
      : {}),
    recognises: gated ? recognition(scene, defeat) : new Map(),
    steals: steals(scene, a < settles || group.settle === "with-effect"),
    fence: settles < 0 || (group.settle === "with-effect" && group.unfenced) ? groups.length : settles,
    others: group.instances > 1,
    extra: extras(scene, {
      before: a < settles,
      releasedFirst: settles < a,
      covered,
      defeat: covered ? defeat : always(),
    }),
  };
}

/** `on-failure: stop` with nobody to take over: the message that failed is not handled again. */
function endsWithIt({ settings }: Scene): boolean {
  return settings.group.onFailure === "stop" && settings.group.instances === 1;
}

/**
 * A silent member loses its partitions, and all members lose theirs where the only node forgets the group. That is found
 * out after a while, when a handler that waits for nothing has ended: what stands behind a commit is not late by it.
 */
function steals(scene: Scene, reached: boolean): Cuts {
  const { group } = scene.settings;
  // Progress stored with the effect is refused only if somebody else moved it.
  if (group.settle === "with-effect" && group.instances === 1) return NONE;
  return reached ? plus(silence(scene), groupForgotten(scene)) : silence(scene);
}

function silence({ atoms, points, settings }: Scene): Cuts {
  const cites = ["K-CONS-14", "K-CONS-19", "K-E2E-C10"];
  return atoms.longer("pause", "consumer", settings.group.sessionMs, { points: [points.deliver], cites });
}

function groupForgotten({ atoms, points, settings }: Scene): Cuts {
  const { group, log } = settings;
  const term = { points: [points.deliver], cites: ["K-CONS-22", "K-E2E-C21"] };
  if (log.nodes > 1) return NONE;
  // Without any commit left it starts at the end: what is taken away is not taken again (K-CONS-10).
  const nothingLeft = group.startsLatest && !group.pinsStart && group.instances === 1;
  return nothingLeft ? atoms.of("power-loss", "leader", term) : atoms.leaderForgets(term);
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
function fails(scene: Scene, acts: readonly ActKind[]): Cuts {
  const thrown = acts.some((act) => act !== "settle") ? scene.atoms.of("handler-failure", "consumer") : NONE;
  return acts.includes("settle") ? plus(thrown, commitsGivenUp(scene)) : thrown;
}

/** A second message may be on its way, or taken, while the first is still open at its sender. */
function pairs({ hop, settings }: Scene): boolean {
  return !hop.producer.awaits && settings.producer.inFlight > 1;
}

/** What makes the store of the effect's keys forget, or not be asked; `commits`: also a commit that is given up. */
function forgets(scene: Scene, commits: boolean): Cuts {
  const { atoms, settings } = scene;
  const store = storeOf(scene);
  if (store === undefined) return NONE;
  if (store.scope === "instance") {
    const rebalance = atoms.of("rebalance", "consumer", { cites: ["K-CONS-16"] });
    const late = atoms.of("late-start", "consumer");
    const elsewhere = plus(silence(scene), groupForgotten(scene), rebalance, late, stopsOne(scene, commits));
    return plus(atoms.consumerDies(), settings.group.instances > 1 ? elsewhere : NONE);
  }
  const { keepMs } = store;
  if (keepMs === undefined) return NONE;
  return plus(
    atoms.longer("outage", "consumer", keepMs),
    atoms.longer("pause", "consumer", keepMs),
    atoms.longer("slow", "consumer", keepMs),
  );
}

/** How the act followed stands to the settle and to the gate; `defeat`: what makes a repeat of it visible. */
interface Standing {
  /** The act stands before the settle, or behind it. */
  readonly before: boolean;
  readonly releasedFirst: boolean;
  readonly covered: boolean;
  readonly defeat: Cuts;
}

/** A store of one instance does not know what another partition brought to another instance (K-PART-04). */
function recognition(scene: Scene, defeat: Cuts): ReadonlyMap<DupClass, Cuts> {
  const { log, group } = scene.settings;
  const scattered =
    storeOf(scene)?.scope === "instance" && !log.keyed && log.partitions > 1 && group.instances > 1;
  return new Map(CLASSES.map((k) => [k, scattered && k === "app-resend" ? always() : defeat]));
}

function storeOf({ hop }: Scene): Store | undefined {
  const { effect } = hop.consumer;
  return effect.kind === "idempotent" ? hop.stores.find(({ name }) => name === effect.store) : undefined;
}

function extras(scene: Scene, act: Standing): NonNullable<Step["extra"]> {
  const { group } = scene.settings;
  const rewound = times(plus(offsetsLost(scene), startedOver(scene, act)), act.defeat);
  return {
    loss: plus(skippedAtStart(scene), coveredAndRefused(scene, act), thrownByZombie(scene, act)),
    swap: plus(skippedByHeir(scene, act), outlived(scene, act)),
    dup: plus(rewound, times(notYetCovered(scene, act), act.defeat)),
    back: rewound,
    stale: plus(
      rewound,
      halfForgotten(scene, act),
      times(plus(successorExpired(scene), startsBeyond(scene, act)), act.defeat),
    ),
    stuck: group.onFailure === "stop" ? stopped(scene, act) : NONE,
  };
}

/** A commit of concurrent handlers covers only what lies below the lowest unfinished one (K-E2E-C09). */
function notYetCovered(scene: Scene, { releasedFirst }: Standing): Cuts {
  if (!scene.settings.group.concurrent || !releasedFirst) return NONE;
  const term = { points: [scene.points.deliver], cites: ["K-E2E-C09"] };
  return plus(scene.atoms.consumerDies(term), silence(scene));
}

/** One instance stops over a throw, or over a commit that it gave up, and another takes over. */
function stopsOne(scene: Scene, commits: boolean): Cuts {
  const { instances, onFailure } = scene.settings.group;
  if (onFailure !== "stop" || instances === 1) return NONE;
  const thrown = scene.atoms.of("handler-failure", "consumer");
  return commits ? plus(thrown, commitsGivenUp(scene)) : thrown;
}

/** Every instance has stopped over a throw, or over a commit that it gave up. */
function stopped(scene: Scene, { releasedFirst }: Standing): Cuts {
  const { instances } = scene.settings.group;
  const { keyed, partitions } = scene.settings.log;
  const failure = scene.atoms.of("handler-failure", "consumer");
  const together = instances === 1 || (releasedFirst && !keyed && partitions > 1);
  const commits = commitsGivenUp(scene);
  const one =
    scene.atoms.handlerFailures() >= instances
      ? failure
      : twice(failure, instances === 2 ? plus(failure, commits) : NONE);
  return together ? plus(one, commits) : one;
}

/** K-CONS-24: an awaited commit fails while no broker answers. */
function commitsGivenUp({ atoms, settings }: Scene): Cuts {
  const { commitMs, settle } = settings.group;
  if (settle !== "commit" || commitMs === 0) return NONE;
  return atoms.longer("outage", "broker", commitMs, { cites: ["K-CONS-24"] });
}

/** The store forgot what was done before, and knows the successor: its repeat is suppressed. */
function halfForgotten(scene: Scene, { covered }: Standing): Cuts {
  const { group } = scene.settings;
  const store = storeOf(scene);
  const takenBack = group.settle === "with-effect" && group.unfenced && group.instances > 1;
  if (!covered || store === undefined || !(group.settle === "auto" || takenBack)) return NONE;
  // The instance that takes over keeps its own memory all along.
  if (store.scope === "instance") return takenBack ? plus(silence(scene), groupForgotten(scene)) : NONE;
  if (store.keepMs === undefined) return NONE;
  return scene.atoms.longer("pause", "consumer", Math.max(store.keepMs, group.sessionMs), {
    cites: ["K-CONS-14"],
  });
}

/**
 * Both are resent into an empty log, and the group forms anew in between: the second lies below the progress that a new
 * member starts from, or comes back to the instance that remembers it.
 */
function startsBeyond(scene: Scene, { before, covered }: Standing): Cuts {
  const { group, log, producer } = scene.settings;
  if (log.nodes > 1 || !producer.idempotent || !pairs(scene)) return NONE;
  const beyond = before && group.settle === "with-effect" && !group.unfenced;
  const remembered = covered && group.instances > 1 && storeOf(scene)?.scope === "instance";
  return beyond || remembered ? scene.atoms.leaderForgets({ cites: ["K-E2E-C19", "K-IDEM-09"] }) : NONE;
}

/** An unfenced zombie takes the progress back, and the successor that would be repeated has expired meanwhile. */
function successorExpired({ atoms, settings }: Scene): Cuts {
  const { group, log } = settings;
  if (group.settle !== "with-effect" || !group.unfenced || group.instances === 1 || log.retentionMs === 0)
    return NONE;
  return atoms.longer("pause", "consumer", Math.max(log.retentionMs, group.sessionMs), {
    cites: ["K-TOPIC-01", "K-CONS-14"],
  });
}

/**
 * K-CONS-12: progress beyond what is left of the log, read again by whoever starts: back to the beginning. Only progress
 * stored without its epoch; its condition refuses what stands in its group and behind.
 */
function startedOver(scene: Scene, { before }: Standing): Cuts {
  const { atoms, settings } = scene;
  const { group, log } = settings;
  if (group.settle !== "with-effect" || !(group.unfenced || before) || group.startsLatest) return NONE;
  const kept = without(committedTail(scene), atoms.of("disk-loss", "leader"));
  if (log.nodes === 1) return kept;
  return times(kept, plus(atoms.consumerDies(), silence(scene), atoms.of("rebalance", "consumer")));
}

/** A commit took effect, its answer was lost, and by the time it is sent again it is refused (K-CONS-24, K-CONS-07). */
function coveredAndRefused(scene: Scene, { releasedFirst }: Standing): Cuts {
  const { group } = scene.settings;
  if (group.settle !== "commit" || !releasedFirst) return NONE;
  const refused = plus(
    silence(scene),
    groupForgotten(scene),
    group.onFailure === "retry" ? NONE : commitsGivenUp(scene),
  );
  return times(scene.atoms.of("lost-response", "consumer", { cites: ["K-CONS-24"] }), refused);
}

/** A handler that has settled, lost its partition and then throws is not run again. */
function thrownByZombie(scene: Scene, { releasedFirst }: Standing): Cuts {
  const { onFailure, settle } = scene.settings.group;
  if (!releasedFirst || onFailure !== "retry" || settle !== "commit") return NONE;
  return times(scene.atoms.of("handler-failure", "consumer"), silence(scene));
}

/** The record that a zombie works on is gone from the log: nobody else does it, and the zombie does it late. */
function outlived(scene: Scene, { before }: Standing): Cuts {
  const { group } = scene.settings;
  const unfenced = group.settle === "with-effect" && group.unfenced;
  if (group.instances === 1 || !(before || unfenced)) return NONE;
  return times(silence(scene), committedTail(scene));
}

/** Who takes over without a committed offset starts at the end: the zombie alone does what it had taken, and late. */
function skippedByHeir(scene: Scene, { before }: Standing): Cuts {
  const { group } = scene.settings;
  const unfenced = group.settle === "with-effect" && group.unfenced;
  if (!group.startsLatest || group.pinsStart || group.instances === 1 || !(before || unfenced)) return NONE;
  return silence(scene);
}

/**
 * K-CONS-10, K-E2E-C12: `latest` leaves out what lies in the log at an assignment without a committed offset. A client
 * that commits its start position has only one such assignment, its first.
 */
function skippedAtStart(scene: Scene): Cuts {
  const { atoms, settings } = scene;
  const { group } = settings;
  if (!group.startsLatest) return NONE;
  const term = { cites: ["K-CONS-10", "K-E2E-C12"] };
  const first = atoms.of("late-start", "consumer", term);
  if (group.pinsStart) return first;
  return plus(
    first,
    stopsOne(scene, true),
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
