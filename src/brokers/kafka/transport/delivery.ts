/** One record as the runtime of clients gets it. */
import type { Incoming } from "../../../client/broker.ts";
import type { Owned } from "./owned.ts";
import { type Fetched, ID_HEADER, placeText } from "./record.ts";

const text = new TextDecoder();

export class Delivery implements Incoming {
  readonly key?: string;
  readonly id?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly at: string;
  readonly partition: number;
  readonly offset: number;
  attempt = 0;
  /** Its handler began while the partition was being left. */
  isLate = false;
  readonly #owned: Owned;

  constructor(record: Fetched, owned: Owned) {
    const { [ID_HEADER]: id, ...headers } = record.headers;
    if (record.key !== undefined) this.key = text.decode(record.key);
    if (id !== undefined) this.id = id;
    this.headers = headers;
    this.body = record.value;
    this.at = placeText(record);
    this.partition = record.partition;
    this.offset = record.offset;
    this.#owned = owned;
  }

  get signal(): AbortSignal {
    return this.isLate ? this.#owned.lateSignal : this.#owned.signal;
  }
}
