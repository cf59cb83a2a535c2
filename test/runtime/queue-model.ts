/**
 * An at-least-once queue, as small as it can be, to measure and to count the search with: one producer sends `messages` in
 * order and sends again what it was not told of, a consumer holds up to `prefetch`. `faults` times in all, a confirm or
 * an acknowledgement is lost; the message of the latter goes back to the head of the queue. Nothing confirmed may be lost.
 */
import { Layout, type List, type State } from "../../src/base/layout.ts";
import { Builder } from "../../src/runtime/builder.ts";
import type { Explorable } from "../../src/runtime/explore.ts";
import type { Op } from "../../src/runtime/mechanism.ts";
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
  const [sent, waiting, confirmed, done, lost] = [0, 1, 2, 3, 4].map(() => layout.cell());
  if (!sent || !waiting || !confirmed || !done || !lost) throw new TypeError("five cells were asked for");
  const queue = layout.list("queue", messages + faults);
  const unacked = layout.list("unacked", prefetch);
  const next = (s: State): number => sent.get(s);

  const publish = builder.op(
    (m) => `sends m${m + 1}`,
    (s, _ctx, m) => {
      queue.push(s, m + 1);
      waiting.set(s, 1);
    },
  );
  const confirm = builder.op(
    (m) => `m${m + 1} is confirmed`,
    (s, _ctx, m) => {
      confirmed.put(s, m, true);
      waiting.set(s, 0);
      sent.add(s, 1);
    },
  );
  const loseConfirm = builder.op(
    (m) => `the confirm of m${m + 1} is lost`,
    (s) => {
      waiting.set(s, 0);
      lost.add(s, 1);
    },
  );
  const deliver = builder.op(
    (m) => `m${m + 1} is delivered`,
    (s) => place(unacked, s, queue.shift(s), canonical),
  );
  const ack = builder.op(
    (k) => `delivery ${k + 1} is acknowledged`,
    (s, _ctx, k) => done.put(s, unacked.removeAt(s, k) - 1, true),
  );
  const loseAck = builder.op(
    (k) => `the acknowledgement of delivery ${k + 1} is lost`,
    (s, _ctx, k) => {
      queue.insert(s, 0, unacked.removeAt(s, k));
      lost.add(s, 1);
    },
  );

  const moves = (s: State, out: Moves): void => {
    const m = next(s);
    const left = lost.get(s) < faults;
    if (m < messages) producing({ publish, confirm, loseConfirm }, out, m, waiting.get(s) !== 0, left);
    if (queue.count(s) > 0 && unacked.count(s) < prefetch) deliver.prompt(out, queue.get(s, 0) - 1);
    for (let k = 0; k < unacked.count(s); k++) {
      ack.prompt(out, k);
      if (left) loseAck.prompt(out, k);
    }
  };
  const { operations, atoms, timers, sites, places } = builder;
  return {
    ...{ layout, operations, atoms, timers, sites, places, moves },
    intents: messages,
    monitor: nothingConfirmedIsLost(
      (s) => confirmed.get(s) & ~(done.get(s) | bits(queue, s) | bits(unacked, s)),
    ),
    cells: { struck: layout.list("faults in one episode", 0), episode: layout.cell() },
    initial: () => layout.initial(),
    unsettled: () => 0,
    isCall: () => false,
    recovered: () => true,
  };
}

function producing(
  { publish, confirm, loseConfirm }: Readonly<Record<"publish" | "confirm" | "loseConfirm", Op>>,
  out: Moves,
  m: number,
  waits: boolean,
  left: boolean,
): void {
  if (!waits) return publish.prompt(out, m);
  confirm.prompt(out, m);
  if (left) loseConfirm.prompt(out, m);
}

function place(list: List, s: State, value: number, sorted: boolean): void {
  let at = list.count(s);
  while (sorted && at > 0 && list.get(s, at - 1) > value) at -= 1;
  list.insert(s, at, value);
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
