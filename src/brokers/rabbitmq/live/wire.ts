/** As much of AMQP 0-9-1 as a proxy needs: frames, and the name that a connection gives itself. */
import type { Link } from "../../../live/link.ts";
import type { Framing } from "../../../live/tcp-proxy.ts";

/** `AMQP` and the version: what a client says first. */
const HEADER_LENGTH = 8;
const LETTER_A = 0x41;
/** Type, channel, size; and the mark at the end. */
const AROUND = 8;
const SIZE_AT = 3;
/** Class and method of start-ok, the first frame of a client. */
const START_OK = Buffer.from([0, 10, 0, 11]);
/** The field in the table of client properties: its name as a short string, and that a long string follows. */
const NAME_FIELD = Buffer.from("\x0fconnection_nameS", "latin1");

/** Tells links by the `connection_name` of the client's properties; a connection without one has no link of its own. */
export function amqpFraming(linkOf: (name: string) => Link): Framing {
  return {
    split: splitFrames,
    link: (frame) => {
      const name = connectionName(frame);
      return name === undefined ? undefined : linkOf(name);
    },
    pass: (frame) => frame,
  };
}

function splitFrames(bytes: Buffer): { frames: readonly Buffer[]; left: Buffer } {
  const frames: Buffer[] = [];
  let at = 0;
  while (bytes.length - at >= HEADER_LENGTH) {
    const length = bytes[at] === LETTER_A ? HEADER_LENGTH : AROUND + bytes.readUInt32BE(at + SIZE_AT);
    if (at + length > bytes.length) break;
    frames.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { frames, left: bytes.subarray(at) };
}

function connectionName(frame: Buffer): string | undefined {
  if (!frame.subarray(AROUND - 1, AROUND - 1 + START_OK.length).equals(START_OK)) return undefined;
  const field = frame.indexOf(NAME_FIELD);
  if (field < 0) return undefined;
  const from = field + NAME_FIELD.length + 4;
  return frame.toString("utf8", from, from + frame.readUInt32BE(from - 4));
}
