/** What a history says of each intent, whoever promised what about it. Lines count from 1; 0 stands for none. */
import type { DisposeEvent, Id } from "../event.ts";
import { IntColumn, Names, NumberColumn } from "./columns.ts";

export interface Disposal {
  readonly why: DisposeEvent["why"];
  readonly channel: string | undefined;
  readonly to: string | undefined;
  readonly line: number;
}

export class Intents {
  readonly #named: Names<Id> = new Names<Id>();
  /** Root plus one; 0: a root itself. */
  readonly #root: IntColumn = new IntColumn();
  readonly #callLine: IntColumn = new IntColumn();
  readonly #callBegin: NumberColumn = new NumberColumn();
  readonly #lineage: IntColumn = new IntColumn();
  /** Number of the producer that first called or accepted it, plus one. */
  readonly #speaker: IntColumn = new IntColumn();
  readonly #calls: IntColumn = new IntColumn();
  readonly #failures: IntColumn = new IntColumn();
  readonly #kept: IntColumn = new IntColumn();
  readonly #ackLine: IntColumn = new IntColumn();
  readonly #ackEnd: NumberColumn = new NumberColumn();
  readonly #acceptLine: IntColumn = new IntColumn();
  readonly #kind: IntColumn = new IntColumn();
  readonly #tx: IntColumn = new IntColumn();
  readonly #flags: IntColumn = new IntColumn();
  readonly #values: Map<string, IntColumn> = new Map<string, IntColumn>();
  readonly #digests: Map<number, Id> = new Map<number, Id>();
  readonly #disposals: Map<number, Disposal[]> = new Map<number, Disposal[]>();
  /** Producers, as numbers. */
  readonly speakers: Names<string> = new Names<string>();
  /** Type and routing key of messages, as `[type, routing key]`. */
  readonly kinds: Names<string> = new Names<string>();
  readonly values: Names<Id> = new Names<Id>();

  /** `paths`: those whose values are asked for. */
  constructor(paths: Iterable<string>) {
    for (const path of paths) this.#values.set(path, new IntColumn());
  }

  get size(): number {
    return this.#named.size;
  }

  of(id: Id): number {
    return this.#named.of(id);
  }

  find(id: Id): number | undefined {
    return this.#named.find(id);
  }

  /** As a reader of the history knows it. */
  name(m: number): string {
    return String(this.#named.name(m) ?? "?").replace(IDENTITY, "");
  }

  rootOf(m: number): number {
    const root = this.#root.get(m);
    return root === 0 ? m : root - 1;
  }

  comesOf(m: number, root: number): void {
    if (root !== m) this.#root.set(m, root + 1);
  }

  /** Answers whether it is the first call. */
  called(m: number, line: number, begin: number, lineage: number): boolean {
    this.#calls.add(m, 1);
    if (this.#callLine.get(m) !== 0) return false;
    this.#callLine.set(m, line);
    this.#callBegin.set(m, begin);
    this.#lineage.set(m, lineage);
    return true;
  }

  accepted(m: number, line: number): boolean {
    if (this.#acceptLine.get(m) !== 0) return false;
    this.#acceptLine.set(m, line);
    return true;
  }

  acknowledged(m: number, line: number, end: number): void {
    this.#kept.set(m, 1);
    if (this.#ackLine.get(m) === 0) this.#ackLine.set(m, line);
    if (!(this.#ackEnd.get(m) <= end)) this.#ackEnd.set(m, end);
  }

  inDoubt(m: number): void {
    this.#kept.set(m, 1);
  }

  failed(m: number): void {
    this.#failures.add(m, 1);
  }

  /** Some attempt did not settle `failed`, by what has been read so far. */
  honest(m: number): boolean {
    return this.#kept.get(m) !== 0 || this.#calls.get(m) > this.#failures.get(m);
  }

  spokenBy(m: number, producer: string): void {
    if (this.#speaker.get(m) === 0) this.#speaker.set(m, this.speakers.of(producer) + 1);
  }

  /** Number of the producer that meant it; -1 where nobody is recorded to have. */
  speaker(m: number): number {
    return this.#speaker.get(m) - 1;
  }

  callLine(m: number): number {
    return this.#callLine.get(m);
  }

  callBegin(m: number): number {
    return this.#callBegin.get(m);
  }

  lineage(m: number): number {
    return this.#lineage.get(m);
  }

  ackLine(m: number): number {
    return this.#ackLine.get(m);
  }

  ackEnd(m: number): number {
    return this.#ackEnd.get(m);
  }

  acceptLine(m: number): number {
    return this.#acceptLine.get(m);
  }

  setKind(m: number, kind: number): void {
    this.#kind.set(m, kind + 1);
  }

  /** Number of {@link kinds}; -1 where the history says nothing of it. */
  kind(m: number): number {
    return this.#kind.get(m) - 1;
  }

  setTransaction(m: number, tx: number): void {
    this.#tx.set(m, tx + 1);
  }

  /** -1 where it was sent outside of one. */
  transaction(m: number): number {
    return this.#tx.get(m) - 1;
  }

  setValue(path: string, m: number, value: Id): void {
    this.#values.get(path)?.set(m, this.values.of(value) + 1);
  }

  /** -1 where the history does not say it. */
  value(path: string, m: number): number {
    return (this.#values.get(path)?.get(m) ?? 0) - 1;
  }

  /** Answers the digest of the first one who said it. */
  digest(m: number, digest: Id): Id {
    const known = this.#digests.get(m);
    if (known === undefined) this.#digests.set(m, digest);
    return known ?? digest;
  }

  disposed(root: number, disposal: Disposal): void {
    const known = this.#disposals.get(root);
    if (known === undefined) this.#disposals.set(root, [disposal]);
    else known.push(disposal);
  }

  /** Of a root and all that comes of it, at any channel. */
  disposals(root: number): readonly Disposal[] {
    return this.#disposals.get(root) ?? [];
  }

  mark(m: number, flag: number): void {
    this.#flags.set(m, this.#flags.get(m) | flag);
  }

  unmark(m: number, flag: number): void {
    this.#flags.set(m, this.#flags.get(m) & ~flag);
  }

  is(m: number, flag: number): boolean {
    return (this.#flags.get(m) & flag) !== 0;
  }
}

/** Flags of an intent. */
export const UNSETTLED = 1;
export const POISONED = 2;

/** Names an intent by the identity of its message: no text that a recorder writes begins like this. */
export function identityName(type: string | undefined, id: Id): string {
  return `\u0000${type ?? ""}\u0000${typeof id}\u0000${id}`;
}

const IDENTITY = /^\u0000.*\u0000.*\u0000/;
