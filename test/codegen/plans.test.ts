import { expect, test } from "vitest";
import { generated, topologyOf } from "./generated.ts";

const routed = (settings: string): string => `waybill 1
topology t
broker b { type: rabbitmq }
enum Region { eu, us }
message Order { identity id: uuid, region: Region }
exchange orders on b { type: topic, carries: Order }
queue placed on b {}
queue audit on b {}
bind orders -> placed { key: "order.*" }
bind orders -> audit { key: "audit.#" }
service shop { producer place -> orders { sends: Order, confirms: true, ${settings} } }
`;

test("further routing keys are filled from the message, like the first", () => {
  const one = generated(routed('routing-key: "order.{region}", cc: "audit.{region}.all"'));
  expect(one.get("shop.ts")).toContain('copies: [["audit.", ["region"], ".all"]]');
  const two = generated(routed('routing-key: "order.{region}", cc: ["audit.x", "audit.{id}"]'));
  expect(two.get("shop.ts")).toContain('copies: [["audit.x"], ["audit.", ["id"]]]');
  expect(generated(routed('routing-key: "order.{region}"')).get("shop.ts")).not.toContain("copies");
});

test("a further routing key without a field of that name is refused", () => {
  const broken = routed('routing-key: "order.{region}", cc: "audit.{regoin}"');
  expect(() => topologyOf([{ path: "t.waybill", text: broken }])).toThrow("regoin");
});
