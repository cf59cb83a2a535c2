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
import type { GroupMember, Transacting } from "./library.ts";
import type { Configs } from "./native-config.ts";
import { isGivenAway, NativeCommits } from "./native-commits.ts";
import { Producing } from "./native-producer.ts";
import { NativeStarts } from "./native-starts.ts";
import { NativeTransactions } from "./native-transactions.ts";
import type { Reader } from "./reader.ts";
import { CommitRefused, type Fetched, type Part, type Position } from "./record.ts";
import type { ReadingSettings } from "./settings.ts";

export interface GroupParts {
  readonly library: NativeLibrary;
  readonly config: Configs;
  /** Of the producer of its transactions, where it has some. */
  readonly transactional?: Configs;
  readonly topic: string;
  readonly settings: ReadingSettings;
  readonly connectMs: number;
  /** The consumer cannot go on. */
  readonly ended: (why: Error) => void;
}

const FETCH_MOST = 500;
/** So often the library is called at least: it then follows rebalances, also while nothing is to be fetched. */
const TICK_MS = 500;

export class NativeGroup implements GroupMember {
  readonly #parts: GroupParts;
  readonly #native: NativeConsumer;
  readonly #commits: NativeCommits;
  readonly #starts: NativeStarts;
  #producing: Producing | undefined;
  #transactions: NativeTransactions | undefined;
  #reader: Reader | undefined;
  #wake: () => void = () => undefined;
  #assigned: () => void = () => undefined;
  #rebalances: Promise<void> = Promise.resolve();
  #isPaused = false;
  /** Something came since the library was last called. */
  #isStirred = false;
  /** Out of the group for a handler that does not end. */
  #isOut = false;
  #isClosing = false;
  #closing: Promise<void> | undefined;
  #loop: Promise<void> = Promise.resolve();

  private constructor(parts: GroupParts) {
    this.#parts = parts;
    const { library, config } = parts;
    const calls = {
      offset_commit_cb: (error: NativeError | null, positions: readonly NativePart[]) =>
        this.#commits.told(error, positions),
      queue_non_empty_cb: () => {
        this.#isStirred = true;
        this.#wake();
      },
      rebalance_cb: (error: NativeError, changed: readonly NativePart[]) => this.#rebalanced(error, changed),
    };
    this.#native = new library.KafkaConsumer({ ...config.client, ...calls }, config.topic);
    this.#commits = new NativeCommits(this.#native);
    this.#starts = new NativeStarts(this.#native, this.#commits, parts.settings.start);
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
    if (parts.transactional !== undefined) await group.#transact(parts.transactional);
    return group;
  }

  get transactions(): Transacting | undefined {
    return this.#transactions;
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
  readonly commit = async (positions: readonly Position[]): Promise<void> => {
    try {
      await this.#commits.store(positions);
    } catch (error) {
      if (error instanceof NativeTrouble && isGivenAway(error))
        throw new CommitRefused(error.message, { cause: error });
      throw error;
    }
  };

  async close(drainMs: number): Promise<void> {
    this.#closing ??= this.#end(drainMs);
    await this.#closing;
  }

  /** The library is called until everything is committed: it tells of commits, too. */
  async #end(drainMs: number): Promise<void> {
    await this.#reader?.drain(drainMs);
    this.#isClosing = true;
    this.#starts.close();
    this.#wake();
    await this.#loop;
    await asked((done) => this.#native.disconnect(done));
    await this.#rebalances;
    await this.#producing?.close();
  }

  async #transact(config: Configs): Promise<void> {
    const { library, connectMs } = this.#parts;
    this.#producing = await Producing.connect(library, config, connectMs);
    this.#transactions = await NativeTransactions.start(this.#producing, this.#native);
  }

  async #fetching(reader: Reader): Promise<void> {
    while (!this.#isClosing) {
      this.#stay(reader);
      const wants = reader.wants;
      this.#flow(wants);
      if (wants) reader.poll();
      this.#isStirred = false;
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
    const matters = (): boolean => reader.wants || this.#commits.waits || this.#isClosing;
    if (this.#isStirred && matters()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isClosing) return go();
      this.#wake = () => {
        if (matters()) go();
      };
      // Once: a loop of its own for each wait would outlive it.
      if (!reader.wants)
        void reader.changed().then(() => {
          if (matters()) go();
        });
    });
    this.#wake = () => undefined;
  }

  /** A member that handles one record for too long leaves, so that another one gets it, and joins again when it has ended (K-CONS-13). */
  #stay(reader: Reader): void {
    if (this.#isOut) {
      if (reader.longestMs > 0) return;
      this.#isOut = false;
      this.#native.subscribe([this.#parts.topic]);
    } else if (reader.longestMs > this.#parts.settings.maxPollMs) {
      this.#isOut = true;
      reader.lose(reader.parts);
      this.#native.unsubscribe();
    }
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
    if (parts.length > 0) await this.#starts.pin(parts);
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
}

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
