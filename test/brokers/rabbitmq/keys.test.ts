import { expect, test } from "vitest";
import { directMatches, topicMatches } from "../../../src/brokers/rabbitmq/settings/keys.ts";
import { vectors } from "../../beside.ts";

interface TopicVector {
  readonly routingKey: string;
  readonly pattern: string;
  readonly matches: boolean;
}

function topicVectors(): readonly TopicVector[] {
  const { topic } = vectors("routing-rabbitmq") as { readonly topic: readonly TopicVector[] };
  return topic;
}

test("a topic pattern matches a key exactly where a real broker says so (R-TOPIC)", () => {
  const rows = topicVectors();
  expect(rows.length).toBeGreaterThan(70);
  const wrong = rows.filter(
    ({ routingKey, pattern, matches }) => topicMatches(pattern, routingKey) !== matches,
  );
  expect(wrong).toEqual([]);
});

test("a pattern without words for a key matches byte for byte and case for case (R-EXCH-06)", () => {
  expect(directMatches("job", "job")).toBe(true);
  expect(directMatches("job", "Job")).toBe(false);
  expect(directMatches("*", "job")).toBe(false);
});

test.each([
  ["order.*.placed", "order.{region}.placed", true, true],
  ["order.eu.placed", "order.{region}.placed", true, false],
  ["order.eu-*", "order.{region}.placed", false, false],
  ["order.#", "order.{region}.{state}", true, true],
  ["*.placed", "order.{region}.placed", false, false],
  ["order.eu1.placed", "order.eu{n}.placed", true, false],
  ["order.us1.placed", "order.eu{n}.placed", false, false],
  ["a.b", "{one}", false, false],
  ["{literal}", "{{literal}}", true, true],
])(
  "pattern %s against template %s: for some value %s, for every value %s",
  (pattern, template, some, every) => {
    expect(topicMatches(pattern, template, "some")).toBe(some);
    expect(topicMatches(pattern, template, "every")).toBe(every);
  },
);

test("a value in a template holds no dot", () => {
  expect(directMatches("order.eu.x.placed", "order.{region}.placed")).toBe(false);
  expect(directMatches("order.eu.placed", "order.{region}.placed")).toBe(true);
  expect(directMatches("order.eu.placed", "order.{region}.placed", "every")).toBe(false);
});
