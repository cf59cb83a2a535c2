/**
 * A producer of kafkajs. One request at a time: what is sent meanwhile goes with the next, so that order of calls is order
 * on the wire and many calls at once are few requests. Without idempotence, which kafkajs gets wrong (K-TSC, K-IDEM).
 */
import type { Receipt } from "../../../client/broker.ts";
import { SendError } from "../../../client/send-error.ts";
import type { Sender, Sending } from "./library.ts";
import {
  type PureKafka,
  type PureMessage,
  type PureMetadata,
  type PurePackage,
  type PureProducer,
  protocolError,
} from "./pure.ts";
import { ID_HEADER } from "./record.ts";
import { outcomeOf } from "./send-outcome.ts";
import type { SendingSettings } from "./settings.ts";
import { textOf } from "./text-of.ts";
import { GOODBYE_MS, within } from "./within.ts";

interface Waiting extends PureMessage {
  readonly topic: string;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: SendError) => void;
}

/** Of one request; a topic takes about 1 MB in one (K-PROD-09). */
const MESSAGES_MOST = 500;
const BYTES_MOST = 500_000;
const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 1_000;
const NEVER_WRITTEN: ReadonlySet<number> = new Set();

export class PureSender implements Sender {
  readonly #native: PureProducer;
  readonly #settings: SendingSettings;
  /** Where the partitioner put each message of the request that runs. */
  readonly #placed: Map<PureMessage, number>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  private constructor(native: PureProducer, settings: SendingSettings, placed: Map<PureMessage, number>) {
    this.#native = native;
    this.#settings = settings;
    this.#placed = placed;
  }

  static async connect(
    library: PurePackage,
    client: PureKafka,
    settings: SendingSettings,
  ): Promise<PureSender> {
    const placed = new Map<PureMessage, number>();
    const native = client.producer({
      createPartitioner: () => {
        const partition = library.Partitioners.DefaultPartitioner();
        return (args: Parameters<typeof partition>[0]) => {
          const at = partition(args);
          placed.set(args.message, at);
          return at;
        };
      },
      idempotent: false,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      retry: {
        initialRetryTime: FIRST_WAIT_MS,
        maxRetryTime: MOST_WAIT_MS,
        retries: Math.min(settings.retries, Math.ceil(settings.deliveryMs / MOST_WAIT_MS)),
      },
    });
    await native.connect();
    return new PureSender(native, settings, placed);
  }

  send({ topic, key, value, headers: given, id }: Sending): Promise<Receipt> {
    const headers = id === undefined ? given : { ...given, [ID_HEADER]: id };
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new SendError("failed", "the producer has been closed"));
      this.#waiting.push({ topic, key, value, headers, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async flush(ms: number): Promise<void> {
    if (this.#running === undefined) return;
    await within(this.#running, Math.max(0, ms));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0))
      reject(new SendError("failed", "the producer was closed before the message was written"));
    await within(this.#native.disconnect(), GOODBYE_MS);
  }

  async #run(): Promise<void> {
    // What is called in this turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#request(this.#next());
    this.#running = undefined;
  }

  /** The longest beginning of what waits that is for one topic and not too large. */
  #next(): readonly Waiting[] {
    const topic = this.#waiting[0]?.topic;
    const most = Math.min(BYTES_MOST, this.#settings.batchBytes);
    let bytes = 0;
    let count = 0;
    for (const each of this.#waiting) {
      bytes += sizeOf(each);
      if (count > 0 && (each.topic !== topic || bytes > most || count === MESSAGES_MOST)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #request(messages: readonly Waiting[]): Promise<void> {
    const { acks, requestMs, deliveryMs } = this.#settings;
    const [first] = messages;
    if (first === undefined) return;
    const late = setTimeout(() => {
      const error = new SendError("unknown", `${first.topic}: not acknowledged within ${deliveryMs} ms`);
      for (const { reject } of messages) reject(error);
    }, deliveryMs);
    try {
      const { topic } = first;
      const receipts = await this.#native.send({ topic, acks, timeout: requestMs, messages });
      this.#stored(messages, receipts);
    } catch (error) {
      const failure = failureOf(error, messages.length);
      for (const { reject } of messages) reject(failure);
    } finally {
      clearTimeout(late);
      this.#placed.clear();
    }
  }

  /** The broker tells the first offset of each partition; with `acks: 0` none. */
  #stored(messages: readonly Waiting[], receipts: readonly PureMetadata[]): void {
    const next = new Map(receipts.map(({ partition, baseOffset }) => [partition, Number(baseOffset ?? -1)]));
    for (const message of messages) {
      const partition = this.#placed.get(message) ?? 0;
      const offset = next.get(partition) ?? -1;
      const at = `${message.topic}/${partition}`;
      if (offset < 0) message.resolve({ outcome: "stored", at, partition });
      else {
        next.set(partition, offset + 1);
        message.resolve({ outcome: "stored", at: `${at}@${offset}`, partition, offset });
      }
    }
  }
}

const RECORD_BYTES = 32;

/** At least what it takes in a batch. */
function sizeOf({ key, value, headers }: Waiting): number {
  let size = RECORD_BYTES + value.byteLength + Buffer.byteLength(key ?? "");
  for (const [name, text] of Object.entries(headers))
    size += Buffer.byteLength(name) + Buffer.byteLength(text) + RECORD_BYTES;
  return size;
}

/** One bad record fails all that go with it, and what went to another partition may be stored (K-PROD-14). */
function failureOf(error: unknown, count: number): SendError {
  const code = protocolError(error)?.code ?? 0;
  const outcome = count === 1 ? outcomeOf(code, NEVER_WRITTEN) : "unknown";
  return new SendError(outcome, textOf(error), { cause: error });
}
