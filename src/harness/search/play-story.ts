/** A story that was kept, run again on the code as it is now. */
import { ReplayPolicy } from "../../runtime/schedule.ts";
import type { StoryToken } from "../../verify/story-token.ts";
import type { Problem } from "../driver/problem.ts";
import type { FlowScale, UserRun } from "../flow/user-case.ts";
import type { Workload } from "../flow/workload.ts";
import { budgetOf, type Refuted } from "./refuting.ts";
import type { Rehearsals, Rehearsed } from "./rehearsal.ts";

export interface Played {
  readonly scale: FlowScale;
  readonly rehearsed: Rehearsed;
  readonly run: UserRun;
  /** How many of the steps that leave the default run still can be taken. */
  readonly applied: number;
}

/** A story told again, whether or not it still ends badly. */
export interface Replayed {
  readonly kind: "replayed";
  readonly told: Refuted;
  readonly broken: boolean;
  readonly steps: number;
  readonly applied: number;
}

export async function playStory(
  { calls, faults, episodes, schedule, atoms }: StoryToken,
  workload: Workload,
  rehearsals: Rehearsals,
  more: { readonly record?: boolean; readonly trace?: boolean } = {},
): Promise<Played | { readonly problem: Problem }> {
  const scale: FlowScale = { workload, calls, faults, episodes };
  const rehearsed = await rehearsals.of(scale);
  if ("problem" in rehearsed) return { problem: rehearsed.problem };
  const policy = new ReplayPolicy(schedule);
  const { flow, reference } = rehearsed;
  const bounds = { policy, ...budgetOf(scale), atoms: new Set(atoms), reference };
  const run = await flow.run({ ...bounds, ...more });
  return { scale, rehearsed, run, applied: policy.applied };
}

/** The same, told. */
export async function replayStory(
  story: StoryToken,
  workload: Workload,
  rehearsals: Rehearsals,
): Promise<Replayed | { readonly kind: "problem"; readonly problem: Problem }> {
  const played = await playStory(story, workload, rehearsals, { record: true, trace: true });
  if ("problem" in played) return { kind: "problem", problem: played.problem };
  const [problem] = played.run.problems;
  if (problem !== undefined) return { kind: "problem", problem };
  const { scale, rehearsed, run, applied } = played;
  const { clause, schedule: deviations } = story;
  const told: Refuted = {
    ...{ kind: "refuted", clause, scale, flow: rehearsed.flow, rehearsed, run, deviations },
    ...{ atoms: run.result.struck, by: "story", runs: 1, shrunkIn: 0 },
  };
  const broken = run.result.broken.includes(clause);
  return { kind: "replayed", told, broken, steps: deviations.length, applied };
}
