import { describe, expect, test } from "vitest";
import { at, imported, lineOf } from "./drafts.ts";

describe("policies", () => {
  const policy = (name: string, pattern: string, definition: object, more: object = {}): object => ({
    vhost: "/",
    name,
    pattern,
    definition,
    "apply-to": "queues",
    priority: 0,
    ...more,
  });
  const queueWith = (queue: object, ...policies: object[]): string =>
    lineOf(imported({ queues: [{ ...at, name: "work", ...queue }], policies }).text, "queue work") ?? "";

  test("the highest priority that matches applies, alone", () => {
    const line = queueWith(
      {},
      policy("low", ".*", { "max-length": 5, expires: 1000 }),
      policy("high", "^work$", { "max-length": 9 }, { priority: 2 }),
      policy("other", "^x", { "max-length": 1 }, { priority: 3 }),
    );
    expect(line).toContain("{ type: classic, max-length: 9 }");
    expect(line).toContain('policy "high"');
    expect(line).not.toContain('"low"');
  });

  test("an argument beats a policy, and of limits the lowest counts", () => {
    const line = queueWith(
      { arguments: { "x-overflow": "drop-head", "x-max-length": 100, "x-message-ttl": 1000 } },
      policy("p", "", { overflow: "reject-publish", "max-length": 10, "message-ttl": 60_000 }),
    );
    expect(line).toContain("message-ttl: 1s, max-length: 10, overflow: drop-head");
  });

  test("an operator policy beats both", () => {
    const operator = {
      vhost: "/",
      component: "operator_policy",
      name: "op",
      value: { pattern: "w", definition: { overflow: "reject-publish" } },
    };
    const { text } = imported({
      queues: [{ ...at, name: "work", arguments: { "x-overflow": "drop-head" } }],
      parameters: [operator],
    });
    expect(lineOf(text, "queue work")).toContain("overflow: reject-publish");
  });

  test.each([
    ["quorum_queues", "quorum", true],
    ["quorum_queues", "classic", false],
    ["exchanges", "classic", false],
    ["all", "classic", true],
  ])("for %s on a %s queue: %s", (applyTo, type, applies) => {
    const line = queueWith(
      { arguments: { "x-queue-type": type } },
      policy("p", ".*", { "max-length": 7 }, { "apply-to": applyTo }),
    );
    expect(line.includes("max-length: 7")).toBe(applies);
  });

  test("mirroring is carried where it means something", () => {
    const mirrored = (type: string, version: string): boolean => {
      const queues = [{ ...at, name: "work", arguments: { "x-queue-type": type } }];
      const policies = [policy("ha", ".*", { "ha-mode": "all" }, { "apply-to": "all" })];
      return imported({ rabbit_version: version, queues, policies }).text?.includes("ha-mode") === true;
    };
    expect([
      mirrored("classic", "3.13.1"),
      mirrored("quorum", "3.13.1"),
      mirrored("classic", "4.0.0"),
    ]).toEqual([true, false, false]);
  });
});
