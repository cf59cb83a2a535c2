import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { verify } from "../../src/verify/verify.ts";

function verdicts(instances: number): { readonly inferred: boolean; readonly shown: string } {
  const text = `waybill 1\ntopology t\nbroker b { type: kafka, version: "4.3", nodes: 3 }\nmessage M { identity id: uuid }
topic c on b { carries: M, partitions: 6, replication: 3, min-in-sync: 2 }
service s {
  store seen { keep: 30d }
  producer p -> c { sends: M }
  consumer r <- c { group: "g", start: earliest, instances: ${instances}, effect: idempotent(id, in: seen), on-failure: stop }
}
guarantee s.p -> s.r { delivery: at-least-once }\n`;
  const { topology } = compile([{ path: "t.waybill", text }], { brokers: BROKERS });
  const analysis = analyse(present(topology, "a topology"), BROKERS);
  const clauses = analysis.flows.flatMap(({ promises }) => promises.flatMap((promise) => promise.clauses));
  const options = { seed: 1, runs: 0, states: 100_000, messages: 3, proceed: (): boolean => true };
  const [flow] = verify(analysis, BROKERS, options).flows;
  return {
    inferred: clauses.every(({ verdict }) => verdict.kind === "holds"),
    shown: present(flow, "a report").verdict,
  };
}

test("three throws stop three instances, and a fourth goes on", () => {
  expect(verdicts(3)).toEqual({ inferred: false, shown: "refuted" });
  expect(verdicts(5).inferred).toBe(true);
  expect(verdicts(5).shown).not.toBe("refuted");
});
