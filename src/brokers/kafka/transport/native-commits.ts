/** Commits of librdkafka that end when the group has answered: the library's own call returns as soon as it has noted one. */
import {
  asked,
  CODE,
  type NativeConsumer,
  type NativeError,
  type NativePart,
  NativeTrouble,
} from "./native.ts";
import type { Position } from "./record.ts";

interface Waiting {
  readonly of: string;
  readonly resolve: () => void;
  readonly reject: (error: NativeTrouble) => void;
}

export class NativeCommits {
  readonly #native: NativeConsumer;
  #waiting: Waiting | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(native: NativeConsumer) {
    this.#native = native;
  }

  /** An answer is expected: it comes in a call to the library that fetches. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** One after the other. Rejects with a {@link NativeTrouble}. */
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
    else waiting.reject(new NativeTrouble(trouble));
  }

  #store(positions: readonly Position[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { of: nameOf(positions), resolve, reject };
      this.#waiting = waiting;
      asked((done) => this.#native.commitCb(positions, done)).catch((error: unknown) => {
        if (this.#waiting === waiting) this.#waiting = undefined;
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }
}

const GIVEN_AWAY: ReadonlySet<number> = new Set([
  CODE.illegalGeneration,
  CODE.unknownMember,
  CODE.fencedInstance,
  CODE.assignmentLost,
]);

/** The group has given the partitions to somebody else. */
export function isGivenAway({ code }: NativeTrouble): boolean {
  return GIVEN_AWAY.has(code);
}

function nameOf(parts: readonly NativePart[]): string {
  return parts
    .map(({ topic, partition, offset }) => `${topic}/${partition}@${offset ?? ""}`)
    .sort()
    .join();
}
