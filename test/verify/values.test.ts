import { describe, expect, it } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import type { FlowReport } from "../../src/verify/report.ts";
import { replay } from "../../src/verify/replay.ts";
import { readStoryToken } from "../../src/verify/story-token.ts";
import { verify } from "../../src/verify/verify.ts";

interface Said {
  readonly topic?: string;
  readonly consumer?: string;
  readonly order: string;
}

function spec({ topic = "key: orderId, partitions: 6", consumer = "start: earliest", order }: Said): string {
  return `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 3 }
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message M { identity id: uuid, orderId: uuid, userId: uuid }
topic log on events { carries: M, ${topic}, replication: 3, min-in-sync: 2 }
queue jobs on tasks { type: quorum, carries: M }
service s { producer out -> log { sends: M }, producer job -> jobs { sends: M, confirms: true, mandatory: true } }
service r { consumer in <- log { ${consumer} }, consumer work <- jobs { concurrency: per(userId), prefetch: 8 } }
guarantee s.${order}, under: none }
`;
}

function verified(said: Said): FlowReport & { readonly text: string } {
  const text = spec(said);
  const { topology, findings } = compile([{ path: "a.waybill", text }], { brokers: BROKERS });
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  const options = { seed: 1, runs: 5, states: 20_000, messages: 12, proceed: (): boolean => true };
  const [flow] = verify(analyse(topology, BROKERS), BROKERS, options).flows;
  if (flow === undefined) throw new Error("nothing was verified");
  return { ...flow, text };
}

describe("values of several paths", () => {
  it.each([
    [
      "one field is promised, and another one decides the partition",
      { order: "out -> r.in { order: per(userId)" },
    ],
    ["a key keeps less together than a producer sends", { order: "out -> r.in { order: per-producer" }],
    ["a key keeps less together than everything", { order: "out -> r.in { order: total" }],
    ["handlers run at once for another field", { order: "job -> r.work { order: per(orderId)" }],
    ["handlers run at once for a field", { order: "job -> r.work { order: per-producer" }],
  ])("%s: a witness in which the messages differ in it", (_, said) => {
    const { verdict, refutations, unwitnessed, text } = verified(said);
    expect({ verdict, by: refutations.map(({ by }) => by), unwitnessed }).toEqual({
      verdict: "refuted",
      by: ["witness"],
      unwitnessed: [],
    });
    const read = readStoryToken(refutations[0]?.token ?? "");
    const { topology } = compile([{ path: "a.waybill", text }], { brokers: BROKERS });
    if (!read.ok || topology === undefined) throw new Error("no story");
    expect(replay(analyse(topology, BROKERS), BROKERS, read.story)?.report.broken).toBe(true);
  });

  it.each([
    [
      "one partition keeps everything in order, keyed or not",
      { topic: "key: orderId, partitions: 1", order: "out -> r.in { order: total" },
    ],
    ["the promised field decides the partition", { order: "out -> r.in { order: per-key" }],
    ["handlers run at once for other values only", { order: "job -> r.work { order: per(userId)" }],
  ])("%s", (_, said) => {
    expect(verified(said)).toMatchObject({ verdict: "holds", refutations: [], unwitnessed: [] });
  });
});
