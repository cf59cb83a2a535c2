import { expect, test } from "vitest";
import {
  messages,
  PLACE,
  READ_ALL,
  send,
  SEQUENCED,
  settled,
  SINGLE,
  stored,
  topology,
} from "../../src/brokers/kafka/live/scripts/pieces.ts";
import { KAFKA_PLAY } from "../../src/brokers/kafka/play/play.ts";
import type { Script, ScriptOutcome, ScriptStep } from "../../src/model/script.ts";
import { scriptOutcomes } from "../../src/verify/script-outcomes.ts";

function script(steps: readonly ScriptStep[], asked: ScriptOutcome): Script {
  return {
    name: "try",
    about: "A script of this test.",
    topology: topology({
      topic: SINGLE,
      producer: { ...SEQUENCED, "request-timeout": 1_000, "delivery-timeout": 2_000 },
    }),
    messages: messages("m1"),
    steps,
    allowed: [asked],
    liar: { name: "none", lie: "None.", shows: asked },
    cites: [],
  };
}

const SETTLED: ScriptOutcome = { settled: { m1: "ok" } };
const OK = '{"settled":{"m1":"ok"}}';
const OPEN = '{"settled":{"m1":"open"}}';
const UNKNOWN = '{"settled":{"m1":"unknown"}}';

const hold = (traffic: "requests" | "answers"): ScriptStep => ({ do: "hold", link: PLACE, traffic });

function outcomes(...steps: readonly ScriptStep[]): readonly string[] {
  return scriptOutcomes(script(steps, SETTLED), [KAFKA_PLAY]).played.flatMap((slice) => slice.outcomes);
}

test("what happens by itself may have happened at the end, or not yet", () => {
  expect(outcomes(send("m1"), stored("m1"))).toEqual([OK, OPEN]);
});

test("a step that waits leaves the outcomes in which it has come true", () => {
  expect(outcomes(send("m1"), settled("m1"))).toEqual([OK]);
});

test("nothing passes on a held link in its direction", () => {
  expect(outcomes(hold("answers"), send("m1"), stored("m1"))).toEqual([OPEN]);
  expect(outcomes(hold("requests"), send("m1"), stored("m1"))).toEqual([]);
});

test("what was held passes after the release", () => {
  const release: ScriptStep = { do: "release", link: PLACE, traffic: "answers" };
  expect(outcomes(hold("answers"), send("m1"), stored("m1"), release, settled("m1"))).toEqual([OK]);
});

test("time passes where a step waits, and a time-out fires then", () => {
  expect(outcomes(hold("requests"), send("m1"))).toEqual([OPEN]);
  expect(outcomes(hold("requests"), send("m1"), settled("m1"))).toEqual([UNKNOWN]);
});

test("the furthest step says where a script gets stuck", () => {
  const stuck = script([hold("requests"), send("m1"), stored("m1")], SETTLED);
  expect(scriptOutcomes(stuck, [KAFKA_PLAY]).played.map(({ furthest }) => furthest)).toEqual([2]);
});

test("a word without a counterpart is said, not skipped", () => {
  const stops = script([...READ_ALL, { do: "stop", instance: "audit.read#0" }], {
    effects: { "audit.read": [] },
  });
  const { played, notPlayed } = scriptOutcomes(stops, [KAFKA_PLAY]);
  expect(played).toEqual([]);
  expect(notPlayed).toEqual(["shop.place -> audit.read: an instance that stops in good order"]);
});

test("a search that is cut short says so", () => {
  const { played } = scriptOutcomes(script([send("m1")], SETTLED), [KAFKA_PLAY], { states: 1 });
  expect(played.map(({ stopped }) => stopped)).toEqual(["states"]);
});

test("the same script has the same outcomes and states twice", () => {
  const story = script([send("m1"), ...READ_ALL], SETTLED);
  const once = (): readonly unknown[] =>
    scriptOutcomes(story, [KAFKA_PLAY]).played.map(({ outcomes: all, states }) => ({ all, states }));
  expect(once()).not.toEqual([]);
  expect(once()).toEqual(once());
});
