/** A record that is put aside: as it was, with the reason and where it lay. */
import type { Sending } from "./native-producer.ts";
import { FROM_HEADER, type Fetched, placeText, REASON_HEADER } from "./record.ts";

const text = new TextDecoder();

export function parkedOf(topic: string, record: Fetched, reason: string): Sending {
  const headers = { ...record.headers, [REASON_HEADER]: reason, [FROM_HEADER]: placeText(record) };
  return {
    topic,
    key: record.key === undefined ? null : text.decode(record.key),
    value: record.value,
    headers: Object.entries(headers).map(([name, value]) => ({ [name]: value })),
  };
}
