import { describe, test, vi } from "vitest";
import type { World } from "../harness/world/world.ts";
import { type GuaranteeTests, makeTests, type Tested, type TestedSpec } from "./test-guarantees.ts";
import { seenFrom } from "./waybill-error.ts";

/**
 * Declares a test for each promise of `topology` in whose flow one of the services takes part, and one that the code can be
 * driven at all. `build` makes a world and gives the services that are to be tested, by the functions that start them; a
 * service that is not given does what its declared `steps` say. It is called once a run.
 *
 * Each run simulates the brokers that the spec declares, with their faults, and the services' own code on top of them: first
 * all runs of one and two messages within bounds, then random ones. A promise that does not hold fails with the shortest run
 * that breaks it. Deterministic: the same code, the same verdict.
 */
export function testGuarantees<Services, Modules>(
  topology: TestedSpec<Services>,
  build: (world: World) => Tested<Services, Modules>,
  options: GuaranteeTests = {},
): void {
  try {
    makeTests(topology, build, options, {
      describe: (name, body) => describe(name, body),
      test: (name, body, limitMs) =>
        test(name, ({ signal, skip }) => body({ signal, skip: (note) => skip(note) }), limitMs),
      forget: () => void vi.resetModules(),
    });
  } catch (error) {
    throw seenFrom(error, 1);
  }
}
