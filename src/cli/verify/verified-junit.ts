/** A whole call of `verify` as JUnit: what `check` says of topologies that are not verified, then the promises of the others. */
import type { Call } from "../call.ts";
import { checkSuite } from "../check/junit.ts";
import { failsCall } from "../check/verdict.ts";
import { junitXml } from "../formats/junit.ts";
import { verifySuites } from "./junit.ts";
import type { Verified } from "./verified.ts";

export function verifiedJunit({ checked, reports }: Verified, call: Call): string {
  const unsound = checked.topologies.filter(({ analysis, isUnsound }) => isUnsound || analysis === undefined);
  const suites = unsound.map((topology) =>
    checkSuite(topology, checked, (finding) => failsCall(finding, call)),
  );
  return junitXml([...suites, ...verifySuites(reports, call)]);
}
