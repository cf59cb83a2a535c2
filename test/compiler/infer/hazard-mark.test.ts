import { expect, test } from "vitest";
import { present } from "../../../src/base/assert.ts";
import { BROKERS } from "../../../src/brokers/all.ts";
import { compile } from "../../../src/compiler/compile.ts";
import { analyse } from "../../../src/compiler/infer/analyse.ts";
import { hazardFindings } from "../../../src/compiler/infer/hazard-findings.ts";

test("where no setting decides, the promise is marked once", () => {
  const text = `waybill 1\ntopology t\nbroker b { type: rabbitmq, version: "3.13", nodes: 1 }
message M { identity id: uuid }
queue q on b { type: classic, carries: M }
service s { producer p -> q { sends: M, confirms: true, mandatory: true } }
service t { consumer c <- q { prefetch: 1 } }
guarantee s.p -> t.c { delivery: at-least-once, under: any(1, of: [disk-loss]) }\n`;
  const { topology } = compile([{ path: "t.waybill", text }], { brokers: BROKERS });
  const [finding] = hazardFindings(analyse(present(topology, "a topology"), BROKERS), BROKERS);
  const { label, related, span } = present(finding, "a finding");
  expect(label).toMatch(/^promised here: at-least-once/);
  expect(related).toEqual([]);
  expect(text.slice(span.start, span.end)).toBe("s.p -> t.c");
});
