/** Changes that break something and changes that do not, told apart, each with what the broker does. */
import { describe, expect, test } from "vitest";
import { BREAKING } from "./breaking-rows.ts";
import { type Edit, edited, linesOf, type SpecName } from "./compared.ts";
import { HARMLESS } from "./harmless-rows.ts";
import { bind, parking } from "./row.ts";

const keyOf = (line: string): string => line.slice(line.indexOf(": ") + 2);

describe("breaking", () => {
  test.each(BREAKING)("$what", ({ spec, edits, change, consequence, says, cites }) => {
    const diff = edited(spec, ...edits);
    expect(linesOf(diff)).toContain(`breaking ${consequence}: ${change}`);
    const found =
      diff.changes[
        linesOf(diff)
          .slice(diff.guarantees.length)
          .findIndex((line) => keyOf(line) === change)
      ];
    expect(found?.reason).toMatch(says ?? /./);
    if (cites !== undefined) expect(found?.cites).toContain(cites);
  });
});

describe("harmless", () => {
  test.each(HARMLESS)("$what", ({ spec, edits, change, consequence, says }) => {
    const diff = edited(spec, ...edits);
    const lines = linesOf(diff);
    expect(lines).toContain(`safe ${consequence}: ${change}`);
    expect(lines.filter((line) => /^(?:breaking|weakened) /.test(line))).toEqual([]);
    const found =
      diff.changes[lines.slice(diff.guarantees.length).findIndex((line) => keyOf(line) === change)];
    expect(found?.reason).toMatch(says ?? /./);
  });

  test("a wider binding key leaves nothing out", () => {
    const lines = linesOf(edited("shop", bind('"order.#"')));
    expect(lines).toContain(
      "safe left-behind: binding exchange notices -> queue email (key order.*.placed) removed",
    );
    expect(lines).toContain("risky created: binding exchange notices -> queue email (key order.#) added");
  });
});

describe("risky", () => {
  test.each([
    [
      "no mandatory",
      "shop",
      [["confirms: true, mandatory: true", "confirms: true"]],
      "mandatory of producer notifier.announce",
    ],
    [
      "a default of an argument written out",
      "shop",
      [parking("type: quorum, overflow: drop-head")],
      "overflow of queue parking",
    ],
    ["more digits", "shop", [["decimal(12, 2)", "decimal(14, 3)"]], "field total of message OrderPlaced"],
    ["a longer string", "shop", [["string[..500]", "string[..900]"]], "field note of message OrderPlaced"],
    ["a shorter memory of keys", "shop", [["keep: 30d", "keep: 1h"]], "keep of store notifier.seen"],
    [
      "what is not modelled",
      "orders",
      [["partitions: 6", 'partitions: 6, native: { "segment.ms": 1000 }']],
      "native.segment.ms of topic orders",
    ],
    ["another version", "orders", [['version: "4.3"', 'version: "4.2"']], "version of broker events"],
  ] as const satisfies readonly (readonly [string, SpecName, readonly Edit[], string])[])(
    "%s",
    (_, spec, edits, change) => {
      expect(
        linesOf(edited(spec, ...edits))
          .filter((line) => line.startsWith("risky "))
          .map(keyOf),
      ).toContain(change);
    },
  );

  test("a value that nobody knows", () => {
    const lines = linesOf(edited("shop", ["partitions: 6", "partitions: unknown"]));
    expect(lines.filter((line) => line.includes("partitions"))).toEqual([
      "risky none: partitions of topic orders",
    ]);
  });

  test("a default that moves with the version is no declaration that is refused", () => {
    const { changes } = edited("shop", [
      'version: "4.3", nodes: 3, vhost',
      'version: "3.13", nodes: 3, vhost',
    ]);
    const limits = changes.filter(({ setting }) => setting === "delivery-limit");
    expect(limits.map(({ consequence }) => consequence)).toEqual(["restart", "restart"]);
  });
});
