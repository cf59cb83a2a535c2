/**
 * Last line of .ci/run: `node tools/tally.mjs FAILED NAME:STATUS:REPORT...` adds up the JSON reports of vitest and prints
 * `N passed, N failed`; exit 1 unless something passed and nothing failed. FAILED is what failed before the tests; STATUS
 * is the exit code of the run. A run that failed without a failing case, or left no report, counts as one failure.
 */
import { existsSync, readFileSync } from "node:fs";

const [before, ...runs] = process.argv.slice(2);
let passed = 0;
let failed = Number(before);
for (const run of runs) {
  const [, name, status, path] = /^(.+):(\d+):(.+)$/.exec(run);
  if (!existsSync(path)) {
    console.log(`${name}: no report (exit ${status})`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(path, "utf8"));
  const cases = report.testResults.flatMap((file) => file.assertionResults);
  const good = cases.filter((each) => each.status === "passed").length;
  // A file that breaks before its first case has no failing case; a case that did not run proves nothing.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((each) => each.status !== "failed"),
  );
  const bad = cases.filter((each) => each.status !== "passed");
  const unsaid = Number(status) !== 0 && bad.length + broken.length === 0 ? 1 : 0;
  for (const each of bad) console.log(`${name}: ${each.status}: ${each.fullName}`);
  for (const file of broken) console.log(`${name}: failed: ${file.name}`);
  if (unsaid > 0) console.log(`${name}: exit ${status} though no case failed`);
  console.log(`${name}: ${good} passed, ${bad.length + broken.length + unsaid} failed`);
  passed += good;
  failed += bad.length + broken.length + unsaid;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
