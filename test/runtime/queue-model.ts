/**
 * The reference queue, as small as an at-least-once queue can be: to count and to measure the search with, beside other
 * model checkers. One producer sends `messages` in order, each again until it is told of a confirm; a consumer holds up
 * to `prefetch` and acknowledges in any order. `faults` times in all, a confirm or an acknowledgement is lost; the
 * message of the latter goes back to the head of the queue. Nothing confirmed may be lost.
 */
import { type Cell, Layout, type State } from "../../src/base/layout.ts";
import { Builder } from "../../src/runtime/builder.ts";
import type { Explorable } from "../../src/runtime/explore.ts";
import type { Op } from "../../src/runtime/mechanism.ts";
import type { Monitor } from "../../src/runtime/model.ts";

export interface QueueScale {
  readonly messages: number;
  readonly faults: number;
  readonly prefetch: number;
  /** Keeps what the consumer holds sorted: in which order it was delivered makes no difference. */
  readonly canonical: boolean;
}

export function queueModel(scale: QueueScale): Explorable {
  const { messages, faults, prefetch } = scale;
  const fits = messages <= PER_CELL && prefetch <= PER_CELL && messages + faults <= 2 * PER_CELL;
  if (!fits) throw new RangeError("the reference queue holds at most 7 messages, and 14 copies");
  const layout = new Layout();
  const builder = new Builder(layout);
  const fields = new Fields(layout);
  const { confirmed, deliveries, queue } = fields;
  const { operations, atoms, timers, sites, places } = builder;
  return {
    ...{ layout, operations, atoms, timers, sites, places },
    moves: movesOf(fields, { ...producer(builder, fields), ...consumer(builder, fields, scale) }, scale),
    intents: messages,
    monitor: nothingConfirmedIsLost(
      (s) => ((1 << confirmed.get(s)) - 1) & ~(counted(deliveries.get(s)) | queue.bits(s)),
    ),
    cells: { struck: layout.list("faults in one episode", 0), episode: layout.cell() },
    initial: () => layout.initial(),
    unsettled: () => 0,
    isCall: () => false,
    recovered: () => true,
  };
}

class Fields {
  /** Messages the producer knows to be in the queue: the first of them, as it sends in order. */
  readonly confirmed: Cell;
  readonly lost: Cell;
  /** How often each message was delivered. */
  readonly deliveries: Cell;
  readonly queue: Packed;
  readonly unacked: Cell;
  constructor(layout: Layout) {
    this.confirmed = layout.cell();
    this.lost = layout.cell();
    this.deliveries = layout.cell();
    this.queue = new Packed(layout.cell(), layout.cell());
    this.unacked = layout.cell();
  }
}

interface ProducerOps {
  readonly publish: Op;
  readonly loseConfirm: Op;
}

function producer(builder: Builder, { queue, confirmed, lost }: Fields): ProducerOps {
  return {
    publish: builder.op(
      (m) => `m${m + 1} is published and confirmed`,
      (s, _ctx, m) => {
        queue.push(s, m + 1);
        confirmed.add(s, 1);
      },
    ),
    loseConfirm: builder.op(
      (m) => `m${m + 1} is published, its confirm is lost`,
      (s, _ctx, m) => {
        queue.push(s, m + 1);
        lost.add(s, 1);
      },
    ),
  };
}

interface ConsumerOps {
  readonly deliver: Op;
  readonly ack: Op;
  readonly loseAck: Op;
  readonly rest: Op;
}

function consumer(
  builder: Builder,
  { queue, unacked, deliveries, lost }: Fields,
  { canonical }: QueueScale,
): ConsumerOps {
  return {
    deliver: builder.op(
      (m) => `m${m + 1} is delivered`,
      (s, _ctx, m) => {
        queue.shift(s);
        const held = unacked.get(s);
        const at = canonical ? placeOf(held, m + 1) : length(held);
        unacked.set(s, insert(held, at, m + 1));
        deliveries.add(s, 1 << (BITS * m));
      },
    ),
    ack: builder.op(
      (k) => `delivery ${k + 1} is acknowledged`,
      (s, _ctx, k) => unacked.set(s, remove(unacked.get(s), k)),
    ),
    loseAck: builder.op(
      (k) => `the acknowledgement of delivery ${k + 1} is lost`,
      (s, _ctx, k) => {
        const held = unacked.get(s);
        queue.unshift(s, entry(held, k));
        unacked.set(s, remove(held, k));
        lost.add(s, 1);
      },
    ),
    rest: builder.op(
      () => "nothing is left to do",
      () => undefined,
    ),
  };
}

function movesOf(
  { confirmed, lost, queue, unacked }: Fields,
  { publish, loseConfirm, deliver, ack, loseAck, rest }: ProducerOps & ConsumerOps,
  { messages, faults, prefetch }: QueueScale,
): Explorable["moves"] {
  return (s, out) => {
    const m = confirmed.get(s);
    const left = lost.get(s) < faults;
    if (m < messages) {
      publish.prompt(out, m);
      if (left) loseConfirm.prompt(out, m);
    }
    const held = length(unacked.get(s));
    const head = queue.head(s);
    if (head > 0 && held < prefetch) deliver.prompt(out, head - 1);
    for (let k = 0; k < held; k++) {
      ack.prompt(out, k);
      if (left) loseAck.prompt(out, k);
    }
    // As the model checkers this is compared with count it: what is done goes on doing nothing.
    if (out.count === 0) rest.prompt(out);
  };
}

/** The bits of {@link PER_CELL} small numbers in one cell, the first in the lowest; 0 = none. */
const BITS = 4;
const PER_CELL = 7;
const ENTRY = (1 << BITS) - 1;
const CELL = (1 << (BITS * PER_CELL)) - 1;

function length(row: number): number {
  return (31 + BITS - Math.clz32(row)) >> 2;
}

function entry(row: number, i: number): number {
  return (row >> (BITS * i)) & ENTRY;
}

function insert(row: number, i: number, value: number): number {
  const below = (1 << (BITS * i)) - 1;
  return (row & below) | (value << (BITS * i)) | ((row & ~below) << BITS);
}

function remove(row: number, i: number): number {
  const below = (1 << (BITS * i)) - 1;
  return (row & below) | ((row >> BITS) & ~below);
}

/** Where `value` goes in a sorted row. */
function placeOf(row: number, value: number): number {
  let at = length(row);
  while (at > 0 && entry(row, at - 1) > value) at -= 1;
  return at;
}

/** Bit m: message m has been counted. */
function counted(row: number): number {
  let set = 0;
  for (let m = 0; m < PER_CELL; m++) if (entry(row, m) > 0) set |= 1 << m;
  return set;
}

/** Up to twice {@link PER_CELL} messages in order, side by side in two cells. */
class Packed {
  readonly #first: Cell;
  readonly #second: Cell;
  constructor(first: Cell, second: Cell) {
    this.#first = first;
    this.#second = second;
  }
  head(s: State): number {
    return this.#first.get(s) & ENTRY;
  }
  push(s: State, value: number): void {
    const first = this.#first.get(s);
    const to = length(first) < PER_CELL ? this.#first : this.#second;
    const row = to.get(s);
    to.set(s, insert(row, length(row), value));
  }
  unshift(s: State, value: number): void {
    const first = this.#first.get(s);
    const last = entry(first, PER_CELL - 1);
    this.#first.set(s, ((first << BITS) & CELL) | value);
    if (last > 0) this.#second.set(s, (this.#second.get(s) << BITS) | last);
  }
  shift(s: State): void {
    const second = this.#second.get(s);
    this.#first.set(s, (this.#first.get(s) >> BITS) | ((second & ENTRY) << (BITS * (PER_CELL - 1))));
    this.#second.set(s, second >> BITS);
  }
  /** Bit m: message m is in it. */
  bits(s: State): number {
    let set = 0;
    for (let row = this.#first.get(s); row > 0; row >>= BITS) set |= 1 << ((row & ENTRY) - 1);
    for (let row = this.#second.get(s); row > 0; row >>= BITS) set |= 1 << ((row & ENTRY) - 1);
    return set;
  }
}

function nothingConfirmedIsLost(missing: (s: State) => number): Monitor {
  const broken = (s: State): number => (missing(s) === 0 ? 0 : 1);
  return {
    clauses: ["nothing confirmed is lost"],
    step: () => undefined,
    ...{ broken, atEnd: broken, inCircles: broken },
    pending: () => 0,
    due: () => 0,
    premises: () => 1,
  };
}
