/** Many seeded random runs, and what they are worth: how often faults struck live flows and premises were true. */
import { present } from "../base/assert.ts";
import { mix } from "../base/prng.ts";
import { type Coverage, Tally } from "./coverage.ts";
import type { Budget } from "./engine.ts";
import type { Explorable } from "./explore.ts";
import { type PolicyDeal, portfolio } from "./portfolio.ts";
import { type RunEnd, type RunOptions, type RunResult, run } from "./run.ts";

export interface CampaignOptions extends Budget {
  readonly seed: number;
  /** Number of the first run; 0 when absent. */
  readonly first?: number;
  /** Runs at most. */
  readonly runs: number;
  /** Episodes of faults in one run at most. */
  readonly episodes: number;
  /** Moves of one run at most. */
  readonly steps: number;
  /** The policies that decide the runs, in turn; the portfolio for the model when absent. */
  readonly policies?: readonly PolicyDeal[];
  /** Stops at the first violation, when each clause has one, or not before all runs are done. */
  readonly until: "first" | "each" | "never";
  /** Asked before each run: false stops the campaign. Seconds, if any, are counted here. */
  readonly proceed?: () => boolean;
}

/** The first run that broke a clause, by its number; {@link rerun} shows it. */
export interface CampaignFinding {
  readonly clause: string;
  readonly run: number;
  /** The policy that decided it, e.g. `delay-bounded(2)`. */
  readonly policy: string;
  readonly result: RunResult;
}

export interface CampaignResult {
  readonly runs: number;
  readonly moves: number;
  /** Semantic events. */
  readonly events: number;
  readonly ends: Readonly<Record<RunEnd, number>>;
  /** How often each allowed atom struck a live flow ({@link RunResult.struckLive}). */
  readonly strikes: Readonly<Record<string, number>>;
  /** In how many runs the premise of each clause was true. */
  readonly premises: Readonly<Record<string, number>>;
  /** How many runs broke each clause. */
  readonly violations: Readonly<Record<string, number>>;
  /** How often each operation, timer, atom and choice was taken, over all runs. */
  readonly coverage: Coverage;
  /** In the order of the clauses. */
  readonly findings: readonly CampaignFinding[];
}

/** Fewer strikes on a live flow, or fewer runs with a true premise, say nothing (docs/guarantees.md). */
const STRIKES_MIN = 30;
const PREMISES_MIN = 100;
/** Kinds of runs, by the faults that are switched on. */
const SWARM = 3;
/** Chance of a strike, out of 256, where one atom strikes alone. */
const ALONE_MAX = 128;

interface Dealt {
  readonly options: RunOptions;
  readonly policy: string;
}

/** What one run of a campaign is made of: a pure function of seed and number. */
function dealt(
  model: Explorable,
  options: CampaignOptions,
  deals: readonly PolicyDeal[],
  number: number,
): Dealt {
  const seed = mix(options.seed, number);
  const round = Math.floor(number / SWARM);
  const deal = present(deals[round % deals.length], "a campaign has a policy");
  const allowed = model.atoms.map(({ name }) => name).filter((name) => options.atoms?.has(name) ?? true);
  const atoms = swarm(allowed, number, seed);
  // Where one atom strikes alone it gets the chance of all, since many can strike at few moments only.
  const strike = atoms.length === 1 ? Math.min(ALONE_MAX, deal.strike * allowed.length) : deal.strike;
  const { faults, episodes, steps } = options;
  const policy = deal.make(seed, strike);
  return {
    options: { faults, episodes, steps, atoms: new Set(atoms), policy, record: false },
    policy: deal.name,
  };
}

/** In turn: all faults, half of them so that they do not hide one another, a single one. */
function swarm(allowed: readonly string[], number: number, seed: number): readonly string[] {
  if (number % SWARM === 0 || allowed.length === 0) return allowed;
  if (number % SWARM === 1) return allowed.filter((_, i) => mix(seed, i) % 2 === 0);
  return allowed.slice(seed % allowed.length, (seed % allowed.length) + 1);
}

/** Run `number` of a campaign again, with its events. */
export function rerun(model: Explorable, options: CampaignOptions, number: number): RunResult {
  const deals = options.policies ?? portfolio(model);
  return run(model, { ...dealt(model, options, deals, number).options, record: true });
}

/** Runs `model` many times. Deterministic but for `proceed`. */
export function campaign(model: Explorable, options: CampaignOptions): CampaignResult {
  const { clauses } = model.monitor;
  const deals = options.policies ?? portfolio(model);
  const allowed = model.atoms.filter(({ name }) => options.atoms?.has(name) ?? true);
  const ends: Record<RunEnd, number> = { rest: 0, stuck: 0, livelock: 0, bound: 0 };
  const strikes: Record<string, number> = Object.fromEntries(allowed.map(({ name }) => [name, 0]));
  const premises: Record<string, number> = Object.fromEntries(clauses.map((clause) => [clause, 0]));
  const violations: Record<string, number> = Object.fromEntries(clauses.map((clause) => [clause, 0]));
  const first = new Map<string, CampaignFinding>();
  const tally = new Tally(model);
  let [runs, moves, events] = [0, 0, 0];
  const enough = (): boolean =>
    (options.until === "first" && first.size > 0) ||
    (options.until === "each" && first.size === clauses.length);
  for (; runs < options.runs && !enough() && (options.proceed?.() ?? true); runs++) {
    const number = (options.first ?? 0) + runs;
    const { options: chosen, policy } = dealt(model, options, deals, number);
    const result = run(model, { ...chosen, tally });
    ends[result.end] += 1;
    moves += result.moves;
    events += result.events;
    for (const atom of result.struckLive) strikes[atom] = (strikes[atom] ?? 0) + 1;
    for (const clause of result.premises) premises[clause] = (premises[clause] ?? 0) + 1;
    for (const clause of result.broken) {
      violations[clause] = (violations[clause] ?? 0) + 1;
      if (!first.has(clause)) first.set(clause, { clause, run: number, policy, result });
    }
  }
  const findings = clauses.flatMap((clause) => first.get(clause) ?? []);
  const { coverage } = tally;
  return { runs, moves, events, ends, strikes, premises, violations, coverage, findings };
}

/** What a campaign without violation says nothing about: faults that struck too rarely, clauses whose premise was. */
export function vacuous({ strikes, premises }: Pick<CampaignResult, "strikes" | "premises">): {
  readonly atoms: readonly string[];
  readonly clauses: readonly string[];
} {
  const rare = (counts: Readonly<Record<string, number>>, least: number): readonly string[] =>
    Object.keys(counts).filter((name) => (counts[name] ?? 0) < least);
  return { atoms: rare(strikes, STRIKES_MIN), clauses: rare(premises, PREMISES_MIN) };
}
