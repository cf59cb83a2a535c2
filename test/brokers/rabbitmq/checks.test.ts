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

describe("what a producer's routing key reaches", () => {
  const sent = (key: string | undefined, ...keys: string[]): readonly string[] =>
    messages({
      channels: [exchange("news", "topic"), queue("work")],
      bindings: keys.map((each) => bind("news", "work", each)),
      producers: [producer("tell", "exchange", "news", key === undefined ? {} : { "routing-key": key })],
    });

  test.each([
    ["news.{region}", ["news.*"]],
    ["news.{region}", ["news.eu", "news.us"]],
    ["{region}.{at.region}.{urgent}", ["eu.#", "us.*.true", "us.*.false"]],
    ["a.{id}", ["a.7b0e"]],
    ["a.{id}.c", ["*.*.*"]],
    ["{note}", ["fr"]],
    ["{{x}}", ["{x}"]],
    ["", [""]],
    ["unknown", ["only.this"]],
    [undefined, [""]],
  ])("%j with bindings %j: all of it", (key, keys) => {
    expect(sent(key, ...keys)).toEqual([]);
  });

  test.each([
    ["news.{region}", ["news.eu"], '"news.us"'],
    ["{region}.{at.region}", ["eu.eu"], '"eu.us", "us.eu", "us.us"'],
    ["a.{id}", ["a.b.c"], '"a.{id}"'],
    ["order.{region}", ["order.*.placed"], '"order.eu", "order.us"'],
    ["{{region}}", ["eu"], '"{region}"'],
  ])("%j with bindings %j: not %s", (key, keys, lost) => {
    expect(sent(key, ...keys)).toContain(
      `what shop.tell publishes to exchange news with the routing key ${lost} reaches no queue`,
    );
  });

  test("what only the alternate exchange gets is told apart", () => {
    const channels = [
      exchange("news", "direct", { alternate: { kind: "queue", name: "rest" } }),
      queue("work"),
      queue("rest"),
    ];
    const producers = [producer("tell", "exchange", "news", { "routing-key": "{region}" })];
    expect(messages({ channels, bindings: [bind("news", "work", "eu")], producers })).toEqual([
      'what shop.tell publishes to exchange news with the routing key "us" reaches no queue but that of the alternate exchange',
    ]);
  });

  test("exchanges bound to exchanges are followed, rings too", () => {
    const channels = [exchange("a", "fanout"), exchange("b", "topic"), queue("work")];
    const ring = [bind("a", "b", undefined, "exchange"), bind("b", "a", "#", "exchange")];
    const producers = [producer("tell", "exchange", "a", { "routing-key": "x" })];
    expect(messages({ channels, bindings: [...ring, bind("b", "work", "x")], producers })).toEqual([]);
    expect(codes({ channels, bindings: [...ring, bind("b", "work", "y")], producers })).toEqual([
      "WB3231",
      "WB3233",
    ]);
  });
});

describe("what nothing can come to", () => {
  test("a whole branch is one finding", () => {
    const channels = [
      exchange("news", "fanout"),
      queue("work"),
      exchange("spare", "fanout"),
      exchange("second", "fanout"),
      queue("a"),
      queue("b"),
    ];
    const bindings = [
      bind("news", "work"),
      bind("spare", "second", undefined, "exchange"),
      bind("second", "a"),
      bind("second", "b"),
    ];
    const producers = [producer("tell", "exchange", "news")];
    expect(messages({ channels, bindings, producers })).toEqual([
      "no message can come to exchange spare: nothing here publishes to it, and no exchange or queue passes messages on to it",
    ]);
  });

  test("dead letters and what is parked count", () => {
    const channels = [queue("work", deadTo("dead")), queue("dead"), queue("parked")];
    const producers = [producer("send", "queue", "work")];
    const consumers = [consumer("run", "work", { kind: "park", target: { kind: "queue", name: "parked" } })];
    expect(messages({ channels, producers, consumers })).toEqual([]);
    expect(codes({ channels, producers })).toEqual(["WB3233"]);
  });

  test("nothing is said where no producer is declared", () => {
    expect(
      messages({
        channels: [queue("work"), exchange("news", "fanout"), queue("b")],
        bindings: [bind("news", "b")],
      }),
    ).toEqual([]);
  });
});

describe("unknown settings", () => {
  test("are never held against anyone", () => {
    const channels = [
      queue("work", {
        type: "unknown",
        durable: "unknown",
        "dead-letter-exchange": "unknown",
        "delivery-limit": "unknown",
        overflow: "unknown",
        "dead-letter-strategy": "unknown",
      }),
      exchange("news", "topic", { internal: "unknown" }),
    ];
    const producers = [
      producer("tell", "exchange", "news", { "routing-key": "unknown" }),
      producer("send", "queue", "work"),
    ];
    const consumers = [consumer("run", "work", { kind: "unknown" })];
    expect(messages({ channels, bindings: [bind("news", "work", "a.*")], producers, consumers })).toEqual([]);
  });
});

describe("versions", () => {
  const hashes = (version: string): readonly string[] =>
    codes({
      version,
      channels: [exchange("news", "topic"), queue("work")],
      bindings: [bind("news", "work", "#.a.#.b.#")],
    });
  test.each([
    ["3.10", []],
    ["4.3.4", []],
    ["4.3.5", ["WB3224"]],
    ["4.3", ["WB3224"]],
  ])("three # on %s: %j (R-TOPIC-04)", (version, expected) => {
    expect(hashes(version)).toEqual(expected);
  });
});

describe("a broker with very many bindings", () => {
  test("is checked in a moment", () => {
    const names = Array.from({ length: 3_000 }, (_, i) => `q${i}`);
    const parts: Parts = {
      channels: [
        exchange("news", "topic"),
        exchange("dlx", "fanout"),
        ...names.map((name) => queue(name, { "dead-letter-exchange": "dlx", "message-ttl": 1_000 })),
        queue("dead"),
      ],
      bindings: [...names.map((name) => bind("news", name, `news.${name}.#`)), bind("dlx", "dead")],
      producers: [producer("tell", "exchange", "news", { "routing-key": "unknown" })],
    };
    expect(codes(parts)).toEqual([]);
  });
});
