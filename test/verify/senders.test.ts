import { expect, it } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { verify } from "../../src/verify/verify.ts";

/** A handler passes messages on without waiting for an answer. */
function spec(target: string, from: string): string {
  return `waybill 1
topology t
broker k { type: kafka, version: "4.3", nodes: 3 }
broker r { type: rabbitmq, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic first on k { carries: M, replication: 3, min-in-sync: 2 }
topic second on k { carries: M, replication: 3, min-in-sync: 2 }
queue jobs on r { type: quorum, carries: M }
service a { producer out -> first { sends: M } }
service b {
  consumer in <- first { start: earliest, sends: out, steps: [settle, out] }
  producer out -> ${target}
}
service c { consumer in <- ${target.split(" ")[0] ?? ""} { } }
guarantee ${from} -> c.in { delivery: at-least-once, under: any(1, of: [process-crash, outage(1m)]) }
`;
}

it.each([
  ["jobs { sends: M }", "a.out"],
  ["jobs { sends: M }", "b.out"],
  ["second { sends: M, acks: 0 }", "a.out"],
  ["second { sends: M, acks: 0 }", "b.out"],
])("what stops the sender of %s, from %s, has a witness under its name", (target, from) => {
  const text = spec(target, from).replace(
    "c { consumer in <- second { }",
    "c { consumer in <- second { start: earliest }",
  );
  const { topology, findings } = compile([{ path: "a.waybill", text }], { brokers: BROKERS });
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  const options = { seed: 1, runs: 5, states: 50_000, messages: 4, proceed: (): boolean => true };
  const [flow] = verify(analyse(topology, BROKERS), BROKERS, options).flows;
  const sender = from === "a.out" ? "b.in" : "b.out";
  expect(flow?.unwitnessed).toEqual([]);
  expect(flow?.refutations.map(({ faults }) => faults.join(" "))).toContain(`process-crash@${sender}`);
});
