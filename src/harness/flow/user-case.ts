/** What is run, within which bounds, and what comes of a run. */
import type { Flow } from "../../model/flow.ts";
import type { Clause, FaultModel } from "../../model/guarantee.ts";
import type { RunOptions, RunResult } from "../../runtime/run-result.ts";
import type { Simulated } from "../../verify/plan-flow.ts";
import type { Problem } from "../driver/problem.ts";
import type { Reference } from "./effects-monitor.ts";
import type { Deed, Stage } from "./stage.ts";
import type { UserCode } from "./user-process.ts";
import type { Workload } from "./workload.ts";

/** A flow, and the code that runs in it. */
export interface UserCase {
  readonly flow: Flow;
  readonly brokers: readonly Simulated[];
  /** Names of the services whose code is given. */
  readonly given: ReadonlySet<string>;
  /** Names of those of them that say what begins a flow. */
  readonly senders: ReadonlySet<string>;
  /** Called for each run: a world and the services in it, which tell their changes to the stage. */
  readonly build: (stage: Stage) => Readonly<Record<string, UserCode>>;
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
}

/** Bounds of the runs over one workload. */
export interface FlowScale {
  readonly workload: Workload;
  /** Messages really sent; all when absent. */
  readonly calls?: readonly number[];
  readonly faults: number;
  readonly episodes: number;
}

export interface UserRunOptions
  extends Pick<RunOptions, "policy" | "faults" | "atoms" | "episodes" | "steps"> {
  readonly record?: boolean;
  /** Keeps stacks, so that what is said of the code has lines. */
  readonly trace?: boolean;
  readonly isWarmUp?: boolean;
  readonly reference?: Reference;
  /** Asked after each move: false ends the run. `key`: equal where all that can follow is equal. */
  readonly goOn?: (key: () => string) => boolean;
}

export interface UserRun {
  readonly result: RunResult;
  readonly problems: readonly Problem[];
  /** What each root affected. */
  readonly effects: Reference;
  readonly deeds: readonly Deed[];
  /** Equal where user code did the same in the same order. */
  readonly print: number;
}
