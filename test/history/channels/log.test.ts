import { describe, expect, test } from "vitest";
import type { WatchedChannel } from "../../../src/history/channels/watched-channel.ts";
import { judgeChannels, wrongIn } from "./judged-channels.ts";

const LOG: WatchedChannel = {
  channel: "log",
  names: ["log"],
  keeps: "log",
  producers: [{ at: "s.p", isMain: true, due: () => "yes" }],
  consumers: ["r.c"],
  isPromised: true,
  storesOnce: true,
  isOpen: false,
};

const head = (source: string): string =>
  `{"format":"waybill-history","version":1,"topology":"t","source":"${source}","clock":"ms"}`;

const send = (i: number, more: object = {}): object => ({ e: "send", at: "s.p", i, ...more });
const sent = (i: number, o?: number, out = "ok"): object => ({
  ...{ e: "sent", at: "s.p", i, out },
  ...(o === undefined ? {} : { ch: "log", p: 0, o }),
});
const deliver = (i: number, o: number, by: string = "c1"): object => ({
  ...{ e: "deliver", at: "r.c", by, i, ch: "log", p: 0, o },
});
const poll = (by: string, ...at: (readonly [i: number, o: number])[]): object => ({
  ...{ e: "poll", at: "r.c", by, recs: at.map(([i, o]) => ["log", 0, o, i]) },
});
const rest = (...open: number[]): object => ({ e: "rest", open });

const judged = (events: readonly object[], more: Partial<WatchedChannel> = {}, source = "live") =>
  judgeChannels([head(source), ...events.map((event) => JSON.stringify(event))].join("\n"), [
    { ...LOG, ...more },
  ]);
const wrong = (events: readonly object[], more: Partial<WatchedChannel> = {}): readonly string[] =>
  wrongIn(judged(events, more));

const ONE = [send(1), sent(1, 0), deliver(1, 0)];

describe("a log of which nothing is wrong", () => {
  test.each([
    ["one message", [...ONE, rest()]],
    ["a message delivered again at its place", [...ONE, deliver(1, 0, "c2"), rest()]],
    ["a message that is still open", [...ONE, send(2), sent(2, 1), rest(2)]],
    ["a message that expired", [...ONE, send(2), sent(2, 1), { e: "dispose", i: 2, why: "expire" }, rest()]],
    [
      "a message whose send nobody knows the end of",
      [...ONE, send(2), sent(2, undefined, "unknown"), rest()],
    ],
    [
      "a message of an aborted transaction",
      [
        ...ONE,
        send(2, { tx: 1 }),
        sent(2, 1),
        { e: "abort", at: "s.p", tx: 1 },
        send(3),
        sent(3, 2),
        poll("c1", [1, 0], [3, 2]),
        rest(),
      ],
    ],
    [
      "an application's retry, told apart by its place",
      [...[send(1), sent(1, undefined, "failed"), send(1), sent(1, 4), deliver(1, 4), rest()]],
    ],
    [
      "two sends at once that end in the other order",
      [...[send(1), send(2), sent(2, 1), sent(1, 0), deliver(1, 0), deliver(2, 1), rest()]],
    ],
    [
      "a send that is stored after a later one, and nobody knew its end",
      [
        ...[
          send(1),
          sent(1, undefined, "unknown"),
          send(2),
          sent(2, 0),
          deliver(2, 0),
          deliver(1, 1),
          rest(),
        ],
      ],
    ],
    [
      "a read that the clock of another machine puts before the send",
      [deliver(1, 0), send(1), sent(1, 0), rest()],
    ],
  ])("%s", (_, events) => {
    expect(wrong(events)).toEqual([]);
    expect(judged(events)[0]?.verdict).toBe("holds");
  });
});

describe("an anomaly", () => {
  test.each<[string, readonly object[], readonly string[]]>([
    [
      "two messages at one offset",
      [...ONE, send(2), sent(2, 0), deliver(2, 0, "c2"), rest()],
      ["inconsistent-offsets"],
    ],
    ["one send at two offsets", [...ONE, deliver(1, 5), rest()], ["duplicate"]],
    [
      "one send at two offsets, neither the first",
      [send(1), sent(1, 3), deliver(1, 3), deliver(1, 5), rest()],
      ["duplicate", "duplicate-nonzero"],
    ],
    [
      "readers passed a message",
      [...[send(1), sent(1, 0), send(2), sent(2, 1), deliver(2, 1), rest()]],
      ["lost-write", "unseen"],
    ],
    ["a message was never read", [...ONE, send(2), sent(2, 1), rest()], ["unseen"]],
    [
      "a read of what failed",
      [...ONE, send(2), sent(2, undefined, "failed"), deliver(2, 1), rest()],
      ["G1a"],
    ],
    ["a read of what nobody sent", [...ONE, deliver(7, 1), rest()], ["phantom-read"]],
    [
      "a poll that leaves one out",
      [
        ...[send(1), sent(1, 0), send(2), sent(2, 1), send(3), sent(3, 2)],
        ...[poll("c1", [1, 0], [3, 2]), poll("c2", [2, 1]), rest()],
      ],
      ["int-poll-skip"],
    ],
    [
      "a poll that goes back",
      [...[send(1), sent(1, 0), send(2), sent(2, 1), poll("c1", [2, 1], [1, 0]), rest()]],
      ["int-nonmonotonic-poll"],
    ],
    [
      "a producer whose sends are stored in the other order",
      [...[send(1), sent(1, 1), send(2), sent(2, 0), deliver(2, 0), deliver(1, 1), rest()]],
      ["nonmonotonic-send"],
    ],
    [
      "a copy of an application's retry that is passed over",
      [
        ...[
          send(1),
          sent(1, 0),
          send(1),
          sent(1, 1),
          send(2),
          sent(2, 2),
          deliver(1, 0),
          deliver(2, 2),
          rest(),
        ],
      ],
      ["lost-write", "unseen"],
    ],
  ])("%s", (_, events, names) => {
    expect(wrong(events)).toEqual(names);
    expect(judged(events)[0]?.verdict).toBe("violated");
  });

  test("names the message, its place and the lines that show it", () => {
    const [verdict] = judged([...ONE, deliver(7, 1), rest()]);
    expect(verdict?.anomalies[0]?.examples).toEqual([{ what: "7 in log/0", lines: [5] }]);
  });

  test("only a simulation says that nothing was read: it records every delivery", () => {
    const events = [send(1), sent(1, 0), rest()];
    expect(wrongIn(judged(events, {}, "simulation"))).toEqual(["unseen"]);
    expect(judged([rest()], {}, "simulation")[0]).toMatchObject({ lacking: ["nothing was sent"] });
  });

  test("only a simulation shows a read before its send: its lines are in order", () => {
    const events = [deliver(1, 0), send(1), sent(1, 0), rest()];
    expect(wrongIn(judged(events, {}, "simulation"))).toEqual(["G1c-realtime"]);
  });
});

describe("what is allowed is listed with the reason", () => {
  test.each<[string, readonly object[], Partial<WatchedChannel>]>([
    ["unseen", [...ONE, send(2), sent(2, 1), rest()], { isPromised: false }],
    ["duplicate", [...ONE, deliver(1, 5, "c2"), rest()], { storesOnce: false }],
    ["phantom-read", [...ONE, deliver(7, 1), rest()], { isOpen: true }],
    ["nonmonotonic-poll", [...ONE, deliver(1, 0), rest()], {}],
    [
      "inconsistent-offsets",
      [...ONE, ...[{ e: "fault", what: "power-loss@n1" }, send(2), sent(2, 0), deliver(2, 0, "c2"), rest()]],
      {},
    ],
  ])("%s", (name, events, more) => {
    const [verdict] = judged(events, more);
    expect(verdict?.verdict).toBe("holds");
    expect(verdict?.anomalies).toMatchObject([{ anomaly: name, count: 1 }]);
    expect(verdict?.anomalies[0]?.allowed).toMatch(/\w+ \w+/);
  });
});

test("what a log stores again after it lost its end has another place, and is no duplicate", () => {
  const before = [...ONE, send(2), deliver(2, 1), { e: "fault", what: "power-loss@n1" }];
  const after = [deliver(2, 0), sent(2), rest()];
  expect(wrong([...before, ...after])).toEqual([]);
  expect(wrong([...before.filter((event) => !("what" in event)), ...after])).not.toEqual([]);
});

describe("what is not recorded is not looked at, and named", () => {
  test.each<[string, readonly object[], RegExp]>([
    ["reads", [send(1), sent(1, 0), rest()], /no `deliver` and no `poll` of r\.c/],
    [
      "places",
      [send(1), sent(1), { e: "deliver", at: "r.c", i: 1 }, rest()],
      /places: no `poll` or `deliver`/,
    ],
    ["the end", [...ONE, send(2), sent(2, 1)], /never read: no `rest`/],
    [
      "copies",
      [...ONE, send(2), sent(2), send(2), sent(2), rest()],
      /1 of the messages: sent more than once/,
    ],
  ])("%s", (_, events, lacking) => {
    expect(wrong(events)).toEqual([]);
    expect(judged(events)[0]?.lacking.join("\n")).toMatch(lacking);
  });

  test("an assignment ends what a process has to go on from", () => {
    const parts = [["log", 0]];
    const events = [
      ...ONE,
      { e: "revoked", at: "r.c", by: "c1", parts },
      { e: "assigned", at: "r.c", by: "c1", parts },
    ];
    expect(judged([...events, deliver(1, 0), rest()])[0]?.anomalies).toEqual([]);
  });
});
