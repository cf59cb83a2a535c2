/** Inference of whole flows: lowering, composition and every clause of the law, on drawn topologies of each broker. */
import { hazardsOf } from "../src/compiler/infer/clauses.ts";
import { inferFlow } from "../src/compiler/infer/compose.ts";
import { LAW_CLAUSES } from "../src/law/compare.ts";
import { STANDARD } from "../src/model/guarantee.ts";
import type { VerifyBroker } from "../src/verify/broker.ts";
import type { Subject } from "./measure.ts";

/** A flow in a tenth of a millisecond. */
const FLOWS_AIM = 10_000;
const DRAWN = 40;
const REPEATS = 25;

export function inferenceSubjects(brokers: readonly VerifyBroker[]): readonly Subject[] {
  return brokers.map((broker) => {
    const flows = Array.from({ length: DRAWN }, (_, seed) => broker.draw(seed + 1).flow);
    const round = (): number => {
      for (let i = 0; i < REPEATS; i++) {
        for (const flow of flows) {
          const inferred = inferFlow(flow, [broker], STANDARD);
          for (const clause of LAW_CLAUSES) hazardsOf(inferred, clause, STANDARD);
        }
      }
      return flows.length * REPEATS;
    };
    return { name: `inference, ${broker.type}`, unit: "flows", aim: FLOWS_AIM, round };
  });
}
