/** A producer of librdkafka: order of calls is order on the wire, and each send hears how it ended. */
import type { Receipt } from "../../../client/broker.ts";
import { SendError } from "../../../client/send-error.ts";
import {
  asked,
  CODE,
  type NativeError,
  type NativeLibrary,
  type NativeProducer,
  type NativeReport,
  NativeTrouble,
} from "./native.ts";
import type { Configs } from "./native-config.ts";
import { connected } from "./native-connect.ts";
import type { Sender, Sending } from "./library.ts";
import { Line } from "./line.ts";
import { ID_HEADER } from "./record.ts";
import { outcomeOf } from "./send-outcome.ts";
import { GOODBYE_MS, within } from "./within.ts";

/** A send that has not ended. */
interface Open {
  readonly sending: Sending;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: SendError) => void;
  /** Where it stands among those that were given to the library. */
  place: number;
}

type Headers = readonly Readonly<Record<string, string>>[];

/** Codes of librdkafka for what it never wrote: too large for its own limit is the broker's 10; purged; no such partition. */
const NEVER_WRITTEN: ReadonlySet<number> = new Set([-152, -190, -184]);

/** Share of the library's buffer. */
const ROOM = 0.9;

export class Producing implements Sender {
  readonly #native: NativeProducer;
  /** Did not fit into the library's buffer: sent, in order, as soon as something has left it. */
  readonly #waiting = new Line<Open>();
  /** With so many unreported there is room again: each try before that is an error that the library makes. */
  #roomAt = 0;
  /** Given to the library, and not yet heard of. */
  readonly #unreported: Open[] = [];
  /** As the library wants them, by the record they were made of: most messages have the same. */
  readonly #headers: WeakMap<Sending["headers"], Headers> = new WeakMap<Sending["headers"], Headers>();
  #isClosed = false;

  private constructor(native: NativeProducer) {
    this.#native = native;
    native.on("delivery-report", (error, report) => this.#reported(error, report));
    native.setPollInBackground(true);
  }

  static async connect(library: NativeLibrary, config: Configs, connectMs: number): Promise<Producing> {
    const native = new library.Producer(config.client, config.topic);
    await connected(native, config.client["bootstrap.servers"], connectMs);
    return new Producing(native);
  }

  /** For transactions. */
  get native(): NativeProducer {
    return this.#native;
  }

  send(sending: Sending): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new SendError("failed", "the producer has been closed"));
      const open: Open = { sending, resolve, reject, place: 0 };
      if (this.#waiting.length > 0 || !this.#write(open)) this.#waiting.push(open);
    });
  }

  async flush(ms: number): Promise<void> {
    if (this.#unreported.length === 0 && this.#waiting.length === 0) return;
    // What is not through by then ends with the close.
    await asked((done) => this.#native.flush(Math.max(1, ms), done)).catch(() => undefined);
  }

  /** What is still open ends as `unknown`; what was never written as `failed`. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.rest())
      reject(new SendError("failed", "the producer was closed before the message was written"));
    await within(
      asked((done) => this.#native.disconnect(done)),
      GOODBYE_MS,
    );
    for (const { reject } of this.#unreported.splice(0))
      reject(new SendError("unknown", "the producer was closed before the broker had answered"));
  }

  /** False where the library's buffer is full. */
  #write(open: Open): boolean {
    const { topic, key, value, headers, id } = open.sending;
    try {
      this.#native.produce(topic, null, value, key, null, open, this.#headersOf(headers, id));
    } catch (error) {
      const trouble = NativeTrouble.of(error);
      if (trouble.code === CODE.queueFull && this.#unreported.length > 0) {
        this.#roomAt = Math.floor(this.#unreported.length * ROOM);
        return false;
      }
      // Refused at the call: it was never written.
      open.reject(new SendError("failed", trouble.message, { cause: error }));
      return true;
    }
    open.place = this.#unreported.push(open) - 1;
    return true;
  }

  #headersOf(headers: Sending["headers"], id: string | undefined): Headers {
    let known = this.#headers.get(headers);
    if (known === undefined) {
      known = Object.entries(headers).map(([name, value]) => ({ [name]: value }));
      this.#headers.set(headers, known);
    }
    return id === undefined ? known : [...known, { [ID_HEADER]: id }];
  }

  #reported(error: NativeError | null | undefined, report: NativeReport): void {
    // cast: `opaque` is what `produce` was given.
    const open = report.opaque as Open;
    this.#heard(open);
    if (error === null || error === undefined) open.resolve(receiptOf(report));
    else {
      const trouble = new NativeTrouble(error);
      const outcome = outcomeOf(trouble.code, NEVER_WRITTEN);
      open.reject(new SendError(outcome, `${report.topic}: ${trouble.message}`, { cause: trouble }));
    }
    if (this.#waiting.length > 0 && this.#unreported.length <= this.#roomAt) this.#refill();
  }

  #refill(): void {
    for (;;) {
      const next = this.#waiting.first;
      if (next === undefined || !this.#write(next)) return;
      this.#waiting.drop();
    }
  }

  /** The last one takes its place. */
  #heard(open: Open): void {
    const last = this.#unreported.pop();
    if (last === undefined || last === open) return;
    this.#unreported[open.place] = last;
    last.place = open.place;
  }
}

/** With `acks: 0` the broker names no offset (K-PROD-11). */
function receiptOf({ topic, partition, offset }: NativeReport): Receipt {
  if (offset < 0) return { outcome: "stored", at: `${topic}/${partition}`, partition };
  return { outcome: "stored", at: `${topic}/${partition}@${offset}`, partition, offset };
}
