/** What the search leaves out makes no difference: on drawn topologies it finds the same with and without. */
import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { mix } from "../../src/base/prng.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { lawFaults } from "../../src/law/campaign.ts";
import { LAW_CLAUSES } from "../../src/law/compare.ts";
import type { Exploration } from "../../src/runtime/exploration.ts";
import { type Explorable, explore } from "../../src/runtime/explore.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import type { Operation } from "../../src/runtime/model.ts";
import type { VerifyBroker } from "../../src/verify/broker.ts";
import { planFlow } from "../../src/verify/plan-flow.ts";
import { altered } from "../runtime/altered.ts";

const TOPOLOGIES = 30;
const STATES = 12_000;
const SEED = 31;

function drawn(broker: VerifyBroker, number: number, keys: readonly number[], faults: number): FlowModel {
  const scale = { keys, clauses: LAW_CLAUSES, faults, episodes: 1, model: lawFaults(faults) };
  return new FlowModel(planFlow(broker.draw(mix(SEED, number)).flow, [broker], scale));
}

function found({ violations }: Exploration): readonly string[] {
  return violations.map(({ clause, atoms }) => `${clause}: ${atoms.join(" + ")}`);
}

interface Pair {
  readonly whole: Exploration;
  readonly part: Exploration;
}

/** Searches of drawn topologies, not reduced and reduced; those too large for the bound are passed over. */
function* pairs(
  broker: VerifyBroker,
  { keys, faults }: { readonly keys: readonly number[]; readonly faults: number },
  change: (model: FlowModel) => Explorable = (model) => model,
): Generator<Pair> {
  for (let i = 0; ; i++) {
    const model = drawn(broker, i, keys, faults);
    const whole = explore(model, { faults, states: STATES, reduction: false });
    if (whole.stopped === undefined)
      yield { whole, part: explore(change(model), { faults, states: STATES }) };
  }
}

/** Compares so many topologies; answers the states that each search worked out. */
function compare(
  broker: VerifyBroker,
  topologies: number,
  keys: readonly number[],
  faults: number,
): number[] {
  let [reduced, every, left] = [0, 0, topologies];
  for (const { whole, part } of pairs(broker, { keys, faults })) {
    expect(part.stopped).toBeUndefined();
    expect(found(part)).toEqual(found(whole));
    reduced += part.nodes;
    every += whole.nodes;
    left -= 1;
    if (left === 0) break;
  }
  return [reduced, every];
}

/** Every operation whose label matches is called independent. */
function calledIndependent(pattern: RegExp): (model: FlowModel) => Explorable {
  return (model) => {
    const operations = model.operations.map(
      (operation): Operation =>
        pattern.test(operation.label(0, 0)) ? { ...operation, independent: "always" } : operation,
    );
    return altered(model, { operations });
  };
}

/** Moves that are not independent, though they look as if they were. */
const WRONG: Readonly<Record<string, readonly RegExp[]>> = {
  kafka: [/^delayed /, / resumes$/],
  rabbitmq: [/ handles /, / again$/],
};
/** Topologies in which one of them has to show. */
const WRONG_MAX = 60;

describe.each(BROKERS)("the reduced search of $type", (broker) => {
  test("finds the same fault sets in fewer states, one fault", { timeout: 120_000 }, () => {
    const [reduced = 0, every = 0] = compare(broker, TOPOLOGIES, [0, 0], 1);
    expect(reduced).toBeLessThan(0.7 * every);
  });

  test("finds the same fault sets in fewer states, two faults", { timeout: 120_000 }, () => {
    const [reduced = 0, every = 0] = compare(broker, 6, [0], 2);
    expect(reduced).toBeLessThan(0.5 * every);
  });

  test.each(present(WRONG[broker.type], "wrong relations"))(
    "misses something where what matches %s is called independent",
    { timeout: 120_000 },
    (pattern) => {
      let left = WRONG_MAX;
      for (const { whole, part } of pairs(broker, { keys: [0, 0], faults: 1 }, calledIndependent(pattern))) {
        if (found(part).join() !== found(whole).join()) return;
        left -= 1;
        if (left === 0) break;
      }
      expect.unreachable("no topology shows it");
    },
  );
});
