import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { type FaultModel, HARSH, STANDARD } from "../../src/model/guarantee.ts";
import { notCovered } from "../../src/verify/not-covered.ts";

function missing(
  type: string,
  channel: string,
  group: string,
  under: FaultModel = STANDARD,
): readonly string[] {
  const text = `waybill 1\ntopology t\nbroker b { type: ${type}, version: "4.3", nodes: 3 }\nmessage M { identity id: uuid }\n${channel}\nservice s {\n  producer p -> c { sends: M }\n  consumer r <- c { ${group} }\n}\n`;
  const { topology } = compile([{ path: "t.waybill", text }], { brokers: BROKERS });
  const [analysed] = analyse(present(topology, "a topology"), BROKERS).flows;
  return notCovered(present(analysed, "a flow").flow, BROKERS, under);
}

test("a fault of the model that a broker does not simulate is named", () => {
  const outside = ["power-loss", "disk-loss", "pause", "delayed-request", "poison"];
  expect(missing("rabbitmq", "queue c on b { type: quorum, carries: M }", "prefetch: 1")).toEqual([
    ...outside,
    "rolling-restart of b",
  ]);
  expect(missing("kafka", "topic c on b { carries: M }", 'group: "g"')).toEqual(outside);
});

test("a fault of the harsh model that nothing can strike is no claim of that model", () => {
  expect(missing("kafka", "topic c on b { carries: M }", 'group: "g"', HARSH)).toEqual(["poison"]);
  expect(missing("rabbitmq", "queue c on b { type: quorum, carries: M }", "prefetch: 1", HARSH)).toEqual([
    "delayed-request",
    "poison",
    "rolling-restart of b",
  ]);
});
