/**
 * The promises of a topology as tests of the code that is given: one a promise, and one that the code can be driven at
 * all. The first test that runs tries them all; the others say what came of theirs.
 */
import type { Flow } from "../model/flow.ts";
import type { Clause, FaultModel } from "../model/guarantee.ts";
import type { Simulated } from "../verify/plan-flow.ts";
import { readStoryToken } from "../verify/story-token.ts";
import { underControl } from "./driver/campaign.ts";
import type { Problem } from "./driver/problem.ts";
import type { Stage } from "./flow/stage.ts";
import type { StartService } from "./flow/user-process.ts";
import { type StoryOfCode, storyOf } from "./story/report.ts";
import type { Finding } from "./search/finding.ts";
import { type Trial, type TrialBounds, type Tried, Trying } from "./search/trial.ts";

/** A promise about one way of a flow, with the clauses that a simulation judges. */
export interface Promised {
  readonly flow: Flow;
  readonly via: readonly string[];
  readonly text: string;
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
}

export interface SuiteParts {
  readonly promises: readonly Promised[];
  readonly brokers: readonly Simulated[];
  readonly given: ReadonlySet<string>;
  readonly build: (stage: Stage) => Readonly<Record<string, StartService>>;
  readonly bounds: TrialBounds;
  readonly stories: readonly string[];
}

/** What came of one promise. */
export type PromiseVerdict =
  | { readonly kind: "holds"; readonly runs: number }
  | { readonly kind: "refuted"; readonly story: StoryOfCode }
  | { readonly kind: "undetermined"; readonly because: string }
  | { readonly kind: "not judged" };

export interface SuiteVerdict {
  /** In the order of the promises. */
  readonly verdicts: readonly PromiseVerdict[];
  /** Why nothing can be judged; absent where all can be. */
  readonly problem?: Problem;
  /** What was noticed of the code. */
  readonly findings: readonly Finding[];
}

/** Tries all promises, one after the other, with the thread under control. */
export function trySuite(parts: SuiteParts, proceed: () => boolean): Promise<SuiteVerdict> {
  return underControl(() => tryAll(parts, proceed));
}

async function tryAll(parts: SuiteParts, proceed: () => boolean): Promise<SuiteVerdict> {
  const verdicts: PromiseVerdict[] = [];
  const findings: Finding[] = [];
  for (const promise of parts.promises) {
    const { trial, findings: own } = await tryOne(parts, promise, proceed);
    findings.push(...own.filter(({ text }) => findings.every((known) => known.text !== text)));
    if (trial.kind === "problem")
      return {
        verdicts: parts.promises.map(() => ({ kind: "not judged" })),
        problem: trial.problem,
        findings,
      };
    verdicts.push(verdictOf(trial, promise));
  }
  return { verdicts, findings };
}

function tryOne(parts: SuiteParts, promise: Promised, proceed: () => boolean): Promise<Tried> {
  const { brokers, given, build, bounds } = parts;
  const { flow, clauses, under } = promise;
  const stories = parts.stories.filter((token) => {
    const read = readStoryToken(token);
    return read.ok && read.story.flow === flow.id;
  });
  return new Trying({ flow, brokers, given, build, clauses, under, stories, bounds, proceed }).try();
}

function verdictOf(trial: Exclude<Trial, { readonly kind: "problem" }>, promise: Promised): PromiseVerdict {
  if (trial.kind === "refuted")
    return { kind: "refuted", story: storyOf(trial, { ...promise, under: promise.under.name }) };
  if (trial.kind === "stopped")
    return { kind: "undetermined", because: `the test ended after ${trial.runs} runs` };
  if (trial.bound === trial.runs)
    return { kind: "undetermined", because: `none of ${trial.runs} runs came to its end` };
  return { kind: "holds", runs: trial.runs };
}
