/** What is said of one change after the other, whole: severity, consequence and reason. */
import { expect, test } from "vitest";
import type { Change, Severity } from "../../src/diff/change.ts";
import type { TopologyDiff } from "../../src/diff/diff.ts";
import { KAFKA, MESSAGES, RABBITMQ, type Row } from "./breaking-verdicts.ts";
import { edited } from "./compared.ts";
import { RISKY, SAFE } from "./other-verdicts.ts";

function check(severity: Severity, [, edits, change, consequence, says]: Row): TopologyDiff {
  const diff = edited("market", ...edits);
  const name = ({ entity, setting }: Change): string =>
    setting === undefined ? entity : `${setting} of ${entity}`;
  const found = diff.changes.find((each) => name(each) === change);
  expect(found, diff.changes.map(name).join("\n")).toMatchObject({ severity, consequence });
  expect(found?.reason).toMatch(says);
  return diff;
}

test.each([...KAFKA, ...RABBITMQ, ...MESSAGES])("breaking: %s", (...row) => {
  check("breaking", row);
});

test.each(RISKY)("risky: %s", (...row) => {
  check("risky", row);
});

test.each(SAFE)("safe: %s", (...row) => {
  const { guarantees, changes } = check("safe", row);
  expect(guarantees.filter(({ direction }) => direction === "weakened")).toEqual([]);
  expect(changes.filter(({ severity }) => severity === "breaking")).toEqual([]);
});
