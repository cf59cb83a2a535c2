/** A hop over Kafka as steps and rests: a publish, a replicated log, a consumer group. */
import type { Followed, Lowering } from "../../../compiler/infer/lowering.ts";
import type { Lowered } from "../../../compiler/infer/stage.ts";
import type { Hop } from "../../../model/flow.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import { placesOf, pointsOf } from "../settings/places.ts";
import { type HopSettings, hopSettings } from "../settings/settings.ts";
import { Atoms } from "./atoms.ts";
import { consumeStep } from "./consume.ts";
import { logRest } from "./log.ts";
import { publishStep } from "./publish.ts";
import type { Scene } from "./scene.ts";

/** Numbers of the stages in hazard codes: for ever. */
export const SLOTS: Lowering["slots"] = {
  produce: { number: 1, form: "step" },
  log: { number: 2, form: "rest" },
  group: { number: 3, form: "step" },
};

/** Stages of a hop. Pure. */
export function lower(hop: Hop, followed: Followed, faults: FaultModel): Lowered {
  const settings = hopSettings(hop);
  const places = placesOf(hop);
  const scene: Scene = {
    hop,
    settings,
    atoms: new Atoms(places, settings, faults),
    points: pointsOf(places),
  };
  return {
    stages: [
      publishStep(scene, seenOnce(hop, settings, followed)),
      logRest(scene),
      consumeStep(scene, followed),
    ],
    entails: [],
    notModelled: settings.notModelled,
    unknown: settings.unknown,
  };
}

/** The act followed stands in or behind the group that stores the progress on condition. */
function seenOnce(hop: Hop, { group }: HopSettings, followed: Followed): boolean {
  if (group.settle !== "with-effect" || group.unfenced || hop.consumer.steps === "unknown") return false;
  const { steps } = hop.consumer;
  const settles = steps.findIndex((acts) => acts.some((act) => act.kind === "settle"));
  const act =
    followed === "effect"
      ? settles
      : steps.findIndex((acts) =>
          acts.some((each) => each.kind === "send" && each.producer === followed.send),
        );
  return act >= settles;
}
