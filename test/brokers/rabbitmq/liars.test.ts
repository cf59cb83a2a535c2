/** Every bug planted into the mechanism makes the law disagree, on topologies on which the honest broker agrees. */
import { describe, expect, test } from "vitest";
import { mix } from "../../../src/base/prng.ts";
import { RABBITMQ } from "../../../src/brokers/rabbitmq/broker.ts";
import { draw } from "../../../src/brokers/rabbitmq/draw/draw.ts";
import { LIES, type Lie } from "../../../src/brokers/rabbitmq/mechanism/lies.ts";
import { lawFaults } from "../../../src/law/campaign.ts";
import { compareLaw, type Comparison } from "../../../src/law/compare.ts";
import type { Drawn, VerifyBroker } from "../../../src/verify/broker.ts";
import { liar, topology } from "./play.ts";

/** Bugs that show where several things meet which few draws have; or with two faults. */
const MADE: Partial<
  Record<Lie, { readonly changes: Readonly<Record<string, string>>; readonly faults: number }>
> = {
  "dead-letter-removes-first": {
    changes: {
      type: "quorum",
      nodes: "3",
      limit: "reject-publish",
      "dead-letter": "queue",
      strategy: "at-least-once",
      "on-failure": "reject",
    },
    faults: 2,
  },
  "confirm-unroutable": { changes: { binding: "misses", mandatory: "yes" }, faults: 1 },
  "refuse-unroutable": { changes: { binding: "misses", mandatory: "no" }, faults: 1 },
  "reject-requeues": { changes: { "on-failure": "reject" }, faults: 1 },
};

/** What only the story of a run shows, not whether it can go wrong: scripts catch these. */
const SCRIPTS_ONLY: readonly Lie[] = [
  "recognise-what-is-there",
  "drop-the-newest",
  "confirm-before-the-majority",
];

const DRAWN_MAX = 60;
const SEED = 991;

/** Two faults are tried on one message. */
function compare(drawn: Drawn, broker: VerifyBroker, faults: number): Comparison {
  const keys = faults === 1 ? [0, 0] : [0];
  return compareLaw(drawn.flow, [broker], { model: lawFaults(faults), keys, states: 100_000 });
}

/** `incomplete` is neither agreement nor disagreement. */
function disagrees({ complete, differences }: Comparison): boolean | "incomplete" {
  return complete ? differences.length > 0 : "incomplete";
}

describe.each(LIES.filter((lie) => !SCRIPTS_ONLY.includes(lie)))("a broker that lies: %s", (lie) => {
  test("is caught by the law", { timeout: 60_000 }, () => {
    const made = MADE[lie];
    if (made !== undefined) {
      const drawn = topology(made.changes);
      expect(disagrees(compare(drawn, RABBITMQ, made.faults))).toBe(false);
      expect(disagrees(compare(drawn, liar(lie), made.faults))).toBe(true);
      return;
    }
    const seeds = Array.from({ length: DRAWN_MAX }, (_, i) => mix(SEED, i));
    const caught = seeds.find((seed) => disagrees(compare(draw(seed), liar(lie), 1)) === true);
    expect(caught).toBeDefined();
    expect(disagrees(compare(draw(caught ?? 0), RABBITMQ, 1))).toBe(false);
  });
});
