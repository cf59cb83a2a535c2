/** What a history says of one channel, in columns: events of its producers and consumers in the order of the lines. */
import { IntVector } from "../../base/int-vector.ts";
import { IntColumn, NumberColumn } from "../judge/columns.ts";

export const SEND = 0;
export const SENT = 1;
export const DELIVERED = 2;
export const POLLED = 3;
/** The process reads from now on what `assignments` says. */
export const ASSIGNED = 4;

export const OK = 0;
export const FAILED = 1;
export const UNKNOWN = 2;

export interface Entry {
  readonly what: number;
  readonly line: number;
  /** Number of the process; by {@link NamesRead}. */
  readonly process: number;
  /** Number of the message; of `ASSIGNED` where in `assignments` it is. */
  readonly message: number;
  /** Of `SENT`; whether a poll was aborted. */
  readonly outcome?: number;
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
}

export class Tape {
  readonly what: IntVector = new IntVector();
  readonly line: IntVector = new IntVector();
  readonly process: IntVector = new IntVector();
  readonly message: IntVector = new IntVector();
  readonly outcome: IntVector = new IntVector();
  /** -1 where it is not said. */
  readonly partition: IntVector = new IntVector();
  readonly assignments: (readonly number[])[] = [];
  readonly #offset: NumberColumn = new NumberColumn();
  readonly #counts: IntColumn = new IntColumn();
  /** Some read says where the message lies. */
  saysPlaces = false;

  get length(): number {
    return this.what.length;
  }

  add({ what, line, process, message, outcome = OK, partition, offset }: Entry): void {
    if (offset !== undefined) {
      this.#offset.set(this.length, offset);
      if (what !== SENT) this.saysPlaces = true;
    }
    this.what.push(what);
    this.line.push(line);
    this.process.push(process);
    this.message.push(message);
    this.outcome.push(outcome);
    this.partition.push(partition ?? (offset === undefined ? -1 : 0));
    this.#counts.add(what, 1);
  }

  /** Entries of a kind. */
  count(what: number): number {
    return this.#counts.get(what);
  }

  /** -1 where it is not said. */
  offset(at: number): number {
    const offset = this.#offset.get(at);
    return Number.isNaN(offset) ? -1 : offset;
  }
}
