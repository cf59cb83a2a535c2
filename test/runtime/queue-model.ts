/**
 * The reference queue, as small as an at-least-once queue can be: to count and to measure the search with, beside other
 * model checkers. One producer sends `messages` in order, each again until it is told of a confirm; a consumer holds up
 * to `prefetch` and acknowledges in any order. `faults` times in all, a confirm or an acknowledgement is lost; the
 * message of the latter goes back to the head of the queue. Nothing confirmed may be lost.
 */
import { type Cells, Layout, type List, type State } from "../../src/base/layout.ts";
import { Builder } from "../../src/runtime/builder.ts";
import type { Explorable } from "../../src/runtime/explore.ts";
import type { Monitor, Moves } from "../../src/runtime/model.ts";

export interface QueueScale {
  readonly messages: number;
  readonly faults: number;
  readonly prefetch: number;
  /** Keeps what the consumer holds sorted: in which order it was delivered makes no difference. */
  readonly canonical: boolean;
}

export function queueModel({ messages, faults, prefetch, canonical }: QueueScale): Explorable {
  const layout = new Layout();
  const builder = new Builder(layout);
  const [confirmed, lost] = [layout.cell(), layout.cell()];
  const deliveries = layout.cells(messages);
  const queue = layout.list("queue", messages + faults);
  const unacked = layout.list("unacked", prefetch);

  const publish = builder.op(
    (m) => `m${m + 1} is published and confirmed`,
    (s, _ctx, m) => {
      queue.push(s, m + 1);
      confirmed.add(s, 1);
    },
  );
  const loseConfirm = builder.op(
    (m) => `m${m + 1} is published, its confirm is lost`,
    (s, _ctx, m) => {
      queue.push(s, m + 1);
      lost.add(s, 1);
    },
  );
  const deliver = builder.op(
    (m) => `m${m + 1} is delivered`,
    (s, _ctx, m) => {
      place(unacked, s, queue.shift(s), canonical);
      deliveries.add(s, m, 1);
    },
  );
  const ack = builder.op(
    (k) => `delivery ${k + 1} is acknowledged`,
    (s, _ctx, k) => {
      unacked.removeAt(s, k);
    },
  );
  const loseAck = builder.op(
    (k) => `the acknowledgement of delivery ${k + 1} is lost`,
    (s, _ctx, k) => {
      queue.insert(s, 0, unacked.removeAt(s, k));
      lost.add(s, 1);
    },
  );
  const rest = builder.op(
    () => "nothing is left to do",
    () => undefined,
  );

  const moves = (s: State, out: Moves): void => {
    const m = confirmed.get(s);
    const left = lost.get(s) < faults;
    if (m < messages) {
      publish.prompt(out, m);
      if (left) loseConfirm.prompt(out, m);
    }
    const held = unacked.count(s);
    if (queue.count(s) > 0 && held < prefetch) deliver.prompt(out, queue.get(s, 0) - 1);
    for (let k = 0; k < held; k++) {
      ack.prompt(out, k);
      if (left) loseAck.prompt(out, k);
    }
    // As the model checkers this is compared with count it: what is done goes on doing nothing.
    if (out.count === 0) rest.prompt(out);
  };
  const { operations, atoms, timers, sites, places } = builder;
  return {
    ...{ layout, operations, atoms, timers, sites, places, moves },
    intents: messages,
    monitor: nothingConfirmedIsLost(
      (s) => ((1 << confirmed.get(s)) - 1) & ~(delivered(deliveries, s) | bits(queue, s)),
    ),
    cells: { struck: layout.list("faults in one episode", 0), episode: layout.cell() },
    initial: () => layout.initial(),
    unsettled: () => 0,
    isCall: () => false,
    recovered: () => true,
  };
}

function place(list: List, s: State, value: number, sorted: boolean): void {
  let at = list.count(s);
  while (sorted && at > 0 && list.get(s, at - 1) > value) at -= 1;
  list.insert(s, at, value);
}

function delivered(deliveries: Cells, s: State): number {
  let set = 0;
  for (let m = 0; m < deliveries.length; m++) if (deliveries.get(s, m) > 0) set |= 1 << m;
  return set;
}

function bits(list: List, s: State): number {
  let set = 0;
  for (let k = 0; k < list.count(s); k++) set |= 1 << (list.get(s, k) - 1);
  return set;
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
