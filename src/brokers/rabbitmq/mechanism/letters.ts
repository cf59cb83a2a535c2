/** Dead letters of a queue on their way to their targets. R-DLX-01, R-DLX-03, R-DLX-14 … R-DLX-16. */
import type { List, State } from "../../../base/layout.ts";
import type { DisposeReason } from "../../../model/guarantee.ts";
import { EVENT } from "../../../runtime/event.ts";
import type { Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { DeadLettering } from "../settings/hop.ts";
import type { Neighbours } from "./neighbours.ts";

/** Codes of the reasons. */
const REASON: Readonly<Record<"expire" | "overflow" | "reject" | "dead-letter", number>> = {
  expire: 0,
  overflow: 4,
  "dead-letter": 5,
  reject: 6,
} satisfies Partial<Record<DisposeReason, number>>;

export class DeadLetters {
  readonly #host: Host;
  readonly #settings: DeadLettering | undefined;
  readonly #neighbours: Neighbours;
  /** Positions of the targets among the neighbours. */
  readonly #targets: readonly number[];
  readonly #place: number;
  readonly #atLeastOnce: boolean;
  /** At most once: out of the queue, not yet in a target. At least once: still in the queue, not yet confirmed by a target. */
  readonly #open: List;
  readonly #move: Op;

  constructor(
    host: Host,
    queue: string,
    settings: DeadLettering | undefined,
    neighbours: Neighbours,
    capacity: number,
    removesFirst: boolean,
  ) {
    this.#host = host;
    this.#settings = settings;
    this.#neighbours = neighbours;
    this.#targets = settings?.targets.map((target) => neighbours.indexOf(target.name)) ?? [];
    this.#place = host.place(`${queue} (queue)`);
    this.#atLeastOnce = settings?.atLeastOnce === true && !removesFirst;
    this.#open = host.layout.list(`dead letters of ${queue}`, settings === undefined ? 0 : capacity);
    this.#move = host.op(
      () => `dead letters of ${queue} arrive`,
      (s, ctx) => this.#arrive(s, ctx),
    );
  }

  moves(s: State, out: Moves): void {
    if (this.#open.count(s) > 0 && (!this.#atLeastOnce || this.#reachable(s))) this.#move.prompt(out);
  }

  /** The queue lets go of a copy of intent `m` for a reason. */
  dispose(s: State, ctx: Context, m: number, reason: "expire" | "overflow" | "reject"): void {
    if (this.#settings === undefined) this.#host.emit(ctx, EVENT.dispose, this.#place, m, REASON[reason]);
    // A second letter of one message changes nothing that is counted; where publishes are refused for long there are many.
    else if (this.#open.indexOf(s, m) < 0) this.#open.push(s, m);
  }

  /** A copy was published to a parking queue and confirmed there. */
  parked(ctx: Context, m: number): void {
    this.#host.emit(ctx, EVENT.dispose, this.#place, m, REASON["dead-letter"]);
  }

  /** The queue's node stopped: what has left the queue and not arrived is gone (R-DLX-14). */
  crash(s: State, ctx: Context): void {
    if (this.#atLeastOnce) return;
    while (this.#open.count(s) > 0) this.#host.emit(ctx, EVENT.lost, this.#place, this.#open.shift(s), 0);
  }

  /** The node's disk or page cache is gone with everything in the queue. */
  clear(s: State): void {
    this.#open.clear(s);
  }

  /** Intents of the letters under way, in order. */
  underWay(s: State): readonly number[] {
    return Array.from({ length: this.#open.count(s) }, (_, at) => this.#open.get(s, at));
  }

  intents(s: State): number {
    let bits = 0;
    for (let at = 0; at < this.#open.count(s); at++) bits |= 1 << this.#open.get(s, at);
    return bits;
  }

  /** R-DLX-03, R-DLX-14: without a target that takes it, a letter sent at most once is gone. */
  #arrive(s: State, ctx: Context): void {
    const arrives = this.#reachable(s);
    while (this.#open.count(s) > 0) {
      const m = this.#open.shift(s);
      if (arrives) this.#host.emit(ctx, EVENT.dispose, this.#place, m, REASON["dead-letter"]);
      else this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
    }
  }

  #reachable(s: State): boolean {
    for (const target of this.#targets) if (!this.#neighbours.refuses(s, target)) return true;
    return false;
  }
}
