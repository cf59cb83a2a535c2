/** Consume, transform, produce: what a handler sends and the position of what it handled are stored together, or not at all. */
import type { Receipt } from "../../../client/broker.ts";
import { asked, type NativeConsumer, type NativeProducer, NativeTrouble } from "./native.ts";
import type { Sending, Transacting } from "./library.ts";
import type { Producing } from "./native-producer.ts";
import type { Position } from "./record.ts";

/** A call that takes longer is asked again: it goes on where it was. */
const CALL_MS = 30_000;

type Call = Parameters<typeof asked<unknown>>[0];

export class NativeTransactions implements Transacting {
  readonly #producing: Producing;
  readonly #native: NativeProducer;
  readonly #consumer: NativeConsumer;
  /** Begins with the first send, or with the position. */
  #begun: Promise<void> | undefined;

  private constructor(producing: Producing, consumer: NativeConsumer) {
    this.#producing = producing;
    this.#native = producing.native;
    this.#consumer = consumer;
  }

  /** Takes over from an earlier process with the same transactional id: its unfinished transaction is aborted (K-TXN-01). */
  static async start(producing: Producing, consumer: NativeConsumer): Promise<NativeTransactions> {
    const transactions = new NativeTransactions(producing, consumer);
    await transactions.#retried((done) => producing.native.initTransactions(CALL_MS, done));
    return transactions;
  }

  async send(sending: Sending): Promise<Receipt> {
    // The next call may come before this one has begun: all wait in the order in which they came.
    await this.#begin();
    return this.#producing.send(sending);
  }

  async commit({ topic, partition, offset }: Position): Promise<"committed" | "aborted"> {
    try {
      await this.#begin();
      const positions = [{ topic, partition, offset }];
      // With the member's own place in the group: a zombie is refused (K-TXN-07).
      await this.#retried((done) =>
        this.#native.sendOffsetsToTransaction(positions, this.#consumer, CALL_MS, done),
      );
      await this.#retried((done) => this.#native.commitTransaction(CALL_MS, done));
      this.#begun = undefined;
      return "committed";
    } catch (error) {
      if (error instanceof NativeTrouble && error.isFatal) throw error.asFatal();
      await this.abort();
      return "aborted";
    }
  }

  async abort(): Promise<void> {
    if (this.#begun === undefined) return;
    try {
      await this.#retried((done) => this.#native.abortTransaction(CALL_MS, done));
      this.#begun = undefined;
    } catch (error) {
      throw error instanceof NativeTrouble ? error.asFatal() : error;
    }
  }

  #begin(): Promise<void> {
    this.#begun ??= asked((done) => this.#native.beginTransaction(done)).then(
      () => undefined,
      (error: unknown) => {
        this.#begun = undefined;
        throw error;
      },
    );
    return this.#begun;
  }

  /** K-TXN-10: what timed out may have happened; only the same call again finds out. */
  async #retried(call: Call): Promise<void> {
    for (;;) {
      try {
        await asked(call);
        return;
      } catch (error) {
        if (!(error instanceof NativeTrouble) || !error.isRetriable || error.requiresAbort || error.isFatal)
          throw error;
      }
    }
  }
}
