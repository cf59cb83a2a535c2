/** Collects what all processes of a live run observe, and knows what is still under way. */
import type { Observed } from "../../../client/observed.ts";
import type { FaultEvent, HistoryEvent, Id } from "../../../history/event.ts";
import { writeLines } from "../../../history/writer.ts";
import type { WatchedGuarantee } from "../../../history/judge/watched.ts";
import { Returns } from "./returns.ts";
import { Owing, Places } from "./owing.ts";
import { clockUs, type FaultSaid } from "./protocol.ts";

/** Fields of a send that decide whether it is due. */
interface SendSaid {
  readonly type: string | undefined;
  readonly rk: string | undefined;
}

/** When a fault struck, and how many messages were under way just then in each promised flow. */
interface Strike {
  /** On the clock of the history. */
  readonly at: number;
  readonly underWay: Readonly<Record<string, number>>;
}

export class Recorder {
  readonly #events: {
    readonly event: Observed | FaultSaid | HistoryEvent;
    readonly returned: boolean;
  }[] = [];
  readonly #returns = new Returns();
  readonly #owing: readonly Owing[];
  readonly #sends = new Map<Id, SendSaid>();
  readonly #roots = new Map<Id, Id>();
  readonly #places = new Places();
  /** Names of messages by the values of their identities. */
  readonly #names = new Map<Id, Id>();
  readonly #openSends = new Set<string>();
  readonly #awaited = new Map<string, (strike: Strike) => void>();
  #last = clockUs();
  #begun = 0;

  constructor(watched: readonly WatchedGuarantee[]) {
    this.#owing = watched.map((each) => new Owing(each));
  }

  /** `returned`: an effect of which nothing is known but that the handler returned. */
  take(event: Observed | FaultSaid | HistoryEvent, returned = false): void {
    this.#events.push({ event, returned });
    this.#last = clockUs();
    switch (event.e) {
      case "fault":
        return this.#strikes(event);
      case "send":
        return this.#called(event);
      case "sent":
        return this.#answered(event);
      case "settle":
        return this.#places.settled(event);
      case "effect":
        return this.#effect(event, returned);
      case "dispose":
        return this.#done(event.i ?? this.#names.get(event.id ?? ""));
      default:
        return undefined;
    }
  }

  /** Messages that applications began to send. */
  get begun(): number {
    return this.#begun;
  }

  /** Messages that each promised flow owes an effect, by flow. */
  underWayByFlow(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#owing.map(({ watched: { from, to }, open }) => [
        `${from} -> ${to}`,
        open.size + [...this.#openSends].filter((name) => name.startsWith(`${from} `)).length,
      ]),
    );
  }

  /** Resolves when a fault of that name strikes next. */
  nextFault(what: string): Promise<Strike> {
    return new Promise((resolve) => {
      this.#awaited.set(what, resolve);
    });
  }

  /** What is owed now is not waited for any more. */
  giveUp(): void {
    for (const owing of this.#owing) owing.giveUp();
    this.#openSends.clear();
  }

  /** Sends without an answer, and messages that some promised flow still owes an effect. */
  get underWay(): number {
    const owed = new Set(this.#owing.flatMap(({ open }) => [...open]));
    return this.#openSends.size + owed.size;
  }

  /** What is waited for longer, since it is promised to come. */
  get isPromised(): boolean {
    return (
      this.#openSends.size > 0 || this.#owing.some(({ isPromised, open }) => isPromised && open.size > 0)
    );
  }

  /**
   * Messages that lack an effect at the end and have a copy that nobody has settled. `readersOf`: who reads what on the way of
   * a flow; `isWaiting`: something lies in a queue on its way.
   */
  unsettled(
    readersOf: (watched: WatchedGuarantee) => readonly { readonly at: string; readonly channel: string }[],
    isWaiting: (watched: WatchedGuarantee) => boolean,
  ): readonly Id[] {
    const leaves = new Map<Id, Id[]>();
    for (const [leaf, root] of this.#roots) leaves.set(root, [...(leaves.get(root) ?? []), leaf]);
    const open = this.#owing.flatMap(({ watched, lacking }) => {
      if (isWaiting(watched)) return lacking;
      const readers = readersOf(watched);
      return lacking.filter((root) =>
        [root, ...(leaves.get(root) ?? [])].some((i) => this.#places.isAhead(i, readers)),
      );
    });
    return [...new Set(open)];
  }

  /** Something that was owed has no effect. */
  get isLacking(): boolean {
    return this.#owing.some(({ lacking }) => lacking.length > 0);
  }

  /** Milliseconds since something happened. */
  get quietMs(): number {
    return (clockUs() - this.#last) / 1_000;
  }

  /** Calls of a process that died have no answer any more. */
  forget(service: string): void {
    for (const name of this.#openSends) if (name.startsWith(`${service}.`)) this.#openSends.delete(name);
  }

  /** The history as its lines. */
  history(topology: string): string {
    return writeLines({ topology, source: "live", clock: "us", skew: 0 }, this.events());
  }

  /** In the order of their times. */
  events(): readonly HistoryEvent[] {
    const when = ({ t }: { readonly t?: number | readonly [number, number] }): number =>
      typeof t === "number" ? t : (t?.[1] ?? 0);
    return (
      this.#events
        .filter(({ event, returned }) => !returned || !("at" in event) || this.#returns.isEffect(event))
        .map(({ event }, n) => ({ event, n }))
        .sort((a, b) => when(a.event) - when(b.event) || a.n - b.n)
        // cast: clients observe events of the history format; the judge's reader looks at each line.
        .map(({ event }) => event as HistoryEvent)
    );
  }

  #strikes({ what, t }: FaultEvent | FaultSaid): void {
    const told = this.#awaited.get(what);
    this.#awaited.delete(what);
    told?.({ at: typeof t === "number" ? t : clockUs(), underWay: this.underWayByFlow() });
  }

  #called({ at = "", i, id, r, type, rk }: Pick<Observed, "at" | "i" | "id" | "r" | "type" | "rk">): void {
    if (r === undefined) this.#begun += 1;
    if (i === undefined) return;
    if (id !== undefined) this.#names.set(id, i);
    this.#sends.set(i, { type, rk });
    this.#openSends.add(`${at} ${i}`);
    if (r !== undefined) this.#roots.set(i, r);
  }

  #answered(event: Pick<Observed, "at" | "i" | "out" | "ch" | "p" | "o">): void {
    const { at = "", i, out } = event;
    if (i === undefined) return;
    this.#places.stored(event);
    this.#openSends.delete(`${at} ${i}`);
    if (out !== "ok") return;
    const { type, rk } = this.#sends.get(i) ?? {};
    for (const owing of this.#owing)
      if (owing.watched.from === at && owing.watched.due(type, rk) === "yes") owing.owe(i);
  }

  #effect(event: Pick<Observed, "at" | "type" | "i">, returned: boolean): void {
    if (returned) this.#returns.returned(event);
    else this.#returns.changed(event);
    if (!returned || this.#returns.isEffect(event)) this.#done(event.i, event.at);
  }

  /** At one consumer, or, where a message left its way, at all. */
  #done(i: Id | undefined, at?: string): void {
    if (i === undefined) return;
    const root = this.#roots.get(i) ?? i;
    for (const owing of this.#owing) if (at === undefined || owing.watched.to === at) owing.did(root);
  }
}
