/** Each line of `shop` that decides a guarantee, changed into a wrong one: caught, with that very setting as its cause. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { present } from "../../src/base/assert.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse, explainHazards, brokenBy } from "../../src/compiler/infer/analyse.ts";
import { verify } from "../../src/verify/verify.ts";

const SHOP = readFileSync(new URL("../../specs/shop/shop.waybill", import.meta.url), "utf8");
const WATCH = "checkout.placing -> notifier.watch";
const MAIL = "checkout.placing -> mailer.mail";

interface Mutation {
  readonly wrong: string;
  readonly from: string;
  readonly to: string;
  readonly flow: string;
  readonly clause: string;
  /** `entity setting` among the causes. */
  readonly cause: string;
}

const MUTATIONS: readonly Mutation[] = [
  {
    wrong: "the leader alone acknowledges",
    from: "acks: all, idempotent: true",
    to: "acks: 1",
    flow: WATCH,
    clause: "at-least-once",
    cause: "checkout.placing acks",
  },
  {
    wrong: "nobody acknowledges",
    from: "acks: all, idempotent: true",
    to: "acks: 0",
    flow: WATCH,
    clause: "at-least-once",
    cause: "checkout.placing acks",
  },
  {
    wrong: "resends are not recognised",
    from: "acks: all, idempotent: true",
    to: "acks: all, idempotent: false",
    flow: WATCH,
    clause: "order",
    cause: "checkout.placing idempotent",
  },
  {
    wrong: "a late group starts at the end",
    from: "start: earliest",
    to: "start: latest",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch start",
  },
  {
    wrong: "the effect is not gated",
    from: "effect: idempotent(eventId, in: seen)",
    to: "effect: plain",
    flow: WATCH,
    clause: "at-most-once",
    cause: "notifier.watch effect",
  },
  {
    wrong: "the store dies with its instance",
    from: "store seen { keep: 30d }",
    to: "store seen { keep: 30d, scope: instance }",
    flow: WATCH,
    clause: "at-most-once",
    cause: "seen scope",
  },
  {
    wrong: "the store forgets within an outage",
    from: "store seen { keep: 30d }",
    to: "store seen { keep: 10m }",
    flow: WATCH,
    clause: "at-most-once",
    cause: "seen keep",
  },
  {
    wrong: "a throw skips the order",
    from: "on-failure: retry",
    to: "on-failure: skip",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch on-failure",
  },
  {
    wrong: "committed before anything is done",
    from: "steps: [announce, effect, settle]",
    to: "steps: [settle, announce, effect]",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch steps",
  },
  {
    wrong: "the gate skips the announcement",
    from: "steps: [announce, effect, settle]",
    to: "gates: handler, steps: [effect, announce, settle]",
    flow: MAIL,
    clause: "at-least-once",
    cause: "notifier.watch steps",
  },
  {
    wrong: "eight handlers at once",
    from: "    instances: 2\n",
    to: "    instances: 2\n    concurrency: 8\n",
    flow: WATCH,
    clause: "order",
    cause: "notifier.watch concurrency",
  },
  {
    wrong: "nobody waits for the confirm",
    from: "confirms: true, mandatory: true",
    to: "confirms: false",
    flow: MAIL,
    clause: "at-least-once",
    cause: "notifier.announce confirms",
  },
  {
    wrong: "deliveries count as done when sent",
    from: "prefetch: 20, concurrency: 1, on-failure: requeue",
    to: "concurrency: 1, settle: on-delivery, on-failure: skip",
    flow: MAIL,
    clause: "at-least-once",
    cause: "mailer.mail steps",
  },
  {
    wrong: "a throw drops the mail",
    from: "concurrency: 1, on-failure: requeue",
    to: "concurrency: 1, on-failure: skip",
    flow: MAIL,
    clause: "at-least-once",
    cause: "mailer.mail on-failure",
  },
];

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
  { wrong: "no key to keep order by", from: "  key: orderId\n", to: "", code: /^WB[234]/ },
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
