/** A message of librdkafka as a record. */
import type { NativeMessage } from "./native.ts";
import type { Fetched } from "./record.ts";

const NOTHING = new Uint8Array(0);
const text = new TextDecoder();

export function fetchedOf(message: NativeMessage): Fetched {
  const { topic, partition, offset, key, value } = message;
  const headers: Record<string, string> = {};
  for (const header of message.headers ?? [])
    for (const [name, content] of Object.entries(header))
      headers[name] = typeof content === "string" ? content : text.decode(content);
  return { topic, partition, offset, key: key ?? undefined, value: value ?? NOTHING, headers };
}
