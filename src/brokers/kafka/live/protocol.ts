/** As much of the Kafka protocol as it takes to ask a broker one thing at a time: fields, frames, one connection. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { within } from "../../../live/until.ts";

const CLIENT_ID = "waybill";

/** Fields of a request, in order, in the encoding of versions before the flexible ones. */
export class Writer {
  readonly #parts: Buffer[] = [];

  int8(value: number): this {
    return this.#add(1, (bytes) => bytes.writeInt8(value));
  }

  int16(value: number): this {
    return this.#add(2, (bytes) => bytes.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.#add(4, (bytes) => bytes.writeInt32BE(value));
  }

  text(value: string): this {
    const bytes = Buffer.from(value, "utf8");
    this.int16(bytes.length);
    this.#parts.push(bytes);
    return this;
  }

  list<T>(values: readonly T[], each: (value: T, to: this) => void): this {
    this.int32(values.length);
    for (const value of values) each(value, this);
    return this;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(length: number, write: (bytes: Buffer) => void): this {
    const bytes = Buffer.alloc(length);
    write(bytes);
    this.#parts.push(bytes);
    return this;
  }
}

/** Fields of an answer, in order. Throws RangeError where the answer ends too early. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#pass(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#pass(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#pass(4));
  }

  /** Empty where the field is null. */
  text(): string {
    const length = this.int16();
    if (length < 0) return "";
    const from = this.#pass(length);
    return this.#bytes.toString("utf8", from, from + length);
  }

  list<T>(each: () => T): readonly T[] {
    const values: T[] = [];
    for (let left = this.int32(); left > 0; left--) values.push(each());
    return values;
  }

  #pass(length: number): number {
    const from = this.#at;
    this.#at += length;
    return from;
  }
}

/** What is asked: an API of the protocol in one version. */
export interface Api {
  readonly key: number;
  readonly version: number;
}

/**
 * Asks the broker at `host:port` on a connection of its own and returns the body of the answer.
 * Throws where nobody answers within `deadlineMs`.
 */
export async function askBroker(
  address: string,
  { key, version }: Api,
  body: Buffer,
  deadlineMs: number,
): Promise<Reader> {
  const colon = address.lastIndexOf(":");
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  try {
    return await within(`an answer of ${address}`, deadlineMs, answerOn(socket, key, version, body));
  } finally {
    socket.destroy();
  }
}

async function answerOn(socket: Socket, key: number, version: number, body: Buffer): Promise<Reader> {
  await once(socket, "connect");
  const head = new Writer().int16(key).int16(version).int32(1).text(CLIENT_ID).bytes;
  socket.write(Buffer.concat([new Writer().int32(head.length + body.length).bytes, head, body]));
  let got = Buffer.alloc(0);
  for await (const bytes of socket) {
    // cast: a socket without an encoding gives buffers.
    got = Buffer.concat([got, bytes as Buffer]);
    if (got.length >= 8 && got.length >= 4 + got.readInt32BE(0)) return new Reader(got.subarray(8));
  }
  throw new Error("the connection was closed instead of an answer");
}
