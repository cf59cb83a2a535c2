/** Each line of `shop` that decides a guarantee, changed into a wrong one: caught, with that very setting as its cause. */
import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { present } from "../../src/base/assert.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse, explainHazards, brokenBy } from "../../src/compiler/infer/analyse.ts";
import { verify } from "../../src/verify/verify.ts";
import { MUTATIONS, SHOP } from "./shop-mutations.ts";

const STATIC: readonly {
  readonly wrong: string;
  readonly from: string;
  readonly to: string;
  readonly code: RegExp;
}[] = [
  {
    wrong: "the wrong idempotency key",
    from: "idempotent(eventId, in: seen)",
    to: "idempotent(orderId, in: seen)",
    code: /^WB2/,
  },
  {
    wrong: "a binding that matches nothing",
    from: '"order.*.placed"',
    to: '"order.*.shipped"',
    code: /^WB3/,
  },
  { wrong: "no key to keep order by", from: "  key: orderId ", to: "  ", code: /^WB[234]/ },
  { wrong: "more replicas than nodes", from: "replication: 3", to: "replication: 5", code: /^WB3/ },
  {
    wrong: "a transient quorum queue",
    from: "queue email    on tasks { type: quorum,",
    to: "queue email on tasks { type: quorum, durable: false,",
    code: /^WB3/,
  },
];

function changed(from: string, to: string): string {
  expect(SHOP.split(from).length).toBe(2);
  return SHOP.replace(from, to);
}

test("shop itself is clean", () => {
  const { findings, topology } = compile([{ path: "shop.waybill", text: SHOP }], { brokers: BROKERS });
  expect(findings).toEqual([]);
  const broken = analyse(present(topology, "a topology"), BROKERS).flows.flatMap(({ promises }) =>
    promises.flatMap((p) => p.clauses.filter((c) => c.verdict.kind !== "holds")),
  );
  expect(broken).toEqual([]);
});

describe("a deciding line made wrong", () => {
  test.each(MUTATIONS)("$wrong: $clause of $flow", ({ from, to, flow, clause, cause }) => {
    const { topology, findings } = compile([{ path: "shop.waybill", text: changed(from, to) }], {
      brokers: BROKERS,
    });
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    const analysis = analyse(present(topology, "a topology"), BROKERS);
    const analysed = present(
      analysis.flows.find((each) => each.flow.id === flow && each.promises.length > 0),
      "the promised flow",
    );
    const promise = present(analysed.promises[0], "a promise");
    const hazards = promise.clauses.flatMap(({ clause: c, verdict }) =>
      verdict.kind === "broken" && c.kind === clause
        ? verdict.hazards.map((hazard) => brokenBy(analysed.flow, promise.guarantee, c, hazard))
        : [],
    );
    expect(hazards.length).toBeGreaterThan(0);
    const causes = explainHazards(analysis.topology, analysed.flow, hazards, BROKERS).flatMap(
      (each) => each.causes,
    );
    expect(causes.map(({ entity, setting }) => `${entity} ${setting}`)).toContain(cause);
    const only = { ...analysis, flows: [{ ...analysed, promises: [promise] }] };
    const report = verify(only, BROKERS, {
      seed: 1,
      runs: 0,
      states: 200_000,
      messages: 6,
      proceed: () => true,
    });
    const refuted = report.flows.flatMap(({ refutations }) =>
      refutations.filter((r) => r.clause.includes(clause)),
    );
    expect(refuted.length).toBeGreaterThan(0);
    expect(report.flows.flatMap(({ unwitnessed }) => unwitnessed)).toEqual([]);
  });

  test.each(STATIC)("$wrong is an error", ({ from, to, code }) => {
    const { findings } = compile([{ path: "shop.waybill", text: changed(from, to) }], { brokers: BROKERS });
    expect(findings.filter(({ severity }) => severity === "error").map((f) => f.code)).toContainEqual(
      expect.stringMatching(code),
    );
  });
});
