/**
 * The clients that send into the topic, one a sender, and their connections to its leader. A connection is served in
 * order, one request at a time; so are its answers.
 */
import type { Cell, Cells, List, State } from "../../../base/layout.ts";
import { EVENT, FAILED, OK, UNKNOWN_OUTCOME } from "../../../runtime/event.ts";
import type { Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { ProducerSettings } from "../settings/settings.ts";
import type { Lie } from "./lie.ts";
import {
  APPENDED,
  type Batch,
  batch,
  LOST,
  OVERTAKEN,
  QUEUED,
  SENT,
  UNHEARD,
} from "./record.ts";
import type { Names, Replicas } from "./replicas.ts";
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

export class Producers {
  readonly #host: Host;
  readonly #settings: ProducerSettings;
  readonly #replicas: Replicas;
  readonly #bounds: FaultBounds;
  readonly #lie: Lie | undefined;
  readonly #senders: number;
  readonly #sequences: Sequences;
  /** Waiting to be sent, in the order of sending. */
  readonly #queue: readonly List[];
  /** Written to the connection and open, in that order. */
  readonly #flight: readonly List[];
  /** Held up by the network; they outlive their sender's patience (K-PROD-16). */
  readonly #held: readonly List[];
  readonly #next: Cells;
  readonly #wires: Wires | undefined;
  /** Bits of the senders that gave a held connection up: there is no other before it is released. */
  readonly #adrift: Cell | undefined;
  /** Bits of the senders whose time-out passed while their process stood still. */
  readonly #lateRequest: Cell;
  readonly #lateDelivery: Cell;
  readonly #request: readonly Alarm[];
  readonly #delivery: readonly Alarm[];
  readonly #append: Op;
  readonly #answer: Op;
  readonly #drain: Op;
  readonly #arrive: Op;
  readonly #notice: Op;
  readonly #anyPartition: number;
  readonly #whichRequest: number;
  readonly #whichSender: number;
  readonly #arrived: number;

  constructor(parts: ProducerParts) {
    const { host, names, replicas } = parts;
    const { layout } = host;
    const { places, points } = names;
    this.#host = host;
    this.#settings = parts.settings;
    this.#replicas = replicas;
    this.#bounds = parts.bounds;
    this.#lie = parts.lie;
    this.#senders = host.senders;
    this.#sequences = new Sequences(host, parts.settings, replicas, parts.lie);
    const senders = Array.from({ length: host.senders }, (_, i) => i);
    const capacity = host.intents * 2 + 2;
    this.#queue = senders.map(() => layout.list(`the buffer of ${places.producer}`, capacity));
    this.#flight = senders.map(() => layout.list(`the requests of ${places.producer}`, capacity));
    this.#held = senders.map(() => layout.list(`the delayed requests of ${places.producer}`, host.faults));
    this.#next = layout.cells(host.senders * replicas.partitions);
    this.#wires = parts.wires;
    this.#adrift = parts.wires && layout.cell();
    this.#lateRequest = layout.cell();
    this.#lateDelivery = layout.cell();
    this.#request = senders.map((i) =>
      host.timer(`request time-out of ${places.producer}#${i + 1}`, (s, ctx) => this.#requestTimedOut(s, ctx, i)),
    );
    this.#delivery = senders.map((i) =>
      host.timer(`delivery time-out of ${places.producer}#${i + 1}`, (s, ctx) => this.#deliveryTimedOut(s, ctx, i)),
    );
    const of = (i: number, m: number): string => `m${m + 1} of ${places.producer}#${i + 1}`;
    this.#append = host.op((i, m) => `${points.append} ${of(i, m)}`, (s, ctx, i) => this.#appended(s, ctx, i));
    this.#answer = host.op((i, m) => `${points.answer} ${of(i, m)}`, (s, ctx, i) => this.#answered(s, ctx, i));
    this.#drain = host.op((i, m) => `${places.producer} resends ${of(i, m)}`, (s, ctx, i) => this.#write(s, ctx, i));
    this.#arrive = host.op((i, m) => `delayed ${of(i, m)} arrives`, (s, ctx, i) => this.#lateArrival(s, ctx, i));
    this.#notice = host.op((i) => `${places.producer}#${i + 1} notices a time-out`, (s, ctx, i) => this.#noticed(s, ctx, i));
    this.#anyPartition = host.site(`partition of a record of ${places.producer}`);
    this.#whichRequest = host.site(`which request of ${places.producer}`);
    this.#whichSender = host.site(`which client of ${places.producer}`);
    this.#arrived = host.site(`what of the requests of ${places.producer} arrives`);
    this.#registerFaults(places.producer);
  }

  moves(s: State, out: Moves): void {
    const leads = this.#replicas.leads(s);
    for (let i = 0; i < this.#senders; i++) {
      const flight = this.#flight[i] as List;
      const held = this.#held[i] as List;
      const up = this.#host.senderUp(s, i);
      if (leads && flight.count(s) > 0) {
        const append = this.#toAppend(s, i);
        if (append >= 0) this.#append.prompt(out, i, this.#intent(flight.get(s, append)));
        const answer = up ? this.#toAnswer(s, i) : -1;
        if (answer >= 0) this.#answer.prompt(out, i, this.#intent(flight.get(s, answer)));
      }
      if (up && this.#drains(s, i)) this.#drain.prompt(out, i, this.#intent((this.#queue[i] as List).get(s, 0)));
      if (leads && held.count(s) > 0) this.#arrive.wide(out, i, this.#intent(held.get(s, 0)));
      if (up && (this.#lateRequest.has(s, i) || this.#lateDelivery.has(s, i))) this.#notice.prompt(out, i);
    }
  }

  send(s: State, ctx: Context, sender: number, item: number): void {
    const p = this.#replicas.partitionOf(this.#host.intentOf(item)) ?? ctx.pick(this.#anyPartition, this.#host.intentOf(item), this.#replicas.partitions);
    const sequence = this.#next.add(s, sender * this.#replicas.partitions + p, 1) - 1;
    (this.#queue[sender] as List).push(s, batch.make(item, sequence, p));
    this.#pump(s, ctx, sender);
    this.#watch(s, sender);
  }

  /** Requests arrive as a prefix, everything else of the session is gone. */
  stopped(s: State, ctx: Context, sender: number): void {
    const flight = this.#flight[sender] as List;
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
    this.#forget(s, sender);
  }

  /** The connection is gone: all that was on it failed, the answers included (K-PROD-06). */
  cut(s: State, ctx: Context): void {
    for (let i = 0; i < this.#senders; i++) this.#dropConnection(s, ctx, i);
  }

  truncated(s: State, p: number): void {
    this.#sequences.rebuild(s, p, this.#senders);
    for (let i = 0; i < this.#senders; i++) if (this.#sequences.unknown(s, i, p)) this.#requeueOvertaken(s, i, p);
  }

  /** The first `count` records of partition `p` are gone: offsets move down. Their producers stay known (K-IDEM-09). */
  expired(s: State, p: number, count: number): void {
    for (const flight of this.#flight) {
      for (let k = 0; k < flight.count(s); k++) {
        const b = flight.get(s, k);
        if (batch.status(b) !== APPENDED || batch.partition(b) !== p) continue;
        flight.set(s, k, batch.appendedAt(b, Math.max(0, batch.offset(b) - count)));
      }
    }
  }

  watchAll(s: State): void {
    for (let i = 0; i < this.#senders; i++) this.#watch(s, i);
  }

  /** A link of `sender` was held, released or cut. */
  relinked(s: State, ctx: Context, sender: number): void {
    if (!this.#stuck(s, sender)) this.#adrift?.put(s, sender, false);
    this.#pump(s, ctx, sender);
    this.#watch(s, sender);
  }

  /** What `sender` would send again could only be refused again: here it waits, a client goes on trying. */
  postpones(s: State, sender: number): boolean {
    const queue = this.#queue[sender] as List;
    return (
      queue.count(s) > 0 &&
      batch.retried(queue.get(s, 0)) &&
      this.#room(s, sender) &&
      this.#settings.acks === -1 &&
      this.#replicas.tooFew(s)
    );
  }

  unsettled(s: State): number {
    let set = 0;
    for (let i = 0; i < this.#senders; i++) {
      const queue = this.#queue[i] as List;
      const flight = this.#flight[i] as List;
      const held = this.#held[i] as List;
      for (let k = 0; k < queue.count(s); k++) set |= 1 << this.#intent(queue.get(s, k));
      for (let k = 0; k < held.count(s); k++) set |= 1 << this.#intent(held.get(s, k));
      for (let k = 0; k < flight.count(s); k++) {
        const status = batch.status(flight.get(s, k));
        if (status === SENT || status === LOST || status === OVERTAKEN) set |= 1 << this.#intent(flight.get(s, k));
      }
    }
    return set;
  }

  recovered(s: State): boolean {
    for (let i = 0; i < this.#senders; i++)
      if ((this.#queue[i] as List).count(s) + (this.#flight[i] as List).count(s) + (this.#held[i] as List).count(s) > 0) return false;
    return true;
  }

  #registerFaults(place: string): void {
    const { atom } = this.#host;
    atom(`lost-request@${place}`, (s) => this.#count(s, SENT) > 0, (s, ctx) => this.#lose(s, ctx, false));
    atom(`delayed-request@${place}`, (s) => this.#count(s, SENT) > 0, (s, ctx) => this.#lose(s, ctx, true));
    atom(`lost-response@${place}`, (s) => this.#firstAnswer(s) >= 0, (s, ctx) => this.#loseAnswer(s, ctx));
    atom(`cut@${place}`, (s) => this.#firstBusy(s) >= 0, (s, ctx) => this.#dropConnection(s, ctx, this.#pickBusy(s, ctx)));
  }

  #intent(b: Batch): number {
    return this.#host.intentOf(batch.item(b));
  }

  // What may happen next.

  /** The request the leader takes next: the first that is written, unless an earlier one has not been answered. */
  #toAppend(s: State, sender: number): number {
    const flight = this.#flight[sender] as List;
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
    const flight = this.#flight[sender] as List;
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
    return this.#replicas.watermark(s, batch.partition(b)) > batch.offset(b);
  }

  #room(s: State, sender: number): boolean {
    if (!this.#replicas.leads(s) || this.#adrift?.has(s, sender) === true) return false;
    return this.#settings.acks === 0 || (this.#flight[sender] as List).count(s) < this.#settings.inFlight;
  }

  /**
   * The client sends the head of its buffer again, or for the first time when the leader is back. A resend waits while it
   * could only be refused again; numbered records are resent one by one, the earliest first (K-IDEM-07).
   */
  #drains(s: State, sender: number): boolean {
    const queue = this.#queue[sender] as List;
    if (queue.count(s) === 0 || !this.#room(s, sender)) return false;
    const head = queue.get(s, 0);
    if (!batch.retried(head)) return true;
    if (this.#settings.acks === -1 && this.#replicas.tooFew(s)) return false;
    return !this.#settings.idempotent || this.#lie === "resends-last-first" || this.#earliest(s, sender, head);
  }

  /** No open send of the same partition has an earlier place. */
  #earliest(s: State, sender: number, b: Batch): boolean {
    const flight = this.#flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const other = flight.get(s, k);
      if (batch.partition(other) === batch.partition(b) && batch.sequence(other) < batch.sequence(b)) return false;
    }
    return true;
  }

  // The way to the log.

  #pump(s: State, ctx: Context, sender: number): void {
    const queue = this.#queue[sender] as List;
    while (queue.count(s) > 0 && !batch.retried(queue.get(s, 0)) && this.#room(s, sender)) this.#write(s, ctx, sender);
  }

  #write(s: State, ctx: Context, sender: number): void {
    const b = (this.#queue[sender] as List).shift(s);
    (this.#flight[sender] as List).push(s, batch.with(batch.asRetried(b), SENT));
    this.#wires?.wrote(s, sender);
    if (this.#settings.acks === 0 && !batch.retried(b)) this.#host.settled(s, ctx, sender, batch.item(b), OK);
  }

  #appended(s: State, ctx: Context, sender: number): void {
    const flight = this.#flight[sender] as List;
    const k = this.#toAppend(s, sender);
    const b = flight.get(s, k);
    const at = this.#offer(s, ctx, sender, b);
    if (this.#settings.acks === 0) {
      flight.removeAt(s, k);
      this.#release(s, sender, b);
    } else if (at >= 0) flight.set(s, k, this.#heard(s, sender, k) ? batch.appendedAt(b, at) : batch.with(b, UNHEARD));
    else this.#refused(s, ctx, sender, k, at);
    this.#watch(s, sender);
  }

  /** No earlier answer is lost on this connection. */
  #heard(s: State, sender: number, k: number): boolean {
    const flight = this.#flight[sender] as List;
    for (let j = 0; j < k; j++) if (batch.status(flight.get(s, j)) === UNHEARD) return false;
    return true;
  }

  #refused(s: State, ctx: Context, sender: number, k: number, why: number): void {
    const flight = this.#flight[sender] as List;
    this.#host.emit(ctx, EVENT.refused, this.#replicas.place, this.#intent(flight.get(s, k)), 0);
    if (why === OUT_OF_PLACE) flight.set(s, k, batch.with(flight.get(s, k), OVERTAKEN));
    else this.#fail(s, ctx, sender, k, false);
    this.#pump(s, ctx, sender);
  }

  /** The offset, or why not. */
  #offer(s: State, ctx: Context, sender: number, b: Batch): number {
    if (this.#settings.acks === -1 && this.#replicas.tooFew(s)) return REFUSED;
    const p = batch.partition(b);
    const same = this.#lie === "recognises-intents" ? this.#replicas.offsetOf(s, p, this.#intent(b)) : -1;
    if (same >= 0) return same;
    const known = batch.orphaned(b) ? NEITHER : this.#sequences.place(s, sender, b, this.#lowestKnown(s, sender, p));
    if (known !== NEITHER) return known;
    return this.#replicas.append(s, ctx, p, this.#sequences.entryOf(sender, b, this.#intent(b)));
  }

  #answered(s: State, ctx: Context, sender: number): void {
    const k = this.#toAnswer(s, sender);
    const b = (this.#flight[sender] as List).get(s, k);
    // K-REPL-06: the set shrank meanwhile. From 3.7 the watermark would not have got here (K-REPL-07).
    if (this.#settings.acks === -1 && !this.#replicas.settings.strictWatermark && this.#replicas.tooFew(s))
      this.#fail(s, ctx, sender, k, true);
    else {
      (this.#flight[sender] as List).removeAt(s, k);
      this.#settle(s, ctx, sender, b, OK);
    }
    this.#pump(s, ctx, sender);
    this.#watch(s, sender);
  }

  #lateArrival(s: State, ctx: Context, sender: number): void {
    const b = (this.#held[sender] as List).shift(s);
    if (this.#lie !== "takes-back-what-it-wrote") this.#offer(s, ctx, sender, b);
    const p = batch.partition(b);
    this.#rebase(s, sender, p);
    this.#watch(s, sender);
  }

  // What goes wrong.

  /** Request `k` failed: sent again if the client may, at the front of its buffer (K-PROD-10). */
  #fail(s: State, ctx: Context, sender: number, k: number, maybe: boolean): void {
    const taken = (this.#flight[sender] as List).removeAt(s, k);
    const b = maybe ? batch.asMaybe(taken) : taken;
    if (this.#settings.acks === 0 && this.#lie !== "retries-without-acks") return this.#release(s, sender, b);
    if (!this.#settings.retries || this.#lie === "forgets-resend") {
      this.#settle(s, ctx, sender, b, batch.maybe(b) ? UNKNOWN_OUTCOME : FAILED);
      return;
    }
    this.#requeue(s, sender, b);
  }

  #requeue(s: State, sender: number, b: Batch): void {
    const queue = this.#queue[sender] as List;
    let at = this.#lie === "resends-at-the-end" ? queue.count(s) : 0;
    const inOrder = this.#settings.idempotent && this.#lie !== "resends-last-first";
    if (inOrder || this.#lie === "resends-in-order")
      while (at < queue.count(s) && batch.sequence(queue.get(s, at)) < batch.sequence(b)) at += 1;
    queue.insert(s, at, batch.with(b, QUEUED));
  }

  #dropConnection(s: State, ctx: Context, sender: number): void {
    const flight = this.#flight[sender] as List;
    let k = 0;
    while (k < flight.count(s)) {
      if (batch.status(flight.get(s, k)) === OVERTAKEN) k += 1;
      else this.#fail(s, ctx, sender, k, true);
    }
    this.#watch(s, sender);
  }

  #requeueOvertaken(s: State, sender: number, p: number): void {
    const flight = this.#flight[sender] as List;
    for (let k = flight.count(s) - 1; k >= 0; k--) {
      const b = flight.get(s, k);
      if (batch.status(b) === OVERTAKEN && batch.partition(b) === p) this.#requeue(s, sender, flight.removeAt(s, k));
    }
  }

  #settle(s: State, ctx: Context, sender: number, b: Batch, outcome: number): void {
    this.#release(s, sender, b);
    this.#host.settled(s, ctx, sender, batch.item(b), outcome);
  }

  #release(s: State, sender: number, b: Batch): void {
    const p = batch.partition(b);
    if (this.#settings.idempotent) return this.#rebase(s, sender, p);
    // Nobody checks the numbers: they only say who was first, and stay dense.
    this.#next.add(s, sender * this.#replicas.partitions + p, -1);
    closeGap(s, this.#queue[sender] as List, p, batch.sequence(b));
    closeGap(s, this.#flight[sender] as List, p, batch.sequence(b));
  }

  /** Places in the sequence move down so that the earliest open one is 0: nothing grows for ever. */
  #rebase(s: State, sender: number, p: number): void {
    if (!this.#settings.idempotent) return;
    const at = sender * this.#replicas.partitions + p;
    const lowest = this.#lowestOpen(s, sender, p);
    const by = lowest < 0 ? this.#next.get(s, at) : lowest;
    if (by === 0) return;
    this.#next.add(s, at, -by);
    this.#sequences.lower(s, sender, p, by);
    lowerIn(s, this.#queue[sender] as List, p, by);
    lowerIn(s, this.#flight[sender] as List, p, by);
    lowerIn(s, this.#held[sender] as List, p, by);
  }

  /** Lowest place in the sequence of a send that the client knows to be open; -1 if none is. */
  #lowestKnown(s: State, sender: number, p: number): number {
    return lowestIn(s, this.#flight[sender] as List, p, lowestIn(s, this.#queue[sender] as List, p, -1));
  }

  /** The same, with requests that are still on their way. */
  #lowestOpen(s: State, sender: number, p: number): number {
    return lowestIn(s, this.#held[sender] as List, p, this.#lowestKnown(s, sender, p));
  }

  /** The session is gone: its memory, its numbers; a request held up by the network may still arrive. */
  #forget(s: State, sender: number): void {
    const held = this.#held[sender] as List;
    for (let k = held.count(s) - 1; k >= 0; k--) {
      const b = held.get(s, k);
      if (batch.orphaned(b)) continue;
      const place = this.#sequences.place(s, sender, b, batch.sequence(b));
      if (place === NEITHER) held.set(s, k, batch.asOrphaned(batch.make(batch.item(b), 0, batch.partition(b))));
      else held.removeAt(s, k);
    }
    (this.#queue[sender] as List).clear(s);
    (this.#flight[sender] as List).clear(s);
    for (let p = 0; p < this.#replicas.partitions; p++) this.#next.set(s, sender * this.#replicas.partitions + p, 0);
    this.#sequences.forget(s, sender);
    this.#lateRequest.put(s, sender, false);
    this.#lateDelivery.put(s, sender, false);
    this.#watch(s, sender);
  }

  // Time-outs: armed only by what keeps an answer away.

  #watch(s: State, sender: number): void {
    const request = this.#request[sender] as Alarm;
    const delivery = this.#delivery[sender] as Alarm;
    const unanswered = this.#unanswered(s, sender);
    if (unanswered && !request.armed(s) && !this.#lateRequest.has(s, sender)) request.arm(s, this.#settings.requestMs);
    if (!unanswered) request.disarm(s);
    const hopeless = this.#hopeless(s, sender);
    if (hopeless && !delivery.armed(s) && !this.#lateDelivery.has(s, sender)) delivery.arm(s, this.#settings.deliveryMs);
    if (!hopeless) delivery.disarm(s);
  }

  #unanswered(s: State, sender: number): boolean {
    if (this.#settings.acks === 0) return false;
    const flight = this.#flight[sender] as List;
    if (this.#stuck(s, sender) && flight.count(s) > 0) return true;
    for (let k = 0; k < flight.count(s); k++) {
      const b = flight.get(s, k);
      const status = batch.status(b);
      if (status === LOST || status === UNHEARD) return true;
      if (status === APPENDED && !this.#done(s, b) && this.#replicas.stalled(s)) return true;
    }
    return false;
  }

  /** What keeps a send open may last longer than the delivery time-out. */
  #hopeless(s: State, sender: number): boolean {
    const flight = this.#flight[sender] as List;
    const { acks, retries, deliveryMs } = this.#settings;
    if (acks === 0 || !retries) return false;
    for (let k = 0; k < flight.count(s); k++) if (batch.status(flight.get(s, k)) === OVERTAKEN) return true;
    if (flight.count(s) + (this.#queue[sender] as List).count(s) === 0) return false;
    if (this.#stuck(s, sender)) return true;
    if (this.#replicas.out(s)) return this.#bounds.boundMs("outage") > deliveryMs;
    return acks === -1 && this.#replicas.slow(s) && this.#replicas.tooFew(s) && this.#bounds.boundMs("slow") > deliveryMs;
  }

  #requestTimedOut(s: State, ctx: Context, sender: number): void {
    if (!this.#host.senderUp(s, sender)) return this.#lateRequest.put(s, sender, true);
    if (this.#stuck(s, sender)) this.#drift(s, sender);
    else if (this.#timesOutAtLeader(s, ctx, sender)) return;
    this.#dropConnection(s, ctx, sender);
  }

  /**
   * K-REPL-07, K-REPL-23: a request that waits for its replicas is answered with an error when its time is up, and the
   * connection goes on with the next one. Only where no answer comes the client drops the connection (K-PROD-06).
   */
  #timesOutAtLeader(s: State, ctx: Context, sender: number): boolean {
    const flight = this.#flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const status = batch.status(flight.get(s, k));
      if (status === LOST || status === UNHEARD) return false;
      if (status !== APPENDED || this.#done(s, flight.get(s, k))) continue;
      this.#fail(s, ctx, sender, k, true);
      this.#pump(s, ctx, sender);
      this.#watch(s, sender);
      return true;
    }
    return false;
  }

  #stuck(s: State, sender: number): boolean {
    return this.#wires !== undefined && (this.#wires.holdsRequests(s, sender) || this.#wires.holdsAnswers(s, sender));
  }

  /** A held connection is given up: what was written to it still arrives when it is released (K-PROD-16). */
  #drift(s: State, sender: number): void {
    this.#adrift?.put(s, sender, true);
    if (this.#wires?.holdsRequests(s, sender) !== true) return;
    const flight = this.#flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) {
      const b = flight.get(s, k);
      if (batch.status(b) !== SENT) continue;
      (this.#held[sender] as List).push(s, this.#settings.idempotent ? batch.with(b, QUEUED) : copyOf(b));
    }
  }

  /** K-PROD-04, K-PROD-05: the oldest open send is given up; whether it happened is unknown once it was written. */
  #deliveryTimedOut(s: State, ctx: Context, sender: number): void {
    if (!this.#host.senderUp(s, sender)) return this.#lateDelivery.put(s, sender, true);
    const flight = this.#flight[sender] as List;
    const queue = this.#queue[sender] as List;
    const inFlight = oldestIn(s, flight);
    const queued = oldestIn(s, queue);
    const fromFlight =
      inFlight >= 0 &&
      (queued < 0 || batch.sequence(flight.get(s, inFlight)) < batch.sequence(queue.get(s, queued)));
    const b = fromFlight ? flight.removeAt(s, inFlight) : queue.removeAt(s, queued);
    const status = batch.status(b);
    const written = status !== QUEUED && status !== OVERTAKEN;
    this.#settle(s, ctx, sender, b, written || batch.maybe(b) ? UNKNOWN_OUTCOME : FAILED);
    this.#pump(s, ctx, sender);
    this.#watch(s, sender);
  }

  #noticed(s: State, ctx: Context, sender: number): void {
    const request = this.#lateRequest.has(s, sender);
    this.#lateRequest.put(s, sender, false);
    this.#lateDelivery.put(s, sender, false);
    if (request) this.#dropConnection(s, ctx, sender);
    else this.#watch(s, sender);
  }

  // Faults.

  #count(s: State, status: number): number {
    let n = 0;
    for (const flight of this.#flight)
      for (let k = 0; k < flight.count(s); k++) if (batch.status(flight.get(s, k)) === status) n += 1;
    return n;
  }

  #lose(s: State, ctx: Context, held: boolean): void {
    const candidates = this.#count(s, SENT);
    let left = candidates > 1 ? ctx.pick(this.#whichRequest, 0, candidates) : 0;
    for (let i = 0; i < this.#senders; i++) {
      const flight = this.#flight[i] as List;
      for (let k = 0; k < flight.count(s); k++) {
        const b = flight.get(s, k);
        if (batch.status(b) !== SENT || left-- > 0) continue;
        if (held) (this.#held[i] as List).push(s, this.#settings.idempotent ? batch.with(b, QUEUED) : copyOf(b));
        if (this.#settings.acks === 0) this.#release(s, i, flight.removeAt(s, k));
        else flight.set(s, k, batch.with(batch.asMaybe(b), LOST));
        return this.#watch(s, i);
      }
    }
  }

  #firstAnswer(s: State): number {
    if (this.#settings.acks === 0) return -1;
    for (let i = 0; i < this.#senders; i++) if (this.#toAnswer(s, i) >= 0) return i;
    return -1;
  }

  #loseAnswer(s: State, ctx: Context): void {
    let candidates = 0;
    for (let i = 0; i < this.#senders; i++) if (this.#toAnswer(s, i) >= 0) candidates += 1;
    let left = candidates > 1 ? ctx.pick(this.#whichSender, 0, candidates) : 0;
    for (let i = 0; i < this.#senders; i++) {
      const k = this.#toAnswer(s, i);
      if (k < 0 || left-- > 0) continue;
      const flight = this.#flight[i] as List;
      flight.set(s, k, batch.with(batch.asMaybe(flight.get(s, k)), UNHEARD));
      return this.#watch(s, i);
    }
  }

  #firstBusy(s: State): number {
    for (let i = 0; i < this.#senders; i++) if ((this.#flight[i] as List).count(s) > 0) return i;
    return -1;
  }

  #pickBusy(s: State, ctx: Context): number {
    let candidates = 0;
    for (const flight of this.#flight) if (flight.count(s) > 0) candidates += 1;
    let left = candidates > 1 ? ctx.pick(this.#whichSender, 0, candidates) : 0;
    for (let i = 0; i < this.#senders; i++) if ((this.#flight[i] as List).count(s) > 0 && left-- === 0) return i;
    return 0;
  }
}

function lowestIn(s: State, list: List, p: number, otherwise: number): number {
  let least = otherwise;
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) !== p || batch.orphaned(b)) continue;
    if (least < 0 || batch.sequence(b) < least) least = batch.sequence(b);
  }
  return least;
}

function lowerIn(s: State, list: List, p: number, by: number): void {
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) === p && !batch.orphaned(b)) list.set(s, k, batch.lowered(b, by));
  }
}

function closeGap(s: State, list: List, p: number, sequence: number): void {
  for (let k = 0; k < list.count(s); k++) {
    const b = list.get(s, k);
    if (batch.partition(b) === p && batch.sequence(b) > sequence) list.set(s, k, batch.lowered(b, 1));
  }
}

/** The record without what its client knows of it. */
function copyOf(b: Batch): Batch {
  return batch.make(batch.item(b), 0, batch.partition(b));
}

/** Position of the send that was called first; -1 in an empty list. */
function oldestIn(s: State, list: List): number {
  let oldest = -1;
  for (let k = 0; k < list.count(s); k++)
    if (oldest < 0 || batch.sequence(list.get(s, k)) < batch.sequence(list.get(s, oldest))) oldest = k;
  return oldest;
}

