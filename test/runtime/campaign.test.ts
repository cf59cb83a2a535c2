import { describe, expect, test } from "vitest";
import { campaign, type CampaignOptions, rerun, vacuous } from "../../src/runtime/campaign.ts";
import { explore } from "../../src/runtime/explore.ts";
import { randomDeal } from "../../src/runtime/portfolio.ts";
import type { Lie } from "./toy-options.ts";
import { CONSUMER, toyModel } from "./toy-plan.ts";

const OPTIONS: CampaignOptions = {
  seed: 42,
  runs: 2_000,
  faults: 1,
  episodes: 1,
  steps: 2_000,
  until: "never",
};
const LIES: readonly Lie[] = [
  "ack-before-store",
  "forget-requeue",
  "last-first",
  "settle-on-delivery",
  "store-twice",
  "swallow",
  "say-failed",
  "hide-second",
  "start-at-end",
  "circle-after-crash",
];

describe("a campaign of random runs", () => {
  test.each(LIES)("finds every clause that the lie %s breaks, and no other", (lie) => {
    const model = toyModel({ plan: { awaits: false }, toy: { lie } });
    const searched = new Set(
      explore(model, { faults: 1, states: 100_000 }).violations.map(({ clause }) => clause),
    );
    const { findings, ends } = campaign(model, OPTIONS);
    expect(new Set(findings.map(({ clause }) => clause))).toEqual(searched);
    expect(ends.bound).toBe(0);
  });

  test("makes the long delays that single surprises hardly make", () => {
    const model = toyModel({
      plan: { awaits: false, keys: [0, 1, 0, 1, 0, 1] },
      handler: { instances: 2, slots: 2 },
    });
    const swaps = (hold: number): number => {
      const policies = [randomDeal({ surprise: 16, strike: 12, hold })];
      return campaign(model, { ...OPTIONS, policies }).violations["order per(key)"] ?? 0;
    };
    expect(swaps(32)).toBeGreaterThan(10 * swaps(0));
  });

  test("counts what all its runs took, by operation, timer, atom and choice", () => {
    const model = toyModel({ plan: { awaits: false } });
    const { coverage, moves } = campaign(model, {
      ...OPTIONS,
      atoms: new Set([`process-crash@${CONSUMER}`]),
    });
    const { operations, timers, atoms } = coverage;
    expect([...operations, ...timers, ...atoms].reduce((sum, n) => sum + n, 0)).toBe(moves);
    const struck = model.atoms.filter((_, i) => (atoms[i] ?? 0) > 0).map(({ name }) => name);
    expect(struck).toEqual([`process-crash@${CONSUMER}`]);
  });

  test("shows any of its runs again", () => {
    const model = toyModel({ plan: { awaits: false } });
    const { findings } = campaign(model, { ...OPTIONS, until: "first" });
    expect(findings.length).toBe(1);
    for (const { run, clause, result } of findings) {
      const again = rerun(model, OPTIONS, run);
      expect(again.broken).toContain(clause);
      expect(again.deviations).toEqual(result.deviations);
      expect(again.steps.length).toBe(again.moves);
    }
  });

  test("is the same every time, and its first runs are those of a shorter one", () => {
    const model = toyModel({ plan: { awaits: false, keys: [0, 1, 0] } });
    const short = campaign(model, { ...OPTIONS, runs: 200 });
    expect(campaign(model, { ...OPTIONS, runs: 200 })).toEqual(short);
    let asked = 0;
    expect(campaign(model, { ...OPTIONS, proceed: () => asked++ < 200 })).toEqual(short);
  });

  test("makes each run as if it were the only one", () => {
    const model = toyModel({
      plan: { awaits: false, keys: [0, 1, 0], episodes: 3 },
      toy: { lie: "last-first" },
    });
    const plan = { ...OPTIONS, runs: 60, episodes: 3 };
    const alone = Array.from({ length: plan.runs }, (_, first) =>
      campaign(model, { ...plan, first, runs: 1 }),
    );
    const all = campaign(model, plan);
    const sum = (of: "moves" | "events"): number => alone.reduce((total, each) => total + each[of], 0);
    expect([sum("moves"), sum("events")]).toEqual([all.moves, all.events]);
    for (const { run, result } of all.findings) {
      const again = rerun(model, plan, run);
      expect(again.final).toEqual(result.final);
      expect(again.deviations).toEqual(result.deviations);
    }
    expect(all.findings.length).toBeGreaterThan(0);
  });

  test("stops when told: at the first violation, or when each clause has one", () => {
    const model = toyModel({ plan: { awaits: false }, toy: { lie: "last-first" } });
    const first = campaign(model, { ...OPTIONS, until: "first" });
    const never = campaign(model, OPTIONS);
    expect(first.findings[0]?.run).toBe(first.runs - 1);
    expect(first.runs).toBeLessThan(never.runs);
    expect(never.runs).toBe(OPTIONS.runs);
    const one = toyModel({ plan: { clauses: [{ kind: "at-most-once" }] } });
    const each = campaign(one, { ...OPTIONS, until: "each" });
    expect(each.runs).toBeLessThan(OPTIONS.runs);
    expect(each.findings.map(({ clause }) => clause)).toEqual(["at-most-once"]);
  });

  test("strikes everywhere with every fault, or says that it did not", () => {
    const model = toyModel({ plan: { awaits: false } });
    const result = campaign(model, OPTIONS);
    expect(vacuous(result)).toEqual({ atoms: [], clauses: [] });
    const few = campaign(toyModel({ plan: { keys: [0, 1] } }), {
      ...OPTIONS,
      runs: 100,
      atoms: new Set([`pause@${CONSUMER}`]),
    });
    expect(Object.keys(few.strikes)).toEqual([`pause@${CONSUMER}`]);
    expect(vacuous(few).clauses).toContain("order per(key)");
  });
});
