/** A send to a topic as a step: the client, its connection, the leader. */
import { NONE, plus, times, without } from "../../../compiler/infer/cuts.ts";
import type { Cuts, DupClass, Step } from "../../../compiler/infer/stage.ts";
import { committedTail } from "./log.ts";
import type { Scene } from "./scene.ts";

const SHARED = {
  kind: "step",
  name: "produce",
  posted: false,
  dies: NONE,
  unsettled: "one",
  returns: "rewind",
  steals: NONE,
  others: false,
} as const;

/** `seenOnce`: what comes a second time at an offset used again is refused by the reader's condition on its progress. */
export function publishStep(scene: Scene, seenOnce: boolean): Step {
  return scene.settings.producer.acks === 0 ? unanswered(scene) : answered(scene, seenOnce);
}

/** K-PROD-11: done when written to the socket; nobody learns what became of it (K-E2E-P01). */
function unanswered({ hop, atoms, points }: Scene): Step {
  const term = { points: [points.append], cites: ["K-PROD-11", "K-E2E-P01"] };
  const delayed = atoms.of("delayed-request", "producer", term);
  return {
    ...SHARED,
    groups: [["release"], ["append"]],
    retries: "none",
    fails: [NONE, plus(atoms.of("lost-request", "producer", term), atoms.linkBreaks(term))],
    unheard: [atoms.senderDies(term), NONE],
    gives: NONE,
    again: false,
    awaits: hop.producer.awaits,
    inFlight: "one",
    sequenced: false,
    recognises: new Map(),
    fence: 2,
    extra: { swap: delayed },
  };
}

function answered(scene: Scene, seenOnce: boolean): Step {
  const { hop, settings } = scene;
  const { producer } = settings;
  return {
    ...SHARED,
    groups: [["append"], ["release"]],
    retries: producer.retries ? "group" : "none",
    fails: [notAppended(scene), NONE],
    unheard: [notHeard(scene, seenOnce), NONE],
    gives: producer.retries ? givenUp(scene) : NONE,
    again: hop.producer.onUnknown === "send-again",
    awaits: hop.producer.awaits,
    inFlight: pipelined(scene) ? "fifo" : "one",
    sequenced: producer.idempotent,
    recognises: recognised(scene, seenOnce),
    fence: 2,
    extra: extras(
      late(scene),
      pipelined(scene) ? { ...halfResent(scene, seenOnce), ...overtakenFirst(scene) } : {},
    ),
  };
}

type Extra = NonNullable<Step["extra"]>;

function extras(one: Extra, other: Extra): Extra {
  return { ...one, ...other, swap: plus(one.swap ?? NONE, other.swap ?? NONE) };
}

/** Both are sent again to a leader that has forgotten them, and the sender dies behind the first. */
function halfResent(scene: Scene, seenOnce: boolean): Extra {
  if (!scene.settings.producer.idempotent || seenOnce) return {};
  const resent = times(notHeard(scene, seenOnce), committedTail(scene));
  return { stale: times(resent, scene.atoms.senderDies()) };
}

function pipelined({ hop, settings }: Scene): boolean {
  return !hop.producer.awaits && settings.producer.inFlight > 1;
}

/** A replica is missing and `acks: all` is refused for it (K-REPL-05). */
function refusedWithoutOne({ settings }: Scene): boolean {
  const { log, producer } = settings;
  return producer.acks === -1 && log.replication > 1 && log.minInSync === log.replication;
}

/** The first try is not carried out. */
function notAppended(scene: Scene): Cuts {
  const { atoms, points } = scene;
  const term = { points: [points.append], cites: ["K-PROD-06", "K-PROD-10"] };
  return plus(
    atoms.of("lost-request", "producer", term),
    atoms.of("delayed-request", "producer", term),
    atoms.linkBreaks(term),
  );
}

/** It is carried out, and the client takes it for failed. */
function notHeard(scene: Scene, seenOnce: boolean): Cuts {
  const { atoms, points, settings } = scene;
  const { log, producer } = settings;
  const term = { points: [points.answer], cites: ["K-PROD-05", "K-PROD-06"] };
  // The broker waits for the follower longer than the client waits for the broker, or refuses after the append.
  const waits = producer.requestMs <= log.lagMs || refusedWithoutOne(scene);
  const slow = { points: [points.answer], cites: ["K-REPL-06", "K-REPL-07", "K-REPL-23"] };
  // Resent in another order it comes at another offset (K-PROD-10).
  const sameOffset =
    producer.idempotent || scene.hop.producer.awaits || (producer.inFlight === 1 && producer.retries);
  const gone = seenOnce && sameOffset && log.replication === 1 ? atoms.of("disk-loss", "leader") : NONE;
  return plus(
    atoms.of("lost-response", "producer", term),
    atoms.of("delayed-request", "producer", term),
    without(atoms.linkBreaks(term), gone),
    producer.acks === -1 && log.replication > 1 && waits
      ? atoms.longer("slow", "follower", Math.min(producer.requestMs, log.lagMs), slow)
      : NONE,
  );
}

/** K-REPL-03: a follower leaves the set only behind a record that it has not fetched, and that one is not the first. */
function replicaMissing({ atoms, points }: Scene): Cuts {
  const term = { points: [points.append], cites: ["K-IDEM-11", "K-REPL-05"] };
  return plus(atoms.leaderDies(term), atoms.of("rolling-restart", "broker", term));
}

/** K-PROD-04: what may last longer than the delivery time-out. */
function givenUp(scene: Scene): Cuts {
  const { atoms, points, settings } = scene;
  const { deliveryMs } = settings.producer;
  const term = { points: [points.append], cites: ["K-PROD-04", "K-E2E-P06"] };
  return plus(
    atoms.longer("outage", "broker", deliveryMs, term),
    refusedWithoutOne(scene) ? atoms.longer("slow", "follower", deliveryMs, term) : NONE,
  );
}

/** K-IDEM-02, K-IDEM-09: the leader recognises what its log still knows. */
function recognised(scene: Scene, seenOnce: boolean): ReadonlyMap<DupClass, Cuts> {
  if (!scene.settings.producer.idempotent) return new Map();
  return new Map([["session-resend", seenOnce ? NONE : committedTail(scene)]]);
}

/** K-PROD-16: a request that the network held up arrives after its successors, or after its sender gave it up. */
function late(scene: Scene): Extra {
  const { atoms, hop, points, settings } = scene;
  const delayed = atoms.of("delayed-request", "producer", { points: [points.append], cites: ["K-PROD-16"] });
  // A new session does not know the number of the old one's request (K-IDEM-01).
  if (settings.producer.idempotent) return { swap: times(delayed, atoms.senderDies()) };
  const repeats = { back: delayed, stale: delayed };
  const sentAgain = settings.producer.retries || hop.producer.onUnknown === "send-again";
  const gone = plus(settings.producer.retries ? givenUp(scene) : NONE, atoms.senderDies());
  return sentAgain ? { ...repeats, swap: times(delayed, gone) } : { swap: delayed };
}

/**
 * K-IDEM-11: the first record of a session is not carried out, its successor is; the place of the first in the sequence
 * is gone, and the client gives it up at the delivery time-out.
 */
function overtakenFirst(scene: Scene): Extra {
  const { atoms, hop, points, settings } = scene;
  if (!settings.producer.firstBatchHole) return {};
  const term = { points: [points.append], cites: ["K-IDEM-11"] };
  const overtaken = plus(
    atoms.of("lost-request", "producer", term),
    atoms.of("delayed-request", "producer", term),
    refusedWithoutOne(scene) ? replicaMissing(scene) : NONE,
  );
  // A leader that has forgotten the producer takes it all the same.
  const taken = times(atoms.of("delayed-request", "producer", term), committedTail(scene));
  return { refused: overtaken, swap: hop.producer.onUnknown === "send-again" ? overtaken : taken };
}
