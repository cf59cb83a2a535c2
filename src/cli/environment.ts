/** `--env NAME`: a command that looks at one environment alone. */
import { type Checked, checkSources } from "../compiler/check-sources.ts";
import type { AnalysisBroker } from "../compiler/infer/analyse.ts";
import type { Source } from "../compiler/syntax/read.ts";
import type { OptionSpec } from "./call.ts";
import { todayOf } from "./load.ts";
import { UsageError } from "./output.ts";

export const ENVIRONMENT: OptionSpec = {
  type: "string",
  value: "NAME",
  doc: "judge this environment alone; a topology without it is judged as it is declared",
};

/** Today, in the environment of that name. Throws UsageError where no topology has it. */
export function checkedIn(
  specs: readonly Source[],
  brokers: readonly AnalysisBroker[],
  environment: string | undefined,
): Checked {
  const checked = checkSources(specs, brokers, todayOf(new Date()), environment);
  const { environments } = checked;
  if (environment === undefined || environments.includes(environment)) return checked;
  const known = environments.length === 0 ? "there is none" : `there are ${environments.join(", ")}`;
  throw new UsageError(`there is no environment ${environment.slice(0, 100)}: ${known}`);
}
