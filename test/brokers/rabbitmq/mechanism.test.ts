/** The simulated broker against single statements of the reference. */
import { expect, test } from "vitest";
import { Play, topology } from "./play.ts";

const SENT = "shop.placing sends";
const ARRIVE = "publishes of shop.placing arrive";
const CONFIRMED = "confirms of shop.placing arrive";
const TAKE = "takes what was delivered";
const HANDLE = "handles";
const ACKED = "acknowledgements of worker.work#1 arrive";

/** A simulation in which `messages` have been published, and nothing was taken yet. */
function published(changes: Readonly<Record<string, string>>, messages: number, failures = 1): Play {
  const play = new Play(topology(changes), messages, 2, failures);
  for (let m = 0; m < messages; m++) play.take(SENT);
  return play.take(ARRIVE);
}

test.each([
  ["3.13", "default", 4, 0],
  ["4.3", "1", 2, 1],
  ["4.3", "2", 3, 1],
  ["4.3", "3", 4, 0],
  ["3.13", "-1", 1, 1],
])(
  "on %s a quorum queue with delivery-limit %s delivers %i times and drops %i (R-REQ-08, R-REQ-09)",
  (version, limit, times, dropped) => {
    const play = published({ version, type: "quorum", "delivery-limit": limit }, 1, 3);
    play.take("handler-failure", 2).rest();
    expect(play.intents("deliver")).toHaveLength(times);
    expect(play.intents("dispose")).toHaveLength(dropped);
    expect(play.intents("effect")).toHaveLength(1 - dropped);
  },
);

test("a classic queue returns for ever (R-REQ-06)", () => {
  const play = published({ "delivery-limit": "1" }, 1, 3).take("handler-failure", 2).rest();
  expect(play.intents("deliver")).toHaveLength(4);
});

test.each([
  ["classic", "4.3", "default", [1, 2]],
  ["quorum", "4.3", "default", [1, 2]],
  ["quorum", "3.13", "default", [2, 1]],
])(
  "a failed message of a %s queue on %s with prefetch 1 is handled in the order %j",
  (type, version, limit, order) => {
    const play = published({ type, version, "delivery-limit": limit }, 2);
    play.takeAll(TAKE, "handler-failure").rest();
    expect(play.intents("effect")).toEqual(order);
  },
);

test("a message that is handed over already overtakes one that fails (R-E2E-C05)", () => {
  const play = published({ prefetch: "2" }, 2).takeAll(TAKE, "handler-failure").rest();
  expect(play.intents("effect")).toEqual([2, 1]);
});

test("consumers are served in turn (R-CONS-01)", () => {
  const play = published({ instances: "2", prefetch: "2" }, 4);
  expect(play.places("deliver")).toEqual([
    "worker.work#1",
    "worker.work#2",
    "worker.work#1",
    "worker.work#2",
  ]);
});

test("a consumer gets no more than its prefetch unacknowledged; a crash returns it to the others, in order (R-CONS-02, R-REQ-05)", () => {
  const play = published({ instances: "2", prefetch: "2" }, 5);
  expect(play.intents("deliver")).toEqual([1, 2, 3, 4]);
  play.take("process-crash@worker.work", 0).take("worker.work#1 starts");
  expect(play.intents("deliver")).toEqual([1, 2, 3, 4, 1, 3]);
});

test("an ack is not awaited: lost with its connection, the message comes again (R-DUR-08)", () => {
  const play = published({}, 1).takeAll(TAKE, HANDLE, HANDLE, "cut@worker.work").rest();
  expect(play.intents("effect")).toEqual([1, 1]);
});

test("without acknowledgements what was delivered and not taken is gone with its connection (R-CONS-07)", () => {
  const play = published({ settle: "on-delivery" }, 2).takeAll(TAKE, "cut@worker.work").rest();
  expect(play.intents("effect")).toEqual([1]);
  expect(play.intents("lost")).toEqual([2]);
});

test.each([
  ["a persistent message in a durable queue", {}, "process-crash", [1]],
  ["a transient message in a classic queue", { persistent: "no" }, "process-crash", []],
  ["any message in a classic queue that is not durable", { durable: "no" }, "process-crash", []],
  [
    "a transient message in a quorum queue",
    { type: "quorum", persistent: "no", nodes: "3" },
    "process-crash",
    [1],
  ],
  ["a confirmed message of 3.12", { version: "3.12" }, "power-loss", [1]],
  ["a confirmed message of 3.13", { version: "3.13" }, "power-loss", []],
  ["a confirmed message of a quorum queue", { type: "quorum", nodes: "3" }, "power-loss", [1]],
  ["a message of a quorum queue of one member", { type: "quorum", nodes: "1" }, "disk-loss", []],
])("%s after %3$s (R-DUR-01 … R-DUR-04)", (_what, changes, fault, handled) => {
  const play = published(changes, 1).takeAll(CONFIRMED, `${fault}@jobs.node`).rest();
  expect(play.intents("effect")).toEqual(handled);
});

test("a publish that no queue gets is acknowledged, or refused to who asked for it (R-PUB-02)", () => {
  const outcome = (mandatory: string): string | undefined =>
    published({ binding: "misses", mandatory }, 1)
      .rest()
      .events.find((event) => event.startsWith("sent "));
  expect(outcome("no")).toBe("sent 1 0 shop.placing");
  expect(outcome("yes")).toBe("sent 1 1 shop.placing");
});

test("a publish is refused for all if one queue is full, and the others keep it (R-LEN-04)", () => {
  const play = new Play(topology({ sibling: "full" }), 1);
  play.takeAll(SENT, "slow@other.slow", ARRIVE, CONFIRMED).rest();
  expect(play.events.find((event) => event.startsWith("sent "))).toBe("sent 1 2 shop.placing");
  expect(play.intents("effect")).toEqual([1]);
});

test("a classic queue whose node is down refuses, in a cluster; alone it makes the publisher wait (R-CLU-08)", () => {
  const cluster = new Play(topology({ nodes: "3" }), 1);
  cluster.takeAll("process-crash@jobs.node", SENT, ARRIVE, CONFIRMED).rest();
  expect(cluster.intents("effect")).toEqual([]);
  const single = new Play(topology({ nodes: "1" }), 1).takeAll("process-crash@jobs.node", SENT);
  expect(single.moves()).not.toContain(ARRIVE);
  single.take("the node of jobs restarts").rest();
  expect(single.intents("effect")).toEqual([1]);
});

test("a quorum queue of three members goes on without one node, and waits without two (R-CLU-01, R-CLU-06)", () => {
  const cluster = (): Play =>
    new Play(topology({ type: "quorum", nodes: "3" }), 1).take("process-crash@jobs.node");
  expect(cluster().take(SENT).moves()).toContain(ARRIVE);
  const minority = cluster().takeAll("process-crash@jobs.node", SENT);
  expect(minority.moves()).not.toContain(ARRIVE);
  expect(minority.rest().intents("effect")).toEqual([1]);
});

test.each([
  ["at-most-once", []],
  ["at-least-once", [1]],
])(
  "a dead letter sent %s arrives as %j when the node stops on its way (R-DLX-14, R-DLX-16)",
  (strategy, arrived) => {
    const changes = {
      type: "quorum",
      nodes: "3",
      limit: "reject-publish",
      "dead-letter": "queue",
      strategy,
      "on-failure": "reject",
    };
    const play = published(changes, 1)
      .takeAll(TAKE, "handler-failure", HANDLE, ACKED, "process-crash@jobs.node")
      .rest();
    expect(play.intents("dispose")).toEqual(arrived);
    expect(play.intents("effect")).toEqual([]);
  },
);

test("at-least-once needs all its settings: with drop-head it is silently at-most-once (R-DLX-15)", () => {
  const changes = {
    type: "quorum",
    nodes: "3",
    limit: "drop-head",
    "dead-letter": "queue",
    strategy: "at-least-once",
    "on-failure": "reject",
  };
  const play = published(changes, 1)
    .takeAll(TAKE, "handler-failure", HANDLE, ACKED, "process-crash@jobs.node")
    .rest();
  expect(play.intents("dispose")).toEqual([]);
});

test("nothing expires while consumers are well; what waits does when they are not, what they hold does not (R-TTL-04)", () => {
  const play = published({ ttl: "10m" }, 2).take(TAKE);
  expect(play.moves().filter((move) => move.includes("expire"))).toEqual([]);
  play.takeAll("slow@worker.work", HANDLE);
  play.takeAll(HANDLE, ACKED, "other messages fill jobs").rest();
  expect(play.intents("effect")).toEqual([1, 2]);
  const waiting = published({ ttl: "10m" }, 1)
    .takeAll(CONFIRMED, "outage@worker.work", "messages in jobs expire")
    .rest();
  expect(waiting.intents("effect")).toEqual([]);
  expect(waiting.intents("dispose")).toEqual([1]);
});

test("a full queue drops what waits longest, or refuses what comes (R-LEN-02, R-LEN-03)", () => {
  const full = (limit: string): Play =>
    new Play(topology({ limit }), 1).takeAll(
      "outage@worker.work",
      "other messages fill jobs",
      "other messages fill jobs",
      SENT,
      ARRIVE,
    );
  expect(full("reject-publish").rest().intents("effect")).toEqual([]);
  const dropping = full("drop-head");
  expect(dropping.intents("append")).toEqual([1]);
  expect(dropping.take("other messages fill jobs").rest().intents("dispose")).toEqual([1]);
});

test("a paused consumer loses its deliveries when heartbeats are missed, and its handler acts all the same (R-CONS-08)", () => {
  const play = published({ instances: "2" }, 1)
    .takeAll(TAKE, CONFIRMED, "pause@worker.work", "the broker gives up worker.work#1")
    .rest();
  expect(play.places("effect").sort()).toEqual(["worker.work#1", "worker.work#2"]);
});
