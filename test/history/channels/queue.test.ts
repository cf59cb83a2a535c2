import { describe, expect, test } from "vitest";
import type { WatchedChannel } from "../../../src/history/channels/watched-channel.ts";
import { judgeChannels, wrongIn } from "./judged-channels.ts";

const QUEUE: WatchedChannel = {
  channel: "jobs",
  names: ["jobs"],
  keeps: "queue",
  producers: [{ at: "s.p", isMain: true, due: (_, key) => (key === "other" ? "no" : "yes") }],
  consumers: ["r.c", "r.d"],
  isPromised: true,
  storesOnce: false,
  isOpen: false,
};
const HEAD = '{"format":"waybill-history","version":1,"topology":"t","source":"live","clock":"ms"}';

const put = (i: number, out = "ok", more: object = {}): readonly object[] => [
  { e: "send", at: "s.p", i, ...more },
  { e: "sent", at: "s.p", i, out },
];
const got = (i: number, at = "r.c"): object => ({ e: "deliver", at, i });
const rest = (...open: number[]): object => ({ e: "rest", open });

const judged = (events: readonly object[], more: Partial<WatchedChannel> = {}) =>
  judgeChannels([HEAD, ...events.map((event) => JSON.stringify(event))].join("\n"), [{ ...QUEUE, ...more }]);

describe("a queue", () => {
  test.each([
    ["shared by its consumers", [...put(1), ...put(2), got(1), got(2, "r.d"), rest()]],
    ["with a message that lies there still", [...put(1), ...put(2), got(1), rest(2)]],
    [
      "with a message that expired",
      [...put(1), ...put(2), got(1), { e: "dispose", i: 2, why: "expire" }, rest()],
    ],
    ["that a message is not routed to", [...put(1), ...put(2, "ok", { rk: "other" }), got(1), rest()]],
    [
      "that another message comes to from elsewhere",
      [...[...put(1), { e: "send", at: "x.y", i: 5 }, got(1), got(5), rest()]],
    ],
  ])("is right: %s", (_, events) => {
    expect(judged(events)[0]).toMatchObject({ verdict: "holds", anomalies: [] });
  });

  test.each<[string, readonly object[]]>([
    ["lost", [...put(1), ...put(2), got(1), rest()]],
    ["lost", [...put(1), ...put(1), got(1), rest()]],
    ["unexpected", [...put(1), got(1), got(7), rest()]],
  ])("is wrong: %s", (name, events) => {
    expect(wrongIn(judged(events))).toEqual([name]);
    expect(judged(events)[0]?.verdict).toBe("violated");
  });

  test.each<[string, readonly object[], Partial<WatchedChannel>]>([
    ["lost", [...put(1), ...put(2), got(1), rest()], { isPromised: false }],
    ["unexpected", [...put(1), got(1), got(7), rest()], { isOpen: true }],
    ["duplicated", [...put(1), got(1), got(1), rest()], {}],
    ["recovered", [...put(1, "unknown"), got(1), rest()], {}],
  ])("may do so: %s", (name, events, more) => {
    const [verdict] = judged(events, more);
    expect(verdict).toMatchObject({ verdict: "holds", anomalies: [{ anomaly: name, count: 1 }] });
    expect(verdict?.anomalies[0]?.allowed).toMatch(/\w+ \w+/);
  });

  test("shows the lines of what it lost", () => {
    const [verdict] = judged([...put(1), ...put(2), got(1), rest()]);
    expect(verdict?.anomalies[0]?.examples).toEqual([{ what: "2 in jobs", lines: [4, 5] }]);
  });

  test("is not asked for what is lost before it is at rest, nor for anything without deliveries", () => {
    expect(judged([...put(1), ...put(2), got(1)])[0]).toMatchObject({
      verdict: "holds",
      lacking: ["lost messages: no `rest` says what is `open`"],
    });
    expect(judged([...put(1), rest()])[0]).toMatchObject({
      verdict: "not judged",
      lacking: ["no `deliver` and no `poll` of r.c or r.d"],
    });
  });
});
