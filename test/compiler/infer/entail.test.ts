import { describe, expect, it } from "vitest";
import { cut, times } from "../../../src/compiler/infer/cuts.ts";
import { causesOf, closed, closedCuts } from "../../../src/compiler/infer/entail.ts";
import type { Step } from "../../../src/compiler/infer/stage.ts";
import { consume, one, rest, sets } from "./stages.ts";

const CRASH = { cause: "process-crash@c", effect: "rebalance@c" };
const OUTAGE = { cause: "outage@c", effect: "process-crash@c" };

describe("entailment", () => {
  it("adds to each cut the cut with the cause instead", () => {
    expect(sets(closedCuts(one("rebalance@c", "cut@c"), causesOf([CRASH])))).toEqual([
      "cut@c",
      "process-crash@c",
      "rebalance@c",
    ]);
  });

  it("is transitive, and survives a circle", () => {
    const circle = [CRASH, OUTAGE, { cause: "rebalance@c", effect: "outage@c" }];
    expect(sets(closedCuts(one("rebalance@c"), causesOf([CRASH, OUTAGE])))).toEqual([
      "outage@c",
      "process-crash@c",
      "rebalance@c",
    ]);
    expect(causesOf(circle).get("rebalance@c")).toEqual(["outage@c", "process-crash@c"]);
  });

  it("lets one cause stand for two of its effects in a set", () => {
    const both = times(one("rebalance@c"), one("process-crash@c"));
    expect(sets(closedCuts(both, causesOf([CRASH])))).toEqual(["process-crash@c"]);
  });

  it("keeps how often an atom strikes", () => {
    expect(sets(closedCuts([cut(["rebalance@c#2"])], causesOf([CRASH])))).toEqual([
      "process-crash@c#2",
      "rebalance@c#2",
    ]);
  });

  it("closes every cut of a stage", () => {
    const causes = causesOf([CRASH]);
    const r = one("rebalance@c");
    const step = closed(
      consume({
        fails: [r],
        unheard: [[], r],
        denied: [r],
        dies: r,
        gives: r,
        steals: r,
        joint: r,
        recognises: new Map([["redelivery", r]]),
        extra: { loss: r },
      }),
      causes,
    ) as Step;
    const all = [
      step.fails[0],
      step.unheard[1],
      step.denied?.[0],
      step.dies,
      step.gives,
      step.steals,
      step.joint,
    ];
    for (const cuts of [...all, step.recognises.get("redelivery"), step.extra?.loss])
      expect(sets(cuts ?? [])).toEqual(["process-crash@c", "rebalance@c"]);
    const place = closed(rest({ tail: r, each: r, resplit: r, disposes: new Map([["drop", r]]) }), causes);
    if (place.kind !== "rest") throw new TypeError("a rest stays a rest");
    for (const cuts of [place.tail, place.each, place.resplit, place.disposes.get("drop")])
      expect(sets(cuts ?? [])).toEqual(["process-crash@c", "rebalance@c"]);
  });
});
