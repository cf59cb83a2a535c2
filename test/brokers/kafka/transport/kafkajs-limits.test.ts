import { expect, test } from "vitest";
import { refusedByKafkajs } from "../../../../src/brokers/kafka/transport/kafkajs-limits.ts";
import { PLAN } from "./hand.ts";

const PRODUCER = {
  name: "put",
  broker: "events",
  channel: PLAN.channel,
  types: [],
  discriminator: PLAN.discriminator,
  where: "shop.waybill:4",
};

test("kafkajs refuses what it gets wrong, and says where it is declared", () => {
  const idempotent = { ...PRODUCER, settings: { acks: "all", idempotent: true } };
  const together = { ...PLAN, steps: [["effect"], ["announce", "settle"]] };
  const [first, second, ...more] = refusedByKafkajs({ idempotent }, { together });
  expect(first).toContain("producer put (shop.waybill:4) is idempotent");
  expect(second).toContain("consumer watch (shop.waybill:1) sends and settles in a transaction");
  expect(more).toEqual([]);
});

test("it takes everything else", () => {
  const plain = { ...PRODUCER, settings: { acks: "all", idempotent: false } };
  const one = { ...PRODUCER, settings: { acks: 1, idempotent: true } };
  expect(refusedByKafkajs({ plain, one }, { watch: PLAN })).toEqual([]);
});
