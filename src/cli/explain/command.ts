import { UsageError } from "../output.ts";
export function runExplain(): never {
  throw new UsageError("not yet");
}
