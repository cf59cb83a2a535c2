import { describe, expect, test } from "vitest";
import type { WatchedGuarantee } from "../../../src/history/judge/watched.ts";
import type { Clause } from "../../../src/model/guarantee.ts";
import {
  LEAST,
  OK,
  type Row,
  SKEW,
  dispose,
  effect,
  excepting,
  fault,
  judged,
  rest,
  send,
  sent,
  testRows,
} from "./shorthand.ts";

const DELIVERY: readonly Row[] = [
  ["an effect of what was sent", { kind: "valid" }, [...OK(1), effect(1)], "holds"],
  ["an effect of what was never sent", { kind: "valid" }, [...OK(1), effect(2)], "violated"],
  [
    "an effect of what was refused",
    { kind: "valid" },
    [send(1), sent(1, 0, "failed"), effect(1)],
    "violated",
  ],
  [
    "an effect of what was refused once and sent again",
    { kind: "valid" },
    [send(1), sent(1, 0, "failed"), ...OK(1), effect(1)],
    "holds",
  ],
  [
    "an effect of another content",
    { kind: "valid" },
    [send(1, 0, ',"h":"aa"'), effect(1, 1, ',"h":"bb"')],
    "violated",
  ],
  ["one effect", { kind: "at-most-once" }, [...OK(1), effect(1)], "holds"],
  ["two effects", { kind: "at-most-once" }, [...OK(1), effect(1), effect(1)], "violated"],
  [
    "an effect and a dead letter",
    { kind: "at-most-once" },
    [...OK(1), effect(1), dispose(1, "dead-letter")],
    "holds",
  ],
  [
    "an effect and a dead letter, either",
    { kind: "at-most-once", orDeadLetter: true },
    [...OK(1), effect(1), dispose(1, "dead-letter")],
    "violated",
  ],
  ["no effect of what was acknowledged", LEAST, [...OK(1), rest()], "violated"],
  [
    "no effect of what is in doubt",
    LEAST,
    [...OK(2), effect(2), send(1), sent(1, 0, "unknown"), rest()],
    "holds",
  ],
  ["no effect yet, with an unsettled copy", LEAST, [...OK(1), rest("[1]")], "holds"],
  ["no effect, and no rest", LEAST, [...OK(1)], "not judged"],
  ["no effect before something else happened", LEAST, [...OK(1), rest(), effect(1)], "not judged"],
  ["no effect of what was only called, owed", { ...LEAST, from: "accepted" }, [send(1), rest()], "violated"],
  [
    "no effect of what an outbox took, owed",
    { ...LEAST, from: "accepted" },
    ['{"e":"accept","at":"s.p","i":1}', rest()],
    "violated",
  ],
  [
    "a poisoned message",
    LEAST,
    [...OK(2), effect(2), ...OK(1), '{"e":"fault","what":"poison@s.c","i":1}', rest()],
    "holds",
  ],
  [
    "a dead letter, excepted",
    excepting("dead-lettered"),
    [...OK(1), dispose(1, "dead-letter"), rest()],
    "holds",
  ],
  ["a dead letter, not excepted", LEAST, [...OK(1), dispose(1, "dead-letter"), rest()], "violated"],
  ["expired, excepted", excepting("expired"), [...OK(1), dispose(1, "expire"), rest()], "holds"],
  [
    "overflowed, another excepted",
    excepting("expired"),
    [...OK(1), dispose(1, "overflow"), rest()],
    "violated",
  ],
  [
    "superseded by what had its effect",
    excepting("superseded"),
    [...OK(1), ...OK(2), dispose(1, "compact"), effect(2), rest()],
    "holds",
  ],
  [
    "superseded by what had none",
    excepting("superseded"),
    [...OK(1), ...OK(2), dispose(1, "compact"), rest()],
    "violated",
  ],
  ["nothing stuck", { kind: "live" }, [...OK(1), effect(1), rest()], "holds"],
  ["stuck", { kind: "live" }, [...OK(1), rest("[1]", ',"how":"stuck"')], "violated"],
  ["who knows what is stuck", { kind: "live" }, [...OK(1), '{"e":"rest"}'], "not judged"],
  [
    "as many deliveries as allowed",
    { kind: "bounded-redelivery", deliveries: 2 },
    [
      ...OK(1),
      ...['{"e":"deliver","at":"s.c","i":1}', '{"e":"deliver","at":"s.c","i":1}'],
      effect(1),
      rest(),
    ],
    "holds",
  ],
  [
    "one delivery more",
    { kind: "bounded-redelivery", deliveries: 1 },
    [...OK(1), '{"e":"deliver","at":"s.c","i":1}', '{"e":"deliver","at":"s.c","i":1}'],
    "violated",
  ],
  [
    "given up, and at rest nowhere",
    { kind: "bounded-redelivery", deliveries: 1 },
    [...OK(1), '{"e":"deliver","at":"s.c","i":1}', rest()],
    "violated",
  ],
  [
    "given up, as a dead letter",
    { kind: "bounded-redelivery", deliveries: 1 },
    [...OK(1), '{"e":"deliver","at":"s.c","i":1}', dispose(1, "dead-letter"), rest()],
    "holds",
  ],
  [
    "lost with one disk",
    { kind: "survives", nodes: 1 },
    [...OK(1), fault("disk-loss@n1"), rest()],
    "violated",
  ],
  [
    "lost with more disks than promised",
    { kind: "survives", nodes: 1 },
    [...OK(1), fault("disk-loss@n1"), fault("disk-loss@n2"), rest()],
    "vacuous",
  ],
  [
    "kept when a disk was lost",
    { kind: "survives", nodes: 1 },
    [...OK(1), fault("disk-loss@n1"), effect(1), rest()],
    "holds",
  ],
  [
    "lost by a crash",
    { kind: "survives", nodes: 1 },
    [...OK(1), fault("process-crash@n1"), rest()],
    "vacuous",
  ],
];

testRows("delivery", DELIVERY);

describe("what is due", () => {
  const SINCE: Clause = { kind: "at-least-once", except: [], since: "subscribed" };
  const subscribed = '{"e":"subscribed","t":10,"at":"s.c"}';
  test.each([
    [
      "sent before a group subscribed",
      [...OK(1, 0), subscribed, ...OK(2, 20), effect(2, 21), rest()],
      "holds",
    ],
    ["sent after it", [subscribed, ...OK(1, 20), rest()], "violated"],
    ["sent about then", [subscribed, ...OK(1, 11), rest()], "not judged"],
    ["with no subscription on record", [...OK(1, 20), rest()], "not judged"],
  ])("%s", (_, lines, expected) => {
    expect(judged(SINCE, lines, {}, SKEW).verdict).toBe(expected);
  });

  test("is what the routing leads here", () => {
    const due: WatchedGuarantee["due"] = (type) => (type === "A" ? "yes" : type === "B" ? "no" : "unknown");
    const typed = (type: string): string[] =>
      OK(1).map((line) => line.replace('"i":1', `"i":1,"type":"${type}"`));
    expect(judged(LEAST, [...typed("A"), rest()], { due }).verdict).toBe("violated");
    expect(judged(LEAST, [...typed("B"), rest()], { due }).verdict).toBe("vacuous");
    expect(judged(LEAST, [...typed("C"), rest()], { due }).because.join()).toContain("whether it is due");
    expect(judged({ kind: "valid" }, [...typed("B"), effect(1)], { due }).verdict).toBe("violated");
  });

  test("are as many leaves as are declared, and all that are sent", () => {
    const hops = { leaf: "m.q", leaves: 1 };
    const leaf = (i: number): string => `{"e":"send","at":"m.q","i":${i},"r":1}`;
    const done = (i: number): string => `{"e":"effect","at":"s.c","i":${i},"r":1}`;
    expect(judged(LEAST, [...OK(1), rest()], hops).verdict).toBe("violated");
    expect(judged(LEAST, [...OK(1), leaf(11), done(11), rest()], hops).verdict).toBe("holds");
    expect(judged(LEAST, [...OK(1), leaf(11), leaf(12), done(11), rest()], hops).verdict).toBe("violated");
    expect(judged(LEAST, [...OK(1), rest()], { ...hops, leaves: 0 }).verdict).toBe("holds");
  });
});

describe("a message that is not named", () => {
  test("by an intent is judged by its identity, where that is declared", () => {
    const lines = [...OK(1), effect(1), effect(1)].map((line) =>
      line.replace('"i":1', '"id":"e1","type":"M"'),
    );
    expect(judged({ kind: "at-most-once" }, lines).examples[0]?.what).toBe("e1 has 2 effects");
    const found = judged({ kind: "at-most-once" }, lines.slice(0, -1), { hasIdentity: false });
    expect(found.because.join()).toContain("not every message of s.p declares an identity");
  });

  test("and what comes of one says so by its identity, over any number of services", () => {
    const hops = { leaf: "m.q", leaves: 1 };
    const named = (line: string, type: string, id: string): string =>
      line.replace(/"i":\d+/, `"id":"${id}","type":"${type}"`);
    const root = OK(1).map((line) => named(line, "A", "a1"));
    const middle = named('{"e":"send","at":"n.q","i":0,"r":"a1"}', "B", "b1");
    const leaf = named('{"e":"send","at":"m.q","i":0,"r":"b1"}', "C", "c1");
    const done = named(effect(0), "C", "c1");
    const lines = [...root, middle, leaf, done, rest()];
    expect(judged(LEAST, lines, hops).verdict).toBe("holds");
    expect(judged({ kind: "valid" }, lines, hops).verdict).toBe("holds");
    const twice = [...lines.slice(0, -1), done, rest()];
    expect(judged({ kind: "at-most-once" }, twice, hops).verdict).toBe("violated");
  });

  test("at all is said", () => {
    const lines = [...OK(1), effect(1), send(2).replace(',"i":2', "")];
    expect(judged({ kind: "at-most-once" }, lines).because).toEqual([
      "1 send of s.p names no intent and no identity",
    ]);
  });
});
