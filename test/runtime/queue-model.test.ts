/** The search counts: as many states and moves of a small queue as a search that keeps every state as text, and as the reference. */
import { expect, test } from "vitest";
import type { Exploration } from "../../src/runtime/exploration.ts";
import { explore } from "../../src/runtime/explore.ts";
import { queueModel, type QueueScale } from "./queue-model.ts";

interface Plain {
  readonly sent: number;
  readonly lost: number;
  readonly delivered: readonly number[];
  readonly queue: readonly number[];
  readonly unacked: readonly number[];
}

/** What {@link queueModel} does, written down again without the kernel. */
function successors(from: Plain, { messages, faults, prefetch, canonical }: QueueScale): Plain[] {
  const { sent, lost, delivered, queue, unacked } = from;
  const next: Plain[] = [];
  const left = lost < faults;
  if (sent < messages) {
    next.push({ ...from, sent: sent + 1, queue: [...queue, sent] });
    if (left) next.push({ ...from, lost: lost + 1, queue: [...queue, sent] });
  }
  const [head, ...rest] = queue;
  if (head !== undefined && unacked.length < prefetch) {
    const held = [...unacked, head];
    const counted = delivered.map((times, m) => (m === head ? times + 1 : times));
    const order = canonical ? held.sort((a, b) => a - b) : held;
    next.push({ ...from, delivered: counted, queue: rest, unacked: order });
  }
  unacked.forEach((m, k) => {
    const others = unacked.filter((_, i) => i !== k);
    next.push({ ...from, unacked: others });
    if (left) next.push({ ...from, unacked: others, lost: lost + 1, queue: [m, ...queue] });
  });
  return next.length === 0 ? [from] : next;
}

function counted(scale: QueueScale): { readonly states: number; readonly transitions: number } {
  const delivered = Array.from({ length: scale.messages }, () => 0);
  const start: Plain = { sent: 0, lost: 0, delivered, queue: [], unacked: [] };
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

function searched(scale: QueueScale): Exploration {
  return explore(queueModel(scale), { faults: 0, states: 1_000_000, reduction: false });
}

test.each(SCALES)("$messages messages, $faults faults, prefetch $prefetch, canonical $canonical", (scale) => {
  const { states, transitions, nodes, violations, stopped } = searched(scale);
  expect({ states, transitions }).toEqual(counted(scale));
  expect(nodes).toBe(states);
  expect({ violations, stopped }).toEqual({ violations: [], stopped: undefined });
});

/** Counted elsewhere before this model was written: ordered ones by TLC too, which calls the start generated as well. */
const REFERENCE = [
  { messages: 4, faults: 3, prefetch: 2, canonical: false, distinct: 3_434 },
  { messages: 5, faults: 4, prefetch: 5, canonical: false, distinct: 162_596 },
  { messages: 5, faults: 4, prefetch: 5, canonical: true, distinct: 97_248 },
  { messages: 6, faults: 5, prefetch: 3, canonical: false, distinct: 405_851, generated: 1_551_262 },
  { messages: 6, faults: 5, prefetch: 3, canonical: true, distinct: 310_417 },
] as const;

test.each(REFERENCE)(
  "as many states as the reference: $messages messages, $faults faults, prefetch $prefetch, canonical $canonical",
  ({ distinct, ...scale }) => {
    const { states, transitions, violations, stopped } = searched(scale);
    expect({ states, violations, stopped }).toEqual({ states: distinct, violations: [], stopped: undefined });
    if ("generated" in scale) expect(transitions + 1).toBe(scale.generated);
  },
);
