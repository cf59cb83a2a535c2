import { mix } from "../base/prng.ts";
import { campaign, type CampaignOptions, type CampaignResult, rerun } from "../runtime/campaign.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import { RandomPolicy } from "../runtime/random-policy.ts";
import { type RunResult, run } from "../runtime/run.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import { shrink } from "../runtime/shrink.ts";
import { STEPS_MAX } from "../verify/refute.ts";
import { options, wholeNumber } from "./argument.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type Invariant, isAutomaton } from "./invariant.ts";
import { atomsIn, modelOfSetting, type Setting, settingOf } from "./setting.ts";
import { type FlowViolation, violationOf, whyBroken } from "./told.ts";
import type { Topology } from "./topology.ts";
import type { Workload } from "./workload.ts";
import { entered } from "./waybill-error.ts";

export interface SimulateOptions {
  /** `service.endpoint -> service.endpoint`; may be left out where the topology has one flow only. */
  readonly flow?: string;
  /** Twelve messages of one key when absent. */
  readonly workload?: Workload;
  /** As the flow is promised when absent, in one episode. */
  readonly faults?: FaultPlan;
  /** Watched beside the clauses that are promised. */
  readonly invariants?: readonly Invariant[];
  /** 42 when absent: the same seed, the same runs. */
  readonly seed?: number;
  /** Runs; 200 when absent. */
  readonly runs?: number;
}

export interface SimulateReport {
  readonly flow: string;
  readonly messages: number;
  readonly seed: number;
  readonly runs: number;
  /** How often each fault that may strike did so while a message was under way. */
  readonly struck: Readonly<Record<string, number>>;
  /** Runs that hit a bound: nothing is known of them. */
  readonly undetermined: number;
  /** The first violation of each clause and invariant; made small, but for invariants over histories. */
  readonly violations: readonly FlowViolation[];
}

const RUNS = 200;
const RUNS_MAX = 100_000_000;
const SEED = 42;
const SEED_MAX = 2 ** 32 - 1;
const MESSAGES = 12;
/** Runs spent on making one story small. */
const EXECUTIONS_MAX = 2_000;

/** Seeded random runs of one flow with any workload, faults and invariants. Simulates; the same arguments, the same report. */
export function simulate(topology: Topology, given: SimulateOptions = {}): SimulateReport {
  return entered(() => {
    const wanted = options(given, "simulate", ["flow", "workload", "faults", "invariants", "seed", "runs"]);
    const setting = settingOf(topology, "simulate", wanted, MESSAGES);
    const seed = wholeNumber(wanted["seed"], "`seed`", { least: 0, most: SEED_MAX, otherwise: SEED });
    const runs = wholeNumber(wanted["runs"], "`runs`", { least: 1, most: RUNS_MAX, otherwise: RUNS });
    const model = modelOfSetting(setting);
    const { atOnce: faults, episodes } = setting.faults;
    const atoms = atomsIn(setting, model);
    const plan: Plan = { seed, runs, faults, atoms, episodes, steps: STEPS_MAX, until: "never" };
    const result = setting.faults.placed.length === 0 ? campaign(model, plan) : struckAtOnce(model, plan);
    return {
      flow: setting.analysed.flow.id,
      messages: setting.workload.names.length,
      seed,
      runs: result.runs,
      struck: result.strikes,
      undetermined: result.ends.bound,
      violations: [
        ...result.findings.map((finding) => small(setting, finding.clause, plan, finding.result)),
        ...historical(setting, model, plan),
      ],
    };
  });
}

type Plan = CampaignOptions & { readonly atoms: ReadonlySet<string> };
type Found = Pick<CampaignResult, "runs" | "strikes" | "findings"> & {
  readonly ends: { readonly bound: number };
};

/** How surprising runs are whose faults have their time, out of 256, in turn. */
const SURPRISES = [0, 16, 64] as const;

/** A run whose faults, all of them, strike as soon as they can. */
function runAtOnce(model: FlowModel, plan: Plan, number: number, record: boolean): RunResult {
  const surprise = SURPRISES[number % SURPRISES.length] ?? 0;
  const policy = new RandomPolicy(mix(plan.seed, number), { surprise, strike: 256 });
  const { faults, atoms, episodes, steps } = plan;
  return run(model, { faults, atoms, episodes, steps, policy, record });
}

function struckAtOnce(model: FlowModel, plan: Plan): Found {
  const strikes: Record<string, number> = Object.fromEntries([...plan.atoms].map((atom) => [atom, 0]));
  const first = new Map<string, RunResult>();
  let bound = 0;
  for (let number = 0; number < plan.runs; number++) {
    const result = runAtOnce(model, plan, number, false);
    if (result.end === "bound") bound += 1;
    for (const atom of result.struckLive) strikes[atom] = (strikes[atom] ?? 0) + 1;
    for (const clause of result.broken) if (!first.has(clause)) first.set(clause, result);
  }
  const findings = [...first].map(([clause, result], i) => ({ clause, run: i, policy: "random", result }));
  return { runs: plan.runs, strikes, findings, ends: { bound } };
}

/** The same violation in as few messages, faults and surprises as it takes. */
function small(setting: Setting, name: string, plan: Plan, found: RunResult): FlowViolation {
  const bounds = {
    faults: plan.faults,
    atoms: new Set(found.struck),
    episodes: plan.episodes,
    steps: plan.steps,
  };
  const all = setting.workload.names.map((_, m) => m);
  const model = (calls: readonly number[]): FlowModel => modelOfSetting(setting, calls);
  const task = { model, options: bounds, clause: name, executionsMax: EXECUTIONS_MAX };
  const least = shrink({ ...task, calls: all, deviations: found.deviations });
  const { calls, deviations } = least ?? { calls: all, deviations: found.deviations };
  const policy = new ReplayPolicy(deviations);
  const told = run(model(calls), { ...bounds, policy, record: true });
  return violationOf(setting, model(calls), told, { name, calls });
}

/** The first run that breaks each invariant over histories. */
function historical(setting: Setting, model: FlowModel, plan: Plan): readonly FlowViolation[] {
  const open = new Set(setting.invariants.filter((each) => !isAutomaton(each)));
  const found: FlowViolation[] = [];
  const isPlaced = setting.faults.placed.length > 0;
  for (let number = 0; number < plan.runs && open.size > 0; number++) {
    const told = isPlaced ? runAtOnce(model, plan, number, true) : rerun(model, plan, number);
    for (const invariant of open) {
      if (whyBroken(invariant, setting, model, told) === undefined) continue;
      open.delete(invariant);
      found.push(violationOf(setting, model, told, { name: invariant.name }));
    }
  }
  return found;
}
