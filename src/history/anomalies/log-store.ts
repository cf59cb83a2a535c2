/** The completed operations of a log's history in columns, so that a million of them fit: names become numbers. */
import { IntVector } from "../../base/int-vector.ts";
import {
  isAssign,
  isMessages,
  type Key,
  type LogOperation,
  type MessageOperation,
  type Outcome,
  type Process,
  type Value,
} from "./operation.ts";
import { ValueIds } from "./value-ids.ts";
import { ValueTable } from "./value-table.ts";

export const OUTCOME: Readonly<Record<Outcome, number>> = { ok: 0, fail: 1, info: 2 };

/** What of an operation only some have, by number of the completion. */
export interface Assigned {
  /** Numbers of the keys. */
  readonly keys: ReadonlySet<number>;
  readonly subscribed: boolean;
}

/** An offset that was told for a value. */
export interface Placed {
  readonly value: number;
  readonly offset: number;
}

/** An operation that was invoked and is not completed yet. */
export interface Invoked {
  readonly at: number;
  readonly entry: LogOperation;
  /** Barrier in force when it was invoked, -1 if none: see {@link LogStore.before}. */
  readonly after: number;
}

export class LogStore {
  readonly keys: Key[] = [];
  readonly processes: Process[] = [];
  /** By value: its name, its key, and what else is known. */
  readonly names: Value[] = [];
  readonly keyOf: IntVector = new IntVector();
  readonly values: ValueTable = new ValueTable();
  /** Offsets of a value beside the one in `values`. */
  readonly moreOffsets: Map<number, Set<number>> = new Map();
  /** Values with a second writer. */
  readonly reused: Map<number, number[]> = new Map();
  /** By completion: position in the history, process, outcome, and where its reads and writes begin. */
  readonly position: IntVector = new IntVector();
  readonly process: IntVector = new IntVector();
  readonly outcome: IntVector = new IntVector();
  readonly readsFrom: IntVector = new IntVector();
  readonly writesFrom: IntVector = new IntVector();
  readonly reads: IntVector = new IntVector();
  readonly writes: IntVector = new IntVector();
  /**
   * Real time as barriers: a barrier stands before the first invocation that follows a completion. An `ok` operation
   * ends before barrier `before`, one is invoked after barrier `after`; so A ends before B begins iff
   * `before(A) <= after(B)`. -1: not ordered on this side.
   */
  readonly before: IntVector = new IntVector();
  readonly after: IntVector = new IntVector();
  readonly assigned: Map<number, Assigned> = new Map();
  readonly rebalanced: Map<number, ReadonlySet<number>> = new Map();
  readonly #keyIds = new Map<Key, number>();
  readonly #processIds = new Map<Process, number>();
  readonly #valueIds: ValueIds[] = [];
  readonly #unsettled: (Placed & { readonly by: number })[] = [];
  #barrier = -1;
  #completedSince = false;

  get completions(): number {
    return this.position.length;
  }

  get barriers(): number {
    return this.#barrier + 1;
  }

  keyId(key: Key): number {
    const known = this.#keyIds.get(key);
    if (known !== undefined) return known;
    const id = this.keys.push(key) - 1;
    this.#keyIds.set(key, id);
    this.#valueIds.push(new ValueIds());
    return id;
  }

  processId(process: Process): number {
    const known = this.#processIds.get(process);
    if (known !== undefined) return known;
    const id = this.processes.push(process) - 1;
    this.#processIds.set(process, id);
    return id;
  }

  invoke(at: number, entry: LogOperation): Invoked {
    if (!isMessages(entry)) return { at, entry, after: -1 };
    if (this.#completedSince) {
      this.#barrier += 1;
      this.#completedSince = false;
    }
    return { at, entry, after: this.#barrier };
  }

  /** Number of the new completion. `entry` says what, `outcome` how it ended. */
  complete(at: number, entry: LogOperation, outcome: Outcome, invoked: Invoked | undefined): number {
    const id = this.position.length;
    const messages = isMessages(entry);
    this.position.push(at);
    this.process.push(this.processId(entry.process));
    this.outcome.push(OUTCOME[outcome]);
    this.readsFrom.push(this.reads.length);
    this.writesFrom.push(this.writes.length);
    this.after.push(messages ? (invoked?.after ?? -1) : -1);
    this.before.push(messages && outcome === "ok" ? this.#barrier + 1 : -1);
    if (messages) {
      if (outcome === "ok") this.#completedSince = true;
      this.#messages(id, entry, outcome);
    } else if (isAssign(entry) && outcome !== "fail") {
      this.assigned.set(id, this.#assigned(entry.keys, entry.f === "subscribe"));
    }
    return id;
  }

  /** Offsets of sends that nobody knows the end of count where `committed` says that the send happened. */
  settle(committed: (completion: number) => boolean): void {
    for (const { by, value, offset } of this.#unsettled) if (committed(by)) this.place(value, offset);
  }

  /** Brokers that do not know an offset say a negative one. */
  place(value: number, offset: number): void {
    const known = this.values.offset(value);
    if (known === offset || offset < 0) return;
    if (known === -1) {
      this.values.place(value, offset);
      return;
    }
    const more = this.moreOffsets.get(value);
    if (more === undefined) this.moreOffsets.set(value, new Set([offset]));
    else more.add(offset);
  }

  #assigned(keys: readonly Key[], subscribed: boolean): Assigned {
    return { keys: new Set(keys.map((key) => this.keyId(key))), subscribed };
  }

  #messages(id: number, entry: MessageOperation, outcome: Outcome): void {
    if (entry.rebalanced !== undefined && entry.rebalanced.length > 0)
      this.rebalanced.set(id, new Set(entry.rebalanced.map((key) => this.keyId(key))));
    const ok = outcome === "ok";
    for (const micro of entry.micro) {
      if (micro.kind === "send") {
        const value = this.#valueId(micro.key, micro.value);
        this.writes.push(value);
        this.#wrote(id, value);
        if (micro.offset === undefined || outcome === "fail") continue;
        if (ok) this.place(value, micro.offset);
        else this.#unsettled.push({ by: id, value, offset: micro.offset });
      } else {
        for (const record of micro.records) {
          const value = this.#valueId(record.key, record.value);
          this.reads.push(value);
          this.place(value, record.offset);
          this.values.read(value, id, ok);
        }
      }
    }
  }

  #wrote(id: number, value: number): void {
    const known = this.values.writer(value);
    if (known >= 0 && known !== id) {
      const all = this.reused.get(value);
      if (all === undefined) this.reused.set(value, [known, id]);
      else all.push(id);
    }
    this.values.wrote(value, id);
  }

  #valueId(key: Key, name: Value): number {
    const keyId = this.keyId(key);
    const ids = this.#valueIds[keyId] as ValueIds;
    const known = ids.find(name);
    if (known >= 0) return known;
    const id = this.values.add();
    this.names.push(name);
    ids.add(name, id);
    this.keyOf.push(keyId);
    return id;
  }
}
