import { describe, expect, test } from "vitest";
import { lettersOf, nextOf, parkingOf } from "../../../../src/brokers/rabbitmq/transport/verdict.ts";
import type { BrokerPlan, ConsumerPlan, OnFailurePlan, Settings } from "../../../../src/client/plan.ts";

const target = { kind: "queue", name: "parking" };

describe("a failure", () => {
  test("without a retry settles at once, as the spec says", () => {
    const kinds = (["requeue", "reject", "skip", "stop"] as const).map((kind) => nextOf({ kind }, 1));
    expect(kinds.map((next) => (next.kind === "settle" ? next.verdict.kind : next.kind))).toEqual([
      "requeue",
      "reject",
      "ack",
      "stop",
    ]);
    expect(nextOf({ kind: "park", target }, 1)).toEqual({
      kind: "settle",
      verdict: { kind: "park", target },
    });
  });

  test("is repeated in place as often as the spec says, each time after the wait it says", () => {
    const plan: OnFailurePlan = {
      kind: "retry",
      times: 4,
      backOff: { kind: "exponential", firstMs: 100, mostMs: 300 },
      then: { kind: "park", target },
    };
    const nexts = [1, 2, 3, 4, 5].map((failures) => nextOf(plan, failures));
    expect(nexts.map((next) => (next.kind === "again" ? next.waitMs : next.verdict.kind))).toEqual([
      100,
      200,
      300,
      300,
      "park",
    ]);
  });

  test("is repeated for ever where nothing says how often, and requeued where nothing says what then", () => {
    expect(nextOf({ kind: "retry" }, 1_000_000)).toEqual({ kind: "again", waitMs: 0 });
    const fixed = { kind: "retry", times: 1, backOff: { kind: "fixed", firstMs: 7 } } as const;
    expect(nextOf(fixed, 1)).toEqual({ kind: "again", waitMs: 7 });
    expect(nextOf(fixed, 2)).toEqual({ kind: "settle", verdict: { kind: "requeue" } });
  });

  test("parks where a later step says so", () => {
    expect(parkingOf({ kind: "retry", then: { kind: "park", target } })).toEqual(target);
    expect(parkingOf({ kind: "retry", then: { kind: "reject" } })).toBeUndefined();
    expect(parkingOf({ kind: "requeue" })).toBeUndefined();
  });
});

describe("dead letters", () => {
  const consumer: Pick<ConsumerPlan, "channel"> = { channel: { kind: "queue", name: "p.email" } };
  const letters = (version: string, settings: Settings): unknown => {
    const plan: BrokerPlan = {
      kind: "rabbitmq",
      version,
      settings: { "default-queue-type": "classic" },
      channels: [
        { kind: "queue", name: "email", physical: "p.email", settings },
        { kind: "queue", name: "parking", physical: "p.parking", settings: {} },
      ],
      bindings: [],
    };
    return lettersOf(plan, consumer);
  };

  test("go to the queue or exchange of the spec, by its name there", () => {
    expect(
      letters("4.3", { "dead-letter-exchange": "", "dead-letter-routing-key": "p.parking" }),
    ).toMatchObject({
      exchange: "",
      target: "parking",
    });
    expect(letters("4.3", { "dead-letter-exchange": "dlx" })).toMatchObject({
      exchange: "dlx",
      target: "dlx",
    });
    expect(letters("4.3", {})).toMatchObject({ exchange: undefined, target: undefined });
  });

  test("begin after as many returns as the version has it (R-REQ-08, R-REQ-09)", () => {
    const limit = (version: string, settings: Settings): unknown => letters(version, settings);
    expect(limit("4.3", { type: "quorum", "delivery-limit": 5 })).toMatchObject({ limit: 5 });
    expect(limit("4.0", { type: "quorum" })).toMatchObject({ limit: 20 });
    expect(limit("3.13", { type: "quorum" })).toMatchObject({ limit: undefined });
    expect(limit("4.0", { type: "quorum", "delivery-limit": -1 })).toMatchObject({ limit: undefined });
    expect(limit("3.10", { type: "quorum", "delivery-limit": -1 })).toMatchObject({ limit: 0 });
    expect(limit("4.3", { "delivery-limit": 5 })).toMatchObject({ limit: undefined });
  });
});
