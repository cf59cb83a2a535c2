/** What a consumer group does that the rules of a step cannot say: hand-written terms. */
import { NONE, plus, times, twice, without } from "../../../compiler/infer/cuts.ts";
import type { Cuts, Step } from "../../../compiler/infer/stage.ts";
import { committedTail } from "./log.ts";
import { commitsGivenUp, groupForgotten, silence, stopsOne } from "./membership.ts";
import type { Scene } from "./scene.ts";
import { storeOf } from "./store.ts";

/** A second message may be on its way, or taken, while the first is still open at its sender. */
export function pairs({ hop, settings }: Scene): boolean {
  return !hop.producer.awaits && settings.producer.inFlight > 1;
}

/** How the act followed stands to the settle and to the gate; `defeat`: what makes a repeat of it visible. */
export interface Standing {
  /** The act stands before the settle, or behind it. */
  readonly before: boolean;
  readonly releasedFirst: boolean;
  /** A group before the settle, or the settle's own, can throw: the message comes to the next instance. */
  readonly throwsBefore: boolean;
  readonly covered: boolean;
  readonly defeat: Cuts;
}

export function extras(scene: Scene, act: Standing): NonNullable<Step["extra"]> {
  const { group } = scene.settings;
  const rewound = times(plus(offsetsLost(scene), startedOver(scene, act)), act.defeat);
  return {
    loss: plus(skippedAtStart(scene), coveredAndRefused(scene, act), thrownByZombie(scene, act)),
    swap: plus(skippedByHeir(scene, act), outlived(scene, act), skippedAndRepeated(scene, act)),
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

/** Every instance has stopped over a throw, or over a commit that it gave up. */
function stopped(scene: Scene, { releasedFirst, throwsBefore }: Standing): Cuts {
  const { instances } = scene.settings.group;
  const { keyed, partitions } = scene.settings.log;
  const failure = scene.atoms.of("handler-failure", "consumer");
  const together = instances === 1 || (releasedFirst && !keyed && partitions > 1);
  const commits = commitsGivenUp(scene);
  const one =
    scene.atoms.handlerFailures() >= instances
      ? failure
      : twice(failure, instances === 2 && throwsBefore ? plus(failure, commits) : NONE);
  if (together) return plus(one, commits);
  return instances === 2 ? plus(one, twice(commits, commits)) : one;
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
  const zombie = scene.atoms.longer("pause", "consumer", Math.max(store.keepMs, group.sessionMs), {
    cites: ["K-CONS-14"],
  });
  const backlog = scene.atoms.longer("slow", "consumer", store.keepMs);
  return group.settle === "auto" ? plus(zombie, times(backlog, scene.atoms.consumerDies())) : zombie;
}

/**
 * Both are resent into an empty log, and the group forms anew in between: the second lies below the progress that a new
 * member starts from, or comes back to the instance that remembers it.
 */
function startsBeyond(scene: Scene, { before, covered }: Standing): Cuts {
  const { group, log, producer } = scene.settings;
  if (log.nodes > 1 || !producer.idempotent || !pairs(scene)) return NONE;
  const fenced = group.settle === "with-effect" && !group.unfenced;
  const beyond = before && fenced;
  const remembered =
    covered && (before || !fenced) && group.instances > 1 && storeOf(scene)?.scope === "instance";
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

/** What was skipped is not committed before its successor is: a stop in between brings it back behind it. */
function skippedAndRepeated(scene: Scene, { before }: Standing): Cuts {
  const { onFailure, settle } = scene.settings.group;
  if (onFailure !== "skip" || settle === "with-effect" || !before) return NONE;
  return times(
    scene.atoms.of("handler-failure", "consumer"),
    plus(scene.atoms.consumerDies(), silence(scene)),
  );
}

/** The record that a zombie works on is gone from the log: nobody else does it, and the zombie does it late. */
function outlived(scene: Scene, { before }: Standing): Cuts {
  const { group } = scene.settings;
  const unfenced = group.settle === "with-effect" && group.unfenced;
  if (group.instances === 1 || !(before || unfenced)) return NONE;
  // Where the only node forgets the group as well, nobody has to be silent for a whole session.
  const moved = times(scene.atoms.of("pause", "consumer"), groupForgotten(scene));
  return times(plus(silence(scene), moved), committedTail(scene));
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
