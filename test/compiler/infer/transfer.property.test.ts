import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, minimal } from "../../../src/compiler/infer/cuts.ts";
import { below } from "../../../src/compiler/infer/fault-set.ts";
import type { ActKind, Cuts, DupClass, Rest, Stage, Step } from "../../../src/compiler/infer/stage.ts";
import {
  allClasses,
  type ByClass,
  DUP_CLASSES,
  merged,
  PERFECT,
  type Stream,
} from "../../../src/compiler/infer/stream.ts";
import { throughRest, throughStep } from "../../../src/compiler/infer/transfer.ts";
import { consume, publish, rest, said } from "./stages.ts";

const cuts: fc.Arbitrary<Cuts> = fc
  .array(fc.array(fc.constantFrom("a@x", "b@x", "c@y", "d@y"), { minLength: 1, maxLength: 2 }), {
    maxLength: 2,
  })
  .map((list) => minimal(list.map((set) => cut(set))));

const byClass: fc.Arbitrary<ByClass> = fc.dictionary(fc.constantFrom(...DUP_CLASSES), cuts, { maxKeys: 2 });

const stream: fc.Arbitrary<Stream> = fc
  .record({
    loss: cuts,
    refused: cuts,
    stuck: cuts,
    ghost: cuts,
    swap: cuts,
    dup: byClass,
    back: byClass,
    stale: byClass,
  })
  .map((parts) => ({ ...PERFECT, ...parts }));

const recognises: fc.Arbitrary<ReadonlyMap<DupClass, Cuts>> = fc
  .dictionary(fc.constantFrom(...DUP_CLASSES), cuts, { maxKeys: 2 })
  .map((by) => new Map(Object.entries(by) as [DupClass, Cuts][]));

const PROGRAMS: ActKind[][][] = [
  [["effect"], ["settle"]],
  [["settle"], ["effect"]],
  [["effect", "settle"]],
  [["effect"], ["send"], ["settle"]],
  [["send"], ["effect"], ["settle"]],
  [["settle"], ["effect"], ["send"]],
];

const three = fc.array(cuts, { minLength: 3, maxLength: 3 });

const consumer: fc.Arbitrary<Step> = fc
  .record({
    groups: fc.constantFrom(...PROGRAMS),
    retries: fc.constantFrom("program" as const, "none" as const),
    posted: fc.boolean(),
    fails: three,
    unheard: three,
    inFlight: fc.constantFrom("one" as const, "many" as const),
    unsettled: fc.constantFrom("one" as const, "many" as const),
    returns: fc.constantFrom("rewind" as const, "origin" as const, "tail" as const),
    recognises,
    steals: cuts,
    fence: fc.integer({ min: 0, max: 3 }),
    others: fc.boolean(),
    gated: fc.constantFrom(undefined, "effect" as const, "handler" as const),
  })
  .map(({ gated, ...over }) => {
    const at = over.groups.findIndex((acts) => acts.includes("effect"));
    return consume({ ...over, ...(gated === undefined ? {} : { gate: { at, covers: gated } }) });
  });

const producer: fc.Arbitrary<Step> = fc
  .record({
    groups: fc.constantFrom<ActKind[][]>([["append"], ["release"]], [["release"], ["append"]]),
    retries: fc.constantFrom("group" as const, "none" as const),
    fails: three,
    unheard: three,
    gives: cuts,
    dies: cuts,
    again: fc.boolean(),
    awaits: fc.boolean(),
    inFlight: fc.constantFrom("one" as const, "fifo" as const, "many" as const),
    sequenced: fc.boolean(),
    recognises,
    joint: cuts,
  })
  .map((over) => publish(over));

const place: fc.Arbitrary<Rest> = fc
  .record({ tail: cuts, each: cuts, resplit: cuts, progressOutlives: fc.boolean() })
  .map((over) => rest(over));

const stage: fc.Arbitrary<Stage> = fc.oneof(consumer, producer, place);

function through(s: Stage, up: Stream): Stream {
  return s.kind === "rest"
    ? throughRest(s, up, 4)
    : throughStep(s, up, { act: "effect", atomsMax: 4, from: FROM });
}

const FROM = rest({ each: [cut(["e@z"])], tail: [cut(["t@z"])], progressOutlives: true });

/** Everything that `less` can do, `more` can do with the same faults. */
function covers(more: Stream, less: Stream): boolean {
  const pairs = [
    [more.loss, less.loss],
    [more.refused, less.refused],
    [more.stuck, less.stuck],
    [more.ghost, less.ghost],
    [more.swap, less.swap],
    [allClasses(more.dup), allClasses(less.dup)],
    [allClasses(more.back), allClasses(less.back)],
    [allClasses(more.stale), allClasses(less.stale)],
  ] as const;
  return pairs.every(([big, small]) => small.every((x) => big.some((y) => below(y.atoms, x.atoms))));
}

describe("transfer", () => {
  it("is monotone: more trouble upstream is never less downstream", () => {
    fc.assert(
      fc.property(stage, stream, stream, (s, a, b) => covers(through(s, merged(a, [b])), through(s, a))),
      { numRuns: 2000, seed: 1 },
    );
  });

  it("is monotone in the faults of a step", () => {
    fc.assert(
      fc.property(consumer, cuts, (s, more) => {
        const worse = { ...s, fails: s.fails.map((f) => minimal([...f, ...more])) };
        return covers(through(worse, PERFECT), through(s, PERFECT));
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it("never recognisesAll a loss, a refusal, an inversion or a stuck message", () => {
    fc.assert(
      fc.property(stage, stream, (s, up) => {
        const kept = {
          ...PERFECT,
          loss: up.loss,
          refused: up.refused,
          swap: up.swap,
          stuck: up.stuck,
          ghost: up.ghost,
        };
        return covers(through(s, up), kept);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("of a step where nothing fails is the identity, also behind trouble", () => {
    fc.assert(
      fc.property(stream, (up) => {
        expect(said(throughStep(consume(), up, { act: "effect", atomsMax: 4 }))).toEqual(said(up));
        expect(said(throughRest(rest(), up, 4))).toEqual(said(up));
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
