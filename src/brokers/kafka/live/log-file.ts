/** Reads what a node has of a partition, from its log file: what it has appended, whoever may see it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Of a record batch (magic 2): base offset, length, leader epoch, magic, checksum, … up to the count of its records. */
const LENGTH_AT = 8;
const HEAD = 12;
const RECORDS_AT = 61;

/** Values, without the blanks around them, of the records that `dataFolder` holds of a partition, in offset order. Empty where it has no such file yet. */
export async function valuesInLog(
  dataFolder: string,
  topic: string,
  partition: number,
): Promise<readonly string[]> {
  const file = join(dataFolder, `${topic}-${partition}`, "00000000000000000000.log");
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return [];
  }
  const values: string[] = [];
  for (let at = 0; at + HEAD <= bytes.length; ) {
    const end = at + HEAD + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length || end <= at + HEAD) break;
    values.push(...valuesInBatch(bytes.subarray(at, end)));
    at = end;
  }
  return values;
}

function valuesInBatch(batch: Buffer): readonly string[] {
  const values: string[] = [];
  const reader = new VarintReader(batch, RECORDS_AT);
  for (let left = batch.readInt32BE(RECORDS_AT - 4); left > 0; left--) {
    const length = reader.next();
    const end = reader.at + length;
    reader.at += 1;
    reader.next();
    reader.next();
    const key = reader.next();
    reader.at += Math.max(key, 0);
    const value = reader.next();
    values.push(batch.toString("utf8", reader.at, reader.at + Math.max(value, 0)).trim());
    reader.at = end;
  }
  return values;
}

/** Zigzag varints one after the other. */
class VarintReader {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  next(): number {
    let raw = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes.readUInt8(this.at);
      this.at += 1;
      raw |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    return Number((raw >> 1n) ^ -(raw & 1n));
  }
}
