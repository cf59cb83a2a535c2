/**
 * Does anything but settled history outlive an episode of faults? Minimal fault sets are compared with the faults of
 * one episode; that is sound only where the answer is no, or the memory that leaks stands in a fault set itself.
 */
import type { CampaignOptions } from "./campaign.ts";
import { rerun } from "./campaign.ts";
import { REGION, type FlowModel } from "./flow-model.ts";
import { type RunResult, run } from "./run.ts";
import { DEFAULT_POLICY } from "./schedule.ts";

export interface RecoveryTask {
  /** The model whose application calls only these intents. */
  readonly model: (calls: readonly number[]) => FlowModel;
  readonly intents: number;
  readonly seed: number;
  /** Random runs of one episode. */
  readonly runs: number;
  readonly faults: number;
  /** Moves of one run at most. */
  readonly steps: number;
}

/** A piece of state that differs after an episode from what it would be without one. */
export interface Leak {
  /** The list, or the part of the model, that differs. */
  readonly where: string;
  /** Faults of the shortest run that showed it. */
  readonly atoms: readonly string[];
  /** How many runs showed it. */
  readonly runs: number;
}

export interface RecoveryReport {
  /** Runs that had a fault, came to rest and had recovered: only these say anything. */
  readonly compared: number;
  /** In the order in which they were found. */
  readonly leaks: readonly Leak[];
}

/**
 * After random runs of one episode that came to rest: the state, without what the application, the monitor and the
 * kernel remember, equals that of a faultless run with the same stored intents, or the parts that differ are named.
 */
export function recoveryLeaks(task: RecoveryTask): RecoveryReport {
  const { seed, runs, faults, steps } = task;
  const all = Array.from({ length: task.intents }, (_, m) => m);
  const model = task.model(all);
  const options: CampaignOptions = { seed, runs, faults, steps, episodes: 1, until: "never" };
  const calm = new Map<string, RunResult>();
  const leaks = new Map<string, Leak>();
  let compared = 0;
  for (let number = 0; number < runs; number++) {
    const result = rerun(model, options, number);
    if (result.struck.length === 0 || result.end !== "rest" || !model.recovered(result.final)) continue;
    const stored = storedIntents(result);
    const key = stored.join(" ");
    const plain =
      calm.get(key) ??
      run(task.model(stored), { faults, episodes: 1, steps, record: false, policy: DEFAULT_POLICY });
    calm.set(key, plain);
    if (plain.end !== "rest") continue;
    compared += 1;
    for (const where of differences(model, result, plain)) {
      const known = leaks.get(where);
      const shorter = known === undefined || result.struck.length < known.atoms.length;
      leaks.set(where, { where, atoms: shorter ? result.struck : known.atoms, runs: (known?.runs ?? 0) + 1 });
    }
  }
  return { compared, leaks: [...leaks.values()] };
}

/** In the order of their numbers, which is that of their calls. */
function storedIntents({ steps }: RunResult): readonly number[] {
  const stored = new Set(
    steps.flatMap(({ events }) =>
      events.flatMap(({ kind, hop, intent }) => (kind === "append" && hop === 0 ? [intent] : [])),
    ),
  );
  return [...stored].sort((a, b) => a - b);
}

function differences({ layout }: FlowModel, { final }: RunResult, plain: RunResult): ReadonlySet<string> {
  const past: readonly string[] = Object.values(REGION);
  const names = new Set<string>();
  for (let at = 0; at < final.length; at++)
    if (final[at] !== plain.final[at] && !past.includes(layout.regionOf(at))) names.add(layout.ownerOf(at));
  return names;
}
