/** What a producer's settings make of a lost answer, a refusal, a cut. One replica, so that nothing else is at work. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import {
  audit,
  messages,
  PLACE,
  READ_ALL,
  send,
  SEQUENCED,
  settled,
  SINGLE,
  stored,
  topology,
  UNSEQUENCED,
  written,
} from "./pieces.ts";

const HOLD_REQUESTS: ScriptStep = { do: "hold", link: PLACE, traffic: "requests" };
const RELEASE_REQUESTS: ScriptStep = { do: "release", link: PLACE, traffic: "requests" };
const HOLD_ANSWERS: ScriptStep = { do: "hold", link: PLACE, traffic: "answers" };
const RELEASE_ANSWERS: ScriptStep = { do: "release", link: PLACE, traffic: "answers" };
const CUT: ScriptStep = { do: "strike", fault: "cut", at: { role: "client", name: PLACE } };
const REFUSE_ONE: ScriptStep = { do: "strike", fault: "lost-request", at: { role: "client", name: PLACE } };

/** Appended, the answer lost with the connection, the client tries again. */
const ANSWER_LOST: readonly ScriptStep[] = [
  HOLD_ANSWERS,
  send("m1"),
  stored("m1"),
  CUT,
  settled("m1"),
  ...READ_ALL,
];

/** Both are under way when the first is refused. */
const FIRST_OF_TWO_REFUSED: readonly ScriptStep[] = [
  HOLD_REQUESTS,
  send("m1"),
  send("m2"),
  written(2),
  REFUSE_ONE,
  RELEASE_REQUESTS,
  settled("m1"),
  settled("m2"),
  ...READ_ALL,
];

function withWritten(step: ScriptStep, count: number): ScriptStep {
  return step.do === "await" && step.until.kind === "written" ? written(count) : step;
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

export const PRODUCER_SCRIPTS: readonly Script[] = [
  {
    name: "lost-answer-is-appended-again",
    about: "Without idempotence a record whose answer is lost is appended a second time.",
    topology: topology({ topic: SINGLE, producer: UNSEQUENCED }),
    messages: messages("m1"),
    steps: ANSWER_LOST,
    allowed: [{ settled: { m1: "ok" }, effects: audit("m1", "m1") }],
    liar: {
      name: "always-recognises",
      lie: "The leader recognises what is resent although the producer is not idempotent.",
      shows: { settled: { m1: "ok" }, effects: audit("m1") },
    },
    cites: ["K-PROD-06", "K-E2E-P04"],
  },
  {
    name: "lost-answer-is-recognised",
    about: "With idempotence the leader recognises the resent batch and appends it once.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED }),
    messages: messages("m1"),
    steps: ANSWER_LOST,
    allowed: [{ settled: { m1: "ok" }, effects: audit("m1") }],
    liar: {
      name: "no-sequence-check",
      lie: "The leader appends whatever comes.",
      shows: { settled: { m1: "ok" }, effects: audit("m1", "m1") },
    },
    cites: ["K-IDEM-02", "K-E2E-P06"],
  },
  {
    name: "refused-first-is-overtaken",
    about: "Without idempotence, with several requests in flight, a refused record comes after its successor.",
    topology: topology({ topic: SINGLE, producer: UNSEQUENCED }),
    messages: messages("m1", "m2"),
    steps: FIRST_OF_TWO_REFUSED,
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
    steps: FIRST_OF_TWO_REFUSED.map((step) => withWritten(step, 1)),
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
    about: "A leader that knows the producer refuses the record behind a refused one until the first is there.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED }),
    messages: messages("m0", "m1", "m2"),
    steps: [send("m0"), settled("m0"), ...FIRST_OF_TWO_REFUSED.map((step) => withWritten(step, 3))],
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
    about: "A leader that does not know the producer takes the second record first; the refused first one is then refused for ever.",
    topology: topology({ topic: SINGLE, producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 3_000 } }),
    messages: messages("m1", "m2"),
    steps: FIRST_OF_TWO_REFUSED,
    allowed: [{ settled: { m1: "unknown", m2: "ok" }, effects: audit("m2") }],
    liar: {
      name: "expects-zero",
      lie: "A producer that the leader does not know must begin with sequence 0.",
      shows: { settled: { m1: "ok", m2: "ok" }, effects: audit("m1", "m2") },
    },
    cites: ["K-IDEM-05", "K-IDEM-11"],
  },
  {
    name: "unanswered-send-is-lost",
    about: "With acks 0 a record is ok when it is written to the socket, and gone with the connection.",
    topology: topology({ topic: SINGLE, producer: { ...UNSEQUENCED, acks: 0 } }),
    messages: messages("m1", "m2"),
    steps: [HOLD_REQUESTS, send("m1"), settled("m1"), written(1), CUT, send("m2"), settled("m2"), stored("m2"), ...READ_ALL],
    allowed: [{ settled: { m1: "ok", m2: "ok" }, effects: audit("m2") }],
    liar: {
      name: "acks-0-retries",
      lie: "What was in flight on a cut connection is sent again whatever the acks.",
      shows: { settled: { m1: "ok", m2: "ok" }, effects: audit("m1", "m2") },
    },
    cites: ["K-PROD-11", "K-E2E-P01"],
  },
  {
    name: "given-up-is-appended-later",
    about: "A record whose delivery time-out has passed may still be appended: a time-out says unknown, not failed.",
    topology: topology({ topic: SINGLE, producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 2_000 } }),
    messages: messages("m1"),
    steps: [HOLD_REQUESTS, send("m1"), settled("m1"), RELEASE_REQUESTS, stored("m1"), ...READ_ALL],
    allowed: [{ settled: { m1: "unknown" }, effects: audit("m1") }],
    liar: {
      name: "time-out-means-no",
      lie: "A client that gives up takes back what it has written.",
      shows: { settled: { m1: "unknown" }, effects: audit() },
    },
    cites: ["K-PROD-05", "K-PROD-16"],
  },
  {
    name: "application-resend-is-new",
    about: "Idempotence recognises the client's own retries, not the application that sends again after a time-out.",
    topology: topology({
      topic: SINGLE,
      producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 2_000 },
      onUnknown: "send-again",
    }),
    messages: messages("m1"),
    steps: [
      HOLD_ANSWERS,
      send("m1"),
      stored("m1"),
      { do: "await", until: { kind: "called", message: "m1", times: 2 } },
      RELEASE_ANSWERS,
      settled("m1"),
      ...READ_ALL,
    ],
    allowed: [{ settled: { m1: "ok" }, effects: audit("m1", "m1") }],
    liar: {
      name: "recognises-intents",
      lie: "The leader knows what the application means and appends it once.",
      shows: { settled: { m1: "ok" }, effects: audit("m1") },
    },
    cites: ["K-IDEM-10", "K-E2E-P07"],
  },
  {
    name: "cut-turns-the-order-round",
    about: "Without sequences all that was in flight on a cut connection goes back to the buffer last first, and is sent in that order.",
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
    about: "With idempotence what was in flight on a cut connection is sent again in the order of its sequences.",
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
