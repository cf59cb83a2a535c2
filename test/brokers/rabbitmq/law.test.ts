/** The law of the witness on drawn RabbitMQ topologies: minimal fault sets inferred = minimal fault sets simulated. */
import { expect, test } from "vitest";
import { RABBITMQ } from "../../../src/brokers/rabbitmq/broker.ts";
import { runLaw } from "../../../src/law/campaign.ts";

const STATES_MAX = 200_000;

test("holds with one fault on 60 topologies drawn from a seed that nothing was repaired with", {
  timeout: 120_000,
}, () => {
  const report = runLaw(RABBITMQ, {
    seed: 20_260,
    topologies: 60,
    faults: 1,
    states: STATES_MAX,
    messages: 2,
  });
  expect(report.buckets).toEqual([]);
  expect(report.incomplete).toEqual([]);
  expect(report.agree).toBe(60);
  expect(report.distinct).toBe(60);
  expect(report.agreedSets).toBeGreaterThan(600);
});
