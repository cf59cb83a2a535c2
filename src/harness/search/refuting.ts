/** Makes a run that breaks a clause small, and runs it again with the lines of what the code does. */
import { ReplayPolicy, type Schedule } from "../../runtime/schedule.ts";
import {
  type Shrunk,
  type ShrinkingTask,
  shrinking,
  type StoryParts,
  type Tried,
} from "../../runtime/shrinking.ts";
import type { Problem } from "../driver/problem.ts";
import type { FlowScale, UserRun, UserRunOptions } from "../flow/user-case.ts";
import type { UserFlow } from "../flow/user-flow.ts";
import { type Rehearsals, type Rehearsed, STEPS_MAX } from "./rehearsal.ts";

/** A run that breaks a clause. */
export interface Broken {
  readonly clause: string;
  readonly scale: FlowScale;
  readonly run: UserRun;
  readonly rehearsed: Rehearsed;
  readonly by: "story" | "search" | "random";
}

/** The same, as small as it could be made, traced. */
export interface Refuted extends Omit<Broken, "run"> {
  readonly kind: "refuted";
  readonly flow: UserFlow;
  readonly run: UserRun;
  readonly deviations: Schedule;
  readonly atoms: readonly string[];
  /** Runs made until it was found, and to make it small. */
  readonly runs: number;
  readonly shrunkIn: number;
}

/** Runs spent on making one story small. */
const SHRINK_MAX = 300;

export function budgetOf({ faults, episodes }: FlowScale): {
  faults: number;
  episodes: number;
  steps: number;
} {
  return { faults, episodes, steps: STEPS_MAX };
}

/** `runs`: those made so far. */
export async function refute(
  broken: Broken,
  rehearsals: Rehearsals,
  runs: number,
): Promise<Refuted | { readonly kind: "problem"; readonly problem: Problem }> {
  const { clause, scale, run, by } = broken;
  const atoms = new Set(run.result.struck);
  const small = await shrunk(broken, rehearsals, atoms);
  const parts = small ?? { calls: callsOf(scale), deviations: run.result.deviations, executions: 0 };
  const told: FlowScale = { ...scale, calls: parts.calls };
  const rehearsed = await rehearsals.of(told);
  if ("problem" in rehearsed) return { kind: "problem", problem: rehearsed.problem };
  const policy = new ReplayPolicy(parts.deviations);
  const { flow, reference } = rehearsed;
  const traced = await flow.run({ policy, ...budgetOf(told), atoms, reference, record: true, trace: true });
  const { deviations, executions: shrunkIn } = parts;
  const story = { clause, scale: told, flow, rehearsed, run: traced, deviations };
  return { kind: "refuted", ...story, atoms: traced.result.struck, by, runs, shrunkIn };
}

/** The same run again, shown step by step. */
export function retold(refuted: Refuted, seen: NonNullable<UserRunOptions["seen"]>): Promise<UserRun> {
  const { flow, scale, rehearsed, deviations, atoms } = refuted;
  const policy = new ReplayPolicy(deviations);
  const bounds = { ...budgetOf(scale), atoms: new Set(atoms), reference: rehearsed.reference };
  return flow.run({ policy, ...bounds, record: true, trace: true, seen });
}

async function shrunk(
  { clause, scale, run }: Broken,
  rehearsals: Rehearsals,
  atoms: ReadonlySet<string>,
): Promise<Shrunk | undefined> {
  const task: ShrinkingTask = {
    calls: callsOf(scale),
    deviations: run.result.deviations,
    clause,
    atoms: [...atoms],
    executionsMax: SHRINK_MAX,
  };
  const steps = shrinking(task);
  let asked = steps.next();
  while (asked.done !== true) asked = steps.next(await tried(asked.value, scale, rehearsals, atoms));
  return asked.value;
}

async function tried(
  { calls, deviations }: StoryParts,
  scale: FlowScale,
  rehearsals: Rehearsals,
  atoms: ReadonlySet<string>,
): Promise<Tried> {
  const rehearsed = await rehearsals.of({ ...scale, calls });
  if ("problem" in rehearsed) return { broken: [], deviations: [], struck: [] };
  const policy = new ReplayPolicy(deviations);
  const { flow, reference } = rehearsed;
  const { result, problems } = await flow.run({ policy, ...budgetOf(scale), atoms, reference });
  return problems.length > 0 ? { ...result, broken: [] } : result;
}

/** Messages that the application really sends. */
function callsOf({ calls, workload }: FlowScale): readonly number[] {
  return calls ?? workload.keys.map((_, m) => m);
}
