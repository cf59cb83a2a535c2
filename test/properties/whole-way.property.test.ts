import { describe, expect, it } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import { verify } from "../../src/verify/verify.ts";
import type { FlowReport } from "../../src/verify/report.ts";
import { asSpec, drawTopology } from "./drawn-topology.ts";

/** `WHOLE_WAY=first:count` draws other topologies than the usual ones, and more of them. */
const [FIRST = 1, COUNT = 40] = (process.env["WHOLE_WAY"] ?? "").split(":").filter(Boolean).map(Number);

const OPTIONS = { seed: 1, runs: 5, states: 4_000, messages: 12, proceed: (): boolean => true };

/** From a text to verdicts, and what is wrong about them; empty where nothing is. */
function wrongs(text: string): { readonly wrong: readonly string[]; readonly verdicts: readonly string[] } {
  const checked = checkSources([{ path: "a.waybill", text }], BROKERS, "2030-01-01");
  const [topology] = checked.topologies;
  const { analysis, isUnsound, table } = present(topology, "one topology");
  if (analysis === undefined || isUnsound) return { wrong: [], verdicts: [] };
  const promised = table.filter((row) => row.promised !== undefined);
  const { flows } = verify(analysis, BROKERS, OPTIONS);
  expect(flows).toHaveLength(promised.length);
  const wrong = flows.flatMap((flow, i) => [
    ...unknownToInference(flow),
    ...otherThanTable(flow, promised[i]?.verdict ?? ""),
  ]);
  return { wrong, verdicts: flows.map(({ verdict }) => verdict) };
}

/** A fault set without a run where the search was complete, or a run that no fault set foretold. */
function unknownToInference({ flow, refutations, unwitnessed }: FlowReport): readonly string[] {
  return [
    ...unwitnessed
      .filter(({ missing }) => missing === "none")
      .map(({ clause, faults }) => `${flow}: no run breaks ${clause} by ${faults.join(" and ")}`),
    ...refutations
      .filter(({ by }) => by !== "witness")
      .map(({ clause, faults }) => `${flow}: ${clause} by ${faults.join(" and ")} was not inferred`),
  ];
}

const SAME: Readonly<Record<string, readonly string[]>> = {
  broken: ["refuted", "undetermined"],
  holds: ["holds", "vacuous"],
  undecided: ["undecided"],
  // A bound on redeliveries is simulated and not inferred.
  "not-judged": ["not judged", "holds", "vacuous", "refuted"],
};

function otherThanTable({ flow, verdict }: FlowReport, table: string): readonly string[] {
  return SAME[table]?.includes(verdict) === true
    ? []
    : [`${flow}: ${table} in the table, ${verdict} verified`];
}

describe("topologies over all words that a spec can say", () => {
  it("go the whole way, and inference and simulation agree", { timeout: 30_000 + 2_000 * COUNT }, () => {
    const verdicts = new Set<string>();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const text = asSpec(drawTopology(seed));
      const found = wrongs(text);
      for (const verdict of found.verdicts) verdicts.add(verdict);
      expect(found.wrong, `WHOLE_WAY=${seed}:1\n${text}`).toEqual([]);
    }
    for (const word of ["refuted", "holds", "undecided", "not judged"]) expect(verdicts).toContain(word);
  });
});
