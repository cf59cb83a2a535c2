/** Runs one found story again, also on the spec as it is now. */
import type { AnalysedFlow, Analysis } from "../compiler/infer/analyse.ts";
import type { Flow } from "../model/flow.ts";
import { type Clause, clauseName, type FaultModel } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { run, type RunOptions, type RunResult } from "../runtime/run.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import type { FullBroker } from "./case.ts";
import { simulatedClauses } from "./simulated-clauses.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import { STEPS_MAX } from "./refute.ts";
import { tell, type Story } from "./story.ts";
import type { StoryToken } from "./story-token.ts";
import { writeHistory } from "./write-history.ts";

/** A replayed story, as plain data. */
export interface ReplayReport {
  readonly version: 1;
  readonly flow: string;
  readonly clause: string;
  /** The clause is still promised of this flow; if not, nothing can break it. */
  readonly promised: boolean;
  readonly story: Story;
  /** The clause is broken again. */
  readonly broken: boolean;
  /** Steps of the story that differ from the default run, and how many of them still apply to this spec. */
  readonly deviations: number;
  readonly applied: number;
}

/** A replay, what it was run on, and the history of its run in the format of docs/histories.md. */
export interface Replay {
  readonly report: ReplayReport;
  readonly model: FlowModel;
  readonly run: RunResult;
  /** Value of the order path of each message. */
  readonly keys: readonly number[];
  /** Written when it is asked for. */
  readonly history: () => string;
}

/**
 * Replays `token`; undefined where the topology has no such flow any more. Deterministic. `watch` is given the model
 * before the run, and what it answers is shown each step.
 */
export function replay(
  analysis: Analysis,
  brokers: readonly FullBroker[],
  token: StoryToken,
  watch?: (model: FlowModel) => NonNullable<RunOptions["seen"]>,
): Replay | undefined {
  const analysed = analysis.flows.find(({ flow }) => flow.id === token.flow);
  if (analysed === undefined) return undefined;
  const clauses = clausesNamed(analysed, token.clause);
  const { flow, under } = analysed;
  const watched = { clauses, under, ...(watch === undefined ? {} : { watch }) };
  const { result, model, scale, applied } = playStory(flow, brokers, token, watched);
  const report: ReplayReport = {
    version: 1,
    flow: token.flow,
    clause: token.clause,
    promised: clauses.length > 0,
    story: tell(model, result),
    broken: result.broken.includes(token.clause),
    deviations: token.schedule.length,
    applied,
  };
  const ran = { topology: analysis.topology.name, flow: analysed.flow, workload: scale, model, run: result };
  return { report, model, run: result, keys: token.keys, history: () => writeHistory(ran) };
}

interface Watched {
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
  /** See {@link replay}. */
  readonly watch?: (model: FlowModel) => NonNullable<RunOptions["seen"]>;
}

interface Played {
  readonly result: RunResult;
  readonly model: FlowModel;
  readonly scale: Scale;
  readonly applied: number;
}

/** Runs a story, recorded, on a flow as it is now; `applied`: how many of its deviations still can be taken. */
export function playStory(
  flow: Flow,
  brokers: readonly FullBroker[],
  { faults, episodes, keys, path, calls, atoms, schedule }: StoryToken,
  watched: Watched,
): Played {
  const workload = { keys, ...(path === undefined ? {} : { path }), calls };
  const { clauses, under, watch } = watched;
  const scale: Scale = { ...workload, clauses, faults: Math.max(1, faults), episodes, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const policy = new ReplayPolicy(schedule);
  const budget = { faults, atoms: new Set(atoms), episodes };
  const seen = watch === undefined ? {} : { seen: watch(model) };
  const result = run(model, { ...budget, steps: STEPS_MAX, record: true, policy, ...seen });
  return { result, model, scale, applied: policy.applied };
}

function clausesNamed({ promises }: AnalysedFlow, name: string): readonly Clause[] {
  const clauses = promises.flatMap(simulatedClauses);
  return clauses.filter((clause) => clauseName(clause) === name).slice(0, 1);
}
