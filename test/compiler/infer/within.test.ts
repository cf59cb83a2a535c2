import { describe, expect, it } from "vitest";
import { always, cut, plus, times, twice } from "../../../src/compiler/infer/cuts.ts";
import { within } from "../../../src/compiler/infer/within.ts";
import { type FaultModel, HARSH, NO_FAULTS, STANDARD } from "../../../src/model/guarantee.ts";
import { one, sets } from "./stages.ts";

const returns = new Map([["returns@jobs", ["process-crash@c", "handler-failure@c", "power-loss@jobs"]]]);

function upTo(count: number, ...kinds: (keyof FaultModel["kinds"])[]): FaultModel {
  return { name: "test", count, kinds: Object.fromEntries(kinds.map((kind) => [kind, {}])) };
}

describe("a fault model", () => {
  it("keeps the sets of its kinds", () => {
    expect(sets(within(one("cut@p", "power-loss@l"), STANDARD))).toEqual(["cut@p"]);
    expect(sets(within(one("cut@p", "power-loss@l"), HARSH))).toEqual(["cut@p", "power-loss@l"]);
  });

  it("keeps the sets of at most so many faults", () => {
    const two = times(one("cut@p"), one("process-crash@c"));
    expect(sets(within(two, STANDARD))).toEqual([]);
    expect(sets(within(two, HARSH))).toEqual(["cut@p + process-crash@c"]);
  });

  it("without faults keeps what needs none", () => {
    expect(sets(within(one("cut@p"), NO_FAULTS))).toEqual([]);
    expect(sets(within(always(), NO_FAULTS))).toEqual([""]);
  });

  it("counts an atom that strikes twice as two faults", () => {
    const two = twice(one("cut@p"), one("cut@p"));
    expect(sets(within(two, STANDARD))).toEqual([]);
    expect(sets(within(two, HARSH))).toEqual(["cut@p#2"]);
  });

  it("lets one failing handler fail as often as the model says", () => {
    expect(sets(within([cut(["handler-failure@c#3"])], STANDARD))).toEqual(["handler-failure@c"]);
    expect(sets(within([cut(["handler-failure@c#4"])], STANDARD))).toEqual([]);
    expect(sets(within([cut(["handler-failure@c#4"])], HARSH))).toEqual(["handler-failure@c#2"]);
  });
});

describe("a counted atom", () => {
  it("is spelled out as the strikes that reach its count", () => {
    expect(
      sets(within([cut(["returns@jobs#2"])], upTo(2, "process-crash", "handler-failure"), returns)),
    ).toEqual(["handler-failure@c + process-crash@c", "handler-failure@c#2", "process-crash@c#2"]);
  });

  it("beyond the model is out of reach", () => {
    expect(sets(within([cut(["returns@jobs#3"])], upTo(2, "process-crash"), returns))).toEqual([]);
    expect(sets(within([cut(["returns@jobs#6"])], STANDARD, returns))).toEqual([]);
  });

  it("is reached by fewer strikes of what counts several times", () => {
    expect(sets(within([cut(["returns@jobs#3"])], STANDARD, returns))).toEqual(["handler-failure@c"]);
    expect(sets(within([cut(["returns@jobs#4"])], HARSH, returns))).toEqual([
      "handler-failure@c + power-loss@jobs",
      "handler-failure@c + process-crash@c",
      "handler-failure@c#2",
    ]);
  });

  it("counted once is any of its members", () => {
    expect(sets(within(one("returns@jobs"), HARSH, returns))).toEqual([
      "handler-failure@c",
      "power-loss@jobs",
      "process-crash@c",
    ]);
  });

  it("beside another atom shares its strikes with it", () => {
    const two = [cut(["returns@jobs#2", "process-crash@c"])];
    expect(sets(within(two, upTo(2, "process-crash"), returns))).toEqual(["process-crash@c#2"]);
  });

  it("leaves the antichain minimal", () => {
    const sum = plus([cut(["returns@jobs#2"])], one("process-crash@c"));
    expect(sets(within(sum, upTo(2, "process-crash", "handler-failure"), returns))).toEqual([
      "handler-failure@c#2",
      "process-crash@c",
    ]);
  });
});
