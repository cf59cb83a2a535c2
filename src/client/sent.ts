/** The promise of a send, which knows whether anybody looks at it; and the sends of one run of a handler. */
import type { Receipt } from "./broker.ts";
import { asSendError, type SendError } from "./send-error.ts";

/** A promise that notes its first `then`, which `await`, `all`, `race` and `return` all call. */
export class Sent extends Promise<Receipt> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  looked = false;

  override then<A = Receipt, B = never>(
    onfulfilled?: ((value: Receipt) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.looked = true;
    return super.then(onfulfilled, onrejected);
  }
}

/** `then` that does not count as looking. */
function quietly(sent: Sent, stored: (receipt: Receipt) => void, failed: (error: SendError) => void): void {
  // A plain `then` would be the one that notes.
  void Promise.prototype.then.call(sent, stored, (error: unknown) => failed(asSendError(error)));
}

/** Turns after the last end of a send, in which code that awaited it may send once more. */
const TURNS = 4;

/** All sends that one run of a handler makes. */
export class Sends {
  #open = 0;
  #failures: { readonly sent: Sent; readonly error: SendError }[] | undefined;
  #wake: (() => void) | undefined;

  /** How many have not ended. */
  get open(): number {
    return this.#open;
  }

  /** `trySend`: its failure is an answer, and fails nothing. */
  add(sent: Sent, answers: boolean): void {
    this.#open += 1;
    quietly(
      sent,
      () => this.#ended(),
      (error) => {
        if (!answers) (this.#failures ??= []).push({ sent, error });
        this.#ended();
      },
    );
  }

  /** Resolves when none is open. */
  async settled(): Promise<void> {
    while (this.#open > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      for (let turn = 0; turn < TURNS && this.#open === 0; turn++) await Promise.resolve();
    }
  }

  /** The first failure that nobody looked at. */
  unseen(): SendError | undefined {
    return this.#failures?.find(({ sent }) => !sent.looked)?.error;
  }

  #ended(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#wake?.();
  }
}
