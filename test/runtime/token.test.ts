import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explore } from "../../src/runtime/explore.ts";
import { followPath, run } from "../../src/runtime/run.ts";
import { ReplayPolicy } from "../../src/runtime/schedule.ts";
import { decodeToken, encodeToken, openToken, sealToken, type Token } from "../../src/runtime/token.ts";
import { toyModel } from "./toy-plan.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const tokens: fc.Arbitrary<Token> = fc
  .record({
    about: fc.dictionary(text, text, { maxKeys: 3 }),
    keys: fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }),
    faults: fc.nat(3),
    episodes: fc.nat(3),
    deviations: fc.array(fc.record({ point: text, choice: text }), { maxLength: 5 }),
  })
  .map((token) => ({ ...token, calls: [...token.keys.keys()] }));

const SAMPLE: Token = {
  about: { flow: "a.b -> c.d", clause: "at-least-once" },
  keys: [0, 0, 1],
  calls: [0, 2],
  faults: 2,
  episodes: 3,
  deviations: [{ point: "s/node 1 stores m1 of sender 1#1", choice: "process-crash@node 1" }],
};

describe("a token", () => {
  test("gives back what was written", () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const written = encodeToken(token);
        expect(written).toMatch(/^wb1:[A-Za-z0-9_-]+$/);
        expect(decodeToken(written)).toEqual({ ok: true, token: { ...token, about: { ...token.about } } });
        expect(decodeToken(`  ${written}\n`).ok).toBe(true);
      }),
    );
  });

  test("with any one character changed, lost or added is refused", () => {
    const written = encodeToken(SAMPLE);
    for (let i = 0; i < written.length; i++) {
      const [before, after] = [written.slice(0, i), written.slice(i + 1)];
      for (const other of [
        `${before}${written[i] === "A" ? "B" : "A"}${after}`,
        before + after,
        `${before}A${written.slice(i)}`,
      ]) {
        const opened = decodeToken(other);
        if (other !== written) expect(opened.ok).toBe(false);
      }
    }
  });

  test("of any other content is refused with a reason, never with a throw", () => {
    const hostile: unknown[] = [
      null,
      7,
      {},
      [],
      [[], [], [], 1, 1, []],
      [["a"], [0], [0], 1, 1, []],
      [[], [0], [1], 1, 1, []],
      [[], [0], [0], 1e9, 1, []],
      [[], [0], [0], 1, -1, []],
      [[], [0.5], [0], 1, 1, []],
      [[], new Array(31).fill(0), [0], 1, 1, []],
      [[], [0], [0], 1, 1, ["point"]],
      [[], [0], [0], 1, 1, [{}, {}]],
      [[], [0], [0], 1, 1, [], 8],
    ];
    for (const content of hostile)
      expect(decodeToken(sealToken(content))).toEqual({ ok: false, why: "it does not hold a story" });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (any) => !decodeToken(any).ok && !decodeToken(`wb1:${any}`).ok,
      ),
    );
    fc.assert(fc.property(fc.jsonValue(), (any) => openToken(sealToken(any)).ok));
    expect(decodeToken("")).toEqual({ ok: false, why: "it does not begin with wb1:" });
    expect(decodeToken(`wb1:${"A".repeat(10_000_000)}`)).toMatchObject({
      ok: false,
      why: "it is longer than 65536 characters",
    });
    expect(decodeToken(encodeToken({ ...SAMPLE, about: { ["__proto__"]: "x" } })).ok).toBe(true);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  test("replays its story, and on a changed model says what no longer applies", () => {
    const model = toyModel({ plan: { awaits: false } });
    const bounds = { faults: 1, episodes: 1, steps: 4_000, record: false };
    const { violations } = explore(model, { faults: 1, states: 100_000 });
    expect(violations.length).toBeGreaterThan(0);
    for (const { clause, path } of violations) {
      const { deviations } = followPath(model, path, bounds);
      const opened = decodeToken(encodeToken({ ...SAMPLE, deviations }));
      const schedule = opened.ok ? opened.token.deviations : [];
      const policy = new ReplayPolicy(schedule);
      expect(run(model, { ...bounds, policy }).broken).toContain(clause);
      expect(policy.dropped).toEqual([]);
      // Another consumer: what was about the old one does not apply, and the story ends well.
      const renamed = new ReplayPolicy(schedule);
      const changed = toyModel({ plan: { awaits: false }, handler: { place: "other.in", effect: "shared" } });
      expect(run(changed, { ...bounds, policy: renamed }).broken).toEqual([]);
      const gone = schedule.filter(({ choice, point }) => `${choice} ${point}`.includes("reader.in"));
      for (const deviation of gone) expect(renamed.dropped).toContainEqual(deviation);
    }
  });
});
