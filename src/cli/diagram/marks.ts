/** What a picture of a topology says beside what is declared: verdicts, and ways that no binding stands for. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { Analysis, JudgedPromise } from "../../compiler/infer/analyse.ts";
import { type FlowRow, needsInWords } from "../../compiler/infer/flow-table.ts";
import type { ChannelLink, FlowMark, Place } from "../../diagram/graph.ts";
import { endpointId, type Hop } from "../../model/flow.ts";
import type { Topology } from "../../model/topology.ts";

/** Fault sets that are listed of one promise; more are counted. */
const HAZARDS_MOST = 6;

/** Every row of the flow table as a mark, with the way that it goes. */
export function marksOf(analysis: Analysis, table: readonly FlowRow[]): readonly FlowMark[] {
  let at = 0;
  return analysis.flows.flatMap((analysed) => {
    const rows = table.slice(at, at + Math.max(1, analysed.promises.length));
    at += rows.length;
    const way = wayOf(analysed.flow.hops);
    return rows.map((row, k): FlowMark => {
      const hazards = hazardsOf(analysed.promises[k]);
      const { promised } = row;
      return { ...markOf(row), ...(promised === undefined ? {} : { promised }), hazards, way };
    });
  });
}

function wayOf(hops: readonly Hop[]): readonly Place[] {
  return hops.flatMap(({ producer, channels, consumer }) => [
    { producer: endpointId(producer) },
    ...channels.map(({ kind, name }) => ({ channel: { kind, name } })),
    { consumer: endpointId(consumer) },
  ]);
}

function hazardsOf(promise: JudgedPromise | undefined): readonly string[] {
  const verdicts = (promise?.clauses ?? []).map(({ verdict }) => verdict);
  const cuts = verdicts.flatMap((verdict) => (verdict.kind === "broken" ? verdict.hazards : []));
  const words = [...new Set(cuts.map(({ cut }) => needsInWords(cut.atoms)))];
  const rest = words.length - HAZARDS_MOST;
  return rest > 0 ? [...words.slice(0, HAZARDS_MOST), `or one of ${rest} more`] : words;
}

/** A row of the flow table as a mark. */
function markOf({ from, to, verdict, needs, gives }: FlowRow): FlowMark {
  switch (verdict) {
    case "broken":
      return { from, to, verdict: "refuted", text: needsInWords(needs ?? []) };
    case "unpromised":
      return { from, to, verdict: "nothing-promised", text: gives };
    case "holds":
    case "undecided":
    case "not-judged":
      return { from, to, verdict, text: gives };
  }
}

/** Ways that no binding stands for: alternates and dead letters, where a route takes them. */
export function linksOf(topology: Topology): readonly ChannelLink[] {
  const links = new Map<string, ChannelLink>();
  for (const producer of topology.services.flatMap(({ producers }) => producers)) {
    for (const route of ANALYSIS_BROKERS.flatMap((broker) => broker.routes(topology, producer))) {
      route.channels.slice(1).forEach((to, i) => {
        const from = route.channels[i];
        if (
          from === undefined ||
          route.bindings.some((b) => b.from.name === from.name && b.to.name === to.name)
        )
          return;
        links.set(`${from.kind} ${from.name} ${to.kind} ${to.name}`, { from, to, label: "aside" });
      });
    }
  }
  return [...links.values()];
}
