import { expect, test } from "vitest";
import { KAFKA_SCRIPTS } from "../../src/brokers/kafka/live/scripts/scripts.ts";
import { RABBITMQ_SCRIPTS } from "../../src/brokers/rabbitmq/live/scripts/scripts.ts";
import { instancesOf, observed, outcomeText, type Script } from "../../src/model/script.ts";
import { scriptProblems } from "../../src/model/script-problems.ts";

const ALL = [...KAFKA_SCRIPTS, ...RABBITMQ_SCRIPTS];

function sample(): Script {
  const script = KAFKA_SCRIPTS.find(({ name }) => name === "lost-answer-is-recognised");
  if (script === undefined) throw new Error("the sample is gone");
  return script;
}

test.for(ALL.map((script) => [script.name, script] as const))(
  "%s can be played and exposes its liar",
  ([, script]) => {
    expect(scriptProblems(script)).toEqual([]);
  },
);

test.for(ALL.map((script) => [script.name, script] as const))("%s survives JSON", ([, script]) => {
  expect(JSON.parse(JSON.stringify(script))).toEqual(script);
});

test.for([
  ["kafka", KAFKA_SCRIPTS],
  ["rabbitmq", RABBITMQ_SCRIPTS],
] as const)("%s has a dozen scripts, no two of one name or one liar", ([, scripts]) => {
  expect(scripts.length).toBeGreaterThanOrEqual(12);
  expect(new Set(scripts.map(({ name }) => name)).size).toBe(scripts.length);
  expect(new Set(scripts.map(({ liar }) => liar.name)).size).toBe(scripts.length);
});

test("a name that is not in the script is reported with its step", () => {
  const script: Script = {
    ...sample(),
    steps: [
      { do: "send", message: "m9" },
      { do: "start", instance: "audit.read#7" },
    ],
  };
  expect(scriptProblems(script)).toEqual([
    "step 1 (send) names m9, which is not in the script",
    "step 2 (start) names audit.read#7, which is not in the script",
  ]);
});

test("a liar that shows what is allowed is reported", () => {
  const script = sample();
  const blunt: Script = { ...script, liar: { ...script.liar, shows: script.allowed[0] } };
  expect(scriptProblems(blunt)).toEqual([
    `what the liar ${script.liar.name} shows is allowed, so the script cannot expose it`,
  ]);
});

test("outcomes that look at different things are reported", () => {
  const script = sample();
  const [first] = script.allowed;
  const uneven: Script = { ...script, allowed: [first, { settled: { m1: "ok" } }] };
  expect(scriptProblems(uneven)).toHaveLength(1);
});

test("a script that cites nothing is reported", () => {
  expect(scriptProblems({ ...sample(), cites: [] })).toEqual(["it cites no statement"]);
});

test("the text of an outcome does not depend on the order of its names", () => {
  const one = outcomeText({ settled: { m1: "ok", m2: "open" }, effects: { b: [], a: ["#0 m1"] } });
  const other = outcomeText({ effects: { a: ["#0 m1"], b: [] }, settled: { m2: "open", m1: "ok" } });
  expect(one).toBe(other);
  expect(one).toBe('{"settled":{"m1":"ok","m2":"open"},"effects":{"a":["#0 m1"],"b":[]}}');
});

test("order within a list, and the list's place, make another text", () => {
  expect(outcomeText({ effects: { a: ["#0 m1", "#0 m2"] } })).not.toBe(
    outcomeText({ effects: { a: ["#0 m2", "#0 m1"] } }),
  );
  expect(outcomeText({ effects: { a: [] } })).not.toBe(outcomeText({ refused: { a: [] } }));
});

test("what was not seen reads as open or empty, and what was not asked for is left out", () => {
  const asked = { settled: { m1: "ok" }, deliveries: { "c.r#0": ["m1"] } } as const;
  const seen = { settled: { m2: "ok" }, deliveries: {}, effects: { "c.r": ["#0 m1"] }, refused: {} } as const;
  expect(observed(asked, seen)).toEqual({ settled: { m1: "open" }, deliveries: { "c.r#0": [] } });
});

test("instances are named by consumer and number", () => {
  const zombie = KAFKA_SCRIPTS.find(({ name }) => name === "zombie-is-refused");
  expect([...instancesOf(zombie?.topology ?? sample().topology).keys()]).toEqual([
    "billing.work#0",
    "billing.work#1",
    "audit.read#0",
  ]);
});
