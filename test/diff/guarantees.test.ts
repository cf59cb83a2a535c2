import { describe, expect, test } from "vitest";
import { changeText } from "../../src/diff/change.ts";
import { diffTopologies, type TopologyDiff } from "../../src/diff/diff.ts";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { BROKER_CHANGES } from "../../src/brokers/changes.ts";
import { compared, edited, linesOf, specText, topologyOf } from "./compared.ts";

/** The sets of changes that are named for what got weaker, in words; by flow. */
function causes({ guarantees, changes }: TopologyDiff): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    guarantees
      .filter(({ direction }) => direction === "weakened")
      .map(({ from, to, whys }) => {
        const sets = whys.flatMap((why) =>
          why.causes.map((set) => set.map((i) => changes[i]).filter((c) => c !== undefined)),
        );
        return [`${from} -> ${to}`, [...new Set(sets.map((set) => set.map(changeText).join(" and ")))]];
      }),
  );
}

describe("a weakened guarantee names what did it", () => {
  test("one setting among several changes", () => {
    const diff = edited(
      "orders",
      ["acks: all, idempotent: true", "acks: 1, linger: 20ms"],
      ["instances: 2", "instances: 3"],
    );
    expect(causes(diff)).toEqual({
      "shop.placing -> invoicing.bill": ["acks: all → 1 in producer shop.placing"],
      "shop.placing -> shipping.pack": ["acks: all → 1 in producer shop.placing"],
    });
    expect(linesOf(diff)).toContain("safe client: instances of consumer shipping.pack");
    expect(linesOf(diff)).toContain("safe client: linger of producer shop.placing");
  });

  test("gives and needs only, before and after", () => {
    const { guarantees } = edited("orders", ["acks: all, idempotent: true", "acks: 1"]);
    const pack = guarantees.find(({ to }) => to === "shipping.pack");
    expect(pack?.gives).toEqual({
      before: "at-least-once, strict per-key",
      after: "may lose and repeat, no order",
    });
    expect(pack?.needs.before).toBeUndefined();
    expect(pack?.needs.after).toEqual(["process-crash@orders.leader"]);
  });

  test("two settings of which neither is enough: the broker recognises a resend, or the receiver does", () => {
    const diff = edited(
      "orders",
      ["acks: all, idempotent: true", "acks: all, idempotent: false"],
      ["effect: idempotent(eventId, in: invoiced)", "effect: plain"],
    );
    const resent = diff.guarantees
      .flatMap(({ whys }) => whys)
      .find(
        ({ clause, faults }) => clause === "at-most-once" && faults?.join() === "lost-response@shop.placing",
      );
    expect(resent?.causes.map((set) => set.flatMap((i) => diff.changes[i]?.setting ?? []).sort())).toEqual([
      ["effect", "idempotent"],
    ]);
  });

  test("only those who read a field are named", () => {
    const reading = specText("orders").replace("instances: 2 }", "instances: 2, reads: [orderId] }");
    const [change] = compared(reading, reading.replace("decimal(12, 2)", "string")).changes;
    expect(change?.concerns).toEqual([{ endpoint: "invoicing.bill" }]);
  });

  test("a queue that nobody gets to any more", () => {
    const diff = edited("shop", ['"order.*.placed" }', '"order.*.sent" }']);
    expect(causes(diff)).toEqual({
      "checkout.placing -> mailer.mail": [
        "binding exchange notices -> queue email (key order.*.placed) removed",
      ],
    });
    expect(diff.guarantees[0]?.gives.after).toBeUndefined();
  });

  test("a promise that is withdrawn, and the owners of both ends", () => {
    const { guarantees, changes, owners } = edited("shop", ["exactly-once, order: per-key", "at-least-once"]);
    expect(changes).toEqual([]);
    expect(guarantees.map(({ direction, whys }) => [direction, whys.map(({ text }) => text)])).toEqual([
      ["weakened", ["no longer promised: at-most-once", "no longer promised: order per orderId"]],
    ]);
    expect(owners).toEqual(["@acme/crm", "@acme/orders"]);
  });

  test("an exception more is a promise less, a harsher fault model a promise more", () => {
    expect(linesOf(edited("shop", ["except: [dead-lettered]", "except: [dead-lettered, overflow]"]))).toEqual(
      ["weakened checkout.placing -> mailer.mail"],
    );
    expect(
      linesOf(
        edited("orders", ["delivery: at-least-once }", "delivery: at-least-once, under: harsh }"]),
      ).slice(0, 1),
    ).toEqual(["strengthened shop.placing -> shipping.pack"]);
  });

  test("what is not promised is compared by what it gives", () => {
    const silent = specText("orders").replaceAll(/^guarantee .*$/gm, "");
    const diff = compared(silent, silent.replace("acks: all, idempotent: true", "acks: 1"));
    expect(linesOf(diff)).toEqual([
      "weakened shop.placing -> invoicing.bill",
      "weakened shop.placing -> shipping.pack",
      "risky client: acks of producer shop.placing",
    ]);
  });

  test("what can no longer be judged", () => {
    const diff = edited("orders", ["start: earliest\n    effect", "start: unknown\n    effect"]);
    expect(diff.guarantees.flatMap(({ whys }) => whys.map(({ kind }) => kind))).toContain("undecided");
  });

  test("the other way round it is strengthened, by the same change", () => {
    const weak = specText("orders").replace("acks: all, idempotent: true", "acks: 1");
    const diff = compared(weak, specText("orders"));
    expect(linesOf(diff)).toEqual([
      "strengthened shop.placing -> invoicing.bill",
      "strengthened shop.placing -> shipping.pack",
      "safe client: acks of producer shop.placing",
    ]);
    expect(diff.guarantees[1]?.whys[0]?.causes).toEqual([[0]]);
  });
});

describe("where one side is missing", () => {
  const brokers = { analysis: ANALYSIS_BROKERS, changes: BROKER_CHANGES };

  test("everything is new, and nothing breaks", () => {
    const diff = diffTopologies(undefined, topologyOf(specText("shop")), brokers);
    expect(diff.changes.length).toBeGreaterThan(10);
    expect(diff.changes.filter(({ kind }) => kind !== "added")).toEqual([]);
    expect(linesOf(diff).filter((line) => /^(?:breaking|weakened)/.test(line))).toEqual([]);
  });

  test("everything is gone, with its promises", () => {
    const diff = diffTopologies(topologyOf(specText("shop")), undefined, brokers);
    expect(diff.changes.filter(({ kind }) => kind !== "removed")).toEqual([]);
    expect(linesOf(diff).filter((line) => line.startsWith("weakened"))).toHaveLength(2);
  });
});

test("the same two topologies give the same bytes", () => {
  const once = (): string =>
    JSON.stringify(edited("shop", ["partitions: 6", "partitions: 3"], ["confirms: true, ", ""]));
  expect(once()).toBe(once());
});
