/** Every planted bug is found: the clause it breaks, by which faults, because of which setting, and what repairs it. */
import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { hazardsOf } from "../../src/compiler/infer/clauses.ts";
import type { Refutation } from "../../src/verify/report.ts";
import { analysed, BUGS, type Bug, codesOf, folders, isFinding, verified } from "./pairs.ts";

function isExpected({ breaks, faults }: Bug, found: Refutation): boolean {
  const named = breaks === "order" ? /^order /.test(found.clause) : found.clause.startsWith(breaks);
  return named && (faults === undefined || found.faults.join(" ") === faults.join(" "));
}

describe("a planted bug", () => {
  test.each(BUGS.filter((bug) => !isFinding(bug)))("$name is refuted by what it breaks", (bug) => {
    const { verdict, refutations, unwitnessed } = verified(
      present(analysed(bug.name, "broken"), "a spec without errors of shape"),
      0,
    );
    expect({ verdict, unwitnessed }).toEqual({ verdict: "refuted", unwitnessed: [] });
    // Found by what was inferred, not by the search for what the inference missed.
    expect(new Set(refutations.map(({ by }) => by))).toEqual(new Set(["witness"]));
    const found = refutations.filter((each) => isExpected(bug, each));
    expect(
      found,
      refutations.map(({ clause, faults }) => `${clause}: ${faults.join(" ")}`).join("; "),
    ).not.toEqual([]);
    const blamed = found.flatMap(({ causes }) => causes.map(({ entity, setting }) => `${entity} ${setting}`));
    if (bug.cause === undefined) return;
    expect(blamed).toContain(bug.cause);
    const blamedAndMended = found.filter(({ fix }) => fix.length > 0);
    expect(blamedAndMended).not.toEqual([]);
    for (const { fixedEndsWell } of blamedAndMended) expect(fixedEndsWell).toBe(true);
  });

  test.each(BUGS.filter(isFinding))("$name is found before anything runs: $breaks", ({ name, breaks }) => {
    expect(codesOf(name, "broken")).toContain(breaks);
    expect(codesOf(name, "correct")).not.toContain(breaks);
  });

  test("has its line in the table", () => {
    expect(BUGS.map(({ name }) => name)).toEqual(folders());
    expect(BUGS.length).toBeGreaterThan(100);
  });
});

/** Rules of the inference and parts that a lowering adds by hand, by stage. What is not here no lowering of today emits, or no clause sees. */
const DECISIVE: Readonly<Record<string, readonly string[]>> = {
  produce: ["extra-swap", "group", "group-pipelined", "released-first", "sent-again", "sent-again-pipelined"],
  log: ["disposed-expire", "lanes", "tail-lost"],
  group: [
    "extra-dup",
    "extra-loss",
    "extra-stale",
    "extra-stuck",
    "extra-swap",
    "inbox",
    "many-at-once",
    "ownership",
    "ownership-back",
    "ownership-inbox",
    "ownership-late",
    "program",
    "released-first",
    "skipped",
    "unsettled-many",
  ],
  publish: ["joint", "joint-pipelined", "released-first", "sent-again", "sent-again-pipelined"],
  queue: [
    "copy-lost",
    "disposed-dead-letter",
    "disposed-expire",
    "disposed-overflow",
    "disposed-reject",
    "tail-lost",
  ],
  consume: [
    "extra-loss",
    "extra-swap",
    "inbox",
    "many-at-once",
    "overtaken",
    "ownership",
    "posted-release",
    "program",
    "released-first",
    "repeat-of-lost",
    "skipped",
    "unsettled-many",
  ],
};

test("the planted bugs need every rule of the inference", () => {
  const decisive = BUGS.flatMap(({ name }) => analysed(name, "broken")?.flows ?? []).flatMap(({ promises }) =>
    promises.flatMap(({ clauses, inferred, guarantee }) =>
      clauses.flatMap(({ clause }) =>
        hazardsOf(inferred, clause, guarantee.under).map(({ cut }) => `${cut.term.stage} ${cut.term.rule}`),
      ),
    ),
  );
  const wanted = Object.entries(DECISIVE).flatMap(([stage, rules]) =>
    rules.map((rule) => `${stage} ${rule}`),
  );
  expect(wanted.filter((each) => !decisive.includes(each))).toEqual([]);
});
