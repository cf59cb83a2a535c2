import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { type JsonCheck, jsonCheck } from "../compiler/check-json.ts";
import { type Checked, checkCompiled } from "../compiler/check-sources.ts";
import { options, shown } from "./argument.ts";
import type { Compiled } from "./compile.ts";
import { insideOf, type Topology } from "./topology.ts";
import { entered, refuse } from "./waybill-error.ts";

export interface CheckOptions {
  /** `YYYY-MM-DD`: an `allow … until` that ended before is reported. Without it none ends: there is no clock in here. */
  readonly today?: string;
}

/**
 * Everything that is wrong with a topology, and its flow table: what `waybill check --format json` prints. Takes what
 * `compile` gave, or its topology. Deterministic.
 */
export function check(subject: Compiled | Topology, given: CheckOptions = {}): JsonCheck {
  return entered(() => jsonCheck(checked(subject, "check", given)));
}

/** The same, with what is behind the findings. */
function checked(subject: unknown, call: string, given: CheckOptions = {}): Checked {
  const { parts, files } = insideOf(subject, call);
  return checkCompiled(files, [parts], ANALYSIS_BROKERS, dayOf(given, call));
}

function dayOf(given: CheckOptions, call: string): string | undefined {
  const { today } = options(given, call, ["today"]);
  if (today === undefined) return undefined;
  if (typeof today !== "string" || !/^\d{4}-\d\d-\d\d$/.test(today))
    refuse(`\`today\` is a day, "YYYY-MM-DD", not ${shown(today)}`);
  return today;
}
