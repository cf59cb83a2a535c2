/** A consumer group as a step: handlers, commits, membership. */
import { always, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Followed } from "../../../compiler/infer/lowering.ts";
import type { ActKind, Cuts, Lane, Step } from "../../../compiler/infer/stage.ts";
import type { Act } from "../../../model/topology.ts";
import { extras, pairs, type Standing } from "./beyond.ts";
import { commitsGivenUp, steals } from "./membership.ts";
import type { Scene } from "./scene.ts";
import { forgets, recognition, storeOf } from "./store.ts";

export function consumeStep(scene: Scene, followed: Followed): Step {
  const { group } = scene.settings;
  const { consumer } = scene.hop;
  const groups = groupsOf(scene);
  const settles = groups.findIndex((acts) => acts.includes("settle"));
  const effect = groups.findIndex((acts) => acts.includes("effect"));
  const gated = consumer.effect.kind === "idempotent" && effect >= 0;
  const act = followed === "effect" ? "effect" : "send";
  const a = groups.findIndex((acts) => acts.includes(act));
  const defeat = gated ? forgets(scene, a < settles || pairs(scene)) : NONE;
  const covered = gated && (a === effect || (consumer.gates === "handler" && a > effect));
  const fenced = group.settle === "with-effect" && !group.unfenced;
  const standing: Standing = {
    before: a < settles,
    releasedFirst: settles < a,
    throwsBefore: settles > 0 || group.settle === "with-effect",
    covered,
    defeat: covered ? defeat : always(),
  };
  return {
    kind: "step",
    name: "group",
    groups,
    retries: group.onFailure === "skip" ? "none" : "program",
    // Where the progress is stored under a condition, a handler that is run again finds it fulfilled no more.
    inPlace: group.onFailure === "retry" && !fenced,
    posted: false,
    fails: groups.map((acts, i) => (endsWithIt(scene) && i <= settles ? NONE : fails(scene, acts))),
    unheard: groups.map(() => dies(scene)),
    dies: NONE,
    gives: NONE,
    again: false,
    awaits: true,
    inFlight: group.concurrent ? "many" : "one",
    ...(group.concurrent ? { lane: laneOf(scene) } : {}),
    sequenced: false,
    unsettled: group.settle === "auto" || group.concurrent ? "many" : "one",
    returns: "rewind",
    ...recognising(scene, { effect, gated, defeat }),
    steals: steals(scene, a < settles || group.settle === "with-effect"),
    fence: settles < 0 || (group.settle === "with-effect" && group.unfenced) ? groups.length : settles,
    others: group.instances > 1,
    extra: extras(scene, standing),
  };
}

interface Recognised {
  /** Group of the effect. */
  readonly effect: number;
  readonly gated: boolean;
  readonly defeat: Cuts;
}

function recognising(scene: Scene, { effect, gated, defeat }: Recognised): Pick<Step, "gate" | "recognises"> {
  if (!gated) return { recognises: new Map() };
  // A memory that dies with its process, or stays behind, is gone for sure; one that only forgets may not have yet.
  const wipes = storeOf(scene)?.scope === "instance" ? defeat : NONE;
  const { gates } = scene.hop.consumer;
  return { gate: { at: effect, covers: gates, wipes }, recognises: recognition(scene, defeat) };
}

function dies({ atoms, points }: Scene): Cuts {
  return atoms.consumerDies({ points: [points.deliver], cites: ["K-E2E-C06", "K-E2E-C07"] });
}

/** `on-failure: stop` with nobody to take over: the message that failed is not handled again. */
function endsWithIt({ settings }: Scene): boolean {
  return settings.group.onFailure === "stop" && settings.group.instances === 1;
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
