/** Runs one found story again, also on the spec as it is now. */
import type { AnalysedFlow, Analysis } from "../compiler/infer/analyse.ts";
import type { Clause } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { run, type RunOptions, type RunResult } from "../runtime/run.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import type { FullBroker } from "./case.ts";
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
  const { faults, episodes, keys, path, calls } = token;
  const clauses = clausesNamed(analysed, token.clause);
  const workload = { keys, ...(path === undefined ? {} : { path }), calls };
  const scale: Scale = { ...workload, clauses, faults: Math.max(1, faults), episodes, model: analysed.under };
  const model = new FlowModel(planFlow(analysed.flow, brokers, scale));
  const policy = new ReplayPolicy(token.schedule);
  const result = run(model, {
    faults,
    atoms: new Set(token.atoms),
    episodes,
    steps: STEPS_MAX,
    record: true,
    policy,
    ...(watch === undefined ? {} : { seen: watch(model) }),
  });
  const report: ReplayReport = {
    version: 1,
    flow: token.flow,
    clause: token.clause,
    promised: clauses.length > 0,
    story: tell(model, result),
    broken: result.broken.includes(token.clause),
    deviations: token.schedule.length,
    applied: policy.applied,
  };
  const ran = { topology: analysis.topology.name, flow: analysed.flow, workload, model, run: result };
  return { report, model, run: result, keys, history: () => writeHistory(ran) };
}

function clausesNamed({ promises }: AnalysedFlow, name: string): readonly Clause[] {
  const clauses = promises.flatMap((promise) => promise.clauses.map(({ clause }) => clause));
  return clauses.filter((clause) => clauseName(clause) === name).slice(0, 1);
}
