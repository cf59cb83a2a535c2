/** What makes members of a group lose their partitions, stop, or give a commit up. */
import { NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Cuts } from "../../../compiler/infer/stage.ts";
import type { Scene } from "./scene.ts";

/**
 * A silent member loses its partitions, and all members lose theirs where the only node forgets the group. That is found
 * out after a while, when a handler that waits for nothing has ended: what stands behind a commit is not late by it.
 */
export function steals(scene: Scene, reached: boolean): Cuts {
  const { group } = scene.settings;
  // Progress stored with the effect is refused only if somebody else moved it.
  if (group.settle === "with-effect" && group.instances === 1) return NONE;
  return reached ? plus(silence(scene), groupForgotten(scene)) : silence(scene);
}

export function silence({ atoms, points, settings }: Scene): Cuts {
  const cites = ["K-CONS-14", "K-CONS-19", "K-E2E-C10"];
  return atoms.longer("pause", "consumer", settings.group.sessionMs, { points: [points.deliver], cites });
}

export function groupForgotten({ atoms, points, settings }: Scene): Cuts {
  const { group, log } = settings;
  const term = { points: [points.deliver], cites: ["K-CONS-22", "K-E2E-C21"] };
  if (log.nodes > 1) return NONE;
  // Without any commit left it starts at the end: what is taken away is not taken again (K-CONS-10).
  const nothingLeft = group.startsLatest && !group.pinsStart && group.instances === 1;
  return nothingLeft ? atoms.of("power-loss", "leader", term) : atoms.leaderForgets(term);
}

/** One instance stops over a throw, or over a commit that it gave up, and another takes over. */
export function stopsOne(scene: Scene, commits: boolean): Cuts {
  const { instances, onFailure } = scene.settings.group;
  if (onFailure !== "stop" || instances === 1) return NONE;
  const thrown = scene.atoms.of("handler-failure", "consumer");
  return commits ? plus(thrown, commitsGivenUp(scene)) : thrown;
}

/** K-CONS-24: an awaited commit fails while no broker answers. */
export function commitsGivenUp({ atoms, settings }: Scene): Cuts {
  const { commitMs, settle } = settings.group;
  if (settle !== "commit" || commitMs === 0) return NONE;
  return atoms.longer("outage", "broker", commitMs, { cites: ["K-CONS-24"] });
}
