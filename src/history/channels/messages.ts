/** What is known of each message of a channel when its history has ended. */
import type { Recording } from "../judge/recording.ts";
import { UNSETTLED } from "../judge/intents.ts";
import type { Recorded } from "./recorder.ts";
import { ASSIGNED, DELIVERED, FAILED, OK, POLLED, SEND, SENT } from "./tape.ts";

/** In no one partition, or in none that is known. */
const NOWHERE = -1;
const SEVERAL = -2;

export class Messages {
  readonly #recording: Recording;
  readonly #sends: Int32Array;
  /** Sends that failed, or whose place was told. */
  readonly #told: Int32Array;
  readonly #reads: Int32Array;
  readonly #partition: Int32Array;

  constructor(recording: Recording, { tape }: Recorded) {
    const { size } = recording.intents;
    this.#recording = recording;
    this.#sends = new Int32Array(size);
    this.#told = new Int32Array(size);
    this.#reads = new Int32Array(size);
    this.#partition = new Int32Array(size).fill(NOWHERE);
    for (let at = 0; at < tape.length; at++) {
      const m = tape.message.get(at);
      const what = tape.what.get(at);
      if (what === ASSIGNED) continue;
      if (what === SEND) this.#sends[m] = this.sends(m) + 1;
      else if (what === SENT) {
        if (tape.outcome.get(at) === FAILED || (tape.outcome.get(at) === OK && tape.offset(at) >= 0))
          this.#told[m] = (this.#told[m] ?? 0) + 1;
      } else if (tape.outcome.get(at) === OK) this.#reads[m] = this.reads(m) + 1;
      if (what === SENT || what === DELIVERED || what === POLLED) this.#lies(m, tape.partition.get(at));
    }
  }

  #lies(m: number, partition: number): void {
    const known = this.#partition[m];
    if (partition >= 0 && known !== partition) this.#partition[m] = known === NOWHERE ? partition : SEVERAL;
  }

  sends(m: number): number {
    return this.#sends[m] ?? 0;
  }

  reads(m: number): number {
    return this.#reads[m] ?? 0;
  }

  /** -1 where it is not known. */
  partition(m: number): number {
    return Math.max(NOWHERE, this.#partition[m] ?? NOWHERE);
  }

  /** Sent several times, and each time it failed or was told its place: its copies can be told apart by that. */
  isByPlace(m: number): boolean {
    return this.sends(m) > 1 && this.#told[m] === this.sends(m);
  }

  /** Nobody can tell which of its copies belongs to which of its sends. */
  isUnclear(m: number): boolean {
    if (this.isByPlace(m)) return false;
    return this.sends(m) > 1 || this.#partition[m] === SEVERAL;
  }

  /** Nobody owes that it is read: it lies there still, or left for a stated reason. */
  isExcused(m: number): boolean {
    const { intents } = this.#recording;
    const root = intents.rootOf(m);
    return intents.is(root, UNSETTLED) || intents.disposals(root).length > 0;
  }

  /** It was sent, wherever to. */
  isKnown(m: number): boolean {
    return this.#recording.intents.callLine(m) > 0;
  }
}
