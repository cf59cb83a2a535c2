import { UsageError } from "../output.ts";
export function runVerify(): never {
  throw new UsageError("not yet");
}
