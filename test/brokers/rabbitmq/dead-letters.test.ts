import { describe, expect, test } from "vitest";
import { RABBITMQ_CHECKS } from "../../../src/brokers/rabbitmq/checks/checks.ts";
import { bind, consumer, exchange, type Parts, producer, queue, topology } from "./build.ts";

const messages = (parts: Parts): readonly string[] =>
  RABBITMQ_CHECKS.checks(topology(parts)).map(({ message }) => message);
const codes = (parts: Parts): readonly string[] =>
  RABBITMQ_CHECKS.checks(topology(parts)).map(({ code }) => code);
const deadTo = (
  name: string,
): { readonly "dead-letter": { readonly kind: string; readonly name: string } } => ({
  "dead-letter": { kind: "queue", name },
});

describe("dead letters", () => {
  test("keep their own key where the queue sets none", () => {
    const parts = (key: string): Parts => ({
      channels: [
        queue("work", { "dead-letter-exchange": "dlx" }),
        exchange("jobs", "direct"),
        exchange("dlx", "direct"),
        queue("dead"),
      ],
      bindings: [bind("jobs", "work", "job"), bind("dlx", "dead", key)],
      producers: [producer("submit", "exchange", "jobs", { "routing-key": "job" })],
    });
    expect(messages(parts("job"))).toEqual([]);
    expect(messages(parts("other"))).toEqual([
      "no message can come to queue dead: no routing key that is published matches a binding of it",
      'dead letters of queue work with the key "job" reach no queue from exchange dlx',
    ]);
  });

  test("over the default exchange with their own key need a queue of that name", () => {
    const channels = [queue("work", { "dead-letter-exchange": "" }), exchange("jobs", "fanout")];
    const parts = {
      channels,
      bindings: [bind("jobs", "work")],
      producers: [producer("submit", "exchange", "jobs", { "routing-key": "job" })],
    };
    expect(messages(parts)).toEqual([
      'dead letters of queue work with the key "job" reach no queue from the default exchange',
    ]);
    expect(messages({ ...parts, channels: [...channels, queue("job")] })).toEqual([]);
  });

  test("to an exchange of RabbitMQ's own are not called lost", () => {
    expect(messages({ channels: [queue("work", { "dead-letter-exchange": "amq.fanout" })] })).toEqual([]);
  });

  const ring = (work: object, wait: object, version = "4.3"): Parts => ({
    version,
    channels: [
      queue("work", { type: "quorum", ...deadTo("wait"), ...work }),
      queue("wait", { ...deadTo("work"), ...wait }),
    ],
    producers: [producer("submit", "queue", "work")],
  });
  const reject = [consumer("run", "work", { kind: "reject" })];
  const requeue = [consumer("run", "work")];
  const ttl = { "message-ttl": 5_000 };

  test.each([
    ["two times to live (R-DLX-08)", ring(ttl, ttl), ["WB3245"]],
    [
      "a delivery limit and a time to live (R-DLX-09)",
      { ...ring({ "delivery-limit": 3 }, ttl), consumers: requeue },
      ["WB3245"],
    ],
    ["the default limit of 4.0", { ...ring({}, ttl), consumers: requeue }, ["WB3245"]],
    ["no limit before 4.0", { ...ring({}, ttl, "3.13"), consumers: requeue }, []],
    ["a consumer that rejects (R-DLX-10)", { ...ring({ "delivery-limit": 3 }, ttl), consumers: reject }, []],
    ["a full queue", { ...ring({ "max-length": 5 }, ttl), consumers: reject }, ["WB3246"]],
    [
      "a full queue that refuses",
      { ...ring({ "max-length": 5, overflow: "reject-publish" }, ttl), consumers: reject },
      [],
    ],
    ["no way out of the second", { ...ring(ttl, {}), consumers: reject }, []],
    [
      "itself by time to live (R-DLX-08)",
      {
        channels: [queue("work", { ...deadTo("work"), ...ttl })],
        producers: [producer("submit", "queue", "work")],
      },
      ["WB3245"],
    ],
  ])("that go round by %s", (_, parts, expected) => {
    expect(codes(parts)).toEqual(expected);
  });

  test("a ring is found over exchanges, under the key it is entered with", () => {
    const parts = (key: string): Parts => ({
      channels: [
        exchange("jobs", "direct"),
        exchange("retry", "topic"),
        queue("work", { "message-ttl": 1_000, "dead-letter-exchange": "retry" }),
        queue("wait", { "message-ttl": 1_000, "dead-letter-exchange": "jobs" }),
        queue("done"),
      ],
      bindings: [bind("jobs", "work", "job"), bind("jobs", "done", "other"), bind("retry", "wait", key)],
      producers: [
        producer("submit", "exchange", "jobs", { "routing-key": "job" }),
        producer("end", "exchange", "jobs", { "routing-key": "other" }),
      ],
    });
    expect(messages(parts("*"))).toEqual([
      "dead letters that go round work → wait → work are dropped: work lets them go by message-ttl, wait lets them go by message-ttl, and nothing on the way rejects them",
    ]);
    expect(codes(parts("other"))).not.toContain("WB3245");
  });
});
