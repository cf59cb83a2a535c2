/** What a refusal and a cut make of the order of what is in flight. One replica, so that nothing else is at work. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import {
  audit,
  CUT,
  HOLD_REQUESTS,
  messages,
  PLACE,
  READ_ALL,
  RELEASE_REQUESTS,
  send,
  SEQUENCED,
  settled,
  SINGLE,
  topology,
  UNSEQUENCED,
  written,
} from "./pieces.ts";

const REFUSE_ONE: ScriptStep = { do: "strike", fault: "lost-request", at: { role: "client", name: PLACE } };

/** The first is refused when so many publishes have been written, earlier ones included. */
function firstOfTwoRefused(publishes = 2): readonly ScriptStep[] {
  return [
    HOLD_REQUESTS,
    send("m1"),
    send("m2"),
    written(publishes),
    REFUSE_ONE,
    RELEASE_REQUESTS,
    settled("m1"),
    settled("m2"),
    ...READ_ALL,
  ];
}

/** Nothing of what is under way arrives. */
const THREE_LOST_WITH_THE_LINK: readonly ScriptStep[] = [
  HOLD_REQUESTS,
  send("m1"),
  send("m2"),
  send("m3"),
  written(3),
  CUT,
  settled("m1"),
  settled("m2"),
  settled("m3"),
  ...READ_ALL,
];

export const ORDER_SCRIPTS: readonly Script[] = [
  {
    name: "refused-first-is-overtaken",
    about:
      "Without idempotence, with several requests in flight, a refused record comes after its successor.",
    topology: topology({ topic: SINGLE, producer: UNSEQUENCED }),
    messages: messages("m1", "m2"),
    steps: firstOfTwoRefused(),
    allowed: [{ settled: { m1: "ok", m2: "ok" }, effects: audit("m2", "m1") }],
    liar: {
      name: "resends-in-order",
      lie: "A refused batch takes everything behind it along, so that order is kept.",
      shows: { settled: { m1: "ok", m2: "ok" }, effects: audit("m1", "m2") },
    },
    cites: ["K-PROD-10", "K-E2E-P04"],
  },
  {
    name: "one-in-flight-keeps-order",
    about: "With one request in flight a refused record is sent again before its successor is sent at all.",
    topology: topology({ topic: SINGLE, producer: { ...UNSEQUENCED, "in-flight": 1 } }),
    messages: messages("m1", "m2"),
    steps: firstOfTwoRefused(1),
    allowed: [{ settled: { m1: "ok", m2: "ok" }, effects: audit("m1", "m2") }],
    liar: {
      name: "resends-at-the-end",
      lie: "A refused batch goes behind what waits in the client's buffer.",
      shows: { settled: { m1: "ok", m2: "ok" }, effects: audit("m2", "m1") },
    },
    cites: ["K-PROD-10", "K-E2E-P05"],
  },
  {
    name: "sequences-keep-order",
    about:
      "A leader that knows the producer refuses the record behind a refused one until the first is there.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED }),
    messages: messages("m0", "m1", "m2"),
    steps: [send("m0"), settled("m0"), ...firstOfTwoRefused(3)],
    allowed: [{ settled: { m0: "ok", m1: "ok", m2: "ok" }, effects: audit("m0", "m1", "m2") }],
    liar: {
      name: "accepts-gaps",
      lie: "The leader recognises repetitions but takes a record whose predecessor is missing.",
      shows: { settled: { m0: "ok", m1: "ok", m2: "ok" }, effects: audit("m0", "m2", "m1") },
    },
    cites: ["K-IDEM-03", "K-IDEM-07"],
  },
  {
    name: "first-batch-hole",
    about:
      "A leader that does not know the producer takes the second record first; the refused first one is then refused for ever.",
    topology: topology({
      topic: SINGLE,
      producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 3_000 },
    }),
    messages: messages("m1", "m2"),
    steps: firstOfTwoRefused(),
    allowed: [{ settled: { m1: "unknown", m2: "ok" }, effects: audit("m2") }],
    liar: {
      name: "expects-zero",
      lie: "A producer that the leader does not know must begin with sequence 0.",
      shows: { settled: { m1: "ok", m2: "ok" }, effects: audit("m1", "m2") },
    },
    cites: ["K-IDEM-05", "K-IDEM-11"],
  },
  {
    name: "cut-turns-the-order-round",
    about:
      "Without sequences all that was in flight on a cut connection goes back to the buffer last first, and is sent in that order.",
    topology: topology({ topic: SINGLE, producer: UNSEQUENCED }),
    messages: messages("m1", "m2", "m3"),
    steps: THREE_LOST_WITH_THE_LINK,
    allowed: [{ settled: { m1: "ok", m2: "ok", m3: "ok" }, effects: audit("m3", "m2", "m1") }],
    liar: {
      name: "cut-keeps-order",
      lie: "What was in flight on a cut connection is sent again in its order.",
      shows: { settled: { m1: "ok", m2: "ok", m3: "ok" }, effects: audit("m1", "m2", "m3") },
    },
    cites: ["K-PROD-10"],
  },
  {
    name: "cut-keeps-the-order-of-sequences",
    about:
      "With idempotence what was in flight on a cut connection is sent again in the order of its sequences.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED }),
    messages: messages("m1", "m2", "m3"),
    steps: THREE_LOST_WITH_THE_LINK,
    allowed: [{ settled: { m1: "ok", m2: "ok", m3: "ok" }, effects: audit("m1", "m2", "m3") }],
    liar: {
      name: "sequences-only-recognise",
      lie: "Sequences prevent repetition, not overtaking.",
      shows: { settled: { m1: "ok", m2: "ok", m3: "ok" }, effects: audit("m3", "m2", "m1") },
    },
    cites: ["K-IDEM-07", "K-IDEM-11"],
  },
];
