/** A member of a group on librdkafka: fetches, follows rebalances, commits. */
import {
  asked,
  CODE,
  type NativeConsumer,
  type NativeError,
  type NativeLibrary,
  type NativeMessage,
  type NativePart,
  NativeTrouble,
} from "./native.ts";
import type { Reader } from "./reader.ts";
import { CommitRefused, type Fetched, type Part, type Position } from "./record.ts";
import type { ReadingSettings, Start } from "./settings.ts";

export interface GroupParts {
  readonly library: NativeLibrary;
  readonly config: {
    readonly client: Readonly<Record<string, unknown>>;
    readonly topic: Readonly<Record<string, unknown>>;
  };
  readonly topic: string;
  readonly settings: ReadingSettings;
  readonly connectMs: number;
  /** The consumer cannot go on. */
  readonly ended: (why: Error) => void;
}

const FETCH_MOST = 500;
/** So often the library is called at least: it then follows rebalances, also while nothing is to be fetched. */
const TICK_MS = 500;
const ASK_MS = 10_000;
const AGAIN_MS = 200;

export class NativeGroup {
  readonly #parts: GroupParts;
  readonly #native: NativeConsumer;
  #reader: Reader | undefined;
  #wake: () => void = () => undefined;
  #assigned: () => void = () => undefined;
  #rebalances: Promise<void> = Promise.resolve();
  #isPaused = false;
  #isClosing = false;
  #loop: Promise<void> = Promise.resolve();

  private constructor(parts: GroupParts) {
    this.#parts = parts;
    const { library, config } = parts;
    const calls = {
      queue_non_empty_cb: () => this.#wake(),
      rebalance_cb: (error: NativeError, changed: readonly NativePart[]) => this.#rebalanced(error, changed),
    };
    this.#native = new library.KafkaConsumer({ ...config.client, ...calls }, config.topic);
    this.#native.on("event.error", (error) => {
      const trouble = new NativeTrouble(error);
      if (trouble.isFatal || trouble.code === CODE.authentication) parts.ended(trouble.asFatal());
    });
  }

  static async connect(parts: GroupParts): Promise<NativeGroup> {
    const group = new NativeGroup(parts);
    await asked((done) => group.#native.connect({ timeout: parts.connectMs }, done));
    group.#native.setDefaultConsumeTimeout(0);
    group.#native.setDefaultIsTimeoutOnlyForFirstMessage(true);
    return group;
  }

  /** For the group's part of a transaction. */
  get native(): NativeConsumer {
    return this.#native;
  }

  /** Joins the group; resolves at the first assignment. */
  start(reader: Reader): Promise<void> {
    this.#reader = reader;
    const assigned = new Promise<void>((resolve) => {
      this.#assigned = resolve;
    });
    this.#native.subscribe([this.#parts.topic]);
    this.#loop = this.#fetching(reader);
    return assigned;
  }

  /** Rejects with {@link CommitRefused} where the group has given the partitions away, else with what went wrong. */
  async commit(positions: readonly Position[]): Promise<void> {
    try {
      await asked((done) => this.#native.commitCb(positions, done));
    } catch (error) {
      if (error instanceof NativeTrouble && GIVEN_AWAY.has(error.code))
        throw new CommitRefused(error.message, { cause: error });
      throw error;
    }
  }

  /** Lets handlers finish for `drainMs`, commits, and leaves the group. */
  async close(drainMs: number): Promise<void> {
    if (this.#isClosing) return this.#loop;
    this.#isClosing = true;
    this.#wake();
    await this.#loop;
    await this.#reader?.drain(drainMs);
    await asked((done) => this.#native.disconnect(done));
    await this.#rebalances;
  }

  async #fetching(reader: Reader): Promise<void> {
    while (!this.#isClosing) {
      const wants = reader.wants;
      this.#flow(wants);
      if (wants) reader.poll();
      const messages = await asked<readonly NativeMessage[]>((done) =>
        this.#native.consume(FETCH_MOST, done),
      ).catch((error: unknown) => this.#unfetched(error));
      if (messages.length > 0 && !this.#isClosing) reader.feed(messages.map(fetchedOf));
      if (messages.length === 0 || !reader.wants) await this.#pause(reader);
    }
  }

  /** A broker that is away is looked for by the library; what cannot end well is told by its error event. */
  #unfetched(error: unknown): readonly NativeMessage[] {
    if (error instanceof NativeTrouble && error.isFatal) this.#parts.ended(error.asFatal());
    return [];
  }

  /** Until there is something to fetch and room for it, or it is time to look after the group. */
  async #pause(reader: Reader): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isClosing) return go();
      this.#wake = reader.wants ? go : () => undefined;
      if (!reader.wants) void this.#room(reader).then(go);
    });
    this.#wake = () => undefined;
  }

  async #room(reader: Reader): Promise<void> {
    while (!reader.wants && !this.#isClosing) await reader.changed();
  }

  /** Back-pressure: what is paused is not fetched, and calls to the library only follow rebalances. */
  #flow(wants: boolean): void {
    const parts = this.#reader?.parts ?? [];
    if (wants === !this.#isPaused) return;
    this.#isPaused = !wants;
    if (parts.length === 0) return;
    if (wants) this.#native.resume(parts);
    else this.#native.pause(parts);
  }

  #rebalanced({ code }: NativeError, changed: readonly NativePart[]): void {
    const parts = changed.map(({ topic, partition }) => ({ topic, partition }));
    this.#rebalances = this.#rebalances
      .then(() => (code === CODE.assignPartitions ? this.#assign(parts) : this.#revoke(parts)))
      .catch((error: unknown) =>
        this.#parts.ended(error instanceof Error ? error : new Error(String(error))),
      );
  }

  async #assign(parts: readonly Part[]): Promise<void> {
    if (parts.length > 0) await this.#pinned(parts, this.#parts.settings.start);
    this.#reader?.assign(parts);
    if (this.#native.rebalanceProtocol() === "COOPERATIVE") this.#native.incrementalAssign(parts);
    else this.#native.assign(parts);
    // The new ones are not paused.
    this.#isPaused = false;
    this.#assigned();
    this.#wake();
  }

  async #revoke(parts: readonly Part[]): Promise<void> {
    if (this.#native.assignmentLost()) this.#reader?.lose(parts);
    else await this.#reader?.leave(parts, this.#isClosing ? 0 : this.#parts.settings.sessionMs);
    if (this.#native.rebalanceProtocol() === "COOPERATIVE") this.#native.incrementalUnassign(parts);
    else this.#native.unassign();
  }

  /** Commits the position where a group starts that has none, else each rebalance before its first commit would lose (K-CONS-10). */
  async #pinned(parts: readonly Part[], start: Start): Promise<void> {
    if (start === "earliest") return;
    await this.#untilDone(async () => {
      const known = await asked<readonly NativePart[]>((done) => this.#native.committed(parts, ASK_MS, done));
      const fresh = known.filter(({ offset }) => offset === undefined || offset < 0);
      if (fresh.length === 0) return;
      const positions = await Promise.all(fresh.map((part) => this.#startOf(part, start)));
      await asked((done) => this.#native.commitCb(positions, done));
    });
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
    while (!this.#isClosing) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof NativeTrouble) || error.isFatal) throw error;
        if (GIVEN_AWAY.has(error.code)) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }
}

const GIVEN_AWAY: ReadonlySet<number> = new Set([
  CODE.illegalGeneration,
  CODE.unknownMember,
  CODE.fencedInstance,
  CODE.assignmentLost,
]);

const NOTHING = new Uint8Array(0);
const text = new TextDecoder();

function fetchedOf(message: NativeMessage): Fetched {
  const { topic, partition, offset, key, value } = message;
  const headers: Record<string, string> = {};
  for (const header of message.headers ?? [])
    for (const [name, content] of Object.entries(header))
      headers[name] = typeof content === "string" ? content : text.decode(content);
  return { topic, partition, offset, key: key ?? undefined, value: value ?? NOTHING, headers };
}
