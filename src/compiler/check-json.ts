/** What `check` found, for programs. The shape is grammar/check.schema.json; nothing in it depends on the clock. */
import { type JsonFinding, jsonFinding } from "../diagnostics/json.ts";
import type { Checked, CheckedTopology, Summary } from "./check-sources.ts";
import type { FlowRow } from "./infer/flow-table.ts";

export interface JsonTopology {
  readonly name: string;
  readonly files: readonly string[];
  readonly flows: readonly FlowRow[];
  /** The one that was asked for. */
  readonly environment?: string;
  /** Those that it declares, unless one was asked for; absent where there are none. */
  readonly environments?: readonly { readonly name: string; readonly flows: readonly FlowRow[] }[];
}

export interface JsonCheck {
  readonly version: 1;
  readonly findings: readonly JsonFinding[];
  readonly topologies: readonly JsonTopology[];
  readonly summary: Summary;
}

export function jsonCheck(checked: Checked): JsonCheck {
  return {
    version: 1,
    findings: checked.findings.map((finding) => jsonFinding(finding, checked.sources)),
    topologies: checked.topologies.map(jsonTopology),
    summary: checked.summary,
  };
}

function jsonTopology({ name, files, table, environment, environments }: CheckedTopology): JsonTopology {
  const others = environments.map((each) => ({ name: each.name, flows: each.table }));
  return {
    name,
    files,
    flows: table,
    ...(environment !== undefined && { environment }),
    ...(others.length > 0 && { environments: others }),
  };
}
