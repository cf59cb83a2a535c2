import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { type Analysis, analyse } from "../../src/compiler/infer/analyse.ts";
import type { VerifyReport } from "../../src/verify/report.ts";
import type { KeptStory } from "../../src/verify/job.ts";
import { verify } from "../../src/verify/verify.ts";

function spec({ producer = "acks: 1", promise = "delivery: at-least-once", name = "r" } = {}): Analysis {
  const text = `waybill 1
topology t
broker b { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic c on b { carries: M, partitions: 1, replication: 3, min-in-sync: 2 }
service s {
  producer p -> c { sends: M, ${producer} }
  consumer ${name} <- c { group: "r", start: earliest }
}
guarantee s.p -> s.${name} { ${promise} }
`;
  return analyse(
    present(compile([{ path: "t.waybill", text }], { brokers: BROKERS }).topology, "a topology"),
    BROKERS,
  );
}

const run = (analysis: Analysis, stories: readonly KeptStory[]): VerifyReport =>
  verify(analysis, BROKERS, { seed: 1, runs: 5, messages: 3, states: 20_000, stories });

const [REFUTED] = run(spec(), []).flows;
const KEPT: readonly KeptStory[] = present(REFUTED, "a report").refutations.map(({ token }) => ({
  topology: "t",
  token,
}));

test("a kept story that breaks its promise again refutes at once", () => {
  expect(KEPT.length).toBeGreaterThan(0);
  const [flow] = run(spec(), KEPT).flows;
  expect(flow?.verdict).toBe("refuted");
  expect(flow?.refutations.map(({ by }) => by)).toEqual(KEPT.map(() => "story"));
  expect(flow?.refutations.map(({ token }) => token)).toEqual(KEPT.map(({ token }) => token));
  expect(flow).not.toHaveProperty("witnesses");
});

test("on a spec that has changed it ends well, and says how much of it still applies", () => {
  const [flow] = run(spec({ producer: "acks: all, idempotent: true" }), KEPT).flows;
  expect(flow?.verdict).toBe("holds");
  const again = present(flow?.stories, "stories");
  expect(again.map(({ broken }) => broken)).toEqual(KEPT.map(() => false));
  for (const { applied, deviations } of again) expect(applied).toBeLessThanOrEqual(deviations);
  const [one] = run(spec({ producer: "acks: all, idempotent: true" }), KEPT.slice(0, 1)).flows;
  expect(one?.stories).toEqual(again.slice(0, 1));
});

test.each([
  ["its flow is gone", spec({ name: "other" }), "nothing is promised of a flow s.p -> s.r"],
  [
    "its clause is promised no more",
    spec({ promise: "delivery: at-most-once" }),
    "nothing promises at-least-once of s.p -> s.r",
  ],
  [
    "its faults are outside the promise",
    spec({ promise: "delivery: at-least-once, under: none" }),
    "is outside the fault model of the promise",
  ],
])("a kept story is left alone, and said, where %s", (_, analysis, because) => {
  const report = run(analysis, KEPT.slice(0, 1));
  expect(report.orphanedStories).toEqual([
    { token: KEPT[0]?.token, because: expect.stringContaining(because) as string },
  ]);
  expect(report.flows[0]).not.toHaveProperty("stories");
});

test("a story of another topology is none of this one's business, and an unreadable one is said", () => {
  expect(run(spec(), [{ topology: "u", token: KEPT[0]?.token ?? "" }])).not.toHaveProperty("orphanedStories");
  const broken = run(spec(), [{ topology: "t", token: "wb1:nonsense" }]);
  expect(broken.orphanedStories?.map(({ token }) => token)).toEqual(["wb1:nonsense"]);
});
