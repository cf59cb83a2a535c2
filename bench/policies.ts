/**
 * Runs that each policy alone, and the portfolio, needs to find what is known to break:
 * `node tools/run.mjs bench/policies.ts [TOPOLOGIES of each broker] [RUNS at most]`
 */
import { BROKERS } from "../src/brokers/all.ts";
import { campaign } from "../src/runtime/campaign.ts";
import { type PolicyDeal, portfolio } from "../src/runtime/portfolio.ts";
import { allCalls, type Broken, brokenDraws, brokenPlants, brokenSpecs } from "../test/runtime/corpus.ts";

const [TOPOLOGIES = 60, RUNS = 2_000] = process.argv.slice(2).map(Number);
const SEEDS = 3;
const STEPS = 10_000;

/** Runs up to the first violation; RUNS + 1 where none came. */
function runsTo(broken: Broken, seed: number, policies: readonly PolicyDeal[]): number {
  const { faults, episodes, atoms } = broken;
  const model = broken.model(allCalls(broken));
  const bounds = { faults, episodes, atoms, steps: STEPS, runs: RUNS, until: "first" } as const;
  const { runs, findings } = campaign(model, { ...bounds, seed, policies });
  return findings.length > 0 ? runs : RUNS + 1;
}

type Choose = (broken: Broken) => readonly PolicyDeal[];

function named(name: string): Choose {
  return (broken) => portfolio(broken.model(allCalls(broken))).filter((deal) => deal.name === name);
}

function row(name: string, subjects: readonly Broken[], choose: Choose): string {
  const begin = performance.now();
  const counts: number[] = [];
  for (const broken of subjects)
    for (let seed = 1; seed <= SEEDS; seed++) counts.push(runsTo(broken, seed, choose(broken)));
  const seconds = (performance.now() - begin) / 1_000;
  counts.sort((a, b) => a - b);
  const at = (share: number): string =>
    String(counts[Math.floor(share * (counts.length - 1))] ?? 0).padStart(6);
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const missed = counts.filter((n) => n > RUNS).length;
  const share = `${missed} of ${counts.length}`;
  return `${name.padEnd(22)}${at(0.5)}${at(0.9)}${at(0.95)}${at(0.99)}${mean.toFixed(1).padStart(8)}${share.padStart(14)}${seconds.toFixed(1).padStart(8)} s`;
}

function table(title: string, subjects: readonly Broken[]): void {
  const [first] = subjects;
  if (first === undefined) return;
  const names = [...new Set(portfolio(first.model(allCalls(first))).map(({ name }) => name))];
  const head = `${"policy".padEnd(22)}   p50   p90   p95   p99    mean        missed    time`;
  process.stdout.write(`\n${title}: ${subjects.length}\n${head}\n`);
  process.stdout.write(`${row("portfolio", subjects, (b) => portfolio(b.model(allCalls(b))))}\n`);
  for (const name of names) process.stdout.write(`${row(name, subjects, named(name))}\n`);
}

table("broken specs and wrong lines", brokenSpecs());
table("planted bugs", brokenPlants());
for (const broker of BROKERS)
  table(`hazards of drawn ${broker.type} topologies`, brokenDraws(broker, TOPOLOGIES));
