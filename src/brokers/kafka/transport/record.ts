/** Records and places of a log, whatever library reads them. */

export interface Part {
  readonly topic: string;
  readonly partition: number;
}

/** Everything of the partition below `offset`. */
export interface Position extends Part {
  readonly offset: number;
}

export interface Fetched extends Position {
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Carries the value of a message's identity, also where the body cannot be read. */
export const ID_HEADER = "message-id";
/** Why a message was parked, and where it lay. */
export const REASON_HEADER = "parked-reason";
export const FROM_HEADER = "parked-from";

export function partKey({ topic, partition }: Part): string {
  return `${topic}/${partition}`;
}

/** `orders/3@17` */
export function placeText({ topic, partition, offset }: Position): string {
  return `${topic}/${partition}@${offset}`;
}

/** The group has given the partition to somebody else: what was done for it is not recorded. */
export class CommitRefused extends Error {
  override readonly name: string = "CommitRefused";
}

/** Whoever goes on would do harm: another instance has taken over, or the client can no longer work. */
export class Fatal extends Error {
  override readonly name: string = "Fatal";
}
