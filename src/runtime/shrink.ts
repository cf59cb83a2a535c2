/** Makes a story that breaks a clause small, on a model that runs at once. */
import { type Explorable, explore } from "./explore.ts";
import { followPath, type RunOptions, run } from "./run.ts";
import { ReplayPolicy } from "./schedule.ts";
import { type Found, type Shrunk, shrinking, type ShrinkingTask } from "./shrinking.ts";

export type { Shrunk, StoryParts } from "./shrinking.ts";

export interface ShrinkTask extends Omit<ShrinkingTask, "atoms" | "found"> {
  /** The model whose application calls only these intents; their numbers stay ({@link FlowPlan.calls}). */
  readonly model: (calls: readonly number[]) => Explorable;
  readonly options: Omit<RunOptions, "policy" | "record">;
}

/**
 * Shrinks `task`; undefined where the story given does not break the clause. Deterministic: the same task, the same
 * story in as many executions.
 */
export function shrink(task: ShrinkTask): Shrunk | undefined {
  const { model: build, options, clause, ...parts } = task;
  const models = new Map<string, Explorable>();
  const model = (calls: readonly number[]): Explorable => {
    const key = calls.join(" ");
    const known = models.get(key) ?? build(calls);
    models.set(key, known);
    return known;
  };
  const found = (calls: readonly number[], atoms: readonly string[], states: number): Found =>
    searchOf(model(calls), { options, clause, atoms, states });
  const atoms = model(task.calls).atoms.map(({ name }) => name);
  const steps = shrinking({ ...parts, clause, atoms, found });
  let asked = steps.next();
  while (asked.done !== true) {
    const { calls, deviations } = asked.value;
    const policy = new ReplayPolicy(deviations);
    asked = steps.next(run(model(calls), { ...options, policy, record: false }));
  }
  return asked.value;
}

interface Wanted extends Pick<ShrinkTask, "options" | "clause"> {
  readonly atoms: readonly string[];
  readonly states: number;
}

function searchOf(model: Explorable, { options, clause, atoms, states }: Wanted): Found {
  if (atoms.length > options.faults) return { states: 0 };
  const budget = { faults: atoms.length, atoms: new Set(atoms), states, until: { clause, atoms } };
  const explored = explore(model, budget);
  const path = explored.violations.find((violation) => violation.clause === clause)?.path;
  if (path === undefined) return { states: explored.states };
  const { deviations } = followPath(model, path, { ...options, record: false });
  return { states: explored.states, deviations };
}
