import { describe, expect, test } from "vitest";
import { KAFKA } from "../../../src/brokers/kafka/broker.ts";
import { hopSettings } from "../../../src/brokers/kafka/settings/settings.ts";
import { present } from "../../../src/base/assert.ts";
import { mix } from "../../../src/base/prng.ts";
import type { Hop } from "../../../src/model/flow.ts";
import { flowOf, type Said } from "./walk.ts";

function hopOf(said: Said): Hop {
  return present(flowOf(said).hops[0], "a flow has a hop");
}

describe("effective settings", () => {
  test("K-PROD-12: idempotence is on from 3.0, off where acks, retries or requests in flight rule it out", () => {
    const on = (producer: Said["producer"]): boolean =>
      hopSettings(hopOf(producer === undefined ? {} : { producer })).producer.idempotent;
    expect(on({})).toBe(true);
    expect(on({ acks: 1 })).toBe(false);
    expect(on({ retries: 0 })).toBe(false);
    expect(on({ "in-flight": 6 })).toBe(false);
  });

  test("K-REPL-04: the minimum is at most the number of replicas, from 3.7", () => {
    const least = (version: string): number =>
      hopSettings(hopOf({ version, topic: { replication: 1, "min-in-sync": 2 } })).log.minInSync;
    expect([least("3.6"), least("3.7")]).toEqual([2, 1]);
  });

  test("K-REPL-15: replicas stay eligible from 4.1", () => {
    const eligible = (version: string): boolean => hopSettings(hopOf({ version })).log.eligibleReplicas;
    expect([eligible("4.0"), eligible("4.1")]).toEqual([false, true]);
  });

  test("K-CONS-24: only the Java client gives an awaited commit up, and only it does not commit its start", () => {
    const { commitMs, pinsStart } = hopSettings(hopOf({ client: "java" })).group;
    expect([commitMs, pinsStart]).toEqual([60_000, false]);
    expect(hopSettings(hopOf({})).group).toMatchObject({ commitMs: 0, pinsStart: true });
  });

  test("names what is unknown and what is not modelled", () => {
    const settings = hopSettings(
      hopOf({
        topic: { cleanup: ["compact"], "min-in-sync": "unknown" },
        producer: { retries: 3 },
        consumer: { onFailure: { kind: "retry", times: 3 } },
      }),
    );
    expect(settings.unknown).toEqual([expect.stringMatching(/^orders\W+min-in-sync$/)]);
    expect(settings.notModelled).toEqual([
      expect.stringMatching(/^orders\W+cleanup$/),
      expect.stringMatching(/^shop.placing\W+retries$/),
      expect.stringMatching(/^invoicing.watch\W+on-failure$/),
    ]);
  });
});

describe("domains", () => {
  test("apply each value to its entity and leave the rest alone", () => {
    const hop = hopOf({});
    const domains = KAFKA.domains(hop);
    expect(domains.length).toBeGreaterThan(10);
    for (const { values, current, apply } of domains) {
      expect(values).not.toContain(current);
      for (const value of values) expect(apply(hop.topology, value)).not.toEqual(hop.topology);
    }
  });
});

describe("draws", () => {
  test("are pure, and different for different seeds", () => {
    const seeds = Array.from({ length: 200 }, (_, i) => mix(5, i));
    const drawn = seeds.map((seed) => JSON.stringify(KAFKA.draw(seed)));
    expect(seeds.map((seed) => JSON.stringify(KAFKA.draw(seed)))).toEqual(drawn);
    expect(new Set(drawn).size).toBe(200);
  });

  test("are all modelled", () => {
    for (let i = 0; i < 200; i++) {
      const hop = present(KAFKA.draw(mix(6, i)).flow.hops[0], "a flow has a hop");
      const { unknown, notModelled } = hopSettings(hop);
      expect([...unknown, ...notModelled]).toEqual([]);
    }
  });
});
