/** A report as JUnit XML, which every CI server shows: a suite a topology, a case a promise or a finding. */
import { xmlAttribute, xmlText } from "./xml.ts";

/** One line of the report. */
export interface JunitCase {
  readonly name: string;
  /** What is wrong: a failure. */
  readonly failure?: { readonly kind: string; readonly message: string; readonly text: string };
  /** Why nothing can be said: a skipped case. */
  readonly skipped?: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** No clock is in it: the same suites, the same bytes. */
export function junitXml(suites: readonly JunitSuite[]): string {
  const counts = countsOf(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="waybill" ${counts}>`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

function countsOf(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((each) => each.failure === undefined && each.skipped !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

function suiteLines({ name, cases }: JunitSuite): readonly string[] {
  return [
    `  <testsuite name="${xmlAttribute(name)}" ${countsOf(cases)}>`,
    ...cases.flatMap((each) => caseLines(each, name)),
    "  </testsuite>",
  ];
}

function caseLines({ name, failure, skipped }: JunitCase, suite: string): readonly string[] {
  const head = `    <testcase classname="${xmlAttribute(suite)}" name="${xmlAttribute(name)}"`;
  if (failure !== undefined) {
    const { kind, message, text } = failure;
    return [
      `${head}>`,
      `      <failure type="${xmlAttribute(kind)}" message="${xmlAttribute(message)}">${xmlText(text)}</failure>`,
      "    </testcase>",
    ];
  }
  if (skipped !== undefined)
    return [`${head}>`, `      <skipped message="${xmlAttribute(skipped)}"/>`, "    </testcase>"];
  return [`${head}/>`];
}
