/** The law over many drawn topologies, stratified by rule, with the largest bucket of disagreements first. */
import { mix } from "../base/prng.ts";
import type { FaultModel } from "../model/guarantee.ts";
import type { VerifyBroker } from "../verify/broker.ts";
import { compareLaw, type Comparison, type Difference } from "./compare.ts";

export interface LawOptions {
  readonly seed: number;
  readonly topologies: number;
  /** Faults in one episode. With two or more, a random part of the atoms is left out of each topology. */
  readonly faults: number;
  readonly states: number;
  /** Messages of each topology's workload. */
  readonly messages: number;
}

export interface Bucket {
  readonly side: Difference["side"];
  readonly clause: string;
  readonly atoms: string;
  readonly count: number;
  /** Seed of one topology that shows it, its settings, and the rule or the run. */
  readonly seed: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly why: readonly string[];
}

export interface LawReport {
  readonly broker: string;
  readonly topologies: number;
  readonly agree: number;
  readonly disagree: number;
  readonly incomplete: readonly number[];
  readonly agreedSets: number;
  readonly states: number;
  readonly distinct: number;
  readonly buckets: readonly Bucket[];
  /** Share of topologies for which each clause holds, and in which each setting was drawn. */
  readonly holds: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, number>>;
  /** Topologies in which a cut of this rule was minimal for this clause. */
  readonly decisive: Readonly<Record<string, number>>;
}

/** Every fault kind, at most `count` at once, each bound at an hour; a handler fails once. */
export function lawFaults(count: number): FaultModel {
  const hour = { ms: 3_600_000 };
  return {
    name: `any(${count})`,
    count,
    kinds: {
      "process-crash": {},
      "power-loss": {},
      "disk-loss": {},
      pause: hour,
      cut: {},
      "lost-request": {},
      "lost-response": {},
      "delayed-request": hour,
      slow: hour,
      outage: hour,
      "handler-failure": { times: 1 },
      rebalance: {},
      "late-start": {},
      "rolling-restart": {},
    },
  };
}

/** Runs the law on `topologies` draws of one broker. Deterministic in `options`. */
export function runLaw(
  broker: VerifyBroker,
  options: LawOptions,
  progress: (done: number) => void = () => {},
): LawReport {
  const tally = new Tally();
  const model = lawFaults(options.faults);
  const keys = Array.from({ length: options.messages }, () => 0);
  for (let i = 0; i < options.topologies; i++) {
    const seed = mix(options.seed, i);
    const drawn = broker.draw(seed);
    const without =
      options.faults > 1 ? (atom: string): boolean => mix(seed, hash(atom)) % 5 >= 2 : undefined;
    const bounds = { model, keys, states: options.states };
    const comparison = compareLaw(
      drawn.flow,
      [broker],
      without === undefined ? bounds : { ...bounds, without },
    );
    tally.add(seed, drawn.settings, comparison);
    progress(i + 1);
  }
  return tally.report(broker.type);
}

function hash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h;
}

interface OpenBucket {
  count: number;
  readonly first: Omit<Bucket, "count">;
}

class Tally {
  #agree = 0;
  #topologies = 0;
  #states = 0;
  #agreedSets = 0;
  readonly #incomplete: number[] = [];
  readonly #buckets: Map<string, OpenBucket> = new Map<string, OpenBucket>();
  readonly #holds: Map<string, number> = new Map<string, number>();
  readonly #settings: Map<string, number> = new Map<string, number>();
  readonly #decisive: Map<string, number> = new Map<string, number>();
  readonly #distinct: Set<string> = new Set<string>();

  add(seed: number, settings: Readonly<Record<string, string>>, comparison: Comparison): void {
    this.#topologies += 1;
    this.#states += comparison.states;
    this.#agreedSets += comparison.agreed;
    this.#distinct.add(JSON.stringify(settings));
    if (!comparison.complete) this.#incomplete.push(seed);
    else if (comparison.differences.length === 0) this.#agree += 1;
    for (const name of comparison.holds) count(this.#holds, name);
    for (const [setting, value] of Object.entries(settings)) count(this.#settings, `${setting}: ${value}`);
    for (const name of new Set(comparison.decisive)) count(this.#decisive, name);
    if (comparison.complete)
      for (const difference of comparison.differences) this.#differ(seed, settings, difference);
  }

  report(broker: string): LawReport {
    const buckets = [...this.#buckets.values()].map(({ count: n, first }) => ({ ...first, count: n }));
    buckets.sort((a, b) => b.count - a.count || (a.clause + a.atoms < b.clause + b.atoms ? -1 : 1));
    return {
      broker,
      topologies: this.#topologies,
      agree: this.#agree,
      disagree: this.#topologies - this.#agree - this.#incomplete.length,
      incomplete: this.#incomplete,
      agreedSets: this.#agreedSets,
      states: this.#states,
      distinct: this.#distinct.size,
      buckets,
      holds: sortedRecord(this.#holds),
      settings: sortedRecord(this.#settings),
      decisive: sortedRecord(this.#decisive),
    };
  }

  #differ(
    seed: number,
    settings: Readonly<Record<string, string>>,
    { side, clause, atoms, why }: Difference,
  ): void {
    const text = atoms.length === 0 ? "{}" : atoms.join(" + ");
    const key = `${side} ${clause} ${text}`;
    const open = this.#buckets.get(key);
    if (open === undefined)
      this.#buckets.set(key, { count: 1, first: { side, clause, atoms: text, seed, settings, why } });
    else open.count += 1;
  }
}

function count(tally: Map<string, number>, key: string): void {
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

function sortedRecord(tally: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...tally].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
