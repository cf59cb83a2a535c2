/** Many seeded random runs, and what they are worth: how often faults struck live flows and premises were true. */
import { present } from "../base/assert.ts";
import { mix } from "../base/prng.ts";
import { type Coverage, Tally } from "./coverage.ts";
import type { Budget } from "./engine.ts";
import type { Explorable } from "./explore.ts";
import { type PolicyDeal, portfolio } from "./portfolio.ts";
import { run } from "./run.ts";
import { Runner } from "./runner.ts";
import type { Outcome, RunEnd, RunOptions, RunResult } from "./run-result.ts";

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

/** What one run is told, and the name of the policy that decides it. */
export interface Dealt {
  readonly options: RunOptions;
  readonly policy: string;
}

interface Deck {
  readonly deals: readonly PolicyDeal[];
  /** Names of the atoms that may strike, and the set of them all. */
  readonly allowed: readonly string[];
  readonly all: ReadonlySet<string>;
}

function deckOf(model: Explorable, { policies, atoms }: CampaignOptions): Deck {
  const allowed = model.atoms.map(({ name }) => name).filter((name) => atoms?.has(name) ?? true);
  return { deals: policies ?? portfolio(model), allowed, all: new Set(allowed) };
}

/** What one run of a campaign is made of: a pure function of seed and number. */
function dealt({ deals, allowed, all }: Deck, options: CampaignOptions, number: number): Dealt {
  const seed = mix(options.seed, number);
  const round = Math.floor(number / SWARM);
  const deal = present(deals[round % deals.length], "a campaign has a policy");
  const atoms = swarm(allowed, number, seed);
  // Where one atom strikes alone it gets the chance of all, since many can strike at few moments only.
  const strike = atoms.length === 1 ? Math.min(ALONE_MAX, deal.strike * allowed.length) : deal.strike;
  const { faults, episodes, steps } = options;
  const policy = deal.make(seed, strike);
  return {
    options: {
      faults,
      episodes,
      steps,
      atoms: atoms === allowed ? all : new Set(atoms),
      policy,
      record: false,
    },
    policy: deal.name,
  };
}

/** In turn: all faults, half of them so that they do not hide one another, a single one. */
function swarm(allowed: readonly string[], number: number, seed: number): readonly string[] {
  if (number % SWARM === 0 || allowed.length === 0) return allowed;
  if (number % SWARM === 1) return allowed.filter((_, i) => mix(seed, i) % 2 === 0);
  return allowed.slice(seed % allowed.length, (seed % allowed.length) + 1);
}

/** Deals the runs of a campaign over `model`: each is a pure function of seed and number. */
export function dealer(model: Explorable, options: CampaignOptions): (number: number) => Dealt {
  const deck = deckOf(model, options);
  return (number) => dealt(deck, options, number);
}

/** Run `number` of a campaign again, with its events. */
export function rerun(model: Explorable, options: CampaignOptions, number: number): RunResult {
  return run(model, { ...dealer(model, options)(number).options, record: true });
}

/** What the runs of a campaign come to. */
class Sums {
  readonly clauses: readonly string[];
  readonly ends: Record<RunEnd, number> = { rest: 0, stuck: 0, livelock: 0, bound: 0 };
  readonly strikes: Record<string, number>;
  readonly #premises: number[];
  readonly #violations: number[];
  moves = 0;
  events = 0;
  constructor(clauses: readonly string[], allowed: readonly string[]) {
    this.clauses = clauses;
    this.strikes = Object.fromEntries(allowed.map((name) => [name, 0]));
    this.#premises = clauses.map(() => 0);
    this.#violations = clauses.map(() => 0);
  }
  add({ end, moves, events, struckLive, premises, broken }: Outcome): void {
    this.ends[end] += 1;
    this.moves += moves;
    this.events += events;
    for (const atom of struckLive) this.strikes[atom] = (this.strikes[atom] ?? 0) + 1;
    count(this.#premises, premises);
    count(this.#violations, broken);
  }
  get premises(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.clauses.map((clause, c) => [clause, this.#premises[c] ?? 0]));
  }
  get violations(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.clauses.map((clause, c) => [clause, this.#violations[c] ?? 0]));
  }
}

/** One more in each of `counts` whose bit is set. */
function count(counts: number[], bits: number): void {
  for (let c = 0; c < counts.length; c++) if ((bits & (1 << c)) !== 0) counts[c] = (counts[c] as number) + 1;
}

/** Runs `model` many times. Deterministic but for `proceed`. */
export function campaign(model: Explorable, options: CampaignOptions): CampaignResult {
  const { clauses } = model.monitor;
  const deck = deckOf(model, options);
  const sums = new Sums(clauses, deck.allowed);
  const first = new Map<string, CampaignFinding>();
  const tally = new Tally(model);
  const begin = options.first ?? 0;
  const runner = new Runner(model, dealt(deck, options, begin).options);
  let [runs, known] = [0, 0];
  const enough = (): boolean =>
    (options.until === "first" && first.size > 0) ||
    (options.until === "each" && first.size === clauses.length);
  for (; runs < options.runs && !enough() && (options.proceed?.() ?? true); runs++) {
    const { options: chosen, policy } = dealt(deck, options, begin + runs);
    const outcome = runner.go({ ...chosen, tally });
    sums.add(outcome);
    const fresh = outcome.broken & ~known;
    if (fresh === 0) continue;
    known |= fresh;
    const result = runner.result(outcome);
    clauses.forEach((clause, c) => {
      if ((fresh & (1 << c)) !== 0) first.set(clause, { clause, run: begin + runs, policy, result });
    });
  }
  const findings = clauses.flatMap((clause) => first.get(clause) ?? []);
  const { moves, events, ends, strikes, premises, violations } = sums;
  return { runs, moves, events, ends, strikes, premises, violations, coverage: tally.coverage, findings };
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
