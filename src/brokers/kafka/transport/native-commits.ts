/** Commits of librdkafka that end when the group has answered: the library's own call returns as soon as it has noted one. */
import { CODE, type NativeConsumer, type NativeError, type NativePart, NativeTrouble } from "./native.ts";
import { CommitRefused, type Position } from "./record.ts";

interface Waiting {
  readonly of: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class NativeCommits {
  readonly #native: Pick<NativeConsumer, "commit" | "assignmentLost">;
  #waiting: Waiting | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(native: Pick<NativeConsumer, "commit" | "assignmentLost">) {
    this.#native = native;
  }

  /** One after the other. Rejects with {@link CommitRefused} where the group has given the partitions away, else with a {@link NativeTrouble}. */
  store(positions: readonly Position[]): Promise<void> {
    const stored = this.#last.then(() => this.#store(positions));
    this.#last = stored.catch(() => undefined);
    return stored;
  }

  /** `offset_commit_cb` */
  told(error: NativeError | null | undefined, parts: readonly NativePart[]): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.of !== nameOf(parts)) return;
    this.#waiting = undefined;
    const trouble = error ?? parts.find((part) => part.error !== undefined && part.error.code !== 0)?.error;
    if (trouble === undefined) waiting.resolve();
    else waiting.reject(this.#refusalOf(new NativeTrouble(trouble)));
  }

  #store(positions: readonly Position[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { of: nameOf(positions), resolve, reject };
      try {
        // Only notes it, and does not wait: `commitCb` would do the same in a thread of its own.
        this.#native.commit(positions);
      } catch (error) {
        this.#waiting = undefined;
        reject(this.#refusalOf(NativeTrouble.of(error)));
      }
    });
  }

  /**
   * An old generation alone does not say that the group has given the partitions away: while it rebalances, a commit may
   * cross the answer that makes the next generation, of which its partition may still be ours.
   */
  #refusalOf(trouble: NativeTrouble): Error {
    const { code, message } = trouble;
    const isGivenAway =
      GIVEN_AWAY.has(code) || (code === CODE.illegalGeneration && this.#native.assignmentLost());
    return isGivenAway ? new CommitRefused(message, { cause: trouble }) : trouble;
  }
}

const GIVEN_AWAY: ReadonlySet<number> = new Set([
  CODE.unknownMember,
  CODE.fencedInstance,
  CODE.assignmentLost,
]);

function nameOf(parts: readonly NativePart[]): string {
  return parts
    .map(({ topic, partition, offset }) => `${topic}/${partition}@${offset ?? ""}`)
    .sort()
    .join();
}
