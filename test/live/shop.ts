/** The topology of specs/shop, with what its short forms stand for. */
import { readFileSync } from "node:fs";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { compileAll } from "../../src/compiler/compile.ts";
import type { Topology } from "../../src/model/topology.ts";

const PATH = "specs/shop/shop.waybill";

export function shopTopology(): Topology {
  const sources = [{ path: PATH, text: readFileSync(PATH, "utf8") }];
  const [compiled] = compileAll(sources, { brokers: ANALYSIS_BROKERS });
  if (compiled?.topology === undefined) throw new Error(`${PATH} has errors`);
  return compiled.topology;
}
