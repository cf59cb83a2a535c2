/** The simulated RabbitMQ of one hop: publisher channels, the queue's node, the queue, consumers, dead letters. */
import type { Cell, List, State } from "../../../base/layout.ts";
import type { Hop } from "../../../model/flow.ts";
import { EVENT, FAILED, OK, UNKNOWN_OUTCOME } from "../../../runtime/event.ts";
import type { AfterFailure, FaultBounds, Host, Mechanism } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { PartView } from "../../../runtime/state-view.ts";
import { hopSettings, type HopSettings, type Neighbour } from "../settings/hop.ts";
import { cut, lostRequest, lostResponse } from "../settings/places.ts";
import { AT_ONCE, Deliveries, type Surroundings } from "./deliveries.ts";
import { DeadLetters } from "./letters.ts";
import type { Lie } from "./lies.ts";
import { Neighbours } from "./neighbours.ts";
import { type NodeEffects, QueueNode } from "./node.ts";
import { type Answer, type Exchange, Publisher, WITHHELD } from "./publisher.ts";
import { QueueContents } from "./queue.ts";
import { Silence, type SilenceEffects } from "./silence.ts";
import { viewOf } from "./view.ts";

/** The mechanism of a hop, to be built into a flow model. `lie` plants a bug, for tests. */
export function mechanism(hop: Hop, bounds: FaultBounds, lie?: Lie): (host: Host) => Mechanism {
  const settings = hopSettings(hop);
  return (host) => new RabbitMechanism(host, settings, bounds, { lie });
}

/** What a script fixes and a flow leaves open: the keys of single messages, and how many lie in the queue. */
export interface Exact {
  /** Where intent `m` is routed, by its own key. */
  readonly wayOf: (m: number) => { readonly routed: boolean; readonly somewhere: boolean };
  /** Messages that lie ready at most (R-LEN-01); undefined = no limit. A flow fills a queue with messages of others. */
  readonly lengthMax: number | undefined;
  /** Another queue that gets intent `m` is full of the script's own messages; notes what it takes (R-LEN-04). */
  readonly refusedBeside: (s: State, m: number) => boolean;
}

/** What a mechanism is built with beside its hop: a planted bug, the exact words of a script. */
export interface Extras {
  readonly lie?: Lie | undefined;
  readonly exact?: Exact | undefined;
}

export class RabbitMechanism implements Mechanism {
  readonly postsSettles: boolean = true;
  readonly #host: Host;
  readonly #settings: HopSettings;
  readonly #lie: Lie | undefined;
  readonly #exact: Exact | undefined;
  /** The followers of a quorum queue are silent, all of them: only a script says so. */
  readonly #silent: Cell | undefined;
  /** Messages that the leader alone has, in order. */
  readonly #alone: List;
  readonly #replicated: number;
  readonly #queue: QueueContents;
  readonly #publisher: Publisher;
  readonly #deliveries: Deliveries;
  readonly #letters: DeadLetters;
  readonly #neighbours: Neighbours;
  readonly #siblings: readonly number[];
  readonly #node: QueueNode;
  readonly #silence: Silence;
  /** Bit m: intent m was refused by a sibling that still refuses; the client waits before it sends it once more. */
  readonly #refused: Cell;
  readonly #place: number;

  constructor(host: Host, said: HopSettings, bounds: FaultBounds, extras: Extras) {
    const { lie, exact } = extras;
    const settings = distorted(said, lie);
    this.#exact = exact;
    const capacity = host.intents * (2 + host.faults) + 2;
    const { queue, publish, deadLettering } = settings;
    this.#host = host;
    this.#settings = settings;
    this.#lie = lie;
    this.#place = host.place(`${queue.name} (queue)`);
    this.#refused = host.layout.cell();
    this.#queue = new QueueContents(
      host.layout,
      queue.name,
      capacity,
      lie === "requeue-at-the-wrong-end" ? "head" : queue.returns,
    );
    this.#neighbours = new Neighbours(
      host,
      distinct([...publish.siblings, ...(deadLettering?.targets ?? [])]),
      bounds,
    );
    this.#siblings = publish.siblings.map((sibling) => this.#neighbours.indexOf(sibling.name));
    this.#letters = new DeadLetters(
      host,
      queue.name,
      deadLettering,
      this.#neighbours,
      capacity,
      lie === "dead-letter-removes-first",
    );
    this.#silent = exact && host.layout.cell();
    this.#alone = host.layout.list(
      `what the leader of ${queue.name} alone has`,
      exact === undefined ? 0 : capacity,
    );
    this.#replicated = host.site(`what of it the followers of ${queue.name} have`);
    this.#publisher = new Publisher(host, publish, this.#exchange(), capacity, exact !== undefined);
    this.#deliveries = new Deliveries(host, settings, this.#queue, this.#surroundings(), lie);
    this.#silence = new Silence(host, settings, this.#queue, this.#silenceEffects(), lie);
    this.#node = new QueueNode(host, settings, bounds, this.#nodeEffects(), lie);
    this.#linkFaults();
  }

  moves(s: State, out: Moves): void {
    this.#deliveries.moves(s, out);
    this.#letters.moves(s, out);
    this.#publisher.moves(s, out);
    this.#node.moves(s, out);
    this.#neighbours.moves(s, out);
    this.#silence.moves(s, out);
  }

  send(s: State, ctx: Context, sender: number, item: number): void {
    this.#publisher.send(s, ctx, sender, item);
  }

  senderStopped(s: State, ctx: Context, sender: number): void {
    this.#publisher.stopped(s, ctx, sender);
  }

  senderStarted(): void {
    // A new connection; nothing of the old one is left.
  }

  settle(s: State, _ctx: Context, i: number, ref: number): "done" {
    this.#deliveries.settle(s, i, ref);
    return "done";
  }

  ended(s: State, _ctx: Context, i: number, ref: number): void {
    this.#deliveries.ended(s, i, ref);
  }

  failed(s: State, _ctx: Context, i: number, ref: number): AfterFailure {
    return this.#deliveries.failed(s, i, ref);
  }

  park(s: State, _ctx: Context, i: number, ref: number): void {
    this.#deliveries.park(s, i, ref);
  }

  instanceStopped(s: State, ctx: Context, i: number, outageMs: number): void {
    this.#deliveries.stopped(s, i);
    this.#deliveries.leave(s, i);
    this.#deliveries.cutVerdicts(s, ctx, i);
    this.#deliveries.close(s, ctx, i, AT_ONCE);
    this.#silence.instanceSilent(s, i, outageMs);
    // In an outage the other instances stop at the same instant: nothing goes to them in between.
    if (outageMs === 0) this.#pump(s, ctx);
  }

  instanceStarted(s: State, ctx: Context, i: number): void {
    this.#silence.instanceActive(s, i);
    this.#deliveries.join(s, i);
    this.#pump(s, ctx);
  }

  instancePaused(s: State, _ctx: Context, i: number, boundMs: number): void {
    this.#silence.instancePaused(s, i, boundMs);
  }

  instanceResumed(s: State, ctx: Context, i: number): void {
    this.#silence.instanceActive(s, i);
    this.#deliveries.join(s, i);
    this.#pump(s, ctx);
  }

  instanceSlowed(s: State, _ctx: Context, i: number, boundMs: number): void {
    this.#silence.instanceSlowed(s, i, boundMs);
  }

  instanceCaughtUp(s: State, ctx: Context, i: number): void {
    this.#silence.instanceActive(s, i);
    this.#pump(s, ctx);
  }

  lateStart(s: State): void {
    for (let i = 0; i < this.#host.instances; i++) this.#deliveries.leave(s, i);
  }

  /** Messages that lie in the queue and nobody has. */
  waiting(s: State): number {
    return this.#queue.ready.count(s);
  }

  /** The queue takes and gives messages. */
  available(s: State): boolean {
    return this.#node.available(s);
  }

  subscribed(s: State, i: number): boolean {
    return this.#deliveries.joined(s, i);
  }

  /** Instance `i` ends its subscription; its channel stays, with what it holds. */
  unsubscribe(s: State, i: number): void {
    this.#deliveries.leave(s, i);
  }

  subscribe(s: State, ctx: Context, i: number): void {
    this.#deliveries.join(s, i);
    this.#pump(s, ctx);
  }

  /** No follower of a quorum queue answers its leader any more. */
  silenceFollowers(s: State): void {
    if (this.#settings.queue.members > 1) this.#silent?.set(s, 1);
  }

  /** They answer again: what the leader has kept for itself is in the queue, and confirmed (R-PUB-03). */
  wakeFollowers(s: State, ctx: Context): void {
    this.#silent?.set(s, 0);
    while (this.#alone.count(s) > 0) this.#keep(s, ctx, this.#alone.shift(s));
    this.#publisher.release(s);
  }

  /** Everything in the queue has been there for so long. */
  aged(s: State, ctx: Context, ms: number): void {
    const { ttlMs } = this.#settings.queue;
    if (ttlMs === undefined || ttlMs >= ms) return;
    this.#queue.ageAll(s);
    this.#pump(s, ctx);
  }

  unsettled(s: State): number {
    return (
      this.#publisher.intents(s) | this.#queue.intents(s) | this.#letters.intents(s) | this.#node.unwritten(s)
    );
  }

  recovered(s: State): boolean {
    return (
      this.#node.calm(s) && this.#neighbours.calm(s) && this.#silence.calm(s) && this.#deliveries.calm(s)
    );
  }

  view(s: State): readonly PartView[] {
    return viewOf(s, {
      host: this.#host,
      settings: this.#settings,
      queue: this.#queue,
      node: this.#node,
      silence: this.#silence,
      deliveries: this.#deliveries,
      publisher: this.#publisher,
      letters: this.#letters,
      neighbours: this.#neighbours,
    });
  }

  #pump(s: State, ctx: Context): void {
    if (this.#node.available(s)) this.#deliveries.pump(s, ctx);
  }

  #exchange(): Exchange {
    return {
      publish: (s, ctx, m) => (this.#keepsAlone(s, m) ? this.#heldAlone() : this.#publish(s, ctx, m)),
      accepts: (s) => this.#node.acceptsPublishes(s),
      postpones: (s, m) => this.#refused.has(s, m) && this.#siblingRefuses(s),
    };
  }

  #surroundings(): Surroundings {
    return {
      rejected: (s, ctx, m) => this.#letters.dispose(s, ctx, m, "reject"),
      limited: (s, ctx, m) => {
        if (this.#lie === "drop-at-the-limit") this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
        else this.#letters.dispose(s, ctx, m, "reject");
      },
      expired: (s, ctx, m) => this.#letters.dispose(s, ctx, m, "expire"),
      parked: (_s, ctx, m) => this.#letters.parked(ctx, m),
      saturated: (s) => this.#silence.saturated(s),
    };
  }

  #silenceEffects(): SilenceEffects {
    return {
      overflow: (s, ctx, m) => this.#letters.dispose(s, ctx, m, "overflow"),
      aged: (s, ctx) => this.#pump(s, ctx),
      timedOut: (s, ctx, i, closing) => this.#deliveries.close(s, ctx, i, closing),
      anyJoined: (s) => this.#deliveries.anyJoined(s),
    };
  }

  #nodeEffects(): NodeEffects {
    return {
      cutLinks: (s, ctx) => {
        this.#publisher.cutAll(s, ctx);
        for (let i = 0; i < this.#host.instances; i++) this.#deliveries.cutVerdicts(s, ctx, i);
      },
      stopped: (s, ctx, kept) => this.#stopped(s, ctx, kept),
      started: (s, ctx) => this.#deliveries.pump(s, ctx),
      lasting: (s, boundMs) => this.#silence.brokerSilent(s, boundMs),
      write: (s, ctx, m) => this.#keep(s, ctx, m),
    };
  }

  /** Dead letters under way die first; only then do deliveries return, and start new ones (R-DLX-14, R-DUR-07). */
  #stopped(s: State, ctx: Context, kept: boolean): void {
    this.#letters.crash(s, ctx);
    this.#inherit(s, ctx);
    if (!kept) {
      for (let lost = this.#queue.intents(s), m = 0; m < this.#host.intents; m++)
        if ((lost & (1 << m)) !== 0) this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
      this.#queue.clear(s);
      this.#letters.clear(s);
    }
    this.#deliveries.closeAll(s, ctx);
    // R-CONS-18: what a classic queue recovers counts as handed out before.
    if (kept && this.#settings.queue.type === "classic")
      for (let lying = this.#queue.intents(s), m = 0; m < this.#host.intents; m++)
        if ((lying & (1 << m)) !== 0) this.#host.emit(ctx, EVENT.return, this.#place, m, 0);
  }

  /** The leader has the message, and it stays with that. */
  #keepsAlone(s: State, m: number): boolean {
    if (this.#silent?.get(s) !== 1 || this.#exact?.wayOf(m).routed !== true || !this.#node.available(s))
      return false;
    this.#alone.push(s, m);
    return true;
  }

  #heldAlone(): typeof OK | typeof WITHHELD {
    return this.#lie === "confirm-before-the-majority" ? OK : WITHHELD;
  }

  /** The leader is gone: a follower may have had some of it all the same (R-CLU-06). */
  #inherit(s: State, ctx: Context): void {
    const n = this.#alone.count(s);
    const kept = n > 0 ? ctx.pick(this.#replicated, 0, n + 1) : 0;
    for (let k = 0; k < n; k++) {
      const m = this.#alone.shift(s);
      if (k < kept) this.#queue.add(s, m);
      else this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
    }
  }

  #siblingRefuses(s: State): boolean {
    for (const sibling of this.#siblings) if (this.#neighbours.refuses(s, sibling)) return true;
    return false;
  }

  #linkFaults(): void {
    const { publish, consume } = this.#settings;
    const always = (): boolean => true;
    this.#host.atom(cut(publish.endpoint), always, (s, ctx) => this.#publisher.cutOne(s, ctx));
    this.#host.atom(
      cut(consume.endpoint),
      (s) => this.#deliveries.anyJoined(s),
      (s, ctx) => {
        this.#deliveries.cutOne(s, ctx);
        this.#pump(s, ctx);
      },
    );
    this.#host.atom(
      lostRequest(publish.endpoint),
      (s) => this.#node.acceptsPublishes(s) && this.#publisher.writing(s),
      (s, ctx) => this.#publisher.loseOne(s, ctx),
    );
    if (publish.confirms)
      this.#host.atom(
        lostResponse(publish.endpoint),
        (s) => this.#publisher.confirming(s),
        (s, ctx) => this.#publisher.loseAnswers(s, ctx),
      );
  }

  /** R-PUB-02 … R-PUB-04: one answer for all queues that the message is routed to. */
  #publish(s: State, ctx: Context, m: number): Answer {
    const { publish, queue } = this.#settings;
    const way = this.#exact?.wayOf(m) ?? publish;
    const routed = way.routed && this.#lie !== "drop-the-binding";
    this.#host.emit(ctx, EVENT.route, this.#place, m, routed ? 1 : 0);
    if (!routed && !way.somewhere) {
      this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
      if (this.#lie === "refuse-unroutable") return FAILED;
      return publish.mandatory && this.#lie !== "confirm-unroutable" ? FAILED : OK;
    }
    const known = this.#lie === "recognise-what-is-there" && (this.#queue.intents(s) & (1 << m)) !== 0;
    const refused = this.#siblingRefuses(s) || this.#exact?.refusedBeside(s, m) === true;
    const takesNone = refused && this.#lie === "all-or-nothing";
    const stored = !routed || known || takesNone || this.#store(s, ctx, m);
    if (refused) this.#refused.put(s, m, true);
    else this.#refused.set(s, 0);
    if ((stored && !refused) || this.#lie === "confirm-what-is-refused") return OK;
    // A queue that is published to directly has no copy of what it refuses, and nobody else has (R-PUB-04, R-LEN-03).
    return publish.direct && queue.overflow !== "reject-publish-dlx" ? FAILED : UNKNOWN_OUTCOME;
  }

  /** The queue takes a copy, or refuses it: its node is down (R-CLU-08), or it is full (R-LEN-03, R-LEN-05). */
  #store(s: State, ctx: Context, m: number): boolean {
    if (!this.#node.available(s)) {
      this.#host.emit(ctx, EVENT.lost, this.#place, m, 0);
      return false;
    }
    if (this.#full(s) && this.#settings.queue.overflow !== "drop-head") {
      this.#host.emit(ctx, EVENT.refused, this.#place, m, 0);
      if (this.#settings.queue.overflow === "reject-publish-dlx")
        this.#letters.dispose(s, ctx, m, "overflow");
      return false;
    }
    if (this.#node.defers(s, m)) return true;
    this.#keep(s, ctx, m);
    if (this.#lie === "store-twice") this.#keep(s, ctx, m);
    return true;
  }

  #keep(s: State, ctx: Context, m: number): void {
    this.#queue.add(s, m);
    this.#host.emit(ctx, EVENT.append, this.#place, m, 0);
    this.#deliveries.pump(s, ctx);
    this.#silence.filled(s);
    this.#dropAbove(s, ctx);
  }

  #full(s: State): boolean {
    const lengthMax = this.#exact?.lengthMax;
    return this.#silence.full(s) || (lengthMax !== undefined && this.waiting(s) >= lengthMax);
  }

  /** R-LEN-02: the oldest goes. */
  #dropAbove(s: State, ctx: Context): void {
    const lengthMax = this.#exact?.lengthMax;
    if (lengthMax === undefined || this.#settings.queue.overflow !== "drop-head") return;
    for (let n = this.waiting(s); n > lengthMax; n--)
      this.#letters.dispose(
        s,
        ctx,
        this.#queue.drop(s, this.#lie === "drop-the-newest" ? n - 1 : 0),
        "overflow",
      );
  }
}

/** A lie about the consumer's settings that comes to the same as other settings. */
function distorted(settings: HopSettings, lie: Lie | undefined): HopSettings {
  if (lie !== "requeue-without-acknowledgements") return settings;
  return { ...settings, consume: { ...settings.consume, autoAck: false } };
}

function distinct(queues: readonly Neighbour[]): readonly Neighbour[] {
  return queues.filter((queue, at) => queues.findIndex((other) => other.name === queue.name) === at);
}
