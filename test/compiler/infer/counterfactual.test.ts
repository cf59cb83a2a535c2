import { describe, expect, it } from "vitest";
import { type Broken, counterfactuals, type Judge } from "../../../src/compiler/infer/counterfactual.ts";
import type { Domain } from "../../../src/compiler/infer/lowering.ts";
import type { Topology } from "../../../src/model/topology.ts";
import type { Value } from "../../../src/model/value.ts";

const TOPOLOGY: Topology = {
  name: "t",
  brokers: [
    {
      name: "b",
      type: "toy",
      version: "1",
      nodes: 3,
      settings: { acks: 1, idempotent: false, linger: 0, gate: "none" },
    },
  ],
  channels: [],
  bindings: [],
  services: [],
  types: [],
  enums: [],
  guarantees: [],
};

function settings(topology: Topology): Readonly<Record<string, Value>> {
  return topology.brokers[0]?.settings ?? {};
}

function domain(setting: string, values: readonly Value[]): Domain {
  return {
    entity: "b",
    setting,
    current: settings(TOPOLOGY)[setting] ?? null,
    values,
    apply: (topology, value) => ({
      ...topology,
      brokers: topology.brokers.map((broker) => ({
        ...broker,
        settings: { ...broker.settings, [setting]: value },
      })),
    }),
  };
}

/** Loses unless all acknowledge; repeats unless idempotent, which is illegal without all; a gate over all loses the rest. */
const judge: Judge = (topology) => {
  const { acks, idempotent, gate } = settings(topology);
  if (idempotent === true && acks !== "all") return undefined;
  const broken: Broken[] = [];
  if (acks !== "all") broken.push({ clause: "least", atoms: ["crash@l"] });
  if (idempotent !== true && gate === "none") broken.push({ clause: "most", atoms: ["lost-response@p"] });
  if (gate === "handler") broken.push({ clause: "least", atoms: ["crash@c"] });
  return broken;
};

const ALL = [
  domain("linger", [5]),
  domain("idempotent", [true]),
  domain("acks", ["all"]),
  domain("gate", ["handler", "effect"]),
];
const LOSS: Broken = { clause: "least", atoms: ["crash@l"] };
const REPEAT: Broken = { clause: "most", atoms: ["lost-response@p"] };
const change = (setting: string, value: Value): object => ({ entity: "b", setting, value });

describe("a counterfactual", () => {
  it("calls a setting a cause where some value removes the hazard, and a fix where nothing new breaks", () => {
    const [loss, repeat] = counterfactuals(TOPOLOGY, ALL, judge, [LOSS, REPEAT]);
    expect(loss).toEqual({ causes: [change("acks", "all")], fixes: [[change("acks", "all")]] });
    expect(repeat).toEqual({ causes: [change("gate", "handler")], fixes: [[change("gate", "effect")]] });
  });

  it("tries pairs where no single change helps, also such as are legal only together", () => {
    const [, repeat] = counterfactuals(TOPOLOGY, ALL.slice(0, 3), judge, [LOSS, REPEAT]);
    expect(repeat).toEqual({ causes: [], fixes: [[change("idempotent", true), change("acks", "all")]] });
  });

  it("does not take a smaller fault set that breaks the same clause for a removal", () => {
    const worse: Judge = (t) => [
      { clause: "least", atoms: settings(t)["acks"] === 1 ? ["a@x", "b@x"] : ["a@x"] },
    ];
    const [found] = counterfactuals(TOPOLOGY, ALL, worse, [{ clause: "least", atoms: ["a@x", "b@x"] }]);
    expect(found).toEqual({ causes: [], fixes: [] });
  });

  it("takes a larger fault set that remains for a removal and for nothing new", () => {
    const better: Judge = (t) => [
      { clause: "least", atoms: settings(t)["acks"] === 1 ? ["a@x"] : ["a@x", "b@x"] },
    ];
    const [found] = counterfactuals(TOPOLOGY, [domain("acks", ["all"])], better, [
      { clause: "least", atoms: ["a@x"] },
    ]);
    expect(found?.fixes).toEqual([[change("acks", "all")]]);
  });

  it("says nothing of a hazard that it does not infer", () => {
    const unheardOf = { clause: "least", atoms: ["pause@c"] };
    const never: Judge = (t) => (settings(t)["acks"] === 1 ? [{ clause: "most", atoms: [] }] : []);
    const found = counterfactuals(TOPOLOGY, [domain("acks", ["all"])], never, [unheardOf]);
    expect(found).toEqual([{ causes: [], fixes: [] }]);
  });

  it("without domains finds nothing", () => {
    expect(counterfactuals(TOPOLOGY, [], judge, [LOSS])).toEqual([{ causes: [], fixes: [] }]);
  });
});

describe("settings of a long way", () => {
  it("are not all tried in pairs", () => {
    let inferred = 0;
    const counting: Judge = (topology) => {
      inferred += 1;
      return judge(topology);
    };
    const beside = Array.from({ length: 100 }, (_, i) => domain(`beside-${i}`, [1, 2]));
    counterfactuals(TOPOLOGY, [...beside, ...ALL.slice(0, 3)], counting, [REPEAT]);
    expect(inferred).toBeLessThan(2_500);
  });

  it("are tried in pairs first where they are causes", () => {
    const mended: Judge = (t) => (settings(t)["acks"] === "all" ? [{ clause: "most", atoms: [] }] : [LOSS]);
    const both: Judge = (t) =>
      settings(t)["gate"] === "effect" && settings(t)["acks"] === "all" ? [] : mended(t);
    const beside = Array.from({ length: 100 }, (_, i) => domain(`beside-${i}`, [1, 2]));
    const last = [domain("acks", ["all"]), domain("gate", ["effect"])];
    const [found] = counterfactuals(TOPOLOGY, [...last, ...beside], both, [LOSS]);
    expect(found?.fixes).toEqual([[change("acks", "all"), change("gate", "effect")]]);
  });
});
