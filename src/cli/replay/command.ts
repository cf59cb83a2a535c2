import { UsageError } from "../output.ts";
export function runReplay(): never {
  throw new UsageError("not yet");
}
