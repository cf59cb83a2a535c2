/** Calls into the world: points at which the process may die, the world refuse, or its answer be lost. */
import type { Execution } from "../driver/execution.ts";
import { type Answer, call } from "../driver/gate.ts";
import { WorldError } from "./world-error.ts";

/** What may come of a call that only reads, and of one that writes. The first is nothing surprising. */
export const ANSWERS = "answers";
export const FAILS = "fails";
export const ANSWER_LOST = "acts, but its answer is lost";

const OF_READS: readonly string[] = [ANSWERS, FAILS];
const OF_WRITES: readonly string[] = [...OF_READS, ANSWER_LOST];

/**
 * Makes a call that `act` does when the simulation takes it up. What `act` throws is thrown to the caller, as an answer;
 * it must change nothing then.
 */
export function point<R>(name: string, writes: boolean, act: (execution: Execution) => R): Promise<R> {
  const alternatives = writes ? OF_WRITES : OF_READS;
  return call({ name, alternatives, writes }, (alternative, execution) =>
    answered(name, alternative, () => act(execution)),
  );
}

export function answered<R>(name: string, alternative: string, act: () => R): Answer<R> {
  if (alternative === FAILS) return { no: new WorldError("failed", `${name} failed; nothing was changed`) };
  try {
    const ok = act();
    if (alternative !== ANSWER_LOST) return { ok };
    return { no: new WorldError("unknown", `${name} got no answer; whether it was done is not known`) };
  } catch (error) {
    return { no: error };
  }
}
