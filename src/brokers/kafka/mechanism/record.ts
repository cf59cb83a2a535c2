/** How a record is packed into one integer: in the client of its sender, and in the log. */
import { CapacityExceeded } from "../../../base/layout.ts";

const ITEM = 0xfff;
const SEQUENCE_AT = 12;
const SEQUENCE_MAX = 15;
const PARTITION_AT = 16;
const MAYBE = 1 << 17;
const RETRIED = 1 << 18;
const STATUS_AT = 19;
const STATUS = 7 << STATUS_AT;
const OFFSET_AT = 22;
const OFFSET = 63 << OFFSET_AT;
const ORPHANED = 1 << 28;

/** Highest offset that fits; a log never grows beyond it within the bounds of a search. */
export const OFFSET_MAX = 63;

/** Where a request stands. */
export const QUEUED = 0;
/** Written to the socket. */
export const SENT = 1;
/** In the leader's log, not yet answered. */
export const APPENDED = 2;
/** Answered, and the answer is lost. */
export const UNHEARD = 3;
/** Not carried out, and no answer comes. */
export const LOST = 4;
/** Refused for good: its place in the sequence was taken by its successor (K-IDEM-11). */
export const OVERTAKEN = 5;

/** A record in the client of its sender: item, place in the client's sequence, partition, what happened to it. */
export type Batch = number;

export const batch = {
  make: (item: number, sequence: number, partition: number): Batch => {
    if (sequence > SEQUENCE_MAX) throw new CapacityExceeded("sends that are open at once");
    return item | (sequence << SEQUENCE_AT) | (partition << PARTITION_AT);
  },
  item: (b: Batch): number => b & ITEM,
  sequence: (b: Batch): number => (b >> SEQUENCE_AT) & SEQUENCE_MAX,
  lowered: (b: Batch, by: number): Batch => b - (by << SEQUENCE_AT),
  partition: (b: Batch): number => (b >> PARTITION_AT) & 1,
  status: (b: Batch): number => (b & STATUS) >> STATUS_AT,
  with: (b: Batch, status: number): Batch => (b & ~(STATUS | OFFSET)) | (status << STATUS_AT),
  appendedAt: (b: Batch, offset: number): Batch =>
    (b & ~(STATUS | OFFSET)) | (APPENDED << STATUS_AT) | (offset << OFFSET_AT),
  offset: (b: Batch): number => (b & OFFSET) >> OFFSET_AT,
  /** Sent at least once: it has its sequence number for good. */
  retried: (b: Batch): boolean => (b & RETRIED) !== 0,
  asRetried: (b: Batch): Batch => b | RETRIED,
  /** Some attempt may have been carried out without the client knowing: never `failed` any more. */
  maybe: (b: Batch): boolean => (b & MAYBE) !== 0,
  asMaybe: (b: Batch): Batch => b | MAYBE,
  /** Of a session that is gone. */
  orphaned: (b: Batch): boolean => (b & ORPHANED) !== 0,
  asOrphaned: (b: Batch): Batch => b | ORPHANED,
} as const;

const INTENT = 31;
const SESSION_AT = 5;
const SESSION = 15 << SESSION_AT;
const ENTRY_SEQUENCE_AT = 9;
const OPEN = 1 << 13;

/**
 * A record in the log: its intent and, where the producer numbers its records, whose session wrote it (sender + 1, 0
 * once that session is gone) and, while the send is open, its sequence number.
 */
export type Entry = number;

export const entry = {
  make: (intent: number, session: number, sequence: number): Entry =>
    session === 0 ? intent : intent | (session << SESSION_AT) | (sequence << ENTRY_SEQUENCE_AT) | OPEN,
  intent: (e: Entry): number => e & INTENT,
  session: (e: Entry): number => (e & SESSION) >> SESSION_AT,
  open: (e: Entry): boolean => (e & OPEN) !== 0,
  sequence: (e: Entry): number => (e >> ENTRY_SEQUENCE_AT) & SEQUENCE_MAX,
  lowered: (e: Entry, by: number): Entry => e - (by << ENTRY_SEQUENCE_AT),
  closed: (e: Entry): Entry => e & (INTENT | SESSION),
  anonymous: (e: Entry): Entry => e & INTENT,
} as const;
