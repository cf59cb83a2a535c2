/** What a library has fetched and the reader has not taken yet: enough for a library that takes up to a second to fetch again. */
import { type Part, partKey } from "./record.ts";

/** A message as the library gives it: made a record of only when it is taken. */
interface Message extends Part {
  readonly value: Uint8Array | null;
}

const RECORDS_MOST = 10_000;
export const BYTES_MOST: number = 16 * 1_024 * 1_024;

export class Held<M extends Message> {
  /** As they came: the oldest first, each in order. */
  #batches: (readonly M[])[] = [];
  #records = 0;
  #bytes = 0;
  #isFull = false;

  /** So much is here that nothing more shall be fetched; then until half of it has been taken. */
  get isFull(): boolean {
    const share = this.#isFull ? 0.5 : 1;
    this.#isFull = this.#records >= RECORDS_MOST * share || this.#bytes >= BYTES_MOST * share;
    return this.#isFull;
  }

  add(batch: readonly M[]): void {
    if (batch.length === 0) return;
    this.#batches.push(batch);
    this.#count(batch, 1);
  }

  /** The oldest batch; undefined where nothing is here. */
  take(): readonly M[] | undefined {
    const batch = this.#batches.shift();
    if (batch !== undefined) this.#count(batch, -1);
    return batch;
  }

  /** Their records are somebody else's. */
  drop(parts: readonly Part[]): void {
    const gone = new Set(parts.map(partKey));
    const batches = this.#batches;
    this.#batches = [];
    this.#records = 0;
    this.#bytes = 0;
    for (const batch of batches) this.add(batch.filter((record) => !gone.has(partKey(record))));
  }

  #count(batch: readonly M[], sign: 1 | -1): void {
    this.#records += sign * batch.length;
    for (const { value } of batch) this.#bytes += sign * (value?.length ?? 0);
  }
}
