/** Rules of docs/inference.md on the smallest step that shows each; expectations are derived by hand from the text. */
import { describe, expect, it } from "vitest";
import { cut, times } from "../../../src/compiler/infer/cuts.ts";
import { PERFECT, type Stream } from "../../../src/compiler/infer/stream.ts";
import { throughRest, throughStep } from "../../../src/compiler/infer/transfer.ts";
import { consume, one, rest, said } from "./stages.ts";
import { CONSUMER_FAULTS, recognisesAll, RELEASED_FIRST, table } from "./table.ts";

describe("rule 4, recognition", () => {
  const upstream: Stream = {
    ...PERFECT,
    dup: { "session-resend": one("lost-response"), redelivery: one("steal") },
    back: { "session-resend": one("lost-response") },
    stale: { "session-resend": one("lost-response") },
    swap: one("lost-request"),
  };
  const gate = { at: 0, covers: "effect" } as const;
  const store = one("outage");
  table([
    {
      name: "repeats of a recognised class need its defeat too; inversions stay",
      step: consume({ gate, recognises: new Map([["session-resend", store]]) }),
      up: upstream,
      gives: {
        dup: ["lost-response + outage", "steal"],
        back: ["lost-response + outage"],
        stale: ["lost-response + outage"],
        swap: ["lost-request"],
      },
    },
    {
      name: "a gate over another act recognises nothing of this one",
      step: consume({
        groups: [["send"], ["effect"], ["settle"]],
        gate: { at: 1, covers: "handler" },
        recognises: new Map([["session-resend", store]]),
      }),
      act: "send",
      up: { ...PERFECT, dup: { "session-resend": one("lost-response") } },
      gives: { dup: ["lost-response"] },
    },
    {
      name: "a gate over the handler recognises upstream's repeats for what stands behind it",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        gate: { at: 0, covers: "handler" },
        recognises: new Map([["session-resend", store]]),
      }),
      act: "send",
      up: { ...PERFECT, dup: { "session-resend": one("lost-response") } },
      gives: { dup: ["lost-response + outage"] },
    },
    {
      name: "what defeats by the same strike counts once",
      step: consume({ gate, recognises: new Map([["redelivery", one("steal", "outage")]]) }),
      up: { ...PERFECT, dup: { redelivery: one("steal") } },
      gives: { dup: ["steal"] },
    },
  ]);
});

describe("rule 5, ownership", () => {
  const steals = one("pause");
  table([
    {
      name: "before the fence the zombie repeats; with others late and stale",
      step: consume({ steals, fence: 1, others: true }),
      gives: { dup: ["pause"], back: ["pause"], stale: ["pause"] },
    },
    {
      name: "alone, a refused settle repeats and nothing else",
      step: consume({ steals, fence: 1 }),
      gives: { dup: ["pause"] },
    },
    { name: "alone and not refused, nothing happens", step: consume({ steals }), gives: {} },
    {
      name: "alone with progress told now and then, it goes back over what was done since",
      step: consume({ steals, fence: 1, unsettled: "many" }),
      gives: { dup: ["pause"], back: ["pause"] },
    },
    {
      name: "after the fence the act comes once and late",
      step: consume({ groups: [["settle"], ["effect"]], steals, fence: 0, others: true }),
      gives: { swap: ["pause"] },
    },
    {
      name: "after a settle without fence both can happen: repeated, or late",
      step: consume({ groups: [["settle"], ["effect"]], steals, others: true }),
      gives: { swap: ["pause"], dup: ["pause"], back: ["pause"], stale: ["pause"] },
    },
    {
      name: "alone and behind a posted settle, the strike that stole it is not the one that defeats its gate",
      step: consume({
        groups: [["settle"], ["effect"]],
        steals,
        posted: true,
        gate: { at: 1, covers: "effect" },
        recognises: new Map([["redelivery", one("pause")]]),
      }),
      gives: { dup: ["pause#2"] },
    },
    {
      name: "alone, an act after the fence is not late",
      step: consume({ groups: [["settle"], ["effect"]], steals, fence: 0 }),
      gives: {},
    },
    {
      name: "a fenced group is refused to the zombie",
      step: consume({ groups: [["effect", "settle"]], steals, fence: 0, others: true }),
      gives: {},
    },
    {
      name: "an unfenced effect with its progress repeats, and takes the progress back, so that nothing ends stale",
      step: consume({ groups: [["effect", "settle"]], steals, others: true }),
      gives: { dup: ["pause"], back: ["pause"] },
    },
    {
      name: "behind a handler gate the act is late",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution", "redelivery"),
        steals,
        fence: 2,
        others: true,
      }),
      act: "send",
      gives: { swap: ["pause"] },
    },
    {
      name: "behind a handler gate and inside the fenced group the act is lost: skipped by one, refused to the other",
      step: consume({
        groups: [["effect"], ["send", "settle"]],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution", "redelivery"),
        steals,
        fence: 1,
        others: true,
      }),
      act: "send",
      gives: { loss: ["pause"] },
    },
    {
      name: "behind a handler gate and a fence before it the act is late, not lost",
      step: consume({
        groups: [["settle"], ["effect"], ["send"]],
        gate: { at: 1, covers: "handler" },
        recognises: recognisesAll("re-execution", "redelivery"),
        steals,
        fence: 0,
        others: true,
      }),
      act: "send",
      gives: { swap: ["pause"] },
    },
    {
      name: "alone, a posted settle is refused where it stood in between",
      step: consume({ steals, posted: true }),
      gives: { dup: ["pause"] },
    },
    {
      name: "behind a handler gate that the move defeats the act is repeated",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        gate: { at: 0, covers: "handler" },
        recognises: new Map([["redelivery", one("pause")]]),
        steals,
        fence: 2,
        others: true,
      }),
      act: "send",
      gives: { dup: ["pause"], back: ["pause"], stale: ["pause"] },
    },
  ]);
});

describe("rule 6, order", () => {
  const posted = { posted: true, unsettled: "many", returns: "origin" } as const;
  table([
    {
      name: "many at once keep only what their lane keeps",
      step: consume({ inFlight: "many", lane: { kind: "by", path: "key" } }),
      gives: { "split key": [""] },
    },
    {
      name: "many at once without a lane keep nothing",
      step: consume({ inFlight: "many" }),
      gives: { "split none": [""] },
    },
    {
      name: "what goes to the tail is overtaken",
      step: consume({ ...CONSUMER_FAULTS, returns: "tail" }),
      gives: { swap: ["throw"], dup: ["crash", "lost-commit"] },
    },
    {
      name: "a single return to its place is overtaken by what is already handed over",
      step: consume({ fails: [one("throw")], ...posted }),
      gives: { swap: ["throw"] },
    },
    {
      name: "a single return to its place keeps the order where one is handed over at a time",
      step: consume({ fails: [one("throw")], returns: "origin" }),
      gives: {},
    },
    {
      name: "what goes to the tail after the act was done comes back stale",
      step: consume({
        groups: [["send"], ["effect"], ["settle"]],
        fails: [[], one("throw")],
        returns: "tail",
      }),
      act: "send",
      gives: { dup: ["throw"], back: ["throw"], stale: ["throw"] },
    },
    {
      name: "behind a handler gate what fails is lost, and only what fails up to the gate is overtaken",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [one("throw-0"), one("throw-1")],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution"),
        returns: "tail",
      }),
      act: "send",
      gives: { swap: ["throw-0"], loss: ["throw-1"] },
    },
    {
      name: "an inner send in doubt before the act puts the message behind its successors",
      step: consume({ groups: [["send"], ["effect"], ["settle"]], denied: [one("doubt")], returns: "tail" }),
      gives: { swap: ["doubt"] },
    },
    {
      name: "a rewind goes back over what is not settled, but not by a retry in place",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [[], one("throw"), one("lost-commit")],
        unheard: [one("crash"), [], []],
        unsettled: "many",
      }),
      gives: { dup: ["crash", "lost-commit", "throw"], back: ["crash", "lost-commit"] },
    },
    {
      name: "one at a time, a rewind repeats but never goes back",
      step: consume({ ...CONSUMER_FAULTS }),
      gives: { dup: ["crash", "lost-commit"] },
    },
    {
      name: "a return to its place goes back by what loses posted settles, not by a stop",
      step: consume({ fails: [[], one("cut")], unheard: [one("crash")], ...posted }),
      gives: { dup: ["crash", "cut"], back: ["cut"] },
    },
  ]);
});

describe("rule 8, rest", () => {
  it("loses its tail and each copy, and disposes of copies by reason", () => {
    const log = rest({
      tail: one("power-loss"),
      each: one("restart"),
      disposes: new Map([["expire", one("outage")]]),
    });
    expect(said(throughRest(log, PERFECT, 4))).toEqual({
      loss: ["power-loss", "restart"],
      expire: ["outage"],
    });
  });

  it("inverts what its lanes do not keep together, and all where their number changes", () => {
    const lanes = rest({ lane: { kind: "by", path: "key" }, resplit: one("add-partitions") });
    expect(said(throughRest(lanes, PERFECT, 4))).toEqual({ "split key": [""], swap: ["add-partitions"] });
  });
});

describe("rule 9, a repeat whose first occurrence is lost", () => {
  const up: Stream = { ...PERFECT, back: { "session-resend": one("lost-response", "power-loss") } };

  it("inverts by two strikes, also by two of the same", () => {
    const { swap, stale } = said(throughRest(rest({ tail: one("power-loss") }), up, 4));
    expect(swap).toEqual(["lost-response + power-loss", "power-loss#2"]);
    expect(stale).toEqual(swap);
  });

  it("is stale by one strike where each copy is lost by itself", () => {
    const { swap, stale } = said(throughRest(rest({ each: one("power-loss") }), up, 4));
    expect(swap).toEqual(["lost-response + power-loss", "power-loss#2"]);
    expect(stale).toEqual(["power-loss"]);
  });

  it("holds for what a step loses, too", () => {
    const step = consume({ groups: [["settle"], ["effect"]], unheard: [one("crash")] });
    const { swap } = said(throughStep(step, up, { act: "effect", atomsMax: 4 }));
    expect(swap).toEqual(["crash + lost-response", "crash + power-loss"]);
  });

  it("counts a common strike once for copies that the step returns to a rest that loses each", () => {
    const step = consume({
      fails: [[], one("crash@queue")],
      posted: true,
      unsettled: "many",
      returns: "origin",
    });
    const queue = rest({ each: one("crash@queue") });
    expect(said(throughStep(step, PERFECT, { act: "effect", atomsMax: 4, from: queue }))["stale"]).toEqual([
      "crash@queue",
    ]);
    expect(
      said(throughStep(step, PERFECT, { act: "effect", atomsMax: 4, from: rest() }))["stale"],
    ).toBeUndefined();
  });
});

describe("rule 11, progress that outlives the log", () => {
  const log = rest({ tail: one("power-loss"), progressOutlives: true });
  table([
    {
      name: "a later start from the progress leaves out what was written again",
      step: consume({ unheard: [one("crash")], unsettled: "many" }),
      from: log,
      gives: { dup: ["crash"], back: ["crash"], stale: ["crash + power-loss"] },
    },
    {
      name: "progress stored with the effect refuses what was written again",
      step: consume({ groups: [["effect", "settle"]], fence: 0 }),
      from: log,
      gives: { stuck: ["power-loss"] },
    },
    {
      name: "progress that is truncated with the log does neither",
      step: consume({ groups: [["effect", "settle"]], fence: 0 }),
      from: rest({ tail: one("power-loss") }),
      gives: {},
    },
  ]);
});

describe("hand-written terms", () => {
  it("are added as they are, behind the recognition of their own step", () => {
    const step = consume({
      gate: { at: 0, covers: "effect" },
      recognises: recognisesAll("re-execution"),
      extra: { dup: one("a"), stuck: one("b"), ghost: one("c") },
    });
    expect(said(throughStep(step, PERFECT, { act: "effect", atomsMax: 4 }))).toEqual({
      dup: ["a"],
      stuck: ["b"],
      ghost: ["c"],
    });
    expect(said(throughRest(rest({ extra: { loss: one("d") } }), PERFECT, 4))).toEqual({ loss: ["d"] });
  });
});

describe("a stream", () => {
  it("leaves out sets of more than three atoms and says so", () => {
    const four = [cut(["a", "b", "c"])];
    const stream = throughRest(rest({ tail: times(four, one("d")) }), PERFECT, 4);
    expect(stream.loss).toEqual([]);
    expect(stream.incomplete).toBe(true);
    expect(throughRest(rest({ tail: four }), PERFECT, 4).incomplete).toBe(false);
  });

  it("names stage, rule, constructor and needs in its terms", () => {
    const [loss] = throughStep(consume({ of: "billing.charge", ...RELEASED_FIRST }), PERFECT, {
      act: "effect",
      atomsMax: 4,
    }).loss;
    expect(loss?.term).toMatchObject({
      stage: "consume",
      rule: "released-first",
      form: "step",
      of: "billing.charge",
    });
    expect(loss?.term.needs).toEqual([{ kind: "messages", count: 1 }]);
  });
});
