/** One run: a pure function of model, policy and budget to a history and its verdict. */
import type { Explorable } from "./explore.ts";
import type { PathStep } from "./found-sets.ts";
import type { RunOptions, RunResult } from "./run-result.ts";
import { Runner } from "./runner.ts";
import { DEFAULT_POLICY } from "./schedule.ts";

export type { RunOptions, RunResult, RunStep } from "./run-result.ts";

/** Runs `model` once under `options`. Deterministic: same arguments, same result. */
export function run(model: Explorable, options: RunOptions): RunResult {
  return once(model, options, []);
}

/** Follows a path found by exploration, and says by which deviations from the default run it differs. */
export function followPath(
  model: Explorable,
  path: readonly PathStep[],
  options: Omit<RunOptions, "policy">,
): RunResult {
  return once(model, { ...options, policy: DEFAULT_POLICY }, path);
}

function once(model: Explorable, options: RunOptions, path: readonly PathStep[]): RunResult {
  const runner = new Runner(model, options);
  return runner.result(runner.go(options, path));
}
