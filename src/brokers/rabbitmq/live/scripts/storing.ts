/** What a queue keeps: restarts, lost confirms, limits, times to live. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import {
  CAREFUL,
  client,
  exchange,
  messages,
  queue,
  REST,
  sendAll,
  start,
  take,
  topology,
  waiting,
} from "./pieces.ts";

const MAIL = "mail.take#0";
const PARKED = "parked.take#0";

const CRASH: ScriptStep = { do: "strike", fault: "process-crash", at: { role: "leader", of: queue("work") } };
const RESTART: ScriptStep = { do: "heal", fault: "process-crash", at: { role: "leader", of: queue("work") } };
const ELECTED: ScriptStep = { do: "await", until: { kind: "elected", of: queue("work") } };

export const STORING_SCRIPTS: readonly Script[] = [
  {
    name: "crash-keeps-persistent-only",
    about:
      "A durable classic queue comes back from a crash with its persistent messages, marked as redelivered; transient ones are gone.",
    topology: topology({
      queues: { work: {} },
      producers: {
        shop: { to: queue("work") },
        careless: { to: queue("work"), settings: { ...CAREFUL, persistent: false } },
      },
      consumers: { mail: { from: "work" } },
    }),
    messages: { m1: { by: "careless.send" }, m2: { by: "shop.send" } },
    steps: [...sendAll("m1", "m2"), CRASH, RESTART, ELECTED, start(MAIL), take(MAIL, 1), REST],
    allowed: [{ settled: { m1: "ok", m2: "ok" }, deliveries: { [MAIL]: ["m2 again"] } }],
    liar: {
      name: "durable-queue-keeps-all",
      lie: "A durable queue keeps every message it has confirmed.",
      shows: { settled: { m1: "ok", m2: "ok" }, deliveries: { [MAIL]: ["m1 again", "m2 again"] } },
    },
    cites: ["R-DUR-01", "R-DUR-02", "R-CONS-18", "R-E2E-B01", "R-E2E-B04"],
  },
  {
    name: "quorum-survives-its-leader",
    about: "A quorum queue whose leader dies goes on with everything it has confirmed.",
    topology: topology({
      queues: { work: { type: "quorum" } },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work" } },
    }),
    messages: messages("m1", "m2", "m3"),
    steps: [...sendAll("m1", "m2", "m3"), CRASH, ELECTED, start(MAIL), take(MAIL, 1), REST],
    allowed: [{ settled: { m1: "ok", m2: "ok", m3: "ok" }, deliveries: { [MAIL]: ["m1", "m2", "m3"] } }],
    liar: {
      name: "leader-has-the-only-copy",
      lie: "A quorum queue confirms when its leader has a message.",
      shows: { settled: { m1: "ok", m2: "ok", m3: "ok" }, deliveries: { [MAIL]: [] } },
    },
    cites: ["R-PUB-03", "R-CLU-01", "R-E2E-B07"],
  },
  {
    name: "quorum-confirms-with-a-majority",
    about:
      "A quorum queue confirms nothing that its leader alone has; what becomes of it when the leader dies is open.",
    topology: topology({
      exchanges: { jobs: { type: "direct" } },
      queues: { work: { type: "quorum" }, local: {} },
      bindings: [
        ["jobs", "work", "work"],
        ["jobs", "local", "local"],
      ],
      producers: { shop: { to: exchange("jobs") } },
      consumers: { mail: { from: "work" } },
    }),
    // m3 is behind m2 on the same channel and needs no other node: its confirm says that the leader has had m2.
    messages: {
      m1: { by: "shop.send", key: "work" },
      m2: { by: "shop.send", key: "work" },
      m3: { by: "shop.send", key: "local" },
    },
    steps: [
      ...sendAll("m1"),
      { do: "strike", fault: "slow", at: { role: "followers", of: queue("work") } },
      { do: "send", message: "m2" },
      ...sendAll("m3"),
      CRASH,
      { do: "heal", fault: "slow", at: { role: "followers", of: queue("work") } },
      { do: "await", until: { kind: "settled", message: "m2" } },
      ELECTED,
      start(MAIL),
      take(MAIL, 1),
      REST,
    ],
    allowed: [
      { settled: { m1: "ok", m2: "unknown", m3: "ok" }, deliveries: { [MAIL]: ["m1"] } },
      { settled: { m1: "ok", m2: "unknown", m3: "ok" }, deliveries: { [MAIL]: ["m1", "m2"] } },
    ],
    liar: {
      name: "confirms-before-the-majority",
      lie: "A quorum queue confirms when its leader has written a message.",
      shows: { settled: { m1: "ok", m2: "ok", m3: "ok" }, deliveries: { [MAIL]: ["m1"] } },
    },
    cites: ["R-PUB-03", "R-CLU-06", "R-DUR-04"],
  },
  {
    name: "lost-confirm-duplicates",
    about:
      "A publish whose confirm is lost with the connection is in the queue; published again it is there twice.",
    topology: topology({
      queues: { work: {} },
      producers: { shop: { to: queue("work"), onUnknown: "send-again" } },
      consumers: { mail: { from: "work" } },
    }),
    messages: messages("m1"),
    steps: [
      { do: "hold", link: "shop.send", traffic: "answers" },
      { do: "send", message: "m1" },
      waiting("work", 1),
      { do: "strike", fault: "cut", at: client("shop.send") },
      { do: "await", until: { kind: "settled", message: "m1" } },
      start(MAIL),
      take(MAIL, 1),
      REST,
    ],
    allowed: [{ settled: { m1: "ok" }, deliveries: { [MAIL]: ["m1", "m1"] } }],
    liar: {
      name: "recognises-message-ids",
      lie: "The queue recognises a message that it has already.",
      shows: { settled: { m1: "ok" }, deliveries: { [MAIL]: ["m1"] } },
    },
    cites: ["R-QUE-14", "R-E2E-P05"],
  },
  {
    name: "drop-head-confirms-and-drops",
    about: "A full queue that drops its head confirms the newest and dead-letters the oldest.",
    topology: topology({
      queues: { work: { "max-length": 2, "dead-letter": { kind: "queue", name: "parked" } }, parked: {} },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work" }, parked: { from: "parked" } },
    }),
    messages: messages("m1", "m2", "m3"),
    steps: [...sendAll("m1", "m2", "m3"), waiting("parked", 1), start(MAIL), start(PARKED), REST],
    allowed: [
      { settled: { m1: "ok", m2: "ok", m3: "ok" }, deliveries: { [MAIL]: ["m2", "m3"], [PARKED]: ["m1"] } },
    ],
    liar: {
      name: "drops-the-newest",
      lie: "A full queue keeps what it has.",
      shows: {
        settled: { m1: "ok", m2: "ok", m3: "ok" },
        deliveries: { [MAIL]: ["m1", "m2"], [PARKED]: ["m3"] },
      },
    },
    cites: ["R-LEN-02", "R-DLX-01", "R-E2E-B10"],
  },
  {
    name: "reject-publish-refuses",
    about: "A full queue that rejects publishes answers with a negative confirm and keeps what it has.",
    topology: topology({
      queues: { work: { "max-length": 2, overflow: "reject-publish" } },
      producers: { shop: { to: queue("work") } },
      consumers: { mail: { from: "work" } },
    }),
    messages: messages("m1", "m2", "m3"),
    steps: [...sendAll("m1", "m2", "m3"), start(MAIL), take(MAIL, 1), REST],
    allowed: [{ settled: { m1: "ok", m2: "ok", m3: "failed" }, deliveries: { [MAIL]: ["m1", "m2"] } }],
    liar: {
      name: "limit-is-silent",
      lie: "A full queue drops what comes and confirms it.",
      shows: { settled: { m1: "ok", m2: "ok", m3: "ok" }, deliveries: { [MAIL]: ["m1", "m2"] } },
    },
    cites: ["R-LEN-03", "R-PUB-04"],
  },
  {
    name: "expires-at-the-head-only",
    about:
      "A message whose time is up waits behind a live one: both come out when the first one's time is up, in their order.",
    topology: topology({
      queues: { wait: { "dead-letter": { kind: "queue", name: "work" } }, work: {} },
      producers: {
        slow: { to: queue("wait"), settings: { ...CAREFUL, expiration: 900 } },
        fast: { to: queue("wait"), settings: { ...CAREFUL, expiration: 100 } },
      },
      consumers: { mail: { from: "work" } },
    }),
    messages: { m1: { by: "slow.send" }, m2: { by: "fast.send" } },
    steps: [start(MAIL), ...sendAll("m1", "m2"), take(MAIL, 1), REST],
    allowed: [{ deliveries: { [MAIL]: ["m1", "m2"] } }],
    liar: {
      name: "each-in-its-own-time",
      lie: "A message expires when its time is up, wherever it stands.",
      shows: { deliveries: { [MAIL]: ["m2", "m1"] } },
    },
    cites: ["R-TTL-02", "R-TTL-03", "R-E2E-D07"],
  },
  {
    name: "unacknowledged-does-not-expire",
    about: "A message that a consumer holds does not expire; returned after its deadline it expires at once.",
    topology: topology({
      queues: {
        work: { "message-ttl": 300, "dead-letter": { kind: "queue", name: "parked" } },
        parked: {},
        clock: { "message-ttl": 600, "dead-letter": { kind: "queue", name: "rang" } },
        rang: {},
      },
      producers: { shop: { to: queue("work") }, clock: { to: queue("clock") } },
      consumers: { mail: { from: "work" }, parked: { from: "parked" } },
    }),
    messages: { m1: { by: "shop.send" }, t1: { by: "clock.send" } },
    steps: [
      start(MAIL),
      ...sendAll("m1"),
      take(MAIL, 1),
      ...sendAll("t1"),
      waiting("rang", 1),
      { do: "fail", instance: MAIL, delivery: 1 },
      start(PARKED),
      take(PARKED, 1),
      REST,
    ],
    allowed: [{ deliveries: { [MAIL]: ["m1"], [PARKED]: ["m1"] } }],
    liar: {
      name: "time-starts-anew",
      lie: "A returned message gets its whole time to live again.",
      shows: { deliveries: { [MAIL]: ["m1", "m1 again"], [PARKED]: [] } },
    },
    cites: ["R-TTL-04"],
  },
];
