/** What a run is told, and what comes of it. */
import type { State } from "../base/layout.ts";
import type { Budget } from "./engine.ts";
import type { SimulatedEvent } from "./event.ts";
import type { Tally } from "./coverage.ts";
import type { Deviation, Policy } from "./schedule.ts";

export interface RunOptions extends Budget {
  readonly policy: Policy;
  /** Episodes of faults at most. */
  readonly episodes: number;
  /** Moves at most; a run that needs more ends `bound`. In the second half of them the policy is not asked any more. */
  readonly steps: number;
  /** `false`: a state that comes back proves nothing, since it does not hold all that decides what happens next. */
  readonly circles?: boolean;
  /** Record the events, for a story. */
  readonly record: boolean;
  /** Shown each step of a recorded run with the state after it, which it must neither change nor keep. */
  readonly seen?: (s: State, step: RunStep) => void;
  /** Counts what the run takes. */
  readonly tally?: Tally;
}

/**
 * `rest`: nothing more can happen. `stuck`: nothing more can happen, and an acknowledged intent without effect still
 * has a copy. `livelock`: it goes in circles that it can never leave. `bound`: a bound was hit, nothing is known.
 */
export type RunEnd = "rest" | "stuck" | "livelock" | "bound";

/** One move of a recorded run, with the events it caused. */
export interface RunStep {
  readonly label: string;
  readonly timeMs: number;
  readonly strike: boolean;
  readonly events: readonly SimulatedEvent[];
  /** After it no fault was active, everything was back in its place, and nothing was in flight. */
  readonly recovered: boolean;
}

/** What a campaign counts of every run; the rest is worked out of those that are kept. */
export interface Outcome {
  readonly end: RunEnd;
  /** Bit c = clause c was broken; its premise was true. */
  readonly broken: number;
  readonly premises: number;
  readonly struckLive: readonly string[];
  readonly moves: number;
  readonly events: number;
}

export interface RunResult {
  readonly end: RunEnd;
  /** The list of the model that was too short, where that ended the run. */
  readonly exceeded?: string;
  /** Names of the clauses broken, in the order of the monitor. */
  readonly broken: readonly string[];
  /** Names of the clauses whose premise was true: a run without it says nothing about the clause. */
  readonly premises: readonly string[];
  /** Atoms struck, in order. */
  readonly struck: readonly string[];
  /** Those of them that struck, or had not been recovered from, while an intent had been called and had no effect yet. */
  readonly struckLive: readonly string[];
  /** Where the run differs from the default run. Rendered when first read. */
  readonly deviations: readonly Deviation[];
  readonly steps: readonly RunStep[];
  readonly moves: number;
  readonly events: number;
  /** Bit m: intent m still has an unsettled copy at rest, or somewhere in the circle that the run ended in. */
  readonly unsettled: number;
  /** The state it ended in. */
  readonly final: State;
}
