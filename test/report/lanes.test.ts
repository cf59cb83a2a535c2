import { expect, test } from "vitest";
import { Lanes } from "../../src/report/lanes.ts";
import { toyModel } from "../runtime/toy-plan.ts";

const lanes = new Lanes(toyModel({ hops: 2 }), []);

test("lanes stand in the order of the way, also where nothing happens", () => {
  expect(lanes.lanes.map(({ name, actor }) => `${actor} ${name}`)).toEqual([
    "producer writer.out",
    "broker node 1",
    "consumer relay1.in#1",
    "broker node 2",
    "consumer reader.in#1",
  ]);
  expect(lanes.brokers).toEqual([1, 3]);
});

test.each([
  ["it begins with the name", "node 2 flushes m1", 3],
  ["it names it in the middle", "session of reader.in#1 ends", 4],
  ["it names the consumer, not the instance", "the store of reader.in forgets", 4],
  ["it names another endpoint of the service", "request time-out of relay1.out#1", 2],
  ["it speaks of nobody here", "events is back", -1],
])("what a label speaks of has its lane: %s", (_, label, lane) => {
  expect(lanes.spokenOf(label)).toBe(lane);
});

test("a fault strikes the lane of its place, or of what is named alike", () => {
  expect(lanes.named("writer.out")).toBe(0);
  expect(lanes.named("reader.in")).toBe(4);
  expect(lanes.named("nowhere")).toBe(-1);
});
