import { expect, test } from "vitest";
import { present } from "../../../src/base/assert.ts";
import { BROKERS } from "../../../src/brokers/all.ts";
import { compile } from "../../../src/compiler/compile.ts";
import { analyse } from "../../../src/compiler/infer/analyse.ts";

const SPECS = [
  `broker b { type: rabbitmq, version: "4.3", nodes: 1 }
queue q on b { type: classic }
service s {
  producer p -> q { confirms: true, mandatory: true, on-unknown: send-again }
  consumer c <- q { prefetch: 1, SETTING: unknown }
}`,
  `broker b { type: kafka, version: "4.3", nodes: 1 }
message M { identity id: uuid }
topic q on b { carries: M, partitions: 1, replication: 1, min-in-sync: 1 }
service s {
  producer p -> q { sends: M }
  consumer c <- q { group: "g", start: earliest, SETTING: unknown }
}`,
];

test.each(SPECS.flatMap((spec) => ["steps", "effect", "on-failure"].map((setting) => ({ spec, setting }))))(
  "a flow whose handler has $setting unknown is undecided",
  ({ spec, setting }) => {
    const text = `waybill 1\ntopology t\n${spec.replace("SETTING", setting)}\nguarantee s.p -> s.c { delivery: at-least-once }\n`;
    const { topology } = compile([{ path: "t.waybill", text }], { brokers: BROKERS });
    const [flow] = analyse(present(topology, "a topology"), BROKERS).flows;
    const [promise] = present(flow, "a flow").promises;
    const verdicts = present(promise, "a promise").clauses.map(({ verdict }) => verdict.kind);
    expect(new Set(verdicts)).toEqual(new Set(["undecided"]));
    expect(present(promise, "a promise").inferred.unknown.join(" ")).toContain(setting);
  },
);
