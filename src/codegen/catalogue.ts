/** Every entry of the registry that a generation itself may report, in the order of their codes. */
import type { DiagnosticSpec } from "../diagnostics/define.ts";
import type { GenerateBroker } from "./broker.ts";
import { generation } from "./generation.diagnostics.ts";

/** Those of the language, and those of `brokers`. */
export function generationDiagnostics(brokers: readonly GenerateBroker[]): readonly DiagnosticSpec[] {
  return [...Object.values(generation.specs), ...brokers.flatMap(({ diagnostics }) => diagnostics)];
}
