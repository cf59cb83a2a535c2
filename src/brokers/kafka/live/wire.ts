/** As much of the Kafka protocol as a proxy needs: frames, whose they are, and which of them publish. */
import type { Link } from "../../../live/link.ts";
import type { Framing } from "../../../live/tcp-proxy.ts";

const PRODUCE = 0;
/** Size, api key, api version, correlation id, then the client id as a 16-bit length and its bytes. */
const CLIENT_ID_AT = 12;
const VALUE_FROM_END = 5;

/** A request of the produce API. */
export function publishes(frame: Buffer): boolean {
  return frame.readInt16BE(4) === PRODUCE;
}

/** The client id in a request's header. */
function clientIdOf(frame: Buffer): string {
  const length = frame.readInt16BE(CLIENT_ID_AT);
  return length < 0 ? "" : frame.toString("utf8", CLIENT_ID_AT + 2, CLIENT_ID_AT + 2 + length);
}

/** Tells links by client id; `onPublish` hears of each produce request that passes and says whether to damage it. */
export function kafkaFraming(
  linkOf: (clientId: string) => Link,
  onPublish: (link: Link) => boolean,
): Framing {
  return {
    split: splitFrames,
    link: (first) => linkOf(clientIdOf(first)),
    pass: (frame, link) => (publishes(frame) && onPublish(link) ? damaged(frame) : frame),
  };
}

function splitFrames(bytes: Buffer): { frames: readonly Buffer[]; left: Buffer } {
  const frames: Buffer[] = [];
  let at = 0;
  while (bytes.length - at >= 4) {
    const end = at + 4 + bytes.readInt32BE(at);
    if (end > bytes.length) break;
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return { frames, left: bytes.subarray(at) };
}

/**
 * The request with a bit turned in the value of its last record, so that the checksum is wrong: the broker refuses the
 * batch as corrupt, appends nothing, and answers with an error after which clients try again. Behind the value stand the
 * record's count of headers and three empty tag sections.
 */
function damaged(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  const at = copy.length - VALUE_FROM_END;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
