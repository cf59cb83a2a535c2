/**
 * The packed state of a simulation. A whole flow (brokers, clients, handlers, stores, monitors) lives in one
 * Int32Array, so that a snapshot is a copy and a state key is a hash over the cells. A part of the model
 * reserves named fields once, when it is built, and reads and writes them through accessors that inline.
 *
 * A state is canonical by construction: a free cell is 0, a list keeps its tail zeroed, nothing grows for ever.
 */
import { assert } from "./assert.ts";

/** Cells of one state. Only fields of the {@link Layout} that made it may touch it. */
export type State = Int32Array;

/** A fixed capacity ran out: the run has left its bounds, its verdict is *undetermined*, never a pass. */
export class CapacityExceeded extends Error {
  override readonly name: string = "CapacityExceeded";
}

/** One integer. */
export class Cell {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
  get(s: State): number {
    return s[this.at] as number;
  }
  set(s: State, value: number): void {
    s[this.at] = value;
  }
  add(s: State, delta: number): number {
    const next = (s[this.at] as number) + delta;
    s[this.at] = next;
    return next;
  }
  /** Bit `bit` (0 to 30) of the cell. */
  has(s: State, bit: number): boolean {
    return ((s[this.at] as number) & (1 << bit)) !== 0;
  }
  put(s: State, bit: number, on: boolean): void {
    if (on) s[this.at] = (s[this.at] as number) | (1 << bit);
    else s[this.at] = (s[this.at] as number) & ~(1 << bit);
  }
}

/** A row of integers of fixed length. */
export class Cells {
  readonly at: number;
  readonly length: number;
  constructor(at: number, length: number) {
    this.at = at;
    this.length = length;
  }
  get(s: State, i: number): number {
    return s[this.at + i] as number;
  }
  set(s: State, i: number, value: number): void {
    s[this.at + i] = value;
  }
  add(s: State, i: number, delta: number): number {
    const next = (s[this.at + i] as number) + delta;
    s[this.at + i] = next;
    return next;
  }
  fill(s: State, value: number): void {
    s.fill(value, this.at, this.at + this.length);
  }
}

/** A list of integers with a fixed capacity: its length, then its cells, the free ones 0. */
export class List {
  readonly at: number;
  readonly capacity: number;
  readonly name: string;
  constructor(at: number, capacity: number, name: string) {
    this.at = at;
    this.capacity = capacity;
    this.name = name;
  }
  count(s: State): number {
    return s[this.at] as number;
  }
  get(s: State, i: number): number {
    return s[this.at + 1 + i] as number;
  }
  set(s: State, i: number, value: number): void {
    s[this.at + 1 + i] = value;
  }
  push(s: State, value: number): void {
    const n = s[this.at] as number;
    if (n >= this.capacity) throw new CapacityExceeded(this.name);
    s[this.at + 1 + n] = value;
    s[this.at] = n + 1;
  }
  /** Puts `value` before position `i`. */
  insert(s: State, i: number, value: number): void {
    const n = s[this.at] as number;
    if (n >= this.capacity) throw new CapacityExceeded(this.name);
    const from = this.at + 1 + i;
    // Lists are short: a call of copyWithin costs more than the loop.
    for (let to = this.at + 1 + n; to > from; to--) s[to] = s[to - 1] as number;
    s[from] = value;
    s[this.at] = n + 1;
  }
  removeAt(s: State, i: number): number {
    const n = s[this.at] as number;
    const from = this.at + 1 + i;
    const value = s[from] as number;
    const last = this.at + n;
    for (let to = from; to < last; to++) s[to] = s[to + 1] as number;
    s[last] = 0;
    s[this.at] = n - 1;
    return value;
  }
  shift(s: State): number {
    return this.removeAt(s, 0);
  }
  /** Keeps the first `n` entries. */
  truncate(s: State, n: number): void {
    const old = s[this.at] as number;
    if (old <= n) return;
    s.fill(0, this.at + 1 + n, this.at + 1 + old);
    s[this.at] = n;
  }
  clear(s: State): void {
    this.truncate(s, 0);
  }
  indexOf(s: State, value: number): number {
    const n = s[this.at] as number;
    for (let i = 0; i < n; i++) if (s[this.at + 1 + i] === value) return i;
    return -1;
  }
  /** Makes this list equal to `other`. */
  assign(s: State, other: List): void {
    const n = s[other.at] as number;
    if (n > this.capacity) throw new CapacityExceeded(this.name);
    this.truncate(s, n);
    s.copyWithin(this.at + 1, other.at + 1, other.at + 1 + n);
    s[this.at] = n;
  }
}

/** A one-shot timer: the milliseconds left plus one, 0 when not armed. The kernel alone lets time pass. */
export class Timer {
  readonly at: number;
  /** Position among the timers of its layout; the kernel names the timer by it. */
  readonly index: number;
  constructor(at: number, index: number) {
    this.at = at;
    this.index = index;
  }
  /** Arms (or arms anew) the timer `ms` milliseconds from now; durations above 24 days count as 24 days. */
  arm(s: State, ms: number): void {
    s[this.at] = Math.min(ms, 0x7ffffffe) + 1;
  }
  disarm(s: State): void {
    s[this.at] = 0;
  }
  armed(s: State): boolean {
    return s[this.at] !== 0;
  }
}

/** Hands out the cells of a state. Fields are reserved while a model is built, never later. */
export class Layout {
  readonly timers: Timer[] = [];
  readonly #regions: { readonly from: number; readonly name: string }[] = [];
  readonly #lists: List[] = [];
  #size = 0;
  #initial: [at: number, value: number][] = [];
  #sealed = false;

  get size(): number {
    return this.#size;
  }
  /** What is reserved from here on belongs to `name`, until the next region. For people: see {@link ownerOf}. */
  region(name: string): void {
    this.#regions.push({ from: this.#size, name });
  }
  /** Whose cell `at` is: its list, else its region. */
  ownerOf(at: number): string {
    const list = this.#lists.find((each) => each.at <= at && at <= each.at + each.capacity);
    return list?.name ?? this.#regions.findLast(({ from }) => from <= at)?.name ?? "";
  }
  /** Name of the region of cell `at`. */
  regionOf(at: number): string {
    return this.#regions.findLast(({ from }) => from <= at)?.name ?? "";
  }
  cell(initial = 0): Cell {
    const cell = new Cell(this.#reserve(1));
    if (initial !== 0) this.#initial.push([cell.at, initial]);
    return cell;
  }
  cells(length: number, initial = 0): Cells {
    const cells = new Cells(this.#reserve(length), length);
    if (initial !== 0) for (let i = 0; i < length; i++) this.#initial.push([cells.at + i, initial]);
    return cells;
  }
  /** `name` is what a run says when it leaves its bounds here. */
  list(name: string, capacity: number): List {
    const list = new List(this.#reserve(capacity + 1), capacity, name);
    this.#lists.push(list);
    return list;
  }
  timer(): Timer {
    const timer = new Timer(this.#reserve(1), this.timers.length);
    this.timers.push(timer);
    return timer;
  }
  /** A fresh state with every field at its initial value; the layout takes no more fields. */
  initial(): State {
    this.#sealed = true;
    const s = new Int32Array(this.#size);
    for (const [at, value] of this.#initial) s[at] = value;
    return s;
  }
  #reserve(cells: number): number {
    assert(!this.#sealed, "a field was reserved after the first state was made");
    const at = this.#size;
    this.#size += cells;
    return at;
  }
}
