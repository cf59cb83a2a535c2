import { expect, test } from "vitest";
import { Layout, type State } from "../../../src/base/layout.ts";
import { intentOf } from "../../../src/brokers/rabbitmq/mechanism/entry.ts";
import { QueueContents } from "../../../src/brokers/rabbitmq/mechanism/queue.ts";
import { queueSettings, type ReturnPlace } from "../../../src/brokers/rabbitmq/settings/queue.ts";
import type { Broker } from "../../../src/model/topology.ts";
import type { Settings } from "../../../src/model/value.ts";

interface Filled {
  readonly contents: QueueContents;
  readonly s: State;
}

/** A queue with messages 1 … n, all ready. */
function filled(n: number, returns: ReturnPlace): Filled {
  const layout = new Layout();
  const contents = new QueueContents(layout, "jobs", 16, returns);
  const s = layout.initial();
  for (let m = 1; m <= n; m++) contents.add(s, m);
  return { contents, s };
}

function hand({ contents, s }: Filled, instance: number): void {
  contents.hand(s, 0, instance);
}

/** Message `m`, which a consumer holds, comes back to `place`. */
function giveBack({ contents, s }: Filled, m: number, place: ReturnPlace): void {
  for (let at = 0; at < contents.held.count(s); at++)
    if (intentOf(contents.held.get(s, at)) === m) return contents.giveBack(s, at, place, false);
  throw new Error(`nobody holds message ${m}`);
}

function ready({ contents, s }: Filled): number[] {
  return Array.from({ length: contents.ready.count(s) }, (_, at) => intentOf(contents.ready.get(s, at)));
}

test.each([
  ["origin", [1, 2, 3, 4, 5], "R-REQ-01"],
  ["head", [3, 1, 2, 4, 5], "R-REQ-02"],
  ["tail", [4, 5, 3, 1, 2], "R-REQ-03"],
] as readonly [ReturnPlace, readonly number[], string][])(
  "messages returned as 3, 1, 2 to their %s are served as %j (%s)",
  (place, served) => {
    const queue = filled(5, place);
    for (let i = 0; i < 3; i++) hand(queue, 0);
    for (const m of [3, 1, 2]) giveBack(queue, m, place);
    expect(ready(queue)).toEqual(served);
  },
);

test.each(["origin", "head"] as const)(
  "of two consumers that hold 1, 3 and 2, 4, the messages of the one that closes come next: %s (R-REQ-05)",
  (place) => {
    const queue = filled(5, place);
    for (const instance of [0, 1, 0, 1]) hand(queue, instance);
    for (const m of [1, 3]) giveBack(queue, m, place);
    expect(ready(queue)).toEqual([1, 3, 5]);
  },
);

test("what is settled in between leaves the others in their order", () => {
  const queue = filled(4, "origin");
  for (let i = 0; i < 3; i++) hand(queue, 0);
  queue.contents.settle(queue.s, 1);
  giveBack(queue, 3, "origin");
  giveBack(queue, 1, "origin");
  expect(ready(queue)).toEqual([1, 3, 4]);
});

test("an emptied queue is equal to one that was never used", () => {
  const queue = filled(3, "origin");
  hand(queue, 0);
  queue.contents.clear(queue.s);
  expect(queue.s.every((cell) => cell === 0)).toBe(true);
});

const effective = (version: string, settings: Settings): string => {
  const broker: Broker = { name: "tasks", type: "rabbitmq", version, nodes: 3, settings: {} };
  const channel = { kind: "queue", name: "jobs", broker: "tasks", carries: [], settings };
  const { returns, deliveryLimit } = queueSettings(broker, channel, undefined);
  return `${returns} ${deliveryLimit ?? "none"}`;
};

test.each([
  ["3.10", { type: "classic" }, "origin none"],
  ["4.3", { type: "classic" }, "origin none"],
  ["3.13", { type: "quorum" }, "tail none"],
  ["3.13", { type: "quorum", "delivery-limit": 5 }, "head 5"],
  ["3.13", { type: "quorum", "delivery-limit": -1 }, "head 0"],
  ["4.0", { type: "quorum" }, "head 20"],
  ["4.2", { type: "quorum", "delivery-limit": -1 }, "tail none"],
  ["4.3", { type: "quorum", "delivery-limit": -1 }, "head none"],
  ["4.3", { type: "quorum" }, "head 20"],
])(
  "on %s a queue %j returns to its %s (R-REQ-02, R-REQ-03, R-REQ-08, R-REQ-09)",
  (version, settings, text) => {
    expect(effective(version, settings)).toBe(text);
  },
);
