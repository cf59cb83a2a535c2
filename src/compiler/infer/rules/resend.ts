/** Rules about a publish that is not answered: rules 2 (group), 3, 7 of docs/inference.md. */
import { NONE, plus, times, without } from "../cuts.ts";
import type { Cuts, Step } from "../stage.ts";
import type { Delta } from "../stream.ts";
import { as, PAIR, publishes, type View } from "./view.ts";

/** Rule 2, group: an act that is done and not heard of is sent again by the client; in a pipeline it comes after others. */
export function resentGroup(v: View): Delta {
  const { a, r, step } = v;
  if (step.retries !== "group" || a > r) return {};
  const unheard = step.unheard[a] ?? NONE;
  const dup = { "session-resend": as(v, "group", unheard) };
  if (step.inFlight !== "fifo") return { dup };
  const back = { "session-resend": as(v, "group-pipelined", unheard, PAIR) };
  if (step.sequenced) return { dup, back };
  return { dup, back, stale: back, swap: as(v, "group-pipelined", step.fails[a] ?? NONE, PAIR) };
}

/** A send that did not settle ok, as the application sees it. */
export interface Outcome {
  /** The act was not done. */
  readonly not: Cuts;
  /** The act was done. */
  readonly done: Cuts;
}

/** What makes a send end in an error or in doubt: at once without retries, else when the client gives up as well. */
export function outcome(step: Step, a: number, r: number): Outcome {
  const at = step.retries === "none";
  const fails = step.fails[a] ?? NONE;
  const unheard = step.unheard[a] ?? NONE;
  if (a > r) return { not: step.gives, done: NONE };
  return { not: at ? fails : times(step.gives, fails), done: at ? unheard : times(step.gives, unheard) };
}

/** Rule 3. Refused: the application is told, or sends the same intent again. */
export function refused(v: View): Delta {
  const { a, r, step } = v;
  if (!publishes(step)) return {};
  const { not, done } = outcome(step, a, r);
  const told = step.retries === "none" ? plus(step.gives, not, done) : step.gives;
  const delta: Delta = { refused: as(v, "refused", told) };
  return step.again ? { ...delta, ...sentAgain(v, { not, done }) } : delta;
}

function sentAgain(v: View, { not, done }: Outcome): Delta {
  const dup = { "app-resend": as(v, "sent-again", done) };
  if (v.step.awaits) return { dup };
  const late = { "app-resend": as(v, "sent-again-pipelined", done, PAIR) };
  return { dup, back: late, stale: late, swap: as(v, "sent-again-pipelined", not, PAIR) };
}

/** Rule 3, outbox: a relay that stops starts over from the rows that are not marked. */
export function relayed(v: View): Delta {
  const { step } = v;
  if (!publishes(step) || !step.again || step.dies.length === 0) return {};
  const dup = { "app-resend": as(v, "relay", step.dies) };
  if (step.awaits) return { dup };
  const lostAnswer = without(step.unheard[v.a] ?? NONE, step.dies);
  const unmarked = step.inFlight === "many" ? step.dies : times(step.dies, lostAnswer, v.atomsMax);
  return {
    dup,
    back: { "app-resend": as(v, "relay-pipelined", step.dies, PAIR) },
    stale: { "app-resend": as(v, "relay-pipelined", unmarked, PAIR) },
  };
}

/**
 * Rule 7. Joint answer: one publish reaches several queues and is answered once, so what fails at another queue makes the
 * sender repeat what this queue has already got.
 */
export function jointAnswer(v: View): Delta {
  const { a, r, step } = v;
  if (step.joint === undefined || a > r) return {};
  const alone = step.retries === "none";
  if (alone && !step.again) return { refused: as(v, "joint", step.joint) };
  const dup = { branch: as(v, "joint", step.joint) };
  if (alone ? step.awaits : step.inFlight !== "fifo") return { dup };
  const late = { branch: as(v, "joint-pipelined", step.joint, PAIR) };
  return { dup, back: late, stale: late };
}
