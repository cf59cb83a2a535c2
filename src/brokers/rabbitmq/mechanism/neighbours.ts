/** Queues beside the way, as far as they matter to it: each takes what it is given, or refuses it for a while. */
import { present } from "../../../base/assert.ts";
import type { Cells, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Moves } from "../../../runtime/model.ts";
import type { Neighbour } from "../settings/hop.ts";
import { nodeOf, outage, powerLoss, processCrash, slow } from "../settings/places.ts";

/** Causes of a refusal, as bits. */
const NODE_DOWN = 1;
const FULL = 2;

export class Neighbours {
  readonly #host: Host;
  readonly #queues: readonly Neighbour[];
  readonly #refusing: Cells;
  readonly #restart: Op | undefined;
  readonly #drain: Op | undefined;
  readonly #drained: readonly (Alarm | undefined)[];

  /** Each queue once, whatever it is to the way. */
  constructor(host: Host, queues: readonly Neighbour[], bounds: FaultBounds) {
    this.#host = host;
    this.#queues = queues;
    this.#refusing = host.layout.cells(queues.length);
    const name = (q: number): string => queues[q]?.name ?? "";
    const places = queues.map((queue) => host.place(`${queue.name} (queue)`));
    this.#restart = queues.some((queue) => queue.refusesWhenDown)
      ? host.op(
          (q) => `the node of ${name(q)} restarts`,
          (s, ctx, q) => {
            this.#refusing.set(s, q, this.#refusing.get(s, q) & ~NODE_DOWN);
            host.emit(ctx, EVENT.heal, places[q] ?? 0, NO_INTENT, 0);
          },
          "heals",
        )
      : undefined;
    this.#drain = queues.some((queue) => queue.backlogs.length > 0)
      ? host.op(
          (q) => `${name(q)} is drained`,
          (s, ctx, q) => {
            this.#drainedNow(s, q);
            host.emit(ctx, EVENT.heal, places[q] ?? 0, NO_INTENT, 0);
          },
          "heals",
        )
      : undefined;
    this.#drained = queues.map((queue, q) =>
      queue.backlogs.length > 0
        ? host.timer(`${queue.name} is drained at last`, (s) => this.#drainedNow(s, q))
        : undefined,
    );
    queues.forEach((queue, q) => this.#faults(queue, q, bounds));
  }

  moves(s: State, out: Moves): void {
    for (let q = 0; q < this.#queues.length; q++) {
      const causes = this.#refusing.get(s, q);
      if ((causes & NODE_DOWN) !== 0) this.#restart?.wide(out, q);
      if ((causes & FULL) !== 0) this.#drain?.wide(out, q);
    }
  }

  refuses(s: State, q: number): boolean {
    return this.#refusing.get(s, q) !== 0;
  }

  /** Each queue beside the way, and whether it refuses what it is given. */
  conditions(s: State): readonly { readonly name: string; readonly refuses: boolean }[] {
    return this.#queues.map(({ name }, q) => ({ name, refuses: this.refuses(s, q) }));
  }

  /** Position of the queue with this name. */
  indexOf(name: string): number {
    return this.#queues.findIndex((queue) => queue.name === name);
  }

  /** No fault of theirs is active. */
  calm(s: State): boolean {
    for (let q = 0; q < this.#queues.length; q++) if (this.#refusing.get(s, q) !== 0) return false;
    return true;
  }

  #drainedNow(s: State, q: number): void {
    this.#refusing.set(s, q, this.#refusing.get(s, q) & ~FULL);
    this.#drained[q]?.disarm(s);
  }

  #faults(queue: Neighbour, q: number, bounds: FaultBounds): void {
    const strike = (s: State, cause: number): void =>
      this.#refusing.set(s, q, this.#refusing.get(s, q) | cause);
    if (queue.refusesWhenDown) {
      for (const kind of [processCrash, powerLoss])
        this.#host.atom(
          kind(nodeOf(queue.name)),
          (s) => (this.#refusing.get(s, q) & NODE_DOWN) === 0,
          (s) => strike(s, NODE_DOWN),
        );
    }
    for (const endpoint of queue.backlogs) {
      for (const [kind, name] of [
        ["outage", outage(endpoint)],
        ["slow", slow(endpoint)],
      ] as const) {
        this.#host.atom(
          name,
          (s) => (this.#refusing.get(s, q) & FULL) === 0,
          (s) => {
            strike(s, FULL);
            present(this.#drained[q], "a queue that can fill up can be drained").arm(s, bounds.boundMs(kind));
          },
        );
      }
    }
  }
}
