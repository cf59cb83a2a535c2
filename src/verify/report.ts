/** What `verify` found, as plain data: no clock in it, so that the same seed and runs give the same bytes. */
import type { Stop } from "../runtime/exploration.ts";
import type { Story } from "./story.ts";

/** A setting to change, as it would be written; to be left out where `value` is empty. */
export interface SettingChange {
  readonly entity: string;
  readonly setting: string;
  readonly value: string;
}

/** Which random run broke a clause first, and the policy that decided it, e.g. `delay-bounded(2)`. */
export interface FoundBy {
  readonly policy: string;
  readonly run: number;
}

/** What it took to make a found story small: executions, and states of the searches made instead of more of them. */
export interface ShrunkBy {
  readonly executions: number;
  readonly states: number;
}

/** The step of a story after which its ending was as good as decided: where what follows, decided anew, breaks it most. */
export interface DecidedAt {
  /** Number of the step, from 0, and of the first line of the story that tells of it; absent where none does. */
  readonly step: number;
  readonly line?: number;
  /** Who did what, or which fault struck whom. */
  readonly what: string;
  readonly fault: boolean;
  /** Shares of the continuations that break the clause, without the step and with it, from 0 to 1. */
  readonly before: number;
  readonly after: number;
  /** Continuations behind each share. */
  readonly samples: number;
}

/** A clause broken by a run that is shown. */
export interface Refutation {
  readonly clause: string;
  /** What struck; empty = it breaks without any fault. */
  readonly faults: readonly string[];
  /**
   * `story`: one that was kept breaks again. `witness`: generated from the inferred fault set. `search`: found by
   * exhaustive search. `random`: by a seeded run.
   */
  readonly by: "story" | "witness" | "search" | "random";
  /** Of a `random` one. */
  readonly found?: FoundBy;
  readonly shrunk?: ShrunkBy;
  readonly story: Story;
  /** Of the first refutation of each clause; absent where no step makes the ending likelier. */
  readonly decisive?: DecidedAt;
  /** Replays the story, also on the spec as it is then. */
  readonly token: string;
  /** Settings of which some other legal value removes this fault set. */
  readonly causes: readonly SettingChange[];
  /** The smallest change that removes it and breaks nothing else; empty where no such change is known. */
  readonly fix: readonly SettingChange[];
  /** The same story with the fix applied does not break the clause; absent without a fix, or where a bound was hit. */
  readonly fixedEndsWell?: boolean;
  /** Runs that `fixedEndsWell` rests on: 1, or more where the story's faults find their moments gone and are tried at others. */
  readonly fixedRuns?: number;
  /** Statements of the broker's semantics that the inferred fault set rests on. */
  readonly cites: readonly string[];
}

/** A fault set inferred to break a clause for which no run was found within the bound. */
export interface Unwitnessed {
  readonly clause: string;
  readonly faults: readonly string[];
  /** `bound`: on states; `time`: the caller ended the search; `none`: there is no such run. */
  readonly missing: "bound" | "time" | "none";
  readonly states: number;
}

/** A kept story, run again on the topology as it is now. */
export interface StoryAgain {
  readonly clause: string;
  readonly faults: readonly string[];
  /** It ends badly again. */
  readonly broken: boolean;
  /** Steps of the story that were no default, and how many of them still apply. */
  readonly deviations: number;
  readonly applied: number;
  readonly token: string;
}

/** A kept story that no promise of the topology is about any more. */
export interface OrphanedStory {
  readonly token: string;
  readonly because: string;
}

/** The search for a witness of each inferred fault set. */
export interface WitnessPass {
  /** Fault sets inferred to break the promise within its fault model. */
  readonly faultSets: number;
  readonly states: number;
}

/** A search of all interleavings within bounds. */
export interface ExhaustivePass {
  readonly messages: number;
  readonly faults: number;
  readonly states: number;
  /** Moves of the longest way to a state. */
  readonly depth: number;
  /** Expected number of pairs of states that were taken for one. */
  readonly collisions: number;
  readonly complete: boolean;
  /** Which bound stopped it. */
  readonly stopped?: Stop;
}

export interface RandomPass {
  readonly runs: number;
  /** Time ended them; absent = all that were asked for, or up to one that broke a clause. */
  readonly stopped?: "time";
  readonly messages: number;
  readonly episodes: number;
  readonly seed: number;
  /** How often each fault struck while a message was under way. */
  readonly struck: Readonly<Record<string, number>>;
  /** In how many runs the premise of each clause was true. */
  readonly premises: Readonly<Record<string, number>>;
  /** Runs that hit a bound: nothing is known of them. */
  readonly undetermined: number;
}

/** What passes reached. */
export interface PassCoverage {
  /** How often each fault of the fault model struck while a message was under way. */
  readonly struck: Readonly<Record<string, number>>;
  /** In how many runs, or ends of an exhaustive search, the premise of each clause was true. */
  readonly premises: Readonly<Record<string, number>>;
  /** How often each stage, time-out, choice and way of the flow was reached. */
  readonly marks: Readonly<Record<string, number>>;
}

export type VerdictWord = "refuted" | "holds" | "undecided" | "not judged" | "undetermined" | "vacuous";

export interface FlowReport {
  /** `service.endpoint -> service.endpoint` */
  readonly flow: string;
  /** Channels passed, for flows with several ways. */
  readonly via: readonly string[];
  readonly promised: string;
  readonly under: string;
  readonly verdict: VerdictWord;
  /** For `undecided`, `not judged`, `undetermined`, `vacuous`: because of what. */
  readonly because: readonly string[];
  readonly refutations: readonly Refutation[];
  readonly unwitnessed: readonly Unwitnessed[];
  /** Absent where none was kept. */
  readonly stories?: readonly StoryAgain[];
  readonly witnesses?: WitnessPass;
  /** Small workloads first. */
  readonly exhaustive?: readonly ExhaustivePass[];
  readonly random?: RandomPass;
  /** Of all passes but the witnesses together; absent where there is none. */
  readonly coverage?: PassCoverage;
  /** Numbers of the spec that the simulation makes smaller. */
  readonly scaled: readonly string[];
  /** Parts of the work without a result, so that the verdict is not what it would be; absent where there is none. */
  readonly notRun?: readonly string[];
  /** Fault kinds outside the model, and those in it that a broker of the flow does not simulate. */
  readonly notCovered: readonly string[];
}

export interface VerifyReport {
  readonly version: 1;
  readonly topology: string;
  readonly seed: number;
  /** Some part of the work has no result: `notRun` of a flow says which. */
  readonly partial?: true;
  readonly flows: readonly FlowReport[];
  /** Absent where there is none. */
  readonly orphanedStories?: readonly OrphanedStory[];
}
