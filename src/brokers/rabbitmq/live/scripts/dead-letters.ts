/** Where messages go that a queue lets go of: dead-letter exchanges, delivery limits, cycles. */
import type { Script } from "../../../../model/script.ts";
import {
  exchange,
  fail,
  messages,
  queue,
  REST,
  run,
  sendAll,
  start,
  take,
  topology,
  waiting,
} from "./pieces.ts";

const MAIL = "mail.take#0";
const PARKED = "parked.take#0";
const TO_PARKED = { "dead-letter": { kind: "queue", name: "parked" } };

export const DEAD_LETTER_SCRIPTS: readonly Script[] = [
  {
    name: "rejected-is-dead-lettered",
    about: "A rejected message goes to the dead-letter target, and the next one is delivered.",
    topology: topology({
      queues: { work: TO_PARKED, parked: {} },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work", onFailure: { kind: "reject" } }, parked: { from: "parked" } },
    }),
    messages: messages("m1", "m2"),
    steps: [
      ...sendAll("m1", "m2"),
      start(MAIL),
      fail(MAIL, 1),
      take(MAIL, 2),
      start(PARKED),
      take(PARKED, 1),
      REST,
    ],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m2"], [PARKED]: ["m1"] } }],
    liar: {
      name: "reject-means-requeue",
      lie: "A rejected message comes back.",
      shows: { deliveries: { [MAIL]: ["m1", "m1 again", "m2"], [PARKED]: [] } },
    },
    cites: ["R-DLX-01", "R-DLX-02"],
  },
  {
    name: "limit-n-is-n-plus-1-deliveries",
    about: "A quorum queue with delivery limit 2 delivers three times, then dead-letters.",
    topology: topology({
      queues: { work: { type: "quorum", "delivery-limit": 2, ...TO_PARKED }, parked: {} },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work" }, parked: { from: "parked" } },
    }),
    messages: messages("m1"),
    steps: [
      ...sendAll("m1"),
      start(MAIL),
      fail(MAIL, 1),
      fail(MAIL, 2),
      fail(MAIL, 3),
      start(PARKED),
      take(PARKED, 1),
      REST,
    ],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m1 again", "m1 again"], [PARKED]: ["m1"] } }],
    liar: {
      name: "limit-counts-deliveries-and-drops",
      lie: "What reaches the limit is dropped, not dead-lettered.",
      shows: { deliveries: { [MAIL]: ["m1", "m1 again", "m1 again"], [PARKED]: [] } },
    },
    cites: ["R-REQ-07", "R-REQ-08", "R-DLX-01"],
  },
  {
    name: "crash-counts-towards-the-limit",
    about: "A lost consumer counts as a failed delivery of all it held, also of what it never looked at.",
    topology: topology({
      queues: { work: { type: "quorum", "delivery-limit": 0, ...TO_PARKED }, parked: {} },
      producers: { shop: { to: queue("work") } },
      consumers: {
        mail: { from: "work", instances: 2, settings: { prefetch: 2 } },
        parked: { from: "parked" },
      },
    }),
    messages: messages("m1", "m2", "m3"),
    steps: [
      ...sendAll("m1", "m2", "m3"),
      start(MAIL),
      take(MAIL, 1),
      waiting("work", 1),
      { do: "strike", fault: "process-crash", at: { role: "client", name: MAIL } },
      waiting("parked", 2),
      start("mail.take#1"),
      start(PARKED),
      take(PARKED, 1),
      REST,
    ],
    allowed: [{ deliveries: { "mail.take#1": ["m3"], [PARKED]: ["m1", "m2"] } }],
    liar: {
      name: "blames-the-handled-one-only",
      lie: "Only the message whose handler ran when the consumer was lost is counted.",
      shows: { deliveries: { "mail.take#1": ["m2 again", "m3"], [PARKED]: ["m1"] } },
    },
    cites: ["R-REQ-07", "R-REQ-11", "R-E2E-C12"],
  },
  {
    name: "missing-dead-letter-exchange-loses",
    about: "A dead letter for an exchange that is not there is lost.",
    topology: topology({
      queues: { work: { "dead-letter-exchange": "nowhere" } },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work", instances: 2, onFailure: { kind: "reject" } } },
    }),
    messages: messages("m1", "m2"),
    steps: [
      ...sendAll("m1", "m2"),
      start(MAIL),
      fail(MAIL, 1),
      take(MAIL, 2),
      REST,
      start("mail.take#1"),
      REST,
    ],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m2"], "mail.take#1": [] } }],
    liar: {
      name: "keeps-what-it-cannot-dead-letter",
      lie: "A message stays in its queue until its dead-letter target takes it.",
      shows: { deliveries: { [MAIL]: ["m1", "m1 again", "m2"], "mail.take#1": [] } },
    },
    cites: ["R-DLX-03", "R-E2E-D01"],
  },
  {
    name: "reject-and-wait-goes-round",
    about:
      "Rejected into a wait queue and expired back: the loop of reject and time to live goes on, each time as a new delivery.",
    topology: topology({
      exchanges: { retry: { type: "fanout" } },
      queues: {
        work: { "dead-letter": { kind: "exchange", name: "retry" } },
        wait: { "message-ttl": 100, "dead-letter": { kind: "queue", name: "work" } },
      },
      bindings: [["retry", "wait", ""]],
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work", onFailure: { kind: "reject" } } },
    }),
    messages: messages("m1"),
    steps: [...sendAll("m1"), start(MAIL), fail(MAIL, 1), fail(MAIL, 2), run(MAIL, 3), REST],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m1", "m1"] }, effects: { "mail.take": ["#0 m1"] } }],
    liar: {
      name: "drops-every-cycle",
      lie: "A message that would come to a queue a second time is dropped.",
      shows: { deliveries: { [MAIL]: ["m1"] }, effects: { "mail.take": [] } },
    },
    cites: ["R-DLX-07", "R-DLX-10"],
  },
  {
    name: "automatic-cycle-is-dropped",
    about:
      "A message that goes round by expiry alone is dropped when it would enter a queue the second time.",
    topology: topology({
      queues: {
        ping: { "message-ttl": 50, "dead-letter": { kind: "queue", name: "pong" } },
        pong: { "message-ttl": 50, "dead-letter": { kind: "queue", name: "ping" } },
        clock: { "message-ttl": 500, "dead-letter": { kind: "queue", name: "rang" } },
        rang: {},
      },
      producers: { shop: { to: queue("ping") }, clock: { to: queue("clock") } },
      consumers: { ping: { from: "ping" }, pong: { from: "pong" } },
    }),
    messages: { m1: { by: "shop.send" }, t1: { by: "clock.send" } },
    steps: [
      ...sendAll("m1", "t1"),
      waiting("rang", 1),
      waiting("ping", 0),
      waiting("pong", 0),
      start("ping.take#0"),
      start("pong.take#0"),
      REST,
    ],
    allowed: [{ settled: { m1: "ok" }, deliveries: { "ping.take#0": [], "pong.take#0": [] } }],
    liar: {
      name: "goes-round-for-ever",
      lie: "A message goes round between two queues until somebody takes it.",
      shows: { settled: { m1: "ok" }, deliveries: { "ping.take#0": ["m1"], "pong.take#0": [] } },
    },
    cites: ["R-DLX-07", "R-DLX-08", "R-E2E-D05"],
  },
  {
    name: "limit-and-wait-is-a-trap",
    about:
      "A loop of delivery limit and time to live counts as an automatic cycle: the message is dropped on its way back.",
    topology: topology({
      queues: {
        work: { type: "quorum", "delivery-limit": 1, "dead-letter": { kind: "queue", name: "wait" } },
        wait: { "message-ttl": 100, "dead-letter": { kind: "queue", name: "work" } },
        clock: { "message-ttl": 500, "dead-letter": { kind: "queue", name: "rang" } },
        rang: {},
      },
      producers: { shop: { to: queue("work") }, clock: { to: queue("clock") } },
      consumers: { mail: { from: "work" } },
    }),
    messages: { m1: { by: "shop.send" }, t1: { by: "clock.send" } },
    steps: [
      ...sendAll("m1"),
      start(MAIL),
      fail(MAIL, 1),
      fail(MAIL, 2),
      waiting("wait", 1),
      ...sendAll("t1"),
      waiting("rang", 1),
      waiting("wait", 0),
      REST,
    ],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m1 again"] } }],
    liar: {
      name: "limit-loops-like-a-reject",
      lie: "A message that reached its limit goes round like a rejected one.",
      shows: { deliveries: { [MAIL]: ["m1", "m1 again", "m1"] } },
    },
    cites: ["R-DLX-07", "R-DLX-09", "R-E2E-D05"],
  },
  {
    name: "missing-binding-loses-dead-letters",
    about: "A dead-letter exchange that routes to no queue loses what it gets, although it is there.",
    topology: topology({
      exchanges: { dead: { type: "direct" } },
      queues: { work: { "dead-letter": { kind: "exchange", name: "dead" } }, parked: {} },
      bindings: [["dead", "parked", "another-key"]],
      producers: { shop: { to: queue("work") }, dead: { to: exchange("dead") } },
      consumers: { mail: { from: "work", onFailure: { kind: "reject" } }, parked: { from: "parked" } },
    }),
    messages: messages("m1"),
    steps: [...sendAll("m1"), start(MAIL), start(PARKED), fail(MAIL, 1), REST],
    allowed: [{ deliveries: { [MAIL]: ["m1"], [PARKED]: [] } }],
    liar: {
      name: "dead-letters-ignore-keys",
      lie: "A dead-letter exchange hands what it gets to every queue that is bound to it.",
      shows: { deliveries: { [MAIL]: ["m1"], [PARKED]: ["m1"] } },
    },
    cites: ["R-DLX-02", "R-DLX-03", "R-E2E-D01"],
  },
];
