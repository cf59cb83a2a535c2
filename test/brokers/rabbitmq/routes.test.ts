import { expect, test } from "vitest";
import { routes } from "../../../src/brokers/rabbitmq/routes.ts";
import { bind, exchange, type Parts, producer, queue, topology } from "./build.ts";

/** Ways of a publish with `key` to the exchange `events`, as text: `main: events > email`. */
function ways(key: string, parts: Parts): string[] {
  const from = producer("placing", "exchange", "events", { "routing-key": key });
  return routes(topology({ ...parts, producers: [from] }), from).map(
    ({ kind, channels }) => `${kind}: ${channels.map((c) => c.name).join(" > ")}`,
  );
}

const two = [queue("a"), queue("b")];

test("a direct exchange takes the binding with the same key, a fanout exchange all, a topic exchange what matches (R-EXCH-06)", () => {
  const bindings = [bind("events", "a", "job"), bind("events", "b", "job.#")];
  const at = (type: string): string[] =>
    ways("job", { channels: [exchange("events", type), ...two], bindings });
  expect(at("direct")).toEqual(["main: events > a"]);
  expect(at("fanout")).toEqual(["main: events > a", "main: events > b"]);
  expect(at("topic")).toEqual(["main: events > a", "main: events > b"]);
});

test("a queue reached over several bindings is one way (R-EXCH-01)", () => {
  const bindings = [bind("events", "a", "job"), bind("events", "a", "#")];
  expect(ways("job", { channels: [exchange("events", "topic"), queue("a")], bindings })).toEqual([
    "main: events > a",
  ]);
});

test("a producer of a queue publishes to the default exchange, which takes no binding (R-EXCH-05)", () => {
  const from = producer("placing", "queue", "a");
  const found = routes(topology({ channels: two, producers: [from] }), from);
  expect(found.map(({ channels, bindings }) => [channels.map((c) => c.name), bindings])).toEqual([
    [["a"], []],
  ]);
});

test("the key goes on from exchange to exchange, and circles are cut (R-EXCH-08, R-EXCH-09)", () => {
  const channels = [exchange("events", "fanout"), exchange("inner", "direct"), ...two];
  const bindings = [
    bind("events", "inner", "", "exchange"),
    bind("inner", "events", "job", "exchange"),
    bind("inner", "a", "job"),
    bind("inner", "b", "other"),
  ];
  expect(ways("job", { channels, bindings })).toEqual(["main: events > inner > a"]);
});

test("an alternate exchange takes what its exchange has no destination for, and chains (R-EXCH-10, R-EXCH-11)", () => {
  const channels = [
    exchange("events", "direct", { "alternate-exchange": "second" }),
    exchange("second", "direct", { "alternate-exchange": "third" }),
    exchange("third", "fanout"),
    ...two,
  ];
  const bindings = [bind("events", "a", "job"), bind("third", "b")];
  expect(ways("job", { channels, bindings })).toEqual(["main: events > a"]);
  expect(ways("other", { channels, bindings })).toEqual(["aside: events > second > third > b"]);
});

test("an alternate is not used where an inner exchange matched and routes nowhere (R-EXCH-10)", () => {
  const channels = [
    exchange("events", "direct", { "alternate-exchange": "rest" }),
    exchange("inner", "direct"),
    exchange("rest", "fanout"),
    ...two,
  ];
  const bindings = [bind("events", "inner", "job", "exchange"), bind("rest", "b")];
  expect(ways("job", { channels, bindings })).toEqual([]);
});

test("a missing alternate, and alternates in a circle, route nowhere (R-EXCH-12)", () => {
  const circle = [
    exchange("events", "direct", { "alternate-exchange": "second" }),
    exchange("second", "direct", { "alternate-exchange": "events" }),
  ];
  expect(ways("job", { channels: circle })).toEqual([]);
  expect(ways("job", { channels: [exchange("events", "direct", { "alternate-exchange": "gone" })] })).toEqual(
    [],
  );
});

test("a template that only some values route keeps the alternate's way too", () => {
  const channels = [
    exchange("events", "topic", { "alternate-exchange": "rest" }),
    exchange("rest", "fanout"),
    ...two,
  ];
  const bindings = [bind("events", "a", "order.eu"), bind("rest", "b")];
  expect(ways("order.{region}", { channels, bindings })).toEqual([
    "main: events > a",
    "aside: events > rest > b",
  ]);
});

test("dead letters go on from queue to queue, each once (R-DLX-02)", () => {
  const channels = [
    exchange("events", "direct"),
    queue("a", { "dead-letter-exchange": "", "dead-letter-routing-key": "b" }),
    queue("b", { "dead-letter-exchange": "", "dead-letter-routing-key": "a" }),
  ];
  expect(ways("job", { channels, bindings: [bind("events", "a", "job")] })).toEqual([
    "main: events > a",
    "aside: events > a > b",
  ]);
});
