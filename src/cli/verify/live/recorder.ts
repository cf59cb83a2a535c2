/** Collects what all processes of a live run observe, and knows what is still under way. */
import type { Observed } from "../../../client/observed.ts";
import type { FaultEvent, HistoryEvent, Id } from "../../../history/event.ts";
import { writeLines } from "../../../history/writer.ts";
import type { WatchedGuarantee } from "../../../history/judge/watched.ts";
import { clockUs, type FaultSaid } from "./protocol.ts";

/** One flow that is promised, and what of it is owed and done. */
class Owing {
  readonly watched: WatchedGuarantee;
  readonly #owed = new Set<Id>();
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
  }

  giveUp(): void {
    this.#owed.clear();
  }

  get open(): ReadonlySet<Id> {
    return this.#owed;
  }
}

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
  readonly #events: (Observed | FaultSaid | HistoryEvent)[] = [];
  readonly #owing: readonly Owing[];
  readonly #sends = new Map<Id, SendSaid>();
  readonly #roots = new Map<Id, Id>();
  readonly #openSends = new Set<string>();
  readonly #awaited = new Map<string, (strike: Strike) => void>();
  #last = clockUs();
  #begun = 0;

  constructor(watched: readonly WatchedGuarantee[]) {
    this.#owing = watched.map((each) => new Owing(each));
  }

  take(event: Observed | FaultSaid | HistoryEvent): void {
    this.#events.push(event);
    this.#last = clockUs();
    switch (event.e) {
      case "fault":
        return this.#strikes(event);
      case "send":
        return this.#called(event);
      case "sent":
        return this.#answered(event);
      case "effect":
        return event.i === undefined ? undefined : this.#done(event.i, event.at);
      case "dispose":
        return event.i === undefined ? undefined : this.#done(event.i);
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
        .map((event, n) => ({ event, n }))
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

  #called({ at = "", i, r, type, rk }: Pick<Observed, "at" | "i" | "r" | "type" | "rk">): void {
    if (r === undefined) this.#begun += 1;
    if (i === undefined) return;
    this.#sends.set(i, { type, rk });
    this.#openSends.add(`${at} ${i}`);
    if (r !== undefined) this.#roots.set(i, r);
  }

  #answered({ at = "", i, out }: Pick<Observed, "at" | "i" | "out">): void {
    if (i === undefined) return;
    this.#openSends.delete(`${at} ${i}`);
    if (out !== "ok") return;
    const { type, rk } = this.#sends.get(i) ?? {};
    for (const owing of this.#owing)
      if (owing.watched.from === at && owing.watched.due(type, rk) === "yes") owing.owe(i);
  }

  /** At one consumer, or, where a message left its way, at all. */
  #done(i: Id, at?: string): void {
    const root = this.#roots.get(i) ?? i;
    for (const owing of this.#owing) if (at === undefined || owing.watched.to === at) owing.did(root);
  }
}
