/** The search counts: as many states and moves of a small queue as a search that keeps every state as text. */
import { expect, test } from "vitest";
import { explore } from "../../src/runtime/explore.ts";
import { queueModel, type QueueScale } from "./queue-model.ts";

interface Plain {
  readonly sent: number;
  readonly waiting: boolean;
  readonly lost: number;
  readonly confirmed: readonly number[];
  readonly done: readonly number[];
  readonly queue: readonly number[];
  readonly unacked: readonly number[];
}

/** What {@link queueModel} does, written down again without the kernel. */
function successors(from: Plain, { messages, faults, prefetch, canonical }: QueueScale): Plain[] {
  const { sent, waiting, lost, confirmed, done, queue, unacked } = from;
  const next: Plain[] = [];
  const left = lost < faults;
  if (sent < messages && !waiting) next.push({ ...from, waiting: true, queue: [...queue, sent] });
  if (waiting) next.push({ ...from, waiting: false, sent: sent + 1, confirmed: [...confirmed, sent] });
  if (waiting && left) next.push({ ...from, waiting: false, lost: lost + 1 });
  const [head, ...rest] = queue;
  if (head !== undefined && unacked.length < prefetch) {
    const held = [...unacked, head];
    next.push({ ...from, queue: rest, unacked: canonical ? held.sort((a, b) => a - b) : held });
  }
  unacked.forEach((m, k) => {
    const others = unacked.filter((_, i) => i !== k);
    next.push({ ...from, unacked: others, done: [...new Set([...done, m])].sort((a, b) => a - b) });
    if (left) next.push({ ...from, unacked: others, lost: lost + 1, queue: [m, ...queue] });
  });
  return next;
}

function counted(scale: QueueScale): { readonly states: number; readonly transitions: number } {
  const none: readonly number[] = [];
  const start = { sent: 0, waiting: false, lost: 0, confirmed: none, done: none, queue: none, unacked: none };
  const seen = new Set([JSON.stringify(start)]);
  const open: Plain[] = [start];
  let transitions = 0;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of successors(state, scale)) {
      transitions += 1;
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size, transitions };
}

const SCALES: readonly QueueScale[] = [
  { messages: 3, faults: 2, prefetch: 1, canonical: false },
  { messages: 4, faults: 3, prefetch: 2, canonical: false },
  { messages: 4, faults: 3, prefetch: 2, canonical: true },
  { messages: 3, faults: 3, prefetch: 3, canonical: true },
];

test.each(SCALES)("$messages messages, $faults faults, prefetch $prefetch, canonical $canonical", (scale) => {
  const { states, transitions, nodes, violations, stopped } = explore(queueModel(scale), {
    faults: 0,
    states: 1_000_000,
  });
  expect({ states, transitions }).toEqual(counted(scale));
  expect(nodes).toBe(states);
  expect({ violations, stopped }).toEqual({ violations: [], stopped: undefined });
});

test("has fewer states where the order of what is held is not kept", () => {
  const scale = { messages: 6, faults: 5, prefetch: 3 };
  const [ordered, canonical] = [false, true].map(
    (sorted) => explore(queueModel({ ...scale, canonical: sorted }), { faults: 0, states: 1_000_000 }).states,
  );
  expect(ordered).toBe(294_623);
  expect(canonical).toBe(216_559);
});
