/** Whether what was found fails a call. */
import type { Finding } from "../../diagnostics/define.ts";
import type { Call } from "../call.ts";
import { EXIT, type ExitCode } from "../output.ts";
import type { Checked } from "../../compiler/check-sources.ts";

/** By `--fail-on` and `--strict`. */
export function exitOf(
  { summary }: Pick<Checked, "summary">,
  { failOn, isStrict }: Pick<Call, "failOn" | "isStrict">,
): ExitCode {
  const { errors, warnings, flows } = summary;
  const isOpen = isStrict && flows.undecided + flows["not-judged"] > 0;
  return errors > 0 || (failOn === "warning" && warnings > 0) || isOpen ? EXIT.findings : EXIT.fine;
}

/** Whether this finding alone fails the call. */
export function failsCall({ severity }: Finding, { failOn }: Pick<Call, "failOn">): boolean {
  return severity === "error" || (failOn === "warning" && severity === "warning");
}
