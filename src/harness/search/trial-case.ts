/** One promise that is to be tried, and what comes of it. */
import type { Flow } from "../../model/flow.ts";
import type { Clause, FaultModel } from "../../model/guarantee.ts";
import type { Simulated } from "../../verify/plan-flow.ts";
import type { Problem } from "../driver/problem.ts";
import type { UserCase, Watch } from "../flow/user-case.ts";
import type { Workload } from "../flow/workload.ts";
import type { Finding } from "./finding.ts";
import type { Refuted } from "./refuting.ts";

/** How much is tried; counts, so that a verdict does not depend on the machine. */
export interface TrialBounds {
  /** Runs of one message at most, for each fault that may strike; and of two. */
  readonly single: number;
  readonly pairs: number;
  readonly random: number;
  /** Messages of a random run. */
  readonly messages: number;
  readonly seed: number;
}

/** Which faults may strike, of those that there are, and how many in one episode; of a random run so many episodes. */
export interface TrialFaults {
  readonly atOnce: number;
  readonly episodes: number;
  readonly of: (names: readonly string[]) => readonly string[];
}

/** One promise, and what it is tried with. */
export interface TrialCase {
  readonly flow: Flow;
  readonly brokers: readonly Simulated[];
  readonly given: UserCase["given"];
  readonly senders: UserCase["senders"];
  readonly build: UserCase["build"];
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
  readonly watch?: Watch;
  /** What the application sends, where a caller says it. */
  readonly workload?: Workload;
  readonly faults: TrialFaults;
  /** Tokens of stories that were kept. */
  readonly stories: readonly string[];
  readonly bounds: TrialBounds;
  /** Asked between runs: false ends the trial. */
  readonly proceed: () => boolean;
}

export type Trial =
  | Refuted
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "stopped"; readonly runs: number }
  /** No message has any effect when nothing goes wrong. */
  | { readonly kind: "vacuous" }
  | { readonly kind: "holds"; readonly runs: number; readonly bound: number };

export interface Tried {
  readonly trial: Trial;
  /** What was noticed of the code, each once. */
  readonly findings: readonly Finding[];
}
