/** Where a group begins that has committed nothing, told to the group at its first assignment. */
import { asked, type NativeConsumer, type NativePart, NativeTrouble } from "./native.ts";
import type { NativeCommits } from "./native-commits.ts";
import { CommitRefused, type Part, type Position } from "./record.ts";
import type { Start } from "./settings.ts";

const ASK_MS = 10_000;
const AGAIN_MS = 200;

export class NativeStarts {
  readonly #native: NativeConsumer;
  readonly #commits: NativeCommits;
  readonly #start: Start;
  #isClosed = false;

  constructor(native: NativeConsumer, commits: NativeCommits, start: Start) {
    this.#native = native;
    this.#commits = commits;
    this.#start = start;
  }

  /** Commits the start of those that have none, else each rebalance before the first commit would lose (K-CONS-10). */
  async pin(parts: readonly Part[]): Promise<void> {
    const start = this.#start;
    if (start === "earliest") return;
    await this.#untilDone(async () => {
      const known = await asked<readonly NativePart[]>((done) => this.#native.committed(parts, ASK_MS, done));
      const fresh = known.filter(({ offset }) => offset === undefined || offset < 0);
      if (fresh.length === 0) return;
      await this.#commits.store(await Promise.all(fresh.map((part) => this.#startOf(part, start))));
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  async #startOf({ topic, partition }: NativePart, start: Exclude<Start, "earliest">): Promise<Position> {
    if (start !== "latest") {
      const asks = [{ topic, partition, offset: start.at }];
      const [found] = await asked<readonly NativePart[]>((done) =>
        this.#native.offsetsForTimes(asks, ASK_MS, done),
      );
      if (found?.offset !== undefined && found.offset >= 0) return { topic, partition, offset: found.offset };
    }
    const { highOffset } = await asked<{ readonly highOffset: number }>((done) =>
      this.#native.queryWatermarkOffsets(topic, partition, ASK_MS, done),
    );
    return { topic, partition, offset: highOffset };
  }

  /** A broker that is away comes back; a partition that is somebody else's needs no start any more. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    while (!this.#isClosed) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof CommitRefused) return;
        if (!(error instanceof NativeTrouble) || error.isFatal) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }
}
