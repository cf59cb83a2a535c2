/** Bugs planted in the simulated broker: the law, which agrees on these topologies, must see each of them. */
import { describe, expect, test } from "vitest";
import { KAFKA } from "../../../src/brokers/kafka/broker.ts";
import { LIES, type Lie } from "../../../src/brokers/kafka/mechanism/lie.ts";
import { kafkaMechanism } from "../../../src/brokers/kafka/mechanism/mechanism.ts";
import { mix } from "../../../src/base/prng.ts";
import { lawFaults } from "../../../src/law/campaign.ts";
import { type Comparison, compareLaw } from "../../../src/law/compare.ts";
import type { VerifyBroker } from "../../../src/verify/broker.ts";

const DRAWS = 150;
const STATES = 60_000;

/** These show only where the in-sync set has shrunk before the leader dies: two faults, of these. */
const PAIRS: Readonly<Partial<Record<Lie, RegExp>>> = {
  "elects-anyone": /^(slow@.*follower|process-crash@.*leader)$/,
  "waits-for-every-replica": /^(slow@.*follower|power-loss@.*leader)$/,
};

function compared(seed: number, pair: RegExp | undefined, lie?: Lie): Comparison {
  const broker: VerifyBroker = { ...KAFKA, mechanism: (hop, bounds) => kafkaMechanism(hop, bounds, lie) };
  return compareLaw(broker.draw(seed).flow, [broker], {
    model: lawFaults(pair === undefined ? 1 : 2),
    keys: [0, 0],
    states: STATES,
    ...(pair === undefined ? {} : { without: (atom: string) => !pair.test(atom) }),
  });
}

/** The first draw on which the law holds with the honest broker and fails with this lie. */
function noticedAt(lie: Lie): number | undefined {
  const pair = PAIRS[lie];
  for (let i = 0; i < DRAWS; i++) {
    const seed = mix(77, i);
    if (compared(seed, pair, lie).differences.length === 0) continue;
    const honest = compared(seed, pair);
    if (honest.complete && honest.differences.length === 0) return i;
  }
  return undefined;
}

describe("the law notices a broker that", () => {
  test.each(LIES)("%s", { timeout: 60_000 }, (lie) => {
    expect(noticedAt(lie)).toBeDefined();
  });
});
