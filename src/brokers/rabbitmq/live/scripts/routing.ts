/** Which queues get a copy, how many, and what the publisher hears. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import { exchange, messages, queue, REST, sendAll, start, take, topology } from "./pieces.ts";

const FREE = "free.take#0";
const RUSSIA = "russia.take#0";
const CULTURE = "culture.take#0";
const ALL = "all.take#0";

/** `<region>.<section>.<user type>` */
const NEWS = topology({
  exchanges: { news: { type: "topic" } },
  queues: { free: {}, russia: {}, culture: {}, all: {} },
  bindings: [
    ["news", "free", "eu.*.free_user"],
    ["news", "russia", "ru.#"],
    ["news", "culture", "*.culture.*"],
    ["news", "all", "#"],
  ],
  producers: { shop: { to: exchange("news") } },
  consumers: {
    free: { from: "free" },
    russia: { from: "russia" },
    culture: { from: "culture" },
    all: { from: "all" },
  },
});

const READ_NEWS: readonly ScriptStep[] = [start(FREE), start(RUSSIA), start(CULTURE), start(ALL), REST];

export const ROUTING_SCRIPTS: readonly Script[] = [
  {
    name: "topic-words",
    about: "`*` stands for exactly one word and `#` for any number, none included.",
    topology: NEWS,
    messages: {
      m1: { by: "shop.send", key: "eu.sport.free_user" },
      m2: { by: "shop.send", key: "ru" },
      m3: { by: "shop.send", key: "eu.culture.free_user" },
      m4: { by: "shop.send", key: "eu.sport.football.free_user" },
      m5: { by: "shop.send", key: "ru.culture.paid_user" },
    },
    steps: [...sendAll("m1", "m2", "m3", "m4", "m5"), ...READ_NEWS],
    allowed: [
      {
        deliveries: {
          [FREE]: ["m1", "m3"],
          [RUSSIA]: ["m2", "m5"],
          [CULTURE]: ["m3", "m5"],
          [ALL]: ["m1", "m2", "m3", "m4", "m5"],
        },
      },
    ],
    liar: {
      name: "hash-wants-a-word",
      lie: "`#` stands for one word or more.",
      shows: {
        deliveries: {
          [FREE]: ["m1", "m3"],
          [RUSSIA]: ["m5"],
          [CULTURE]: ["m3", "m5"],
          [ALL]: ["m1", "m2", "m3", "m4", "m5"],
        },
      },
    },
    cites: ["R-TOPIC-01", "R-TOPIC-02", "R-TOPIC-05"],
  },
  {
    name: "one-copy-a-queue",
    about: "A queue that several bindings reach gets one copy.",
    topology: topology({
      exchanges: { news: { type: "topic" } },
      queues: { all: {} },
      bindings: [["news", "all", "a.#", "#.b", "*.*"]],
      producers: { shop: { to: exchange("news") } },
      consumers: { all: { from: "all" } },
    }),
    messages: { m1: { by: "shop.send", key: "a.b" } },
    steps: [...sendAll("m1"), start(ALL), REST],
    allowed: [{ deliveries: { [ALL]: ["m1"] } }],
    liar: {
      name: "one-copy-a-binding",
      lie: "Every matching binding puts a copy into its queue.",
      shows: { deliveries: { [ALL]: ["m1", "m1", "m1"] } },
    },
    cites: ["R-EXCH-01"],
  },
  {
    name: "direct-fanout-and-default",
    about: "A direct exchange wants the very key, a fanout none, the default exchange the queue's name.",
    topology: topology({
      exchanges: { exact: { type: "direct" }, every: { type: "fanout" } },
      queues: { one: {}, two: {} },
      bindings: [
        ["exact", "one", "a.b"],
        ["exact", "two", "a.*"],
        ["every", "one", "x"],
        ["every", "two", "y"],
      ],
      producers: {
        exactly: { to: exchange("exact") },
        everywhere: { to: exchange("every") },
        straight: { to: queue("two") },
      },
      consumers: { one: { from: "one" }, two: { from: "two" } },
    }),
    messages: {
      m1: { by: "exactly.send", key: "a.b" },
      m2: { by: "everywhere.send", key: "x" },
      m3: { by: "straight.send" },
    },
    steps: [...sendAll("m1", "m2", "m3"), start("one.take#0"), start("two.take#0"), REST],
    allowed: [{ deliveries: { "one.take#0": ["m1", "m2"], "two.take#0": ["m2", "m3"] } }],
    liar: {
      name: "direct-reads-patterns",
      lie: "A direct exchange reads `*` as a topic exchange does.",
      shows: { deliveries: { "one.take#0": ["m1", "m2"], "two.take#0": ["m1", "m2", "m3"] } },
    },
    cites: ["R-EXCH-05", "R-EXCH-06"],
  },
  {
    name: "unroutable-is-confirmed",
    about: "What no queue gets is confirmed all the same, unless it is mandatory: then it comes back.",
    topology: topology({
      exchanges: { news: { type: "direct" } },
      queues: { one: {} },
      bindings: [["news", "one", "a"]],
      producers: {
        shop: { to: exchange("news"), settings: { confirms: true, mandatory: false, persistent: true } },
        careful: { to: exchange("news"), settings: { confirms: true, mandatory: true, persistent: true } },
      },
      consumers: { one: { from: "one" } },
    }),
    messages: {
      m1: { by: "shop.send", key: "b" },
      m2: { by: "careful.send", key: "b" },
      m3: { by: "careful.send", key: "a" },
    },
    steps: [...sendAll("m1", "m2", "m3"), start("one.take#0"), REST],
    allowed: [{ settled: { m1: "ok", m2: "failed", m3: "ok" }, deliveries: { "one.take#0": ["m3"] } }],
    liar: {
      name: "confirm-means-stored",
      lie: "A message that no queue gets is refused.",
      shows: { settled: { m1: "failed", m2: "failed", m3: "ok" }, deliveries: { "one.take#0": ["m3"] } },
    },
    cites: ["R-PUB-02", "R-E2E-P02", "R-E2E-P03"],
  },
  {
    name: "alternate-catches",
    about: "The alternate exchange gets what matches no binding, and counts as routed.",
    topology: topology({
      exchanges: {
        news: { type: "direct", alternate: { kind: "exchange", name: "rest" } },
        rest: { type: "fanout" },
      },
      queues: { one: {}, unrouted: {} },
      bindings: [
        ["news", "one", "a"],
        ["rest", "unrouted", ""],
      ],
      producers: { shop: { to: exchange("news") } },
      consumers: { one: { from: "one" }, unrouted: { from: "unrouted" } },
    }),
    messages: { m1: { by: "shop.send", key: "a" }, m2: { by: "shop.send", key: "b" } },
    steps: [...sendAll("m1", "m2"), start("one.take#0"), start("unrouted.take#0"), REST],
    allowed: [
      { settled: { m1: "ok", m2: "ok" }, deliveries: { "one.take#0": ["m1"], "unrouted.take#0": ["m2"] } },
    ],
    liar: {
      name: "alternate-gets-everything",
      lie: "The alternate exchange gets a copy of every message.",
      shows: {
        settled: { m1: "ok", m2: "ok" },
        deliveries: { "one.take#0": ["m1"], "unrouted.take#0": ["m1", "m2"] },
      },
    },
    cites: ["R-EXCH-10", "R-EXCH-12"],
  },
  {
    name: "refused-in-one-kept-in-the-other",
    about: "A fanout that one full queue refuses is not confirmed, yet the other queue keeps its copy.",
    topology: topology({
      exchanges: { every: { type: "fanout" } },
      queues: { full: { "max-length": 1, overflow: "reject-publish" }, open: {} },
      bindings: [
        ["every", "full", ""],
        ["every", "open", ""],
      ],
      producers: { shop: { to: exchange("every") } },
      consumers: { full: { from: "full" }, open: { from: "open" } },
    }),
    messages: messages("m1", "m2"),
    steps: [...sendAll("m1", "m2"), start("full.take#0"), start("open.take#0"), take("open.take#0", 1), REST],
    allowed: [
      {
        settled: { m1: "ok", m2: "unknown" },
        deliveries: { "full.take#0": ["m1"], "open.take#0": ["m1", "m2"] },
      },
    ],
    liar: {
      name: "all-or-nothing",
      lie: "A publish that one queue refuses is taken out of the others.",
      shows: {
        settled: { m1: "ok", m2: "unknown" },
        deliveries: { "full.take#0": ["m1"], "open.take#0": ["m1"] },
      },
    },
    cites: ["R-LEN-04", "R-E2E-P06"],
  },
];
