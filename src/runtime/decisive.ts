/**
 * Why a run broke a clause: the one choice after which it was as good as decided. Each prefix of its choices is kept and
 * what follows is decided anew, many times; the decisive choice is where violations become most frequent at once.
 */
import { present } from "../base/assert.ts";
import { mix } from "../base/prng.ts";
import type { Explorable } from "./explore.ts";
import { RandomPolicy } from "./random-policy.ts";
import { type RunOptions, type RunResult, run } from "./run.ts";
import { type MoveChoice, type PickChoice, type Policy, ReplayPolicy } from "./schedule.ts";

export interface DecisiveOptions extends Omit<RunOptions, "policy" | "record" | "steps" | "seen" | "tally"> {
  /** Name of the clause that the run breaks. */
  readonly clause: string;
  readonly seed: number;
}

/** The choice after which the violation became most likely at once. */
export interface Decisive {
  /** Number of the step, from 0. */
  readonly step: number;
  /** The move that was chosen, or in which something was chosen; of a fault its atom. */
  readonly label: string;
  readonly fault: boolean;
  /** Shares of the continuations that break the clause, without the choice and with it, from 0 to 1. */
  readonly before: number;
  readonly after: number;
  /** Continuations behind each share. */
  readonly samples: number;
}

/** Continuations of the prefixes that matter; of all prefixes looked at, to find these. */
const SAMPLES = 100;
const ROUGH = 16;
/** Prefixes looked at at once; of longer runs every so many, then again within the widest jump. */
const PREFIXES = 24;
/** Jumps that are measured with all samples. */
const CANDIDATES = 3;
/** Hits out of 256 of a surprise in a continuation, and bounds of those of a fault. */
const SURPRISE = 64;
const STRIKE_MIN = 4;
const STRIKE_MAX = 64;
/** Choices and moves of a continuation: so many times those of the run, and more for seeing that it goes in circles. */
const LONGER = 2;
const SURPRISES = 20;
const CIRCLES = 1_200;

/** One choice of a run. */
interface Chosen {
  readonly index: number;
  readonly step: number;
}

/** Follows another policy and notes what it chose at which step. */
class Notes implements Policy {
  readonly chosen: Chosen[] = [];
  steps = 0;
  readonly #of: Policy;
  constructor(of: Policy) {
    this.#of = of;
  }
  move(choice: MoveChoice): number {
    return this.#note(this.#of.move(choice));
  }
  pick(choice: PickChoice): number {
    return this.#note(this.#of.pick(choice));
  }
  #note(index: number): number {
    this.chosen.push({ index, step: this.steps });
    return index;
  }
}

/**
 * Chooses as a run did, as long as there is something of it left, then by another policy for so many choices, and by
 * default from there on, so that a continuation that goes in circles is soon seen to.
 */
class PrefixPolicy implements Policy {
  readonly #chosen: readonly Chosen[];
  readonly #then: Policy;
  readonly #last: number;
  #at = 0;
  /** `last`: choices in all that are not by default. */
  constructor(chosen: readonly Chosen[], then: Policy, last: number) {
    this.#chosen = chosen;
    this.#then = then;
    this.#last = last;
  }
  move(choice: MoveChoice): number {
    return this.#next() ?? this.#then.move(choice);
  }
  pick(choice: PickChoice): number {
    return this.#next() ?? this.#then.pick(choice);
  }
  #next(): number | undefined {
    const at = this.#at++;
    return at < this.#last ? this.#chosen[at]?.index : 0;
  }
}

class Continuations {
  readonly chosen: readonly Chosen[];
  readonly #model: Explorable;
  readonly #options: DecisiveOptions;
  readonly #steps: number;
  readonly #strike: number;
  readonly #broken: Map<number, boolean[]> = new Map<number, boolean[]>();
  constructor(model: Explorable, options: DecisiveOptions, chosen: readonly Chosen[], moves: number) {
    this.#model = model;
    this.#options = options;
    this.chosen = chosen;
    this.#steps = LONGER * moves + CIRCLES;
    this.#strike = Math.min(STRIKE_MAX, Math.max(STRIKE_MIN, Math.round(256 / Math.max(1, chosen.length))));
  }

  /** Share of the first `samples` continuations of the first `length` choices that break the clause. */
  share(length: number, samples: number): number {
    const known = this.#broken.get(length) ?? [];
    this.#broken.set(length, known);
    for (let k = known.length; k < samples; k++) known.push(this.#breaks(length, k));
    let hits = 0;
    for (let k = 0; k < samples; k++) if (known[k] === true) hits += 1;
    return hits / samples;
  }

  #breaks(length: number, number: number): boolean {
    const { clause, seed, ...budget } = this.#options;
    // The same keys for every prefix: what follows differs only where the prefix makes it differ.
    const then = new RandomPolicy(mix(seed, number), { surprise: SURPRISE, strike: this.#strike });
    const policy = new PrefixPolicy(
      this.chosen.slice(0, length),
      then,
      LONGER * this.chosen.length + SURPRISES,
    );
    return run(this.#model, { ...budget, steps: this.#steps, record: false, policy }).broken.includes(clause);
  }
}

/** The widest jumps between neighbours of `at`, as positions of the lower one, widest first, the earlier of equals. */
function jumps(all: Continuations, at: readonly number[], samples: number): readonly number[] {
  const wide = (i: number): number => all.share(at[i + 1] ?? 0, samples) - all.share(at[i] ?? 0, samples);
  const widths = at.slice(1).map((_, i) => wide(i));
  return widths.map((_, i) => i).sort((i, k) => (widths[k] ?? 0) - (widths[i] ?? 0) || i - k);
}

/** Narrows down to a stretch of choices short enough to look at each; answers its prefixes. */
function stretch(all: Continuations): readonly number[] {
  let [low, high] = [0, all.chosen.length];
  for (;;) {
    const stride = Math.ceil((high - low) / PREFIXES);
    const at: number[] = [];
    for (let length = low; length < high; length += stride) at.push(length);
    at.push(high);
    if (stride <= 1) return at;
    const widest = jumps(all, at, ROUGH)[0] ?? 0;
    [low, high] = [at[widest] ?? low, at[widest + 1] ?? high];
  }
}

/**
 * The decisive step of `result`, a run of `model` under the budget of `options` that breaks `options.clause`; undefined
 * where no choice makes the violation likelier (it breaks however it goes on). Continuations are runs with surprises and
 * with what is left of the budget of faults; one that hits a bound counts as unbroken unless it broke before.
 * Deterministic in its arguments.
 */
export function decisiveStep(
  model: Explorable,
  result: Pick<RunResult, "deviations" | "moves">,
  options: DecisiveOptions,
): Decisive | undefined {
  const { clause: _, seed: __, ...budget } = options;
  const notes = new Notes(new ReplayPolicy(result.deviations));
  const seen = (): void => {
    notes.steps += 1;
  };
  const steps = LONGER * result.moves + CIRCLES;
  const story = run(model, { ...budget, steps, record: true, seen, policy: notes });
  const all = new Continuations(model, options, notes.chosen, result.moves);
  if (notes.chosen.length === 0) return undefined;
  const at = stretch(all);
  const candidates = jumps(all, at, ROUGH).slice(0, CANDIDATES);
  const measured = candidates.map((i) => {
    const length = at[i] ?? 0;
    return { length, before: all.share(length, SAMPLES), after: all.share(length + 1, SAMPLES) };
  });
  const widest = measured.reduce((best, each) =>
    each.after - each.before > best.after - best.before ? each : best,
  );
  if (widest.after <= widest.before) return undefined;
  const { step } = present(notes.chosen[widest.length], "a jump is made by a choice");
  const { label, strike } = present(story.steps[step], "a choice belongs to a step");
  return { step, label, fault: strike, before: widest.before, after: widest.after, samples: SAMPLES };
}
