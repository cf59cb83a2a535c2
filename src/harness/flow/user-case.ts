/** What is run, within which bounds, and what comes of a run. */
import type { Flow } from "../../model/flow.ts";
import type { Clause, FaultModel } from "../../model/guarantee.ts";
import type { Extensible, Extension } from "../../runtime/extension.ts";
import type { FlowModel } from "../../runtime/flow-model.ts";
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
  readonly watch?: Watch;
}

/** What the events of a run are about. */
export interface Watched {
  readonly workload: Workload;
  /** By the detail of effects. */
  readonly stores: readonly string[];
}

/** A recorded run whose events are about the messages of the workload, whatever code has made of them. */
export interface ToldRun extends Watched {
  readonly model: FlowModel;
  readonly run: Pick<RunResult, "steps" | "end" | "unsettled">;
}

/** What a caller has watched in each run beside what is promised. */
export interface Watch {
  readonly names: readonly string[];
  /** Of the names, those that are watched while a run goes on; and faults that have their time. */
  readonly extend?: (model: Extensible, watched: Watched) => Extension;
  /** Of the names, those that only a recorded run shows: which of them it breaks. */
  readonly inHistory?: (told: ToldRun) => readonly string[];
  /** What is wrong, as a sentence. */
  readonly why: (name: string, told: ToldRun) => string | undefined;
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
  /** Shown each step of a recorded run with the state after it. */
  readonly seen?: RunOptions["seen"];
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
