/** Columns of numbers that grow: what a judge remembers of a million intents has to be packed. */

const FIRST = 1024;

/** Whole numbers of 32 bits; 0 where nothing was set. */
export class IntColumn {
  #data: Int32Array = new Int32Array(FIRST);

  get(at: number): number {
    return this.#data[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.#data.length) this.#grow(at);
    this.#data[at] = value;
  }

  add(at: number, by: number): number {
    const value = this.get(at) + by;
    this.set(at, value);
    return value;
  }

  #grow(at: number): void {
    const grown = new Int32Array(Math.max(this.#data.length * 2, at + 1));
    grown.set(this.#data);
    this.#data = grown;
  }
}

/** Floating numbers; NaN where nothing was set. */
export class NumberColumn {
  #data: Float64Array = new Float64Array(FIRST).fill(Number.NaN);

  get(at: number): number {
    return this.#data[at] ?? Number.NaN;
  }

  set(at: number, value: number): void {
    if (at >= this.#data.length) this.#grow(at);
    this.#data[at] = value;
  }

  #grow(at: number): void {
    const grown = new Float64Array(Math.max(this.#data.length * 2, at + 1)).fill(Number.NaN);
    grown.set(this.#data);
    this.#data = grown;
  }
}

/** A list of whole numbers. */
export class IntList {
  readonly #column: IntColumn = new IntColumn();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    this.#column.set(this.#length, value);
    this.#length += 1;
  }

  at(index: number): number {
    return this.#column.get(index);
  }
}

/** Small numbers for things that have names, in the order in which they are first named; from 0. */
export class Names<T> {
  readonly #numbers: Map<T, number> = new Map<T, number>();
  readonly #names: T[] = [];

  get size(): number {
    return this.#names.length;
  }

  of(name: T): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    return number;
  }

  find(name: T): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): T | undefined {
    return this.#names[number];
  }
}
