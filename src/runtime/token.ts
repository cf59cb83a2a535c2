/** A story as a short text that people can pass on: bounds and deviations, which is all that a replay needs. */
import { fromBase64Url, toBase64Url } from "../base/base64url.ts";
import { mix } from "../base/prng.ts";
import type { Deviation, Schedule } from "./schedule.ts";

const PREFIX = "wb1:";
/** Longest token read, in characters. */
const LENGTH_MAX = 65_536;
/** Most messages of a workload, most faults and episodes that a token may ask for. */
const KEYS_MAX = 30;
const FAULTS_MAX = 16;
const CHECKSUM_BYTES = 4;

export interface Token {
  /** What the story is about (the flow, the clause, …), for whoever builds the model. */
  readonly about: Readonly<Record<string, string>>;
  /** Value of the order path of each intent. */
  readonly keys: readonly number[];
  /** Intents that the application calls. */
  readonly calls: readonly number[];
  /** Faults in one episode, and episodes, at most. */
  readonly faults: number;
  readonly episodes: number;
  readonly deviations: Schedule;
}

/** `why` completes the sentence "this token cannot be replayed: …". */
export type OpenedToken =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly why: string };

/** Writes `token` as `wb1:…`. */
export function encodeToken(token: Token): string {
  const { about, keys, calls, faults, episodes, deviations } = token;
  const packed = [
    Object.entries(about).flat(),
    keys,
    calls,
    faults,
    episodes,
    deviations.flatMap(({ point, choice }) => [point, choice]),
  ];
  return sealToken(packed);
}

/** Reads what {@link encodeToken} wrote. Never throws: anything else is answered with the reason. */
export function decodeToken(text: string): OpenedToken {
  const opened = openToken(text);
  if (!opened.ok) return opened;
  const token = readToken(opened.content);
  return token === undefined ? { ok: false, why: "it does not hold a story" } : { ok: true, token };
}

/** Writes any JSON value as `wb1:…` with a checksum. */
export function sealToken(content: unknown): string {
  const body = new TextEncoder().encode(JSON.stringify(content));
  const bytes = new Uint8Array(CHECKSUM_BYTES + body.length);
  new DataView(bytes.buffer).setUint32(0, checksum(body));
  bytes.set(body, CHECKSUM_BYTES);
  return PREFIX + toBase64Url(bytes);
}

/** Reads what {@link sealToken} wrote. Never throws. The content is as hostile as its writer: check it. */
export function openToken(
  text: string,
): { readonly ok: true; readonly content: unknown } | { readonly ok: false; readonly why: string } {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) return { ok: false, why: `it does not begin with ${PREFIX}` };
  if (trimmed.length > LENGTH_MAX) return { ok: false, why: `it is longer than ${LENGTH_MAX} characters` };
  const bytes = fromBase64Url(trimmed.slice(PREFIX.length));
  if (bytes === undefined || bytes.length <= CHECKSUM_BYTES)
    return { ok: false, why: "it is cut short or mistyped" };
  const body = bytes.subarray(CHECKSUM_BYTES);
  const sum = new DataView(bytes.buffer).getUint32(0);
  if (sum !== checksum(body))
    return { ok: false, why: "it is cut short or mistyped: its checksum does not fit" };
  try {
    const content: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return { ok: true, content };
  } catch {
    return { ok: false, why: "it does not hold a story" };
  }
}

function checksum(bytes: Uint8Array): number {
  let sum = bytes.length;
  for (const byte of bytes) sum = mix(sum, byte);
  return sum;
}

function readToken(content: unknown): Token | undefined {
  if (!Array.isArray(content) || content.length !== 6) return undefined;
  const parts: readonly unknown[] = content;
  const [about, keys, calls, faults, episodes, deviations] = parts;
  if (!areTexts(about) || about.length % 2 !== 0 || !areTexts(deviations) || deviations.length % 2 !== 0)
    return undefined;
  if (!areBelow(keys, KEYS_MAX) || keys.length === 0 || keys.length > KEYS_MAX) return undefined;
  if (!areBelow(calls, keys.length)) return undefined;
  if (!isBelow(faults, FAULTS_MAX + 1) || !isBelow(episodes, FAULTS_MAX + 1)) return undefined;
  return {
    about: Object.fromEntries(pairs(about)),
    keys,
    calls,
    faults,
    episodes,
    deviations: pairs(deviations).map(([point, choice]): Deviation => ({ point, choice })),
  };
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function pairs(texts: readonly string[]): [string, string][] {
  const twos: [string, string][] = [];
  for (let i = 0; i < texts.length; i += 2) twos.push([texts[i] ?? "", texts[i + 1] ?? ""]);
  return twos;
}

function areBelow(value: unknown, bound: number): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => isBelow(each, bound));
}

function isBelow(value: unknown, bound: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < bound;
}
