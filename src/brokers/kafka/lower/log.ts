/** The replicated log of a topic as a rest. */
import { NONE, plus, times, twice } from "../../../compiler/infer/cuts.ts";
import type { Cuts, Lane, Rest } from "../../../compiler/infer/stage.ts";
import type { Scene } from "./scene.ts";

export function logRest(scene: Scene): Rest {
  return {
    kind: "rest",
    name: "log",
    tail: acknowledgedTail(scene),
    each: NONE,
    again: plus(committedTail(scene), expiry(scene)),
    disposes: new Map([["expire", expiry(scene)]]),
    lane: laneOf(scene),
    resplit: NONE,
    // A committed offset carries its epoch (K-REPL-17); progress stored with an effect refuses as already done what comes
    // at an offset used again: that is lost with the tail.
    progressOutlives: false,
  };
}

/** What takes acknowledged records from the end of the log. */
function acknowledgedTail(scene: Scene): Cuts {
  const { atoms, points, settings } = scene;
  const { log, producer } = settings;
  const end = { points: [points.append], cites: ["K-REPL-09", "K-E2E-B02"] };
  if (log.replication === 1) return atoms.leaderForgets(end);
  if (producer.acks === -1) return committedTail(scene);
  const unreplicated = { points: [points.replicate], cites: ["K-REPL-11", "K-E2E-B03"] };
  return plus(atoms.leaderDies(unreplicated), atoms.of("rolling-restart", "broker", unreplicated));
}

/**
 * What takes records from the end of the log that the whole in-sync set had. K-REPL-08, K-REPL-14: a set of one, whose
 * node then forgets; K-REPL-16: or dies, where anybody may succeed it.
 */
export function committedTail(scene: Scene): Cuts {
  const { atoms, points, settings } = scene;
  const { log } = settings;
  const term = { points: [points.replicate], cites: ["K-REPL-14", "K-E2E-B04", "K-E2E-B06"] };
  if (log.replication === 1) return atoms.leaderForgets(term);
  if (log.replication > 2) return log.replication === 3 ? lastOfThree(scene) : NONE;
  const left = plus(atoms.leaderDies(term), atoms.of("rolling-restart", "broker", term));
  // A minimum of all: what was acknowledged before the set shrank has been read before it shrinks.
  const alone = plus(left, log.minInSync === log.replication ? NONE : atoms.followerLags(term));
  const forgotten = twice(alone, atoms.leaderForgets(term));
  if (!log.unclean || log.minInSync === log.replication) return forgotten;
  return plus(forgotten, twice(plus(left, atoms.followerLags(term)), atoms.leaderDies(term)));
}

/** Two of three replicas leave the set, one after the other, and the third forgets, or dies where anybody may succeed it. */
function lastOfThree({ atoms, points, settings }: Scene): Cuts {
  const { log } = settings;
  if (atoms.together < 3) return NONE;
  const term = { points: [points.replicate], cites: ["K-REPL-14", "K-E2E-B06", "K-E2E-B08"] };
  const dies = atoms.leaderDies(term);
  const restarted = atoms.of("rolling-restart", "broker", term);
  const lags = log.minInSync === log.replication ? NONE : atoms.followerLags(term);
  const alone = plus(
    twice(dies, plus(dies, restarted)),
    times(lags, log.minInSync === 1 ? plus(dies, restarted) : dies),
  );
  const isUnclean = log.unclean && log.minInSync < log.replication;
  return twice(alone, isUnclean ? dies : atoms.leaderForgets(term));
}

/** One partition keeps everything in order. K-PART-02: one value, one partition. Without a key any (K-PART-04). */
function laneOf({ settings }: Scene): Lane {
  const { log } = settings;
  if (log.partitions === 1) return { kind: "one" };
  return log.keyed ? { kind: "by", path: log.key } : { kind: "none" };
}

/** K-TOPIC-01, K-E2E-B11: nobody reads for longer than the retention. */
function expiry({ atoms, settings }: Scene): Cuts {
  const { retentionMs } = settings.log;
  if (retentionMs === 0) return NONE;
  const term = { cites: ["K-TOPIC-01", "K-E2E-B11"] };
  const { instances, sessionMs } = settings.group;
  const alone = instances === 1 || sessionMs >= retentionMs;
  const pause = atoms.longer("pause", "consumer", retentionMs, term);
  const stopped = settings.group.onFailure === "stop" ? atoms.of("handler-failure", "consumer") : NONE;
  return plus(
    atoms.longer("outage", "consumer", retentionMs, term),
    atoms.longer("slow", "consumer", retentionMs, term),
    alone ? pause : twice(pause, plus(pause, stopped)),
  );
}
