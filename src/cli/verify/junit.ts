/** What `verify` found as JUnit cases: a suite a topology, a case a promise. */
import type { FlowReport, VerifyReport } from "../../verify/report.ts";
import type { Call } from "../call.ts";
import type { JunitCase, JunitSuite } from "../formats/junit.ts";
import { painter } from "../text.ts";
import { flowText } from "./text.ts";

/** What is undecided or not judged is skipped, unless the call is strict. */
export function verifySuites(
  reports: readonly VerifyReport[],
  call: Pick<Call, "isStrict" | "flag">,
): readonly JunitSuite[] {
  return reports.map(({ topology, flows }) => ({
    name: topology,
    cases: flows.map((flow) => caseOf(flow, call)),
  }));
}

function caseOf(flow: FlowReport, { isStrict, flag }: Pick<Call, "isStrict" | "flag">): JunitCase {
  const { promised, under, verdict, via, because } = flow;
  const fault = under === "standard" ? "" : ` (under ${under})`;
  const name = `${flow.flow} via ${via.join(", ")}: ${promised}${fault}`;
  const isOpen = verdict === "undecided" || verdict === "not judged";
  if (verdict === "holds" || (verdict === "vacuous" && flag("allow-vacuous"))) return { name };
  if (isOpen && !isStrict) return { name, skipped: [verdict, ...because].join("; ") };
  const [head = verdict, ...lines] = flowText(flow, painter(false));
  return { name, failure: { kind: verdict, message: head, text: [head, ...lines].join("\n") } };
}
