/** Small stages for the tests of inference, written as in docs/inference.md; what is not said is perfect. */
import { anyOf } from "../../../src/compiler/infer/cuts.ts";
import type { Cuts, Rest, Stage, Step } from "../../../src/compiler/infer/stage.ts";
import { allClasses, type Stream } from "../../../src/compiler/infer/stream.ts";

/** Cuts of one atom each. */
export function one(...atoms: string[]): Cuts {
  return anyOf(atoms);
}

const STEP: Step = {
  kind: "step",
  name: "step",
  groups: [],
  retries: "program",
  posted: false,
  fails: [],
  unheard: [],
  dies: [],
  gives: [],
  again: false,
  awaits: false,
  inFlight: "one",
  sequenced: false,
  unsettled: "one",
  returns: "rewind",
  recognises: new Map(),
  steals: [],
  fence: 99,
  others: false,
};

/** `[[append],[release]]`, retried by the client, pipelined. */
export function publish(over: Partial<Step> = {}): Step {
  return {
    ...STEP,
    name: "publish",
    groups: [["append"], ["release"]],
    retries: "group",
    inFlight: "fifo",
    ...over,
  };
}

/** `[[effect],[settle]]`, settled before the next. */
export function consume(over: Partial<Step> = {}): Step {
  return { ...STEP, name: "consume", groups: [["effect"], ["settle"]], ...over };
}

export function rest(over: Partial<Rest> = {}): Rest {
  return {
    kind: "rest",
    name: "log",
    tail: [],
    each: [],
    disposes: new Map(),
    lane: { kind: "one" },
    resplit: [],
    progressOutlives: false,
    ...over,
  };
}

export function lowered(
  stages: readonly Stage[],
  entails: readonly [string, string][] = [],
): {
  stages: readonly Stage[];
  entails: { cause: string; effect: string }[];
  notModelled: string[];
  unknown: string[];
} {
  return {
    stages,
    entails: entails.map(([cause, effect]) => ({ cause, effect })),
    notModelled: [],
    unknown: [],
  };
}

/** Fault sets as texts, in order: `["a", "b + c"]`. */
export function sets(cuts: Cuts): string[] {
  return cuts.map(({ atoms }) => atoms.join(" + ")).sort();
}

/** What a stream says, component by component; empty ones are left out. */
export function said(stream: Stream): Record<string, string[]> {
  const all: Record<string, Cuts> = {
    loss: stream.loss,
    refused: stream.refused,
    stuck: stream.stuck,
    ghost: stream.ghost,
    dup: allClasses(stream.dup),
    swap: stream.swap,
    back: allClasses(stream.back),
    stale: allClasses(stream.stale),
  };
  for (const [reason, cuts] of stream.disposed) all[reason] = cuts;
  for (const { lane, cuts } of stream.splits)
    all[`split ${lane.kind === "by" ? lane.path : lane.kind}`] = cuts;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, cuts]) => cuts.length > 0)
      .map(([part, cuts]) => [part, sets(cuts)]),
  );
}
