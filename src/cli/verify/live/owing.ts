/** What a promised flow owes: messages that were acknowledged and have no effect yet. */
import type { Observed } from "../../../client/observed.ts";
import type { Id } from "../../../history/event.ts";
import type { WatchedGuarantee } from "../../../history/judge/watched.ts";

export class Owing {
  readonly watched: WatchedGuarantee;
  readonly #owed = new Set<Id>();
  readonly #given = new Set<Id>();
  readonly #done = new Set<Id>();

  constructor(watched: WatchedGuarantee) {
    this.watched = watched;
  }

  owe(root: Id): void {
    if (!this.#done.has(root)) this.#owed.add(root);
  }

  did(root: Id): void {
    this.#done.add(root);
    this.#owed.delete(root);
    this.#given.delete(root);
  }

  /** What is owed now is not waited for any more. */
  giveUp(): void {
    for (const root of this.#owed) this.#given.add(root);
    this.#owed.clear();
  }

  /** What is waited for. */
  get open(): ReadonlySet<Id> {
    return this.#owed;
  }

  /** All that lacks its effect. */
  get lacking(): readonly Id[] {
    return [...this.#given, ...this.#owed];
  }

  /** Every message has to come to an effect. */
  get isPromised(): boolean {
    return this.watched.clauses.some(({ kind }) => kind === "at-least-once");
  }
}

/** Where copies lie in logs, and how far readers have settled. */
export class Places {
  readonly #placed = new Map<Id, { readonly lane: string; readonly offset: number }[]>();
  /** The last offset that a reader settled, by reader and lane. */
  readonly #settled = new Map<string, Map<string, number>>();

  stored({ i, ch, p, o }: Pick<Observed, "i" | "ch" | "p" | "o">): void {
    if (i === undefined || ch === undefined || p === undefined || o === undefined) return;
    this.#placed.set(i, [...(this.#placed.get(i) ?? []), { lane: `${ch} ${p}`, offset: o }]);
  }

  settled({ at, ch, p, o }: Pick<Observed, "at" | "ch" | "p" | "o">): void {
    if (at === undefined || ch === undefined || p === undefined || o === undefined) return;
    const lanes = this.#settled.get(at) ?? new Map<string, number>();
    const lane = `${ch} ${p}`;
    lanes.set(lane, Math.max(o, lanes.get(lane) ?? -1));
    this.#settled.set(at, lanes);
  }

  /** A copy of the message lies where one of these readers, each with the channel that it reads, has not come yet. */
  isAhead(i: Id, readers: readonly { readonly at: string; readonly channel: string }[]): boolean {
    return (this.#placed.get(i) ?? []).some(({ lane, offset }) =>
      readers.some(
        ({ at, channel }) =>
          lane.startsWith(`${channel} `) && offset > (this.#settled.get(at)?.get(lane) ?? -1),
      ),
    );
  }
}
