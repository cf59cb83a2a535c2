import { UsageError } from "../output.ts";
export function runDiagram(): never {
  throw new UsageError("not yet");
}
