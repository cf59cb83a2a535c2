/**
 * What a topic's effective configuration is, asked over a connection of its own: librdkafka's Node interface has no call for it.
 * One request of the Kafka protocol, DescribeConfigs version 1, which every broker from 1.1 to 4.x answers.
 */
import { randomBytes } from "node:crypto";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { KafkaOptions, Sasl } from "./options.ts";
import { Scram } from "./scram.ts";

const DESCRIBE_CONFIGS = 32;
const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
const TOPIC = 2;
const CLIENT = "waybill";

/** Configurations by topic; topics that may not be described are left out. Rejects where no broker answers, or how it wants to be spoken to is not known. */
export async function topicConfigs(
  options: KafkaOptions,
  topics: readonly string[],
  timeoutMs: number,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  let last: unknown;
  for (const address of options.bootstrap) {
    const socket = opened(options, address);
    try {
      return await asking(socket, options, topics, timeoutMs);
    } catch (error) {
      last = error;
    } finally {
      socket.destroy();
    }
  }
  throw last;
}

function opened({ tls }: KafkaOptions, address: string): Socket {
  const colon = address.lastIndexOf(":");
  const place = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
  if (tls === undefined || tls === false) return connectPlain(place);
  // A certificate names hosts; an address is compared with it without being asked for.
  const named = isIP(place.host) === 0 && { servername: place.host };
  return connectTls({ ...place, ...named, ...(typeof tls === "object" && tls) });
}

async function asking(
  socket: Socket,
  { sasl }: KafkaOptions,
  topics: readonly string[],
  timeoutMs: number,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  const answers = framesOf(socket);
  if (sasl !== undefined) await login(socket, answers, sasl);
  const resources = topics.flatMap((topic) => [Buffer.from([TOPIC]), text(topic), int(-1)]);
  const body = [int(topics.length), ...resources, Buffer.from([0])];
  return configsIn(await ask(socket, answers, request(DESCRIBE_CONFIGS, 1, ...body)));
}

async function login(socket: Socket, answers: AsyncGenerator<Buffer>, sasl: Sasl): Promise<void> {
  const { mechanism, username, password } = sasl;
  const say = async (words: string): Promise<string> => {
    const bytes = Buffer.from(words);
    const answer = await ask(socket, answers, request(SASL_AUTHENTICATE, 0, int(bytes.length), bytes));
    const refused = answer.int16();
    const why = answer.text();
    if (refused !== 0) throw new Error(`the broker refuses the login: ${why ?? `error ${refused}`}`);
    return answer.bytes();
  };
  const shaken = await ask(socket, answers, request(SASL_HANDSHAKE, 1, text(mechanism.toUpperCase())));
  if (shaken.int16() !== 0) throw new Error(`the broker takes no login by SASL ${mechanism}`);
  if (mechanism === "plain") {
    await say(`\0${username}\0${password}`);
    return;
  }
  const hash = mechanism === "scram-sha-256" ? "sha256" : "sha512";
  const scram = new Scram({ hash, username, password, nonce: randomBytes(18).toString("hex") });
  const challenge = await say(scram.first);
  scram.check(await say(scram.final(challenge)));
}

function configsIn(answer: Reading): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  answer.int32(); // throttle time
  answer.each(() => {
    const error = answer.int16();
    answer.text(); // its message
    answer.int8(); // type of the resource
    const topic = answer.text() ?? "";
    const configs = new Map<string, string>();
    answer.each(() => {
      const name = answer.text() ?? "";
      const value = answer.text();
      for (let skipped = 0; skipped < 3; skipped++) answer.int8(); // read-only, source, sensitive
      answer.each(() => {
        answer.text();
        answer.text();
        answer.int8();
      });
      if (value !== undefined) configs.set(name, value);
    });
    if (error === 0) found.set(topic, configs);
  });
  return found;
}

async function ask(socket: Socket, answers: AsyncGenerator<Buffer>, bytes: Buffer): Promise<Reading> {
  socket.write(bytes);
  const answer = await answers.next();
  if (answer.done === true) throw new Error("the broker closed the connection");
  // The correlation id: requests are asked one after the other.
  return new Reading(answer.value.subarray(4));
}

function request(key: number, version: number, ...body: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt16BE(key, 0);
  head.writeInt16BE(version, 2);
  const whole = Buffer.concat([head, text(CLIENT), ...body]);
  return Buffer.concat([int(whole.length), whole]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value, 0);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length, 0);
  return Buffer.concat([length, bytes]);
}

/** Whole answers, without their length. */
async function* framesOf(socket: Socket): AsyncGenerator<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    // cast: the socket has no encoding set, so it gives buffers.
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) {
      const end = 4 + bytes.readInt32BE(0);
      yield bytes.subarray(4, end);
      bytes = bytes.subarray(end);
    }
  }
}

class Reading {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#moved(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#moved(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#moved(4));
  }

  text(): string | undefined {
    const length = this.int16();
    if (length < 0) return undefined;
    const at = this.#moved(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  /** As text. */
  bytes(): string {
    const length = this.int32();
    const at = this.#moved(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  each(read: () => void): void {
    for (let left = this.int32(); left > 0; left--) read();
  }

  #moved(by: number): number {
    const at = this.#at;
    this.#at += by;
    return at;
  }
}
