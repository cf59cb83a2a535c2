/** Identities that are the same whenever they are made of the same things. */
import { sha1 } from "./sha1.ts";

/** Namespace of RFC 9562, section 5.5: a UUID of ours, once and for all. */
const NAMESPACE: readonly number[] = [
  0x6f, 0x1c, 0x6b, 0x0e, 0x3d, 0x5a, 0x4a, 0x52, 0x9a, 0x41, 0x77, 0x61, 0x79, 0x62, 0x69, 0x6c,
];

/** UUID version 5 of these texts in this order. */
export function uuidOf(parts: readonly string[]): string {
  const name = new TextEncoder().encode(JSON.stringify(parts));
  const bytes = new Uint8Array(NAMESPACE.length + name.length);
  bytes.set(NAMESPACE);
  bytes.set(name, NAMESPACE.length);
  return uuidText(sha1(bytes), 5);
}

/** Writes the first 16 bytes as a UUID of that version. */
export function uuidText(bytes: Uint8Array, version: number): string {
  let text = "";
  for (let i = 0; i < 16; i++) {
    let byte = bytes[i] ?? 0;
    if (i === 6) byte = (byte & 0x0f) | (version << 4);
    if (i === 8) byte = (byte & 0x3f) | 0x80;
    if (i === 4 || i === 6 || i === 8 || i === 10) text += "-";
    text += byte.toString(16).padStart(2, "0");
  }
  return text;
}
