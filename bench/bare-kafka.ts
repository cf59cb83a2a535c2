/** The bare client library as a careful person would use it: the baseline of `kafka-client.ts`. */
import {
  asked,
  type NativeConfig,
  type NativeConsumer,
  type NativeError,
  type NativeLibrary,
  type NativeMessage,
  type NativePart,
  type NativeProducer,
} from "../src/brokers/kafka/transport/native.ts";
import { NativeCommits } from "../src/brokers/kafka/transport/native-commits.ts";
import type { Configs } from "../src/brokers/kafka/transport/native-config.ts";

const CONNECT = { timeout: 30_000 };
const ASSIGN = -175;
const TICK_MS = 500;
const MOST = 10_000;

/** Hears of each delivery by a callback. */
export class BareProducer {
  readonly #native: NativeProducer;

  constructor(library: NativeLibrary, { client, topic }: Configs) {
    this.#native = new library.Producer(client, topic);
    this.#native.on("delivery-report", (error, report) => {
      // cast: what `produce` was given.
      (report.opaque as (error: unknown) => void)(error);
    });
  }

  async connect(): Promise<void> {
    await asked((done) => this.#native.connect(CONNECT, done));
    this.#native.setPollInBackground(true);
  }

  send(topic: string, key: string, message: object, headers: NativeHeaders): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown): void =>
        error === null || error === undefined ? resolve() : reject(new Error("not stored"));
      this.#native.produce(topic, null, Buffer.from(JSON.stringify(message)), key, null, settle, headers);
    });
  }

  async close(): Promise<void> {
    await asked((done) => this.#native.disconnect(done));
  }
}

type NativeHeaders = Parameters<NativeProducer["produce"]>[6];

/** Reads one topic, one message after the other. */
export class BareConsumer {
  readonly #native: NativeConsumer;
  readonly #commits: NativeCommits;
  readonly #waiting: NativeMessage[] = [];
  #wake = (): void => undefined;
  #more = (): void => undefined;
  #assigned: readonly NativePart[] = [];
  #isPaused = false;
  #isStirred = false;
  #isStopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(library: NativeLibrary, { client, topic }: Configs) {
    const calls: NativeConfig = {
      queue_non_empty_cb: () => {
        this.#isStirred = true;
        this.#wake();
      },
      offset_commit_cb: (error: NativeError | null, parts: readonly NativePart[]) =>
        this.#commits.told(error, parts),
      rebalance_cb: ({ code }: NativeError, parts: readonly NativePart[]) => {
        if (code === ASSIGN) {
          this.#assigned = parts;
          this.#native.incrementalAssign(parts);
        } else this.#native.unassign();
      },
    };
    this.#native = new library.KafkaConsumer({ ...client, ...calls }, topic);
    this.#commits = new NativeCommits(this.#native);
  }

  /** Resolves with the first message at hand. */
  async start(topic: string): Promise<void> {
    await asked((done) => this.#native.connect(CONNECT, done));
    this.#native.setDefaultConsumeTimeout(0);
    this.#native.setDefaultIsTimeoutOnlyForFirstMessage(true);
    this.#native.subscribe([topic]);
    this.#loop = this.#fetching();
    await this.#arrival();
  }

  /** Handles `count` messages: parses each, and waits for the answer to its commit. */
  async read(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      await this.#arrival();
      const message = this.#waiting.shift();
      if (message === undefined) throw new Error("no message");
      JSON.parse(Buffer.from(message.value ?? []).toString("utf8"));
      const { topic, partition, offset } = message;
      await this.#commits.store([{ topic, partition, offset: offset + 1 }]);
    }
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#loop;
    await asked((done) => this.#native.disconnect(done));
  }

  async #arrival(): Promise<void> {
    while (this.#waiting.length === 0)
      await new Promise<void>((resolve) => {
        this.#more = resolve;
      });
  }

  async #fetching(): Promise<void> {
    while (!this.#isStopped) {
      this.#isStirred = false;
      const got = await asked<readonly NativeMessage[]>((done) => this.#native.consume(500, done));
      this.#waiting.push(...got);
      this.#flow();
      if (got.length > 0) this.#more();
      else if (!this.#isStirred) await this.#rest();
    }
  }

  /** As much is kept at hand as the generated client keeps: less, and the library fetches everything several times. */
  #flow(): void {
    const full = this.#waiting.length > MOST;
    if (full === this.#isPaused || (this.#isPaused && this.#waiting.length > MOST / 2)) return;
    this.#isPaused = full;
    if (full) this.#native.pause(this.#assigned);
    else this.#native.resume(this.#assigned);
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
