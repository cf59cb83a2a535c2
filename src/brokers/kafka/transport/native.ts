/**
 * What is used of `@confluentinc/kafka-javascript` (librdkafka): its callback interface, which tells deliveries and
 * rebalances one by one. Written down here, so that whoever does not use this transport needs no types of the package.
 */
import { Fatal } from "./record.ts";

export interface NativeError {
  readonly message: string;
  readonly code: number;
  readonly isFatal?: boolean;
  readonly isRetriable?: boolean;
  readonly isTxnRequiresAbort?: boolean;
}

export interface NativePart {
  readonly topic: string;
  readonly partition: number;
  readonly offset?: number;
  readonly error?: NativeError;
}

export interface NativeMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key?: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly Readonly<Record<string, Uint8Array | string>>[];
}

export interface NativeMetadata {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly id: number; readonly replicas: readonly number[] }[];
  }[];
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[];
}

export interface NativeReport {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly opaque?: unknown;
}

type Done<T = unknown> = (error: NativeError | null | undefined, value: T) => void;

export interface NativeClient {
  connect(options: { readonly timeout: number }, done: Done): unknown;
  disconnect(done: Done): unknown;
  getMetadata(
    options: { readonly timeout: number; readonly topic?: string },
    done: Done<NativeMetadata>,
  ): unknown;
  queryWatermarkOffsets(
    topic: string,
    partition: number,
    timeoutMs: number,
    done: Done<{ readonly lowOffset: number; readonly highOffset: number }>,
  ): unknown;
  on(event: "event.error", listener: (error: NativeError) => void): unknown;
  on(event: "event.log", listener: (line: { readonly message: string }) => void): unknown;
}

export interface NativeProducer extends NativeClient {
  on(event: "event.error", listener: (error: NativeError) => void): unknown;
  on(event: "event.log", listener: (line: { readonly message: string }) => void): unknown;
  on(event: "delivery-report", listener: (error: NativeError | null, report: NativeReport) => void): unknown;
  setPollInBackground(on: boolean): void;
  produce(
    topic: string,
    partition: null,
    value: Uint8Array,
    key: string | null,
    timestamp: null,
    opaque: unknown,
    headers: readonly Readonly<Record<string, string>>[],
  ): unknown;
  flush(timeoutMs: number, done: Done): unknown;
  initTransactions(timeoutMs: number, done: Done): void;
  beginTransaction(done: Done): void;
  commitTransaction(timeoutMs: number, done: Done): void;
  abortTransaction(timeoutMs: number, done: Done): void;
  sendOffsetsToTransaction(
    offsets: readonly NativePart[],
    consumer: NativeConsumer,
    timeoutMs: number,
    done: Done,
  ): void;
}

export interface NativeConsumer extends NativeClient {
  subscribe(topics: readonly string[]): unknown;
  unsubscribe(): unknown;
  consume(most: number, done: Done<readonly NativeMessage[]>): void;
  /** Throws where it cannot be noted; the group's answer is told to `offset_commit_cb`. */
  commit(parts: readonly NativePart[]): unknown;
  committed(parts: readonly NativePart[], timeoutMs: number, done: Done<readonly NativePart[]>): unknown;
  offsetsForTimes(parts: readonly NativePart[], timeoutMs: number, done: Done<readonly NativePart[]>): void;
  assign(parts: readonly NativePart[]): unknown;
  unassign(): unknown;
  incrementalAssign(parts: readonly NativePart[]): unknown;
  incrementalUnassign(parts: readonly NativePart[]): unknown;
  assignmentLost(): boolean;
  rebalanceProtocol(): string;
  pause(parts: readonly NativePart[]): unknown;
  resume(parts: readonly NativePart[]): unknown;
  setDefaultConsumeTimeout(ms: number): void;
  setDefaultIsTimeoutOnlyForFirstMessage(yes: boolean): void;
}

/** Settings of librdkafka by their names; some are functions. */
export type NativeConfig = Readonly<Record<string, unknown>>;

export interface NativeLibrary {
  readonly Producer: new (config: NativeConfig, topic: NativeConfig) => NativeProducer;
  readonly KafkaConsumer: new (config: NativeConfig, topic: NativeConfig) => NativeConsumer;
}

const PACKAGE = "@confluentinc/kafka-javascript";

/** Loads the package; an Error that says how to install it, where it is not there. */
export async function nativeLibrary(): Promise<NativeLibrary> {
  let loaded: unknown;
  try {
    // Not a literal: a bundler must leave the native package alone.
    loaded = await import(PACKAGE);
  } catch (error) {
    throw new Error(
      `${PACKAGE} could not be loaded: npm install ${PACKAGE}. Where its prebuilt binary cannot be fetched, install librdkafka's build dependencies and set CKJS_LINKING=dynamic`,
      { cause: error },
    );
  }
  if (!isLibrary(loaded))
    throw new Error(`${PACKAGE} is not what this transport knows: version ^1.10 is needed`);
  return "Producer" in loaded ? loaded : loaded.default;
}

function isLibrary(loaded: unknown): loaded is NativeLibrary | { readonly default: NativeLibrary } {
  if (typeof loaded !== "object" || loaded === null) return false;
  const library: unknown = "Producer" in loaded ? loaded : "default" in loaded ? loaded.default : undefined;
  return (
    typeof library === "object" && library !== null && "Producer" in library && "KafkaConsumer" in library
  );
}

/** One call of the library as a promise; rejects with a {@link NativeTrouble}. */
export function asked<T>(call: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null || error === undefined) resolve(value);
      else reject(new NativeTrouble(error));
    });
  });
}

/** An error of librdkafka: negative codes are its own, positive ones the broker's. */
export class NativeTrouble extends Error {
  override readonly name: string = "NativeTrouble";
  readonly code: number;
  readonly isFatal: boolean;
  readonly isRetriable: boolean;
  readonly requiresAbort: boolean;

  constructor(error: NativeError) {
    super(`${error.message} (librdkafka ${error.code})`);
    this.code = error.code;
    this.isFatal = error.isFatal === true || FATAL.has(error.code);
    this.isRetriable = error.isRetriable === true;
    this.requiresAbort = error.isTxnRequiresAbort === true;
  }

  /** Of what a call of the library has thrown. */
  static of(error: unknown): NativeTrouble {
    const code = error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : 0;
    return new NativeTrouble({ message: error instanceof Error ? error.message : String(error), code });
  }

  /** As what ends a consumer. */
  asFatal(): Fatal {
    const hint = FENCED.has(this.code)
      ? ": another process has its transactional id; instances of a service need an `instance` each"
      : "";
    return new Fatal(`${this.message}${hint}`, { cause: this });
  }
}

export const CODE = {
  assignPartitions: -175,
  revokePartitions: -174,
  fatal: -150,
  fenced: -144,
  assignmentLost: -142,
  authentication: -169,
  queueFull: -184,
  noOffset: -168,
  illegalGeneration: 22,
  otherAssignor: 23,
  unknownMember: 25,
  topicRefused: 29,
  groupRefused: 30,
  invalidEpoch: 47,
  fencedInstance: 82,
  producerFenced: 90,
} as const;

const FENCED: ReadonlySet<number> = new Set([CODE.fenced, CODE.invalidEpoch, CODE.producerFenced]);
const FATAL: ReadonlySet<number> = new Set([CODE.fatal, ...FENCED]);
