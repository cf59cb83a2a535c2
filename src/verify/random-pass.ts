/** Seeded random runs of larger workloads, over several episodes, each with a random part of the faults switched off. */
import { mix } from "../base/prng.ts";
import type { Clause } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { RandomPolicy } from "../runtime/random-policy.ts";
import { run } from "../runtime/run.ts";
import { atomsWithin, type Case } from "./case.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import { type Evidence, refute, STEPS_MAX } from "./refute.ts";
import type { RandomPass, Refutation } from "./report.ts";
import { shrinkEvidence } from "./shrink-evidence.ts";

/** Episodes of faults in one random run. */
const EPISODES = 3;

/** How surprising runs are, out of 256, from run to run. */
const WEIGHTS = [
  { surprise: 16, strike: 6 },
  { surprise: 64, strike: 12 },
  { surprise: 128, strike: 24 },
] as const;

/** Runs until a clause breaks, the runs are used up, or the caller wants to stop. */
export function randomPass(case_: Case): { readonly refutations: readonly Refutation[]; readonly pass: RandomPass } {
  const { flow, brokers, promise, options } = case_;
  const { under } = promise.guarantee;
  const clauses = promise.clauses.map(({ clause }) => clause);
  const keys = Array.from({ length: options.messages }, (_, m) => m % 3);
  const scale: Scale = { keys, clauses, faults: Math.max(1, under.count), episodes: EPISODES, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = [...atomsWithin(model, under)];
  const struck: Record<string, number> = Object.fromEntries(atoms.map((atom) => [atom, 0]));
  const premises: Record<string, number> = Object.fromEntries(clauses.map((clause) => [clauseName(clause), 0]));
  let undetermined = 0;
  let runs = 0;
  const pass = (): RandomPass => ({ runs, messages: keys.length, episodes: EPISODES, seed: options.seed, struck, premises, undetermined });
  for (; runs < options.runs && options.proceed(); runs++) {
    const seed = mix(options.seed, runs);
    const enabled = new Set(atoms.filter((_, i) => mix(seed, i) % 3 !== 0));
    const policy = new RandomPolicy(seed, WEIGHTS[runs % WEIGHTS.length] ?? WEIGHTS[0]);
    const budget = { faults: under.count, atoms: enabled, episodes: EPISODES, steps: STEPS_MAX };
    const result = run(model, { ...budget, policy, record: false });
    for (const premise of result.premises) premises[premise] = (premises[premise] ?? 0) + 1;
    for (const atom of result.struckLive) struck[atom] = (struck[atom] ?? 0) + 1;
    if (result.end === "bound") undetermined += 1;
    const clause = firstBroken(clauses, result.broken);
    if (clause === undefined) continue;
    runs += 1;
    const evidence: Evidence = shrinkEvidence(case_, { clause, atoms: result.struck, scale, run: result, by: "random" });
    return { refutations: refute(case_, [evidence]), pass: pass() };
  }
  return { refutations: [], pass: pass() };
}

function firstBroken(clauses: readonly Clause[], broken: readonly string[]): Clause | undefined {
  return clauses.find((clause) => broken.includes(clauseName(clause)));
}
