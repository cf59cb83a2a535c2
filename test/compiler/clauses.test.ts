import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { type Clause, clauseName } from "../../src/model/guarantee.ts";
import type { Topology } from "../../src/model/topology.ts";
import { verify } from "../../src/verify/verify.ts";

const ENDS = `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid, orderId: uuid }
topic log on events { carries: M, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
service s { producer p -> log { sends: M, acks: all, idempotent: true } }
service r { consumer c <- log { start: earliest }, consumer d <- log { start: earliest } }
`;
const YAML_ENDS = `waybill: 1
topology: t
brokers: { events: { type: kafka, version: "4.3", nodes: 3 } }
messages: { M: { fields: { id: { type: uuid, identity: true }, orderId: uuid } } }
topics: { log: { on: events, carries: M, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 } }
services:
  s: { producers: { p: { to: log, sends: M, acks: all, idempotent: true } } }
  r: { consumers: { c: { from: log, start: earliest }, d: { from: log, start: earliest } } }
`;

function compiled(path: string, text: string): Topology {
  const { topology, findings } = compile([{ path, text }], { brokers: BROKERS });
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  return topology;
}

const promising = (words: string): Topology =>
  compiled("a.waybill", `${ENDS}guarantee s.p -> r.c { ${words}, under: none }\n`);

/** The words of a guarantee, its text, and what it adds to `valid` and `live`. */
const CLAUSES = [
  [
    "delivery: at-least-once, owed-from: accepted",
    "at-least-once, owed from accepted",
    [{ kind: "at-least-once", except: [], from: "accepted" }],
  ],
  [
    "delivery: at-least-once, since: subscribed",
    "at-least-once, since subscribed",
    [{ kind: "at-least-once", except: [], since: "subscribed" }],
  ],
  [
    "delivery: exactly-once, except: [dead-lettered]",
    "exactly-once, except dead-lettered",
    [
      { kind: "at-most-once" },
      { kind: "at-least-once", except: ["dead-lettered"] },
      { kind: "at-most-once", orDeadLetter: true },
    ],
  ],
  ["agree: [r.c, r.d]", "agree r.c, r.d", [{ kind: "agree", groups: ["r.c", "r.d"] }]],
  ["atomic: true", "atomic", [{ kind: "atomic" }]],
  ["isolated: true", "isolated", [{ kind: "isolated" }]],
  ["within: 90s", "within 90s", [{ kind: "within", ms: 90_000 }]],
  ["survives: 2", "survives 2", [{ kind: "survives", nodes: 2 }]],
] as const;

describe("a clause", () => {
  test.each(CLAUSES)("%s is the same in both notations", (words, text, expected) => {
    const [guarantee] = promising(words).guarantees;
    expect(guarantee).toMatchObject({ text, clauses: [{ kind: "valid" }, { kind: "live" }, ...expected] });
    const yaml = `${YAML_ENDS}guarantees:\n  - { from: s.p, to: r.c, ${words}, under: none }\n`;
    const [other] = compiled("a.waybill.yaml", yaml).guarantees;
    expect(other).toMatchObject({ text, clauses: guarantee?.clauses ?? [] });
  });

  test("`owed-from: acknowledged` and `false` are what holds anyway", () => {
    const [guarantee] = promising(
      "delivery: at-least-once, owed-from: acknowledged, atomic: false",
    ).guarantees;
    expect(guarantee?.clauses.slice(2)).toEqual([{ kind: "at-least-once", except: [] }]);
  });

  test.each(CLAUSES)("%s is not judged by the inference, which says so", (words, _, expected) => {
    const [flow] = analyse(promising(words), BROKERS).flows;
    const open = flow?.promises[0]?.clauses.flatMap(({ verdict }) =>
      verdict.kind === "not-judged" ? verdict.notModelled : [],
    );
    expect(open).toEqual([clauseName(expected[expected.length - 1] as Clause)]);
  });
});

describe("verify", () => {
  const verdictOf = (words: string): readonly [string, readonly string[]] => {
    const analysis = analyse(promising(words), BROKERS);
    const options = { seed: 1, runs: 3, states: 5_000, messages: 4 };
    const [flow] = verify(analysis, BROKERS, options).flows;
    return [flow?.verdict ?? "", flow?.because ?? []];
  };

  test.each([
    "delivery: at-least-once, since: subscribed",
    "agree: [r.c, r.d]",
    "atomic: true",
    "isolated: true",
    "within: 90s",
    "survives: 2",
  ])("does not judge %s, and says why", (words) => {
    const [verdict, because] = verdictOf(words);
    expect(verdict).toBe("not judged");
    expect(because).toEqual([expect.stringContaining("is judged over recorded histories only: ")]);
  });

  test("simulates what is owed from the call on", () => {
    expect(verdictOf("delivery: at-least-once, owed-from: accepted")).toEqual(["holds", []]);
  });

  test("refutes what is simulated, whatever is not", () => {
    const lossy = ENDS.replace("start: earliest", "start: earliest, steps: [settle, effect]");
    const text = `${lossy}guarantee s.p -> r.c { delivery: at-least-once, within: 5s }\n`;
    const analysis = analyse(compiled("a.waybill", text), BROKERS);
    const options = { seed: 1, runs: 3, states: 20_000, messages: 4 };
    const [flow] = verify(analysis, BROKERS, options).flows;
    expect(flow?.verdict).toBe("refuted");
  });
});
