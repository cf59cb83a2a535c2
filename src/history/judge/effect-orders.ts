/**
 * The orders in which effects of one group may be compared: e comes before e' if e ends before e' begins, in one of them.
 * Two effects that no order knows are not comparable.
 */
import type { Effects } from "./effects.ts";

/** One partial order. Effects of one track are compared, others never. */
export class EffectOrder {
  readonly #track: Int32Array;
  readonly #begin: Float64Array;
  readonly #end: Float64Array;
  /** Lines, where they decide between equal times: one process writes them in the order in which it acts. */
  readonly #lines: Int32Array | undefined;

  constructor(track: Int32Array, begin: Float64Array, end: Float64Array, lines?: Int32Array) {
    this.#track = track;
    this.#begin = begin;
    this.#end = end;
    this.#lines = lines;
  }

  /** -1: this order does not know the effect. */
  track(e: number): number {
    return this.#track[e] ?? -1;
  }

  /** For two effects of one track. */
  before(a: number, b: number): boolean {
    return this.#isLess(this.#end[a] ?? 0, this.#begin[b] ?? 0, a, b);
  }

  /** Of two effects of one track the one that ends first; `a` may be -1 for none. */
  firstToEnd(a: number, b: number): number {
    return a < 0 || this.#isLess(this.#end[b] ?? 0, this.#end[a] ?? 0, b, a) ? b : a;
  }

  firstToBegin(a: number, b: number): number {
    return a < 0 || this.#isLess(this.#begin[b] ?? 0, this.#begin[a] ?? 0, b, a) ? b : a;
  }

  lastToBegin(a: number, b: number): number {
    return a < 0 || this.#isLess(this.#begin[a] ?? 0, this.#begin[b] ?? 0, a, b) ? b : a;
  }

  lastToEnd(a: number, b: number): number {
    return a < 0 || this.#isLess(this.#end[a] ?? 0, this.#end[b] ?? 0, a, b) ? b : a;
  }

  /** For sorting. */
  compareEnds(a: number, b: number): number {
    return this.#isLess(this.#end[a] ?? 0, this.#end[b] ?? 0, a, b) ? -1 : 1;
  }

  compareBegins(a: number, b: number): number {
    return this.#isLess(this.#begin[a] ?? 0, this.#begin[b] ?? 0, a, b) ? -1 : 1;
  }

  #isLess(left: number, right: number, a: number, b: number): boolean {
    if (left !== right || this.#lines === undefined) return left < right;
    return (this.#lines[a] ?? 0) < (this.#lines[b] ?? 0);
  }
}

/** All orders that a history knows of the effects of one group. `skew` is undefined where clocks are not compared. */
export function effectOrders(
  effects: Effects,
  isSimulation: boolean,
  skew: number | undefined,
): readonly EffectOrder[] {
  const { size } = effects;
  const lines = Int32Array.from({ length: size }, (_, e) => effects.line(e));
  if (isSimulation) {
    const at = Float64Array.from(lines);
    return [new EffectOrder(new Int32Array(size), at, at)];
  }
  const begin = Float64Array.from({ length: size }, (_, e) => effects.begin(e));
  const end = Float64Array.from({ length: size }, (_, e) => effects.end(e));
  const orders = [byProcess(effects, begin, end, lines)];
  if (effects.hasSequence) orders.push(bySequence(effects));
  if (skew !== undefined) {
    const track = Int32Array.from(begin, (t) => (Number.isNaN(t) ? -1 : 0));
    orders.push(
      new EffectOrder(
        track,
        begin,
        end.map((t) => t + skew),
      ),
    );
  }
  return orders;
}

/** Effects without a time are compared by their lines, among themselves. */
function byProcess(effects: Effects, begin: Float64Array, end: Float64Array, lines: Int32Array): EffectOrder {
  const isTimed = (e: number): boolean => !Number.isNaN(begin[e] ?? Number.NaN);
  const track = Int32Array.from(lines, (_, e) => effects.process(e) * 2 + (isTimed(e) ? 0 : 1));
  const at = (times: Float64Array): Float64Array => times.map((t, e) => (isTimed(e) ? t : (lines[e] ?? 0)));
  return new EffectOrder(track, at(begin), at(end), lines);
}

function bySequence(effects: Effects): EffectOrder {
  const at = Float64Array.from({ length: effects.size }, (_, e) => effects.sequence(e));
  const track = Int32Array.from(at, (t) => (Number.isNaN(t) ? -1 : 0));
  return new EffectOrder(track, at, at);
}
