/**
 * What it costs to make small what random runs find in flows that are known to break:
 * `node tools/run.mjs bench/shrinking.ts [TOPOLOGIES of each broker] [SEEDS]`
 */
import { BROKERS } from "../src/brokers/all.ts";
import { shrink } from "../src/runtime/shrink.ts";
import { type Broken, brokenDraws, brokenPlants, brokenSpecs, foundIn } from "../test/runtime/corpus.ts";

const [TOPOLOGIES = 20, SEEDS = 3] = process.argv.slice(2).map(Number);
const RUNS = 2_000;
const EXECUTIONS_MAX = 5_000;

const COLUMNS = ["executions", "states", "ms", "messages", "deviations", "faults", "before"] as const;

function costs(subjects: readonly Broken[]): Map<string, number[]> {
  const all = new Map<string, number[]>(COLUMNS.map((column) => [column, []]));
  for (const broken of subjects) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const task = foundIn(broken, seed, RUNS);
      if (task === undefined) continue;
      const begin = performance.now();
      const small = shrink({ ...task, executionsMax: EXECUTIONS_MAX });
      const ms = performance.now() - begin;
      if (small === undefined) throw new Error(`${broken.name}: does not break when replayed`);
      if (!small.minimal) process.stdout.write(`not minimal: ${broken.name}, seed ${seed}\n`);
      const names = new Set(task.model(small.calls).atoms.map(({ name }) => name));
      const faults = small.deviations.filter(({ choice }) => names.has(choice)).length;
      const row = [small.executions, small.searched, ms, small.calls.length, small.deviations.length, faults];
      [...row, task.deviations.length].forEach((value, i) => all.get(COLUMNS[i] ?? "")?.push(value));
    }
  }
  return all;
}

function table(title: string, subjects: readonly Broken[]): void {
  const all = costs(subjects);
  process.stdout.write(`\n${title}: ${subjects.length} subjects, ${all.get("ms")?.length ?? 0} stories\n`);
  process.stdout.write(
    `${"".padEnd(12)}${["p50", "p95", "max", "mean"].map((h) => h.padStart(9)).join("")}\n`,
  );
  for (const [column, values] of all) {
    values.sort((a, b) => a - b);
    const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? 0;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const cells = [at(0.5), at(0.95), at(1), mean].map((value) => value.toFixed(1).padStart(9));
    process.stdout.write(`${column.padEnd(12)}${cells.join("")}\n`);
  }
}

table("broken specs and wrong lines", brokenSpecs());
table("planted bugs", brokenPlants());
for (const broker of BROKERS)
  table(`hazards of drawn ${broker.type} topologies`, brokenDraws(broker, TOPOLOGIES));
