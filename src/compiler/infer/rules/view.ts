/** A step seen from the act followed: what the rules of a step share. */
import { assert } from "../../../base/assert.ts";
import { always, mergedNeeds, NONE, relabelled, sum } from "../cuts.ts";
import type { ActKind, Cuts, DupClass, Need, Rest, Stage, Step, Term } from "../stage.ts";
import type { Stream } from "../stream.ts";

export interface View {
  readonly step: Step;
  /** Group of the act followed. */
  readonly a: number;
  /** Group that releases or settles; the number of groups where the step never does. */
  readonly r: number;
  /** The act followed stands behind a gate that covers the rest of the handler. */
  readonly gated: boolean;
  /** What comes in. */
  readonly up: Stream;
  /** The place the step reads from; absent for a publish. */
  readonly reads?: Rest;
  /** Larger fault sets are not wanted. */
  readonly atomsMax: number;
}

/** How a step is reached. */
export interface Reading {
  /** The act of its handler that is followed. */
  readonly act: "send" | "effect";
  readonly from?: Rest;
  readonly atomsMax: number;
}

/** Workload of two messages of one path value, the second not waiting for the first. */
export const PAIR: readonly Need[] = [
  { kind: "messages", count: 2 },
  { kind: "same-key" },
  { kind: "pipelined" },
];

/** … and two instances. */
export const RIVALS: readonly Need[] = [...PAIR, { kind: "instances", count: 2 }];

const ONE_MESSAGE: readonly Need[] = [{ kind: "messages", count: 1 }];

/** The step as the act of its handler is followed; a step with an `append` is followed at that. */
export function view(step: Step, up: Stream, reading: Reading): View {
  const { act, from, atomsMax } = reading;
  const a = step.follow ?? followedGroup(step, act);
  const release = step.groups.findIndex((acts) => acts.includes("release") || acts.includes("settle"));
  const r = release < 0 ? step.groups.length : release;
  const gated = step.gate?.covers === "handler" && a > step.gate.at;
  return { step, a, r, gated, up, atomsMax, ...(from === undefined ? {} : { reads: from }) };
}

function followedGroup(step: Step, act: ActKind): number {
  const append = step.groups.findIndex((acts) => acts.includes("append"));
  if (append >= 0) return append;
  const first = step.groups.findIndex((acts) => acts.includes(act));
  assert(first >= 0, `stage ${step.name} has no ${act} to follow`);
  return first;
}

/** Σ f[i], from <= i <= to. */
export function fails(v: View, from: number, to: number): Cuts {
  return sum(v.step.fails.slice(from, to + 1));
}

/** Σ u[i], from <= i < to: the actor stops, or is not told. */
export function unheard(v: View, from: number, to: number): Cuts {
  return from < to ? sum(v.step.unheard.slice(from, to)) : NONE;
}

/** Σ of what a living handler takes for a failure though it is done, from <= i < to. */
export function denied(v: View, from: number, to: number): Cuts {
  return from < to && v.step.denied !== undefined ? sum(v.step.denied.slice(from, to)) : NONE;
}

/** A gate covers its own group, and what comes behind it where it covers the handler; a receiver covers all. */
export function covered({ step, a, gated }: View): boolean {
  return step.gate === undefined || step.gate.at === a || gated;
}

/** What defeats the recognition of a class; needs no fault where nothing recognises it. */
export function defeat(v: View, k: DupClass): Cuts {
  return (covered(v) ? v.step.recognises.get(k) : undefined) ?? always();
}

/** What is sure to defeat it. */
export function wiped(v: View, k: DupClass): Cuts {
  return v.step.gate?.wipes ?? defeat(v, k);
}

/** Is `release` an act of it: does it stand between an application and a broker? */
export function publishes(step: Step): boolean {
  return step.groups.some((acts) => acts.includes("release"));
}

/** The cuts as `rule` of this step: their terms say so and what the workload needs. */
export function as(v: View, rule: string, cuts: Cuts, needs: readonly Need[] = ONE_MESSAGE): Cuts {
  return labelled(cuts, v.step, rule, needs);
}

/** The cuts as `rule` of this rest. */
export function asRest(rest: Rest, rule: string, cuts: Cuts, needs: readonly Need[] = ONE_MESSAGE): Cuts {
  return labelled(cuts, rest, rule, needs);
}

function labelled(cuts: Cuts, at: Stage, rule: string, needs: readonly Need[]): Cuts {
  if (cuts.length === 0) return cuts;
  return cuts.map((c) => {
    const { points, cites, needs: more } = c.term;
    const term: Term = {
      stage: at.name,
      rule,
      points,
      needs: mergedNeeds(more, needs),
      cites,
      form: at.kind,
    };
    return relabelled(c, at.of === undefined ? term : { ...term, of: at.of });
  });
}
