/** What a picture of a topology says beside what is declared: verdicts, and ways that no binding stands for. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { type FlowRow, needsInWords } from "../../compiler/infer/flow-table.ts";
import type { ChannelLink, FlowMark } from "../../diagram/graph.ts";
import type { Topology } from "../../model/topology.ts";

/** A row of the flow table as a mark. */
export function markOf({ from, to, verdict, needs, gives }: FlowRow): FlowMark {
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
