/** Generation for the broker that exists nowhere: what the examples of generation's own diagnostics are generated with. */
import type { GenerateBroker } from "../../src/codegen/broker.ts";
import { DEMO } from "../compiler/demo-broker.ts";

export const DEMO_GENERATION: GenerateBroker = {
  rules: DEMO,
  profiles: { generated: { transport: "demo", package: "demo", versions: "1", transactions: false } },
  notDone: ["routing-key"],
  keepsRefused: () => false,
  diagnostics: [],
};
