/** What becomes of deliveries when a consumer acknowledges, refuses, or is lost. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import type { Settings } from "../../../../model/value.ts";
import {
  client,
  fail,
  messages,
  queue,
  REST,
  run,
  sendAll,
  SETTLE_THEN_EFFECT,
  start,
  take,
  topology,
  type ConsumerPiece,
} from "./pieces.ts";

const FIRST = "mail.take#0";
const SECOND = "mail.take#1";

function work(consumer: Omit<ConsumerPiece, "from">, settings: Settings = {}) {
  return topology({
    queues: { work: settings },
    producers: { shop: { to: queue("work") } },
    consumers: { mail: { from: "work", ...consumer } },
  });
}

/** Three are held, then given back one by one in another order, while the consumer takes nothing. */
const GIVEN_BACK_3_1_2: readonly ScriptStep[] = [
  ...sendAll("m1", "m2", "m3", "m4", "m5"),
  start(FIRST),
  take(FIRST, 3),
  { do: "strike", fault: "slow", at: client(FIRST) },
  fail(FIRST, 3),
  fail(FIRST, 1),
  fail(FIRST, 2),
  { do: "await", until: { kind: "waiting", in: queue("work"), count: 5 } },
  { do: "heal", fault: "slow", at: client(FIRST) },
  take(FIRST, 6),
  REST,
];

function afterThree(...rest: readonly string[]) {
  return { deliveries: { [FIRST]: ["m1", "m2", "m3", ...rest] } };
}

export const CONSUMING_SCRIPTS: readonly Script[] = [
  {
    name: "automatic-acknowledgement-loses",
    about:
      "Without acknowledgement a message is settled when it is written to the socket: what the client had not handled dies with it.",
    topology: work({
      instances: 2,
      concurrency: 3,
      steps: [[{ kind: "effect" }]],
      settle: { kind: "on-delivery" },
      settings: {},
    }),
    messages: messages("m1", "m2", "m3"),
    steps: [
      ...sendAll("m1", "m2", "m3"),
      start(FIRST),
      take(FIRST, 3),
      run(FIRST, 1),
      { do: "strike", fault: "process-crash", at: client(FIRST) },
      start(SECOND),
      REST,
    ],
    allowed: [
      { deliveries: { [FIRST]: ["m1", "m2", "m3"], [SECOND]: [] }, effects: { "mail.take": ["#0 m1"] } },
    ],
    liar: {
      name: "requeues-what-was-not-handled",
      lie: "The broker knows what the application has handled.",
      shows: {
        deliveries: { [FIRST]: ["m1", "m2", "m3"], [SECOND]: ["m2 again", "m3 again"] },
        effects: { "mail.take": ["#0 m1", "#1 m2", "#1 m3"] },
      },
    },
    cites: ["R-CONS-07", "R-E2E-C01"],
  },
  {
    name: "lost-connection-requeues-in-order",
    about:
      "What a lost consumer held comes back in its old order, marked as redelivered, also what it never looked at.",
    topology: work({ instances: 2, concurrency: 1, settings: { prefetch: 3 } }),
    messages: messages("m1", "m2", "m3", "m4"),
    steps: [
      ...sendAll("m1", "m2", "m3", "m4"),
      start(FIRST),
      run(FIRST, 1, "effect"),
      { do: "await", until: { kind: "waiting", in: queue("work"), count: 1 } },
      { do: "strike", fault: "process-crash", at: client(FIRST) },
      { do: "await", until: { kind: "waiting", in: queue("work"), count: 4 } },
      start(SECOND),
      REST,
    ],
    allowed: [
      {
        deliveries: { [FIRST]: ["m1"], [SECOND]: ["m1 again", "m2 again", "m3 again", "m4"] },
        effects: { "mail.take": ["#0 m1", "#1 m1", "#1 m2", "#1 m3", "#1 m4"] },
      },
    ],
    liar: {
      name: "forgets-the-requeue",
      lie: "What a lost consumer held is gone with it.",
      shows: {
        deliveries: { [FIRST]: ["m1"], [SECOND]: ["m4"] },
        effects: { "mail.take": ["#0 m1", "#1 m4"] },
      },
    },
    cites: ["R-CONS-08", "R-CONS-09", "R-REQ-01", "R-E2E-C04"],
  },
  {
    name: "classic-requeue-keeps-places",
    about: "A classic queue puts a returned message back into its place, whatever the order of the returns.",
    topology: work({ concurrency: 3, settings: { prefetch: 3 } }),
    messages: messages("m1", "m2", "m3", "m4", "m5"),
    steps: GIVEN_BACK_3_1_2,
    allowed: [afterThree("m1 again", "m2 again", "m3 again", "m4", "m5")],
    liar: {
      name: "requeues-to-the-tail",
      lie: "A returned message goes behind the others.",
      shows: afterThree("m4", "m5", "m3 again", "m1 again", "m2 again"),
    },
    cites: ["R-REQ-01"],
  },
  {
    name: "quorum-requeue-goes-to-the-tail",
    about: "A quorum queue without a delivery limit puts returned messages at its tail.",
    topology: work({ concurrency: 3, settings: { prefetch: 3 } }, { type: "quorum" }),
    messages: messages("m1", "m2", "m3", "m4", "m5"),
    steps: GIVEN_BACK_3_1_2,
    allowed: [afterThree("m4", "m5", "m3 again", "m1 again", "m2 again")],
    liar: {
      name: "requeues-to-the-old-place",
      lie: "A returned message goes back to its place, as in a classic queue.",
      shows: afterThree("m1 again", "m2 again", "m3 again", "m4", "m5"),
    },
    cites: ["R-REQ-03"],
  },
  {
    name: "quorum-requeue-with-limit-goes-to-the-head",
    about:
      "A quorum queue with a delivery limit puts returned messages at its head, in the order of their return.",
    topology: work({ concurrency: 3, settings: { prefetch: 3 } }, { type: "quorum", "delivery-limit": 5 }),
    messages: messages("m1", "m2", "m3", "m4", "m5"),
    steps: GIVEN_BACK_3_1_2,
    allowed: [afterThree("m3 again", "m1 again", "m2 again", "m4", "m5")],
    liar: {
      name: "limit-changes-nothing",
      lie: "The delivery limit counts, and has no say in where a message goes.",
      shows: afterThree("m4", "m5", "m3 again", "m1 again", "m2 again"),
    },
    cites: ["R-REQ-02"],
  },
  {
    name: "competing-consumers-share",
    about:
      "Ready consumers get messages in turn; one that holds its prefetch gets none, and the next message overtakes.",
    topology: work({ instances: 2, settings: { prefetch: 1 } }),
    messages: messages("m1", "m2", "m3", "m4"),
    steps: [
      start(FIRST),
      start(SECOND),
      ...sendAll("m1", "m2", "m3", "m4"),
      take(FIRST, 1),
      run(SECOND, 1),
      run(SECOND, 2),
      run(SECOND, 3),
      run(FIRST, 1),
      REST,
    ],
    allowed: [
      {
        deliveries: { [FIRST]: ["m1"], [SECOND]: ["m2", "m3", "m4"] },
        effects: { "mail.take": ["#1 m2", "#1 m3", "#1 m4", "#0 m1"] },
      },
    ],
    liar: {
      name: "deals-in-advance",
      lie: "Every second message belongs to the second consumer, however busy the first is.",
      shows: {
        deliveries: { [FIRST]: ["m1", "m3"], [SECOND]: ["m2", "m4"] },
        effects: { "mail.take": ["#1 m2", "#1 m4", "#0 m1", "#0 m3"] },
      },
    },
    cites: ["R-CONS-01", "R-CONS-02", "R-E2E-C07"],
  },
  {
    name: "acknowledgement-is-posted",
    about:
      "An acknowledgement is sent and not awaited: one that is lost with its connection leaves the message to be delivered again.",
    topology: work({ steps: SETTLE_THEN_EFFECT }),
    messages: messages("m1"),
    steps: [
      ...sendAll("m1"),
      start(FIRST),
      take(FIRST, 1),
      { do: "hold", link: FIRST, traffic: "requests" },
      run(FIRST, 1),
      { do: "strike", fault: "cut", at: client(FIRST) },
      take(FIRST, 2),
      REST,
    ],
    allowed: [{ deliveries: { [FIRST]: ["m1", "m1 again"] }, effects: { "mail.take": ["#0 m1", "#0 m1"] } }],
    liar: {
      name: "acknowledgement-is-awaited",
      lie: "What the client has acknowledged is settled at the broker.",
      shows: { deliveries: { [FIRST]: ["m1"] }, effects: { "mail.take": ["#0 m1"] } },
    },
    cites: ["R-DUR-08", "R-CONS-08", "R-E2E-C02"],
  },
  {
    name: "requeue-of-one-is-overtaken",
    about: "With prefetch 1 a returned message is next again in a classic queue: nothing overtakes it.",
    topology: work({ settings: { prefetch: 1 } }),
    messages: messages("m1", "m2"),
    steps: [...sendAll("m1", "m2"), start(FIRST), fail(FIRST, 1), take(FIRST, 2), REST],
    allowed: [{ deliveries: { [FIRST]: ["m1", "m1 again", "m2"] } }],
    liar: {
      name: "next-one-first",
      lie: "The consumer gets the next message before the one it gave back.",
      shows: { deliveries: { [FIRST]: ["m1", "m2", "m1 again"] } },
    },
    cites: ["R-ORD-02", "R-REQ-01"],
  },
];
