/** What `check` found, for programs. The shape is grammar/check.schema.json; nothing in it depends on the clock. */
import { type JsonFinding, jsonFinding } from "../diagnostics/json.ts";
import type { Checked, Summary } from "./check-sources.ts";
import type { FlowRow } from "./infer/flow-table.ts";

export interface JsonTopology {
  readonly name: string;
  readonly files: readonly string[];
  readonly flows: readonly FlowRow[];
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
    topologies: checked.topologies.map(({ name, files, table }) => ({ name, files, flows: table })),
    summary: checked.summary,
  };
}
