/** What a client library has to do for a connection; everything that decides delivery is on this side of it. */
import type { Receipt } from "../../../client/broker.ts";
import type { BrokerPlan } from "../../../client/plan.ts";
import type { FoundTopic } from "./preflight.ts";
import type { Reader } from "./reader.ts";
import type { ReadingSettings, SendingSettings } from "./settings.ts";
import type { Commit, Transactions } from "./settling.ts";

/** A record on its way. */
export interface Sending {
  readonly topic: string;
  readonly key: string | null;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** Value of the message's identity, which travels in a header, too. */
  readonly id: string | undefined;
}

export interface Sender {
  /** Order of calls is order on the wire. Rejects with a `SendError`. */
  send(sending: Sending): Promise<Receipt>;
  /** Waits until everything has ended, at most `ms`. */
  flush(ms: number): Promise<void>;
  /** What is still open ends as `unknown`; what was never written as `failed`. */
  close(): Promise<void>;
}

/** Sends that belong to the transaction of a consumer. */
export interface Transacting extends Transactions {
  send(sending: Sending): Promise<Receipt>;
}

/** A member of a group. */
export interface GroupMember {
  readonly commit: Commit;
  readonly transactions?: Transacting | undefined;
  /** Joins the group; resolves at the first assignment. */
  start(reader: Reader): Promise<void>;
  /** Lets handlers finish for `drainMs`, commits, and leaves the group. */
  close(drainMs: number): Promise<void>;
}

export interface Joining {
  readonly topic: string;
  readonly group: string;
  readonly settings: ReadingSettings;
  /** Absent: no transactions. */
  readonly transactional?: { readonly id: string; readonly settings: SendingSettings };
  /** The consumer cannot go on. */
  readonly ended: (why: Error) => void;
  /** It goes on, but somebody should know. */
  readonly trouble: (error: Error) => void;
}

export interface Library {
  /** The topics as they are. Throws a `TopologyMismatch` that lists everything; `trouble` is told what could not be compared. */
  compare(plan: BrokerPlan, trouble: (error: Error) => void): Promise<ReadonlyMap<string, FoundTopic>>;
  sender(settings: SendingSettings): Promise<Sender>;
  member(joining: Joining): Promise<GroupMember>;
}
