import { describe, expect, test } from "vitest";
import { expand } from "../../../src/brokers/rabbitmq/expand.ts";
import type { Channel, Topology } from "../../../src/model/topology.ts";
import { exchange, queue, topology } from "./build.ts";

const at = (start: number): { readonly file: string; readonly start: number; readonly end: number } => ({
  file: "s",
  start,
  end: start + 1,
});
const find = ({ channels }: Topology, name: string): Channel | undefined =>
  channels.find((channel) => channel.name === name);

describe("short forms", () => {
  test("dead-letter to a queue is the default exchange with its physical name as key", () => {
    const work: Channel = {
      ...queue("work", { "dead-letter": { kind: "queue", name: "dead" } }),
      origin: at(1),
      origins: { "dead-letter": at(5) },
    };
    const expanded = topology({ channels: [work, { ...queue("dead"), physicalName: "work.dead" }] });
    expect(find(expanded, "work")?.settings).toMatchObject({
      "dead-letter-exchange": "",
      "dead-letter-routing-key": "work.dead",
    });
    expect(find(expanded, "work")?.origins).toMatchObject({
      "dead-letter-exchange": at(5),
      "dead-letter-routing-key": at(5),
    });
  });

  test("dead-letter to an exchange is that exchange, the key their own", () => {
    const expanded = topology({
      channels: [
        queue("work", { "dead-letter": { kind: "exchange", name: "dlx" } }),
        exchange("dlx", "fanout"),
      ],
    });
    expect(find(expanded, "work")?.settings["dead-letter-exchange"]).toBe("dlx");
    expect(find(expanded, "work")?.settings).not.toHaveProperty("dead-letter-routing-key");
  });

  test("alternate to a queue is a fanout exchange bound to it, placed where it was asked for", () => {
    const news: Channel = {
      ...exchange("news", "topic", { alternate: { kind: "queue", name: "rest" }, durable: false }),
      physicalName: "prod.news",
      origins: { alternate: at(7) },
    };
    const expanded = topology({ channels: [news, queue("rest")] });
    expect(find(expanded, "news.alternate")).toEqual({
      kind: "exchange",
      name: "news.alternate",
      physicalName: "prod.news.alternate",
      broker: "tasks",
      carries: [],
      implied: true,
      settings: { type: "fanout", durable: false },
      origin: at(7),
    });
    expect(find(expanded, "news")?.settings["alternate-exchange"]).toBe("prod.news.alternate");
    expect(expanded.bindings).toEqual([
      {
        from: { kind: "exchange", name: "news.alternate" },
        to: { kind: "queue", name: "rest" },
        implied: true,
        settings: {},
        origin: at(7),
      },
    ]);
  });

  test("expanding twice is expanding once", () => {
    const once = topology({
      channels: [
        exchange("news", "topic", { alternate: { kind: "queue", name: "rest" } }),
        exchange("spare", "fanout", { alternate: { kind: "exchange", name: "news" } }),
        queue("rest", { "dead-letter": { kind: "queue", name: "rest" } }),
      ],
    });
    expect(expand(once)).toEqual(once);
  });

  test("brokers of another type and short forms that name nothing are left alone", () => {
    const other = topology({
      channels: [
        queue("work", { "dead-letter": { kind: "queue", name: "none" } }),
        queue("more", { "dead-letter": "unknown" }),
      ],
    });
    expect(other.channels.map(({ settings }) => settings)).toEqual([
      { "dead-letter": { kind: "queue", name: "none" } },
      { "dead-letter": "unknown" },
    ]);
    const foreign: Topology = {
      ...other,
      brokers: other.brokers.map((broker) => ({ ...broker, type: "other" })),
      channels: [queue("work", { "dead-letter": { kind: "queue", name: "work" } })],
    };
    expect(expand(foreign)).toEqual(foreign);
  });
});
