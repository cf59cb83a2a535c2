/** A producer of librdkafka: order of calls is order on the wire, and each send hears how it ended. */
import type { Receipt } from "../../../client/broker.ts";
import { SendError } from "../../../client/send-error.ts";
import {
  asked,
  CODE,
  type NativeLibrary,
  type NativeProducer,
  type NativeReport,
  NativeTrouble,
} from "./native.ts";
import type { Configs } from "./native-config.ts";
import type { Sender, Sending } from "./library.ts";
import { outcomeOf } from "./send-outcome.ts";

interface Waiting extends Sending {
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: SendError) => void;
}

/** Codes of librdkafka for what it never wrote: too large for its own limit is the broker's 10; purged; no such partition. */
const NEVER_WRITTEN: ReadonlySet<number> = new Set([-152, -190, -184]);

export class Producing implements Sender {
  readonly #native: NativeProducer;
  /** Did not fit into the library's buffer: sent, in order, as soon as something has left it. */
  #waiting: Waiting[] = [];
  /** Given to the library, and not yet heard of. */
  readonly #unreported = new Set<Waiting>();
  #isClosed = false;

  private constructor(native: NativeProducer) {
    this.#native = native;
    native.on("delivery-report", (error, report) => this.#reported(error, report));
    native.setPollInBackground(true);
  }

  static async connect(library: NativeLibrary, config: Configs, connectMs: number): Promise<Producing> {
    const native = new library.Producer(config.client, config.topic);
    await asked((done) => native.connect({ timeout: connectMs }, done));
    return new Producing(native);
  }

  /** For transactions. */
  get native(): NativeProducer {
    return this.#native;
  }

  send(sending: Sending): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new SendError("failed", "the producer has been closed"));
      const waiting = { ...sending, resolve, reject };
      if (this.#waiting.length > 0 || !this.#write(waiting)) this.#waiting.push(waiting);
    });
  }

  /** Waits until everything has ended, at most `ms`. */
  async flush(ms: number): Promise<void> {
    if (this.#unreported.size === 0 && this.#waiting.length === 0) return;
    // What is not through by then ends with the close.
    await asked((done) => this.#native.flush(Math.max(1, ms), done)).catch(() => undefined);
  }

  /** What is still open ends as `unknown`; what was never written as `failed`. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0))
      reject(new SendError("failed", "the producer was closed before the message was written"));
    await asked((done) => this.#native.disconnect(done));
    for (const { reject } of this.#unreported)
      reject(new SendError("unknown", "the producer was closed before the broker had answered"));
    this.#unreported.clear();
  }

  /** False where the library's buffer is full. */
  #write(waiting: Waiting): boolean {
    const { topic, key, value, headers } = waiting;
    try {
      this.#native.produce(topic, null, value, key, null, waiting, headersOf(headers));
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.code === CODE.queueFull && this.#unreported.size > 0) return false;
      // Refused at the call: it was never written.
      waiting.reject(new SendError("failed", trouble.message, { cause: error }));
      return true;
    }
    this.#unreported.add(waiting);
    return true;
  }

  #reported(
    error: NativeTrouble | { readonly code: number; readonly message: string } | null,
    report: NativeReport,
  ): void {
    // cast: `opaque` is what `produce` was given.
    const waiting = report.opaque as Waiting;
    this.#unreported.delete(waiting);
    if (error === null || error === undefined) waiting.resolve(receiptOf(report));
    else {
      const trouble = new NativeTrouble(error);
      waiting.reject(
        new SendError(outcomeOf(trouble.code, NEVER_WRITTEN), `${waiting.topic}: ${trouble.message}`, {
          cause: trouble,
        }),
      );
    }
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting;
      if (next === undefined || !this.#write(next)) return;
      this.#waiting.shift();
    }
  }
}

function troubleOf(error: unknown): NativeTrouble {
  const code = error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : 0;
  return new NativeTrouble({ message: error instanceof Error ? error.message : String(error), code });
}

/** With `acks: 0` the broker names no offset (K-PROD-11). */
function receiptOf({ topic, partition, offset }: NativeReport): Receipt {
  if (offset < 0) return { outcome: "stored", at: `${topic}/${partition}`, partition };
  return { outcome: "stored", at: `${topic}/${partition}@${offset}`, partition, offset };
}

function headersOf(headers: Sending["headers"]): readonly Readonly<Record<string, string>>[] {
  return Object.entries(headers).map(([name, value]) => ({ [name]: value }));
}
