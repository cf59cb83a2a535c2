/** Specs compared as the command does, from texts. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { BROKER_CHANGES } from "../../src/brokers/changes.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { Topology } from "../../src/model/topology.ts";
import { diffTopologies, type TopologyDiff } from "../../src/diff/diff.ts";

const SPECS = {
  shop: "specs/shop/shop.waybill",
  orders: "specs/orders/orders.waybill",
  jobs: "specs/jobs/jobs.waybill",
  market: "test/cases/market/market.waybill",
};
export type SpecName = keyof typeof SPECS;

export function specText(name: SpecName): string {
  return readFileSync(SPECS[name], "utf8");
}

const known = new Map<string, Topology>();

/** The topology of `text`, which may be of either notation. Fails where there is none. */
export function topologyOf(text: string): Topology {
  const made = known.get(text) ?? compiledOf(text);
  known.set(text, made);
  return made;
}

function compiledOf(text: string): Topology {
  const path = text.startsWith("waybill:") ? "a.waybill.yaml" : "a.waybill";
  const { topology, findings } = compile([{ path, text }], { brokers: ANALYSIS_BROKERS });
  expect(topology, findings.map(({ code, message }) => `${code} ${message}`).join("\n")).toBeDefined();
  if (topology === undefined) throw new Error("no topology");
  return topology;
}

export function compared(before: string, after: string): TopologyDiff {
  return diffTopologies(topologyOf(before), topologyOf(after), {
    analysis: ANALYSIS_BROKERS,
    changes: BROKER_CHANGES,
  });
}

/** What has to stand in a text, and what takes its place; by the first occurrence. */
export type Edit = readonly [find: string, replacement: string];

export function edited(name: SpecName, ...edits: readonly Edit[]): TopologyDiff {
  const before = specText(name);
  const after = edits.reduce((text, [find, replacement]) => {
    expect(text).toContain(find);
    return text.replace(find, () => replacement);
  }, before);
  return compared(before, after);
}

/** `severity consequence: change` of each change, and `weakened flow` before them. */
export function linesOf({ guarantees, changes }: TopologyDiff): readonly string[] {
  return [
    ...guarantees.map(({ direction, from, to }) => `${direction} ${from} -> ${to}`),
    ...changes.map(
      ({ severity, consequence, entity, setting, kind }) =>
        `${severity} ${consequence}: ${setting === undefined ? `${entity} ${kind}` : `${setting} of ${entity}`}`,
    ),
  ];
}
