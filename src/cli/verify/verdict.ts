/** How a call of `verify` ends. */
import type { Checked } from "../../compiler/check-sources.ts";
import type { Call } from "../call.ts";
import { exitOf } from "../check/verdict.ts";
import { EXIT, type ExitCode } from "../output.ts";
import type { Verified } from "./verified.ts";

/** What `check` says, or a refutation; what was not found out, or hardly tried, fails too. */
export function exitOfVerify(
  { checked, verdicts }: { readonly checked: Pick<Checked, "summary"> } & Pick<Verified, "verdicts">,
  call: Pick<Call, "failOn" | "isStrict" | "flag">,
): ExitCode {
  return failsVerify(verdicts, call) ? EXIT.findings : exitOf(checked, call);
}

/** Whether the verdicts alone fail a call. */
export function failsVerify(verdicts: Verified["verdicts"], call: Pick<Call, "isStrict" | "flag">): boolean {
  const vacuous = call.flag("allow-vacuous") ? 0 : verdicts.vacuous;
  const isBroken = verdicts.refuted + verdicts.undetermined + vacuous > 0;
  return isBroken || (call.isStrict && verdicts.undecided + verdicts["not judged"] > 0);
}
