/** Named policies, and how the runs of a campaign are dealt out to them. */
import type { Explorable } from "./explore.ts";
import { DelayPolicy } from "./delay-policy.ts";
import { Lanes, PctPolicy } from "./pct-policy.ts";
import { RandomPolicy, type Weights } from "./random-policy.ts";
import type { Policy } from "./schedule.ts";
import { SwarmPolicy } from "./swarm-policy.ts";
import { UniformPolicy } from "./uniform-policy.ts";

/** A policy as a campaign uses it: one for each run, from the seed of the run. */
export interface PolicyDeal {
  /** As reports name it, e.g. `delay-bounded(2)`. */
  readonly name: string;
  /** Hits of a fault out of 256, where the budget allows one. */
  readonly strike: number;
  /** `strike` is given again, since a run in which one atom strikes alone strikes oftener. */
  readonly make: (seed: number, strike: number) => Policy;
}

/** Lanes of the models that campaigns ran over, by the places of the model. */
const LANES = new WeakMap<readonly string[], Lanes>();

function lanesOf(places: readonly string[]): Lanes {
  const known = LANES.get(places);
  if (known !== undefined) return known;
  const lanes = new Lanes(places);
  LANES.set(places, lanes);
  return lanes;
}

/** Points of scheduling that a run has for each message, about. */
const POINTS = 12;

/** Hits of a strike out of 256 that let a fault strike about anywhere in a run of so many messages. */
function hits(per: number, intents: number): number {
  return Math.max(1, Math.round(per / Math.max(1, intents)));
}

/** The default run with surprises: those out of 256, and moves out of 256 that are held back throughout. */
export function randomDeal({ surprise, strike, hold = 0 }: Weights): PolicyDeal {
  const name = hold === 0 ? `random(${surprise})` : `random(${surprise}, hold ${hold})`;
  return { name, strike, make: (seed, struck) => new RandomPolicy(seed, { surprise, strike: struck, hold }) };
}

/** Each natural move alike. */
function uniformDeal(strike: number): PolicyDeal {
  return { name: "uniform", strike, make: (seed, struck) => new UniformPolicy(seed, struck) };
}

/** Kinds of moves and faults with weights drawn for each run. */
function swarmDeal(strike: number): PolicyDeal {
  return { name: "swarm", strike, make: (seed, struck) => new SwarmPolicy(seed, struck) };
}

/** The default run with at most so many delays. */
function delayDeal(delays: number, points: number, strike: number): PolicyDeal {
  const make = (seed: number, struck: number): Policy =>
    new DelayPolicy(seed, { delays, points, strike: struck });
  return { name: `delay-bounded(${delays})`, strike, make };
}

/** Priorities over lanes, with `depth` - 1 change points. */
function pctDeal(depth: number, points: number, strike: number, lanes: Lanes): PolicyDeal {
  const make = (seed: number, struck: number): Policy =>
    new PctPolicy(seed, { depth, points, strike: struck, lanes });
  return { name: `pct(${depth})`, strike, make };
}

/**
 * The policies of a campaign over `model`, in the order of its runs. The shares are what `bench/policies.ts` measured
 * over hazards known to exist: each alone misses some that another finds at once (priorities those of long delays,
 * uniform choice those in which every other thing goes well), swarm and moves held back miss the fewest.
 */
export function portfolio(model: Pick<Explorable, "intents" | "places">): readonly PolicyDeal[] {
  const { intents, places } = model;
  const points = POINTS * Math.max(1, intents);
  const lanes = lanesOf(places);
  const [rare, some, often] = [hits(24, intents), hits(48, intents), hits(96, intents)];
  return [
    swarmDeal(some),
    randomDeal({ surprise: 16, strike: often, hold: 96 }),
    pctDeal(9, points, often, lanes),
    delayDeal(4, points, some),
    swarmDeal(often),
    uniformDeal(some),
    randomDeal({ surprise: 16, strike: rare, hold: 32 }),
    pctDeal(3, points, some, lanes),
    randomDeal({ surprise: 16, strike: rare, hold: 96 }),
    delayDeal(2, points, often),
  ];
}
