import { expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { checkedIn } from "../../src/cli/environment.ts";
import { UsageError } from "../../src/cli/output.ts";

const specs = (more: string): Parameters<typeof checkedIn>[0] => [
  { path: "a.waybill", text: `waybill 1\ntopology a\nbroker k { type: kafka, nodes: 3 }\n${more}` },
  { path: "b/b.waybill", text: "waybill 1\ntopology b\n" },
];

test("an environment that no topology has is a wrong call, which says what there is", () => {
  const named = specs("environment prod { broker k { nodes: 5 } }\n");
  const { topologies } = checkedIn(named, ANALYSIS_BROKERS, "prod");
  expect(
    topologies.map(({ environment, analysis }) => [environment, analysis?.topology.brokers[0]?.nodes]),
  ).toEqual([
    ["prod", 5],
    [undefined, undefined],
  ]);
  expect(() => checkedIn(named, ANALYSIS_BROKERS, "prd")).toThrow(
    new UsageError("there is no environment prd: there are prod"),
  );
  expect(() => checkedIn(specs(""), ANALYSIS_BROKERS, "prod")).toThrow("there is none");
});
