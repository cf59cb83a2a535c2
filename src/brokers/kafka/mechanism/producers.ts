/**
 * The clients that send into the topic, one a sender, and their connections to its leader. A connection is served in
 * order, one request at a time; so are its answers.
 */
import type { Cell, List, State } from "../../../base/layout.ts";
import { EVENT, FAILED, OK, UNKNOWN_OUTCOME } from "../../../runtime/event.ts";
import type { FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { ProducerSettings } from "../settings/settings.ts";
import { Buffers } from "./buffers.ts";
import type { Lie } from "./lie.ts";
import { Patience } from "./patience.ts";
import { APPENDED, type Batch, batch, LOST, OVERTAKEN, QUEUED, SENT, UNHEARD } from "./record.ts";
import { registerRequestFaults } from "./request-faults.ts";
import type { Names } from "./replica-set.ts";
import type { Replicas } from "./replicas.ts";
import { NEITHER, REFUSED, OUT_OF_PLACE, Sequences } from "./sequences.ts";

/** What something outside the story does to the connections of the senders, and learns of them: a script's links. */
export interface Wires {
  readonly holdsRequests: (s: State, sender: number) => boolean;
  readonly holdsAnswers: (s: State, sender: number) => boolean;
  /** A request was written to the connection. */
  readonly wrote: (s: State, sender: number) => void;
}

export interface ProducerParts {
  readonly host: Host;
  readonly settings: ProducerSettings;
  readonly replicas: Replicas;
  readonly bounds: FaultBounds;
  readonly names: Names;
  readonly lie: Lie | undefined;
  readonly wires: Wires | undefined;
}

interface Ops {
  readonly append: Op;
  readonly answer: Op;
  readonly drain: Op;
  readonly arrive: Op;
  readonly notice: Op;
}

export class Producers {
  readonly #host: Host;
  readonly #settings: ProducerSettings;
  readonly #replicas: Replicas;
  readonly #lie: Lie | undefined;
  readonly #senders: number;
  readonly #sequences: Sequences;
  readonly #buffers: Buffers;
  readonly #patience: Patience;
  readonly #wires: Wires | undefined;
  /** Bits of the senders that gave a held connection up: there is no other before it is released. */
  readonly #adrift: Cell | undefined;
  readonly #ops: Ops;
  readonly #anyPartition: number;
  readonly #arrived: number;

  constructor(parts: ProducerParts) {
    const { host, names, replicas, settings, bounds, lie } = parts;
    const { places } = names;
    const name = places.producer;
    this.#host = host;
    this.#settings = settings;
    this.#replicas = replicas;
    this.#lie = lie;
    this.#senders = host.senders;
    const sequences = new Sequences(host, settings, replicas, lie);
    const buffers = new Buffers({
      host,
      settings,
      partitions: replicas.log.partitions,
      sequences,
      name,
      lie,
    });
    this.#sequences = sequences;
    this.#buffers = buffers;
    this.#wires = parts.wires;
    this.#adrift = parts.wires && host.layout.cell();
    this.#patience = new Patience({
      host,
      settings,
      replicas,
      bounds,
      buffers,
      name,
      done: (s, b) => this.#done(s, b),
      stuck: (s, sender) => this.#stuck(s, sender),
      requestTimedOut: (s, ctx, sender) => this.#requestTimedOut(s, ctx, sender),
      deliveryTimedOut: (s, ctx, sender) => this.#deliveryTimedOut(s, ctx, sender),
    });
    this.#ops = this.#registerOps(names);
    this.#anyPartition = host.site(`partition of a record of ${places.producer}`);
    this.#arrived = host.site(`what of the requests of ${places.producer} arrives`);
    registerRequestFaults({
      host,
      buffers,
      answers: settings.acks !== 0,
      name,
      toAnswer: (s, sender) => this.#toAnswer(s, sender),
      cut: (s, ctx, sender) => this.#dropConnection(s, ctx, sender),
      changed: (s, sender) => this.#patience.watch(s, sender),
    });
  }

  moves(s: State, out: Moves): void {
    const leads = this.#replicas.leads(s);
    for (let i = 0; i < this.#senders; i++) {
      const flight = this.#buffers.flight[i] as List;
      const held = this.#buffers.held[i] as List;
      const up = this.#host.senderUp(s, i);
      if (leads && flight.count(s) > 0) {
        const append = this.#toAppend(s, i);
        if (append >= 0) this.#ops.append.prompt(out, i, this.#intent(flight.get(s, append)));
        const answer = up ? this.#toAnswer(s, i) : -1;
        if (answer >= 0) this.#ops.answer.prompt(out, i, this.#intent(flight.get(s, answer)));
      }
      if (up && this.#drains(s, i))
        this.#ops.drain.prompt(out, i, this.#intent((this.#buffers.queue[i] as List).get(s, 0)));
      if (leads && held.count(s) > 0) this.#ops.arrive.wide(out, i, this.#intent(held.get(s, 0)));
      if (up && this.#patience.late(s, i)) this.#ops.notice.prompt(out, i);
    }
  }

  send(s: State, ctx: Context, sender: number, item: number): void {
    const m = this.#host.intentOf(item);
    const p =
      this.#replicas.log.partitionOf(m) ?? ctx.pick(this.#anyPartition, m, this.#replicas.log.partitions);
    this.#buffers.add(s, sender, item, p);
    this.#pump(s, ctx, sender);
    this.#patience.watch(s, sender);
  }

  /** Requests arrive as a prefix, everything else of the session is gone. */
  stopped(s: State, ctx: Context, sender: number): void {
    const flight = this.#buffers.flight[sender] as List;
    let sent = 0;
    for (let k = 0; k < flight.count(s); k++) if (batch.status(flight.get(s, k)) === SENT) sent += 1;
    const reachable = sent > 0 && this.#replicas.leads(s);
    let arriving = reachable ? sent - ctx.pick(this.#arrived, sender, sent + 1) : 0;
    for (let k = 0; k < flight.count(s) && arriving > 0; k++) {
      const b = flight.get(s, k);
      if (batch.status(b) !== SENT) continue;
      this.#offer(s, ctx, sender, b);
      arriving -= 1;
    }
    this.#buffers.forget(s, sender);
    this.#sequences.forget(s, sender);
    this.#patience.forget(s, sender);
    this.#patience.watch(s, sender);
  }

  /** The connection is gone: all that was on it failed, the answers included (K-PROD-06). */
  cut(s: State, ctx: Context): void {
    for (let i = 0; i < this.#senders; i++) this.#dropConnection(s, ctx, i);
  }

  truncated(s: State, p: number): void {
    this.#sequences.rebuild(s, p, this.#senders);
    for (let i = 0; i < this.#senders; i++)
      if (this.#sequences.unknown(s, i, p)) this.#requeueOvertaken(s, i, p);
  }

  /** The first `count` records of partition `p` are gone: offsets move down. Their producers stay known (K-IDEM-09). */
  expired(s: State, p: number, count: number): void {
    for (const flight of this.#buffers.flight) {
      for (let k = 0; k < flight.count(s); k++) {
        const b = flight.get(s, k);
        if (batch.status(b) !== APPENDED || batch.partition(b) !== p) continue;
        flight.set(s, k, batch.appendedAt(b, Math.max(0, batch.offset(b) - count)));
      }
    }
  }

  watchAll(s: State): void {
    for (let i = 0; i < this.#senders; i++) this.#patience.watch(s, i);
  }

  /** A link of `sender` was held, released or cut. */
  relinked(s: State, ctx: Context, sender: number): void {
    if (!this.#stuck(s, sender)) this.#adrift?.put(s, sender, false);
    this.#pump(s, ctx, sender);
    this.#patience.watch(s, sender);
  }

  /** What `sender` would send again could only be refused again: here it waits, a client goes on trying. */
  postpones(s: State, sender: number): boolean {
    const queue = this.#buffers.queue[sender] as List;
    return (
      queue.count(s) > 0 &&
      batch.retried(queue.get(s, 0)) &&
      this.#room(s, sender) &&
      this.#settings.acks === -1 &&
      this.#replicas.tooFew(s)
    );
  }

  get buffers(): Buffers {
    return this.#buffers;
  }

  get sequences(): Sequences {
    return this.#sequences;
  }

  unsettled(s: State): number {
    let set = 0;
    for (let i = 0; i < this.#senders; i++) {
      const queue = this.#buffers.queue[i] as List;
      const flight = this.#buffers.flight[i] as List;
      const held = this.#buffers.held[i] as List;
      for (let k = 0; k < queue.count(s); k++) set |= 1 << this.#intent(queue.get(s, k));
      for (let k = 0; k < held.count(s); k++) set |= 1 << this.#intent(held.get(s, k));
      for (let k = 0; k < flight.count(s); k++) {
        const status = batch.status(flight.get(s, k));
        if (status === SENT || status === LOST || status === OVERTAKEN)
          set |= 1 << this.#intent(flight.get(s, k));
      }
    }
    return set;
  }

  recovered(s: State): boolean {
    for (let i = 0; i < this.#senders; i++)
      if (
        (this.#buffers.queue[i] as List).count(s) +
          (this.#buffers.flight[i] as List).count(s) +
          (this.#buffers.held[i] as List).count(s) >
        0
      )
        return false;
    return true;
  }

  #registerOps({ places, points }: Names): Ops {
    const host = this.#host;
    const of = (i: number, m: number): string => `m${m + 1} of ${places.producer}#${i + 1}`;
    return {
      append: host.op(
        (i, m) => `${points.append} ${of(i, m)}`,
        (s, ctx, i) => this.#appended(s, ctx, i),
      ),
      answer: host.op(
        (i, m) => `${points.answer} ${of(i, m)}`,
        (s, ctx, i) => this.#answered(s, ctx, i),
        (s) => this.#answersAnyTime(s),
      ),
      drain: host.op(
        (i, m) => `${places.producer} resends ${of(i, m)}`,
        (s, ctx, i) => this.#write(s, ctx, i),
      ),
      arrive: host.op(
        (i, m) => `delayed ${of(i, m)} arrives`,
        (s, ctx, i) => this.#lateArrival(s, ctx, i),
      ),
      notice: host.op(
        (i) => `${places.producer}#${i + 1} notices a time-out`,
        (s, ctx, i) => this.#patience.notice(s, ctx, i),
      ),
    };
  }

  #intent(b: Batch): number {
    return this.#host.intentOf(batch.item(b));
  }

  // What may happen next.

  /** The request the leader takes next: the first that is written, unless an earlier one has not been answered. */
  #toAppend(s: State, sender: number): number {
    const flight = this.#buffers.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const status = batch.status(flight.get(s, k));
      if (status === SENT) return k;
      if (status === LOST && this.#lie === "resends-in-order") return -1;
      if (status === APPENDED && !this.#done(s, flight.get(s, k))) return -1;
    }
    return -1;
  }

  /** The request whose answer reaches the client next: answers keep their order, and one that is lost holds up the rest. */
  #toAnswer(s: State, sender: number): number {
    const flight = this.#buffers.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const b = flight.get(s, k);
      const status = batch.status(b);
      if (status === UNHEARD) return -1;
      if (status === APPENDED) return this.#done(s, b) ? k : -1;
    }
    return -1;
  }

  /** K-PROD-11: `acks: 1` is done when the leader has it, `all` when the whole in-sync set has. */
  #done(s: State, b: Batch): boolean {
    if (this.#settings.acks === 1 || this.#lie === "answers-before-replicating") return true;
    return this.#replicas.log.watermark(s, batch.partition(b)) > batch.offset(b);
  }

  #room(s: State, sender: number): boolean {
    if (!this.#replicas.leads(s) || this.#adrift?.has(s, sender) === true) return false;
    return (
      this.#settings.acks === 0 || (this.#buffers.flight[sender] as List).count(s) < this.#settings.inFlight
    );
  }

  /**
   * The client sends the head of its buffer again, or for the first time when the leader is back. A resend waits while it
   * could only be refused again; numbered records are resent one by one, the earliest first (K-IDEM-07).
   */
  #drains(s: State, sender: number): boolean {
    const queue = this.#buffers.queue[sender] as List;
    if (queue.count(s) === 0 || !this.#room(s, sender)) return false;
    const head = queue.get(s, 0);
    if (!batch.retried(head)) return true;
    if (this.#settings.acks === -1 && this.#replicas.tooFew(s)) return false;
    return (
      !this.#settings.idempotent ||
      this.#lie === "resends-last-first" ||
      this.#buffers.earliest(s, sender, head)
    );
  }

  // The way to the log.

  #pump(s: State, ctx: Context, sender: number): void {
    const queue = this.#buffers.queue[sender] as List;
    while (queue.count(s) > 0 && !batch.retried(queue.get(s, 0)) && this.#room(s, sender))
      this.#write(s, ctx, sender);
  }

  #write(s: State, ctx: Context, sender: number): void {
    const b = (this.#buffers.queue[sender] as List).shift(s);
    (this.#buffers.flight[sender] as List).push(s, batch.with(batch.asRetried(b), SENT));
    this.#wires?.wrote(s, sender);
    if (this.#settings.acks === 0 && !batch.retried(b)) this.#host.settled(s, ctx, sender, batch.item(b), OK);
  }

  #appended(s: State, ctx: Context, sender: number): void {
    const flight = this.#buffers.flight[sender] as List;
    const k = this.#toAppend(s, sender);
    const b = flight.get(s, k);
    const at = this.#offer(s, ctx, sender, b);
    if (this.#settings.acks === 0) {
      flight.removeAt(s, k);
      this.#buffers.release(s, sender, b);
    } else if (at >= 0)
      flight.set(s, k, this.#heard(s, sender, k) ? batch.appendedAt(b, at) : batch.with(b, UNHEARD));
    else this.#refused(s, ctx, sender, k, at);
    this.#patience.watch(s, sender);
  }

  /** No earlier answer is lost on this connection. */
  #heard(s: State, sender: number, k: number): boolean {
    const flight = this.#buffers.flight[sender] as List;
    for (let j = 0; j < k; j++) if (batch.status(flight.get(s, j)) === UNHEARD) return false;
    return true;
  }

  #refused(s: State, ctx: Context, sender: number, k: number, why: number): void {
    const flight = this.#buffers.flight[sender] as List;
    this.#host.emit(ctx, EVENT.refused, this.#replicas.log.place, this.#intent(flight.get(s, k)), 0);
    if (why === OUT_OF_PLACE) flight.set(s, k, batch.with(flight.get(s, k), OVERTAKEN));
    else this.#fail(s, ctx, sender, k, false);
    this.#pump(s, ctx, sender);
  }

  /** The offset, or why not. */
  #offer(s: State, ctx: Context, sender: number, b: Batch): number {
    if (this.#settings.acks === -1 && this.#replicas.tooFew(s)) return REFUSED;
    const p = batch.partition(b);
    const same = this.#lie === "recognises-intents" ? this.#replicas.log.offsetOf(s, p, this.#intent(b)) : -1;
    if (same >= 0) return same;
    const known = batch.orphaned(b)
      ? NEITHER
      : this.#sequences.place(s, sender, b, this.#buffers.lowestKnown(s, sender, p));
    if (known !== NEITHER) return known;
    return this.#replicas.append(s, ctx, p, this.#sequences.entryOf(sender, b, this.#intent(b)));
  }

  #answered(s: State, ctx: Context, sender: number): void {
    const k = this.#toAnswer(s, sender);
    const b = (this.#buffers.flight[sender] as List).get(s, k);
    // K-REPL-06: the set shrank meanwhile. From 3.7 the watermark would not have got here (K-REPL-07).
    if (this.#settings.acks === -1 && !this.#replicas.settings.strictWatermark && this.#replicas.tooFew(s))
      this.#fail(s, ctx, sender, k, true);
    else {
      (this.#buffers.flight[sender] as List).removeAt(s, k);
      this.#settle(s, ctx, sender, b, OK);
    }
    this.#pump(s, ctx, sender);
    this.#patience.watch(s, sender);
  }

  /**
   * Nothing but a fault keeps an answer from the application, or makes it another one: no node is about to go, and the set
   * of replicas that the answer depends on is large enough. Where a handler sends, its instance may stop before.
   */
  #answersAnyTime(s: State): boolean {
    return this.#host.hop === 0 && !this.#replicas.turning(s) && !this.#replicas.tooFew(s);
  }

  #lateArrival(s: State, ctx: Context, sender: number): void {
    const b = (this.#buffers.held[sender] as List).shift(s);
    if (this.#lie !== "takes-back-what-it-wrote") this.#offer(s, ctx, sender, b);
    const p = batch.partition(b);
    this.#buffers.rebase(s, sender, p);
    this.#patience.watch(s, sender);
  }

  // What goes wrong.

  /** Request `k` failed: sent again if the client may, at the front of its buffer (K-PROD-10). */
  #fail(s: State, ctx: Context, sender: number, k: number, maybe: boolean): void {
    const taken = (this.#buffers.flight[sender] as List).removeAt(s, k);
    const b = maybe ? batch.asMaybe(taken) : taken;
    if (this.#settings.acks === 0 && this.#lie !== "retries-without-acks")
      return this.#buffers.release(s, sender, b);
    if (!this.#settings.retries || this.#lie === "forgets-resend") {
      this.#settle(s, ctx, sender, b, batch.maybe(b) ? UNKNOWN_OUTCOME : FAILED);
      return;
    }
    this.#buffers.requeue(s, sender, b);
  }

  #dropConnection(s: State, ctx: Context, sender: number): void {
    const flight = this.#buffers.flight[sender] as List;
    let k = 0;
    while (k < flight.count(s)) {
      if (batch.status(flight.get(s, k)) === OVERTAKEN) k += 1;
      else this.#fail(s, ctx, sender, k, true);
    }
    this.#patience.watch(s, sender);
  }

  #requeueOvertaken(s: State, sender: number, p: number): void {
    const flight = this.#buffers.flight[sender] as List;
    for (let k = flight.count(s) - 1; k >= 0; k--) {
      const b = flight.get(s, k);
      if (batch.status(b) === OVERTAKEN && batch.partition(b) === p)
        this.#buffers.requeue(s, sender, flight.removeAt(s, k));
    }
  }

  #settle(s: State, ctx: Context, sender: number, b: Batch, outcome: number): void {
    this.#buffers.release(s, sender, b);
    this.#host.settled(s, ctx, sender, batch.item(b), outcome);
  }

  #requestTimedOut(s: State, ctx: Context, sender: number): void {
    if (this.#stuck(s, sender)) this.#drift(s, sender);
    else if (this.#timesOutAtLeader(s, ctx, sender)) return;
    this.#dropConnection(s, ctx, sender);
  }

  /**
   * K-REPL-07, K-REPL-23: a request that waits for its replicas is answered with an error when its time is up, and the
   * connection goes on with the next one. Only where no answer comes the client drops the connection (K-PROD-06).
   */
  #timesOutAtLeader(s: State, ctx: Context, sender: number): boolean {
    const flight = this.#buffers.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const status = batch.status(flight.get(s, k));
      if (status === LOST || status === UNHEARD) return false;
      if (status !== APPENDED || this.#done(s, flight.get(s, k))) continue;
      this.#fail(s, ctx, sender, k, true);
      this.#pump(s, ctx, sender);
      this.#patience.watch(s, sender);
      return true;
    }
    return false;
  }

  #stuck(s: State, sender: number): boolean {
    return (
      this.#wires !== undefined &&
      (this.#wires.holdsRequests(s, sender) || this.#wires.holdsAnswers(s, sender))
    );
  }

  /** A held connection is given up: what was written to it still arrives when it is released (K-PROD-16). */
  #drift(s: State, sender: number): void {
    this.#adrift?.put(s, sender, true);
    if (this.#wires?.holdsRequests(s, sender) === true) this.#buffers.holdSent(s, sender);
  }

  /** K-PROD-04, K-PROD-05: the oldest open send is given up; whether it happened is unknown once it was written. */
  #deliveryTimedOut(s: State, ctx: Context, sender: number): void {
    const b = this.#buffers.takeOldest(s, sender);
    const status = batch.status(b);
    const written = status !== QUEUED && status !== OVERTAKEN;
    const said = this.#lie === "acknowledges-what-it-gave-up" ? OK : FAILED;
    this.#settle(s, ctx, sender, b, written || batch.maybe(b) ? UNKNOWN_OUTCOME : said);
    this.#pump(s, ctx, sender);
    this.#patience.watch(s, sender);
  }
}
