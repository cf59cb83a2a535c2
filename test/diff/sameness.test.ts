/** What is no difference, and what is one of names alone. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compared, edited, linesOf, specText } from "./compared.ts";

const NOTHING = { guarantees: [], changes: [], owners: [] };

describe("no difference", () => {
  test.each(["shop", "orders", "jobs"] as const)("%s and itself", (name) => {
    expect(compared(specText(name), `${specText(name)}\n// the end\n`)).toMatchObject(NOTHING);
  });

  test("the other notation", () => {
    const yaml = readFileSync("test/cases/shop/shop.waybill.yaml", "utf8");
    expect(compared(specText("shop"), yaml)).toMatchObject(NOTHING);
  });

  test("another order of declarations, settings, fields, types and values", () => {
    const moved = specText("shop")
      .replace("OrderPlaced | OrderCancelled      //", "OrderCancelled | OrderPlaced      //")
      .replace("eu, us, apac", "apac, eu, us")
      .replace("acks: all, idempotent: true", "idempotent: true, acks: all")
      .replace("  orderId:  uuid\n  region:   Region", "  region:   Region\n  orderId:  uuid");
    const lines = moved.split("\n");
    const guarantees = lines.filter((line) => line.startsWith("guarantee"));
    const queues = lines.filter((line) => line.startsWith("queue"));
    const rest = lines.filter((line) => !line.startsWith("guarantee") && !line.startsWith("queue"));
    expect(
      compared(specText("shop"), [...rest, ...guarantees.reverse(), ...queues.reverse()].join("\n")),
    ).toMatchObject(NOTHING);
  });

  test.each([
    [
      "a default of the client written out",
      "orders",
      "acks: all, idempotent: true",
      "acks: all, idempotent: true, in-flight: 5",
    ],
    ["a default left out", "orders", "acks: all, idempotent: true", "idempotent: true"],
    [
      "a default of a topic written out",
      "orders",
      "min-in-sync: 2",
      "min-in-sync: 2, retention: 7d, unclean-election: false",
    ],
    [
      "durable written out",
      "shop",
      "queue unrouted on tasks { type: quorum }",
      "queue unrouted on tasks { type: quorum, durable: true }",
    ],
    ["a list of one", "shop", '{ key: "order.*.placed" }', '{ key: ["order.*.placed"] }'],
  ] as const)("%s", (_, spec, find, replacement) => {
    expect(edited(spec, [find, replacement])).toMatchObject(NOTHING);
  });

  test("a short form and what it stands for", () => {
    expect(
      edited("shop", [
        "dead-letter: parking,",
        'dead-letter-exchange: "", dead-letter-routing-key: "parking",',
      ]),
    ).toMatchObject(NOTHING);
  });
});

describe("names of the spec alone", () => {
  test("a topic that keeps its physical name is safe to rename", () => {
    const renamed = specText("orders")
      .replace("topic orders on events {", 'topic placed on events {\n  name: "orders"')
      .replaceAll("-> orders", "-> placed")
      .replaceAll("<- orders", "<- placed");
    expect(linesOf(compared(specText("orders"), renamed))).toEqual([
      "safe none: name in the spec of topic placed",
    ]);
  });

  test("so is a broker", () => {
    const renamed = specText("orders")
      .replace("broker events", "broker kafka")
      .replaceAll("on events", "on kafka");
    expect(linesOf(compared(specText("orders"), renamed))).toEqual([
      "safe none: name in the spec of broker kafka",
    ]);
  });

  test("so is a service that no broker knows by its name", () => {
    const renamed = specText("shop")
      .replace("service mailer", "service postman")
      .replace("mailer.mail", "postman.mail");
    expect(linesOf(compared(specText("shop"), renamed))).toEqual([
      "safe none: name in the spec of service postman",
    ]);
  });

  test("not so a service whose group has its name: to the broker that is another group", () => {
    const silent = specText("orders").replace('group: "shipping", ', "");
    expect(linesOf(compared(silent, silent.replaceAll("shipping", "packing")))).toEqual([
      "breaking client: group of consumer packing.pack",
      "safe none: name in the spec of service packing",
    ]);
  });

  test("a consumer in another's place does not compete with it", () => {
    const lines = linesOf(
      edited(
        "shop",
        ["consumer mail <- email { instances: 3", "consumer post <- email { instances: 4"],
        ["-> mailer.mail", "-> mailer.post"],
      ),
    );
    expect(lines).toContain("safe client: consumer mailer.post added");
  });

  test("a record that is called otherwise", () => {
    expect(compared(specText("shop"), specText("shop").replaceAll("OrderLine", "Line"))).toMatchObject(
      NOTHING,
    );
  });
});

describe("what says what it was called before", () => {
  const orders = specText("orders");

  test("is a rename, whatever else changed with it", () => {
    const after = orders
      .replace("topic orders on events {", "topic placed on events {\n  was: orders\n  retention: 30d")
      .replaceAll("-> orders", "-> placed")
      .replaceAll("<- orders", "<- placed");
    const lines = linesOf(compared(orders, after));
    expect(lines.filter((line) => /removed|added/.test(line))).toEqual([]);
    expect(lines).toContain("safe none: name in the spec of topic placed");
    expect(lines.some((line) => line.startsWith("breaking") && line.endsWith("name of topic placed"))).toBe(
      true,
    );
    expect(lines.some((line) => line.includes("retention of topic placed"))).toBe(true);
  });

  test("may be a service or an endpoint", () => {
    const after = orders
      .replace("service shop {", "service store {\n  was: shop")
      .replace("producer placing -> orders {", "producer place -> orders { was: placing,")
      .replaceAll("shop.placing", "store.place");
    expect(linesOf(compared(orders, after))).toEqual([
      "safe none: name in the spec of service store",
      "safe none: name in the spec of producer store.place",
    ]);
  });

  test("is a new group where the broker knows the consumer by its name", () => {
    const silent = orders.replace('group: "shipping", ', "");
    const after = silent
      .replace("consumer pack <- orders {", "consumer wrap <- orders { was: pack,")
      .replaceAll("shipping.pack", "shipping.wrap");
    expect(linesOf(compared(silent, after))).toEqual([
      "breaking client: group of consumer shipping.wrap",
      "safe none: name in the spec of consumer shipping.wrap",
    ]);
  });
});
