/** What a producer's settings make of a lost answer, a lost request, a time-out. One replica, so that nothing else is at work. */
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
  stored,
  topology,
  UNSEQUENCED,
  written,
} from "./pieces.ts";

const HOLD_ANSWERS: ScriptStep = { do: "hold", link: PLACE, traffic: "answers" };
const RELEASE_ANSWERS: ScriptStep = { do: "release", link: PLACE, traffic: "answers" };

/** Appended, the answer lost with the connection, the client tries again. */
const ANSWER_LOST: readonly ScriptStep[] = [
  HOLD_ANSWERS,
  send("m1"),
  stored("m1"),
  CUT,
  settled("m1"),
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
    name: "unanswered-send-is-lost",
    about: "With acks 0 a record is ok when it is written to the socket, and gone with the connection.",
    topology: topology({ topic: SINGLE, producer: { ...UNSEQUENCED, acks: 0 } }),
    messages: messages("m1", "m2"),
    steps: [
      HOLD_REQUESTS,
      send("m1"),
      settled("m1"),
      written(1),
      CUT,
      send("m2"),
      settled("m2"),
      stored("m2"),
      ...READ_ALL,
    ],
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
    about:
      "A record whose delivery time-out has passed may still be appended: a time-out says unknown, not failed.",
    topology: topology({
      topic: SINGLE,
      producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 2_000 },
    }),
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
    about:
      "Idempotence recognises the client's own retries, not the application that sends again after a time-out.",
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
];
