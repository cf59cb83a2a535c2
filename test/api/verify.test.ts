import { expect, test } from "vitest";
import { type Automaton, verify, violated } from "../../src/api/verify.ts";
import { waybill } from "../cli/run-waybill.ts";
import { topologyOf } from "./shop.ts";

test("gives the report that the command prints", async () => {
  const path = "jobs/broken.waybill";
  const { out } = waybill(["verify", `specs/${path}`, "--runs", "40", "--seed", "3", "--format", "json"]);
  const { invariants, ...report } = await verify(topologyOf(path), { seed: 3, runs: 40 });
  expect(invariants).toEqual([]);
  const { reports } = JSON.parse(out) as { readonly reports: unknown };
  expect([report]).toEqual(reports);
});

test("says of an invariant what it found on each flow", async () => {
  const topology = topologyOf("orders/orders.waybill");
  const few: Automaton = {
    name: "at most one delivery",
    initial: [0],
    step: ([n = 0], event) => {
      if (event.kind !== "deliver") return [n];
      return n === 1 ? violated("a second one") : [1];
    },
  };
  const tame: Automaton = { name: "nothing", initial: [], step: (state) => state };
  const { invariants } = await verify(topology, { runs: 5, invariants: [few, tame] });
  expect(invariants.map(({ flow, invariant, verdict }) => ({ flow, invariant, verdict }))).toEqual(
    topology.flows.flatMap(({ id: flow }) => [
      { flow, invariant: "at most one delivery", verdict: "refuted" },
      { flow, invariant: "nothing", verdict: "holds" },
    ]),
  );
  expect(invariants.find(({ verdict }) => verdict === "holds")).toMatchObject({
    runs: 5,
    exhaustive: [
      { messages: 1, complete: true },
      { messages: 2, complete: true },
    ],
  });
});

test("holds nothing that a signal kept it from", async () => {
  const { flows, partial } = await verify(topologyOf("orders/orders.waybill"), {
    signal: AbortSignal.abort(),
  });
  expect(partial).toBe(true);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
});

test("lets a timer end it", async () => {
  const signal = AbortSignal.timeout(1);
  const { partial } = await verify(topologyOf("orders/orders.waybill"), { signal, runs: 1_000_000 });
  expect(partial).toBe(true);
});
