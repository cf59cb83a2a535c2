/** A member of a group on librdkafka: fetches, follows rebalances, commits. */
import {
  asked,
  CODE,
  type NativeConsumer,
  type NativeError,
  type NativeLibrary,
  type NativeMessage,
  type NativePart,
} from "./native.ts";
import { Held } from "./held.ts";
import type { GroupMember, Transacting } from "./library.ts";
import type { Configs } from "./native-config.ts";
import { connected } from "./native-connect.ts";
import { NativeCommits } from "./native-commits.ts";
import { fetchedOf } from "./native-message.ts";
import { Producing } from "./native-producer.ts";
import { NativeStarts } from "./native-starts.ts";
import { NativeTroubles } from "./native-troubles.ts";
import { NativeTransactions } from "./native-transactions.ts";
import type { Reader } from "./reader.ts";
import type { Part, Position } from "./record.ts";
import type { ReadingSettings } from "./settings.ts";
import { GOODBYE_MS, within } from "./within.ts";

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
  readonly trouble: (error: Error) => void;
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
  readonly #held: Held<NativeMessage> = new Held();
  readonly #troubles: NativeTroubles;
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
    this.#troubles = new NativeTroubles(parts);
    this.#native.on("event.error", (error) => this.#troubles.noted(error));
  }

  static async connect(parts: GroupParts): Promise<NativeGroup> {
    const group = new NativeGroup(parts);
    await connected(group.#native, parts.config.client["bootstrap.servers"], parts.connectMs);
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
    void this.#supplying(reader);
    return assigned;
  }

  readonly commit = (positions: readonly Position[]): Promise<void> => this.#commits.store(positions);

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
    await within(this.#leave(), GOODBYE_MS);
  }

  async #leave(): Promise<void> {
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
      this.#supply(reader);
      this.#isStirred = false;
      const messages = await asked<readonly NativeMessage[]>((done) =>
        this.#native.consume(FETCH_MOST, done),
      ).catch((error: unknown) => {
        // The call ended with the error: more may be there already.
        this.#isStirred = this.#troubles.tell(error);
        return [];
      });
      if (messages.length > 0) this.#troubles.over();
      this.#held.add(messages.filter((message) => reader.owns(message)));
      if (messages.length === 0) await this.#rest();
    }
  }

  /** As soon as there is room. */
  async #supplying(reader: Reader): Promise<void> {
    while (!this.#isClosing) {
      await reader.changed();
      this.#supply(reader);
    }
  }

  /** Hands over what the reader has room for. */
  #supply(reader: Reader): void {
    while (!this.#isClosing && reader.wants) {
      reader.poll();
      const batch = this.#held.take();
      if (batch === undefined) break;
      reader.feed(batch.map(fetchedOf));
    }
    this.#flow(reader);
  }

  /** Until something has come, or it is time to look after the group. */
  #rest(): Promise<void> {
    if (this.#isStirred || this.#isClosing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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

  /**
   * Back-pressure: what is paused is not fetched, and calls to the library only follow commits and rebalances. Rare, as the
   * library then throws away what it has fetched ahead.
   */
  #flow(reader: Reader): void {
    const { isFull } = this.#held;
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    this.#pace(reader.parts);
  }

  #pace(parts: readonly Part[]): void {
    if (parts.length === 0) return;
    if (this.#isPaused) this.#native.pause(parts);
    else this.#native.resume(parts);
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
    // One that was paused when it was given away is paused still.
    this.#pace(parts);
    this.#assigned();
    this.#wake();
  }

  async #revoke(parts: readonly Part[]): Promise<void> {
    if (this.#native.assignmentLost()) this.#reader?.lose(parts);
    else await this.#reader?.leave(parts, this.#isClosing ? 0 : this.#parts.settings.maxPollMs);
    this.#held.drop(parts);
    if (this.#native.rebalanceProtocol() === "COOPERATIVE") this.#native.incrementalUnassign(parts);
    else this.#native.unassign();
  }
}
