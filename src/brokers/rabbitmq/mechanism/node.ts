/** The node that hosts (leads) the queue, and the broker as a whole: crashes, restarts, what survives them. R-DUR-01 … R-DUR-07, R-CLU-01 … R-CLU-08. */
import type { Cell, List, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { HopSettings } from "../settings/hop.ts";
import { diskLoss, nodeOf, outage, powerLoss, processCrash } from "../settings/places.ts";
import type { Lie } from "./lies.ts";

/** What else happens when the node stops and starts. */
export interface NodeEffects {
  /** Connections to the node break: requests and verdicts under way arrive as a prefix. */
  readonly cutLinks: (s: State, ctx: Context) => void;
  /** The queue's process stopped; `kept` says whether what lay in the queue is still there when it starts. */
  readonly stopped: (s: State, ctx: Context, kept: boolean) => void;
  readonly started: (s: State, ctx: Context) => void;
  /** The broker is gone for at most so long, or (0) back. */
  readonly lasting: (s: State, boundMs: number) => void;
  readonly write: (s: State, ctx: Context, m: number) => void;
}

export class QueueNode {
  readonly #host: Host;
  readonly #settings: HopSettings;
  readonly #effects: NodeEffects;
  readonly #lie: Lie | undefined;
  readonly #place: number;
  /** Members of the queue whose node is down. */
  readonly #down: Cell;
  /** How many of them have lost their disk. */
  readonly #wiped: Cell;
  /** All nodes of the broker are down. */
  readonly #out: Cell;
  readonly #restart: Op;
  readonly #return: Op;
  readonly #write: Op;
  readonly #backAtLast: Alarm;
  /** Publishes confirmed and not written yet: only where a bug is planted. */
  readonly #unwritten: List;

  constructor(
    host: Host,
    settings: HopSettings,
    bounds: FaultBounds,
    effects: NodeEffects,
    lie: Lie | undefined,
  ) {
    const { name } = settings.queue;
    this.#host = host;
    this.#settings = settings;
    this.#effects = effects;
    this.#lie = lie;
    this.#place = host.place(`${name} (queue)`);
    this.#down = host.layout.cell();
    this.#wiped = host.layout.cell();
    this.#out = host.layout.cell();
    this.#unwritten = host.layout.list(
      `unwritten in ${name}`,
      lie === "confirm-before-persisting" ? host.intents * (2 + host.faults) + 2 : 0,
    );
    this.#restart = host.op(
      () => `the node of ${name} restarts`,
      (s, ctx) => this.#restarted(s, ctx),
      "heals",
    );
    this.#return = host.op(
      () => `broker ${settings.broker} is back`,
      (s, ctx) => this.#returned(s, ctx),
      "heals",
    );
    this.#write = host.op(
      () => `${name} writes what it has confirmed`,
      (s, ctx) => this.#writeAll(s, ctx),
    );
    this.#backAtLast = host.timer(`broker ${settings.broker} is back at last`, (s, ctx) =>
      this.#returned(s, ctx),
    );
    this.#faults(bounds);
  }

  moves(s: State, out: Moves): void {
    if (this.#unwritten.count(s) > 0) this.#write.prompt(out);
    if (this.#down.get(s) > 0) this.#restart.wide(out);
    if (this.#out.get(s) !== 0) this.#return.wide(out);
  }

  /** The queue takes and gives messages: its node is up, or a majority of its members is. */
  available(s: State): boolean {
    const { members } = this.#settings.queue;
    return this.#out.get(s) === 0 && members - this.#down.get(s) > members / 2;
  }

  /** Publishes are carried out: the queue takes them, or another node refuses them for it (R-CLU-08). Else they wait (R-CLU-06). */
  acceptsPublishes(s: State): boolean {
    return this.available(s) || (this.#out.get(s) === 0 && this.#settings.queue.refusesWhenDown);
  }

  /** Nodes of the queue that are down; all where the whole broker is. */
  nodesDown(s: State): number {
    return this.#out.get(s) !== 0 ? this.#settings.queue.members : this.#down.get(s);
  }

  calm(s: State): boolean {
    return this.#down.get(s) === 0 && this.#out.get(s) === 0;
  }

  /** Takes the publish without writing it yet: what a broker must not do that confirms it. */
  defers(s: State, m: number): boolean {
    if (this.#lie !== "confirm-before-persisting") return false;
    this.#unwritten.push(s, m);
    return true;
  }

  unwritten(s: State): number {
    let bits = 0;
    for (let at = 0; at < this.#unwritten.count(s); at++) bits |= 1 << this.#unwritten.get(s, at);
    return bits;
  }

  #faults(bounds: FaultBounds): void {
    const { queue, publish, broker } = this.#settings;
    const node = nodeOf(queue.name);
    const survives =
      this.#lie !== "lose-with-the-leader" &&
      (queue.type === "quorum" ||
        (queue.durable && publish.persistent) ||
        this.#lie === "restart-keeps-transient");
    const synced = queue.fsyncs || this.#lie === "page-cache-survives";
    const up = (s: State): boolean => this.#out.get(s) === 0 && this.#down.get(s) < queue.members;
    const crash = (kept: boolean) => (s: State, ctx: Context) => this.#crash(s, ctx, kept);
    this.#host.atom(processCrash(node), up, crash(survives));
    this.#host.atom(powerLoss(node), up, crash(survives && synced));
    this.#host.atom(diskLoss(node), up, (s, ctx) => {
      // What a majority of the members had is gone with them (R-E2E-B08); a member that is back has copied it again.
      const wiped = this.#wiped.add(s, 1);
      this.#crash(s, ctx, wiped <= queue.members / 2);
    });
    this.#host.atom(
      outage(broker),
      (s) => this.#out.get(s) === 0,
      (s, ctx) => {
        const boundMs = bounds.boundMs("outage");
        this.#effects.cutLinks(s, ctx);
        this.#out.set(s, 1);
        this.#backAtLast.arm(s, boundMs);
        this.#stop(s, ctx, survives);
        this.#effects.lasting(s, boundMs);
      },
    );
  }

  #crash(s: State, ctx: Context, kept: boolean): void {
    const served = this.available(s);
    this.#effects.cutLinks(s, ctx);
    this.#down.add(s, 1);
    if (served || !kept) this.#stop(s, ctx, kept);
    if (this.available(s)) this.#effects.started(s, ctx);
  }

  #stop(s: State, ctx: Context, kept: boolean): void {
    while (this.#unwritten.count(s) > 0)
      this.#host.emit(ctx, EVENT.lost, this.#place, this.#unwritten.shift(s), 0);
    this.#effects.stopped(s, ctx, kept);
  }

  #restarted(s: State, ctx: Context): void {
    const served = this.available(s);
    const down = this.#down.add(s, -1);
    this.#wiped.set(s, Math.min(this.#wiped.get(s), down));
    this.#host.emit(ctx, EVENT.heal, this.#place, NO_INTENT, 0);
    if (!served && this.available(s)) this.#effects.started(s, ctx);
  }

  #returned(s: State, ctx: Context): void {
    this.#out.set(s, 0);
    this.#backAtLast.disarm(s);
    this.#effects.lasting(s, 0);
    this.#host.emit(ctx, EVENT.heal, this.#place, NO_INTENT, 0);
    if (this.available(s)) this.#effects.started(s, ctx);
  }

  #writeAll(s: State, ctx: Context): void {
    while (this.#unwritten.count(s) > 0) this.#effects.write(s, ctx, this.#unwritten.shift(s));
  }
}
