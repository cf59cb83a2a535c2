/** `--only` and `--fold`: what of the topologies is drawn, and how closely. */
import { nearest } from "../../diagnostics/nearest.ts";
import { around, folded, foldedWhereLarge } from "../../diagram/fold.ts";
import type { Graph } from "../../diagram/graph.ts";
import type { Call } from "../call.ts";
import { UsageError } from "../output.ts";
import type { DiagramFormat } from "./printed.ts";

/** Throws UsageError for a name that nothing has, and for an unknown way to fold. */
export function narrowed(graphs: readonly Graph[], format: DiagramFormat, call: Call): readonly Graph[] {
  const fold = call.text("fold") ?? "auto";
  if (!["auto", "all", "none"].includes(fold))
    throw new UsageError(`--fold ${fold}: it is auto, all or none`);
  const near = onlyNamed(graphs, call.text("only"));
  // The page folds and unfolds by itself.
  if (format === "html" && fold === "auto") return near;
  if (fold === "none") return near;
  return near.map(fold === "all" ? folded : foldedWhereLarge);
}

function onlyNamed(graphs: readonly Graph[], only: string | undefined): readonly Graph[] {
  if (only === undefined) return graphs;
  const found = graphs.flatMap((graph) => {
    const ids = idsNamed(graph, only);
    return ids.size === 0 ? [] : [around(graph, ids)];
  });
  if (found.length > 0 || graphs.length === 0) return found;
  const names = graphs.flatMap(({ groups }) =>
    groups.flatMap(({ name, nodes }) => [name, ...nodes.map((n) => n.name)]),
  );
  const close = nearest(only, names);
  throw new UsageError(
    `--only ${only}: no service, channel or endpoint has this name${close === undefined ? "" : `; is it ${close}?`}`,
  );
}

function idsNamed({ groups }: Graph, name: string): ReadonlySet<string> {
  const ids = groups.flatMap((group) =>
    group.nodes.filter((node) => group.name === name || node.name === name).map(({ id }) => id),
  );
  return new Set(ids);
}
