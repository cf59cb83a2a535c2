import { describe, expect, it } from "vitest";
import { present } from "../../../src/base/assert.ts";
import { BROKERS } from "../../../src/brokers/all.ts";
import { compile } from "../../../src/compiler/compile.ts";
import { analyse } from "../../../src/compiler/infer/analyse.ts";
import { hazardFindings } from "../../../src/compiler/infer/hazard-findings.ts";

interface Said {
  readonly topic?: string;
  readonly queue?: string;
  readonly producer?: string;
  readonly consumer?: string;
  readonly guarantee: string;
}

/** What is said of the hazards, and their fixes in a machine's form. */
function told({ topic, queue, producer, consumer, guarantee }: Said): {
  readonly notes: readonly string[];
  readonly edits: readonly string[];
} {
  const text = `waybill 1
topology t
broker k { type: kafka, version: "4.3", nodes: 3 }
broker r { type: rabbitmq, version: "4.3", nodes: 3 }
message M { identity id: uuid, orderId: uuid }
topic log on k { carries: M, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, ${topic ?? ""} }
queue jobs on r { carries: M, type: quorum, ${queue ?? ""} }
service s {
  producer out -> log { sends: M, ${producer ?? ""} }
  producer job -> jobs { sends: M, confirms: true, mandatory: true }
}
service c {
  store seen { keep: 5m }
  consumer in <- log { ${consumer ?? "start: earliest"} }
  consumer work <- jobs { prefetch: 1 }
}
guarantee ${guarantee}
`;
  const { topology, findings } = compile([{ path: "t.waybill", text }], { brokers: BROKERS });
  const analysis = analyse(present(topology, JSON.stringify(findings)), BROKERS);
  const hazards = hazardFindings(analysis, BROKERS);
  return {
    notes: hazards.flatMap(({ notes }) => notes ?? []),
    edits: hazards.flatMap(({ fix }) => (fix?.settings ?? []).map((edit) => edit.text)),
  };
}

describe("a fix", () => {
  it("is written with its unit", () => {
    const consumer = "start: earliest, effect: idempotent(id, in: seen)";
    const kept = told({ consumer, guarantee: "s.out -> c.in { delivery: exactly-once }" });
    expect(kept.notes).toContain("fix: keep: 30d in seen");
    const retained = told({
      topic: "retention: 30m",
      guarantee: "s.out -> c.in { delivery: at-least-once }",
    });
    expect(retained.notes).toContain("fix: retention: 7d in log");
    expect(retained.edits).toEqual(["retention: 7d"]);
  });

  it("that leaves a setting out says so, and is no edit", () => {
    const expires = told({
      queue: "message-ttl: 10m",
      guarantee: "s.job -> c.work { delivery: at-least-once }",
    });
    expect(expires.notes).toContain("fix: no message-ttl in jobs");
    expect(expires.edits).toEqual([]);
  });

  it("of repetitions out of order is not to wait for no answer", () => {
    const swapped = told({ producer: "idempotent: false", guarantee: "s.out -> c.in { order: per-key }" });
    expect(swapped.notes).toContain("fix: idempotent: true in s.out");
  });

  it("of a delivery limit is not to keep one copy in place of three", () => {
    const limited = told({
      queue: "delivery-limit: 2",
      guarantee: "s.job -> c.work { delivery: at-least-once }",
    });
    expect(limited.notes).toContain("fix: delivery-limit: -1 in jobs");
  });
});

describe("a story of what a broker's folder adds by hand", () => {
  it("says what happens", () => {
    const missed = told({
      consumer: "start: latest",
      guarantee: "s.out -> c.in { delivery: at-least-once }",
    });
    expect(missed.notes).toContain("c.in passes over a message that nobody hands to it again");
  });
});
