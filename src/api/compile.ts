import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { compile as compileSources } from "../compiler/compile.ts";
import type { Source } from "../compiler/syntax/read.ts";
import { type JsonFinding, jsonFinding } from "../diagnostics/json.ts";
import { Sources } from "../diagnostics/position.ts";
import { isRecord, shown } from "./argument.ts";
import { keep, outsideOf, type Topology } from "./topology.ts";
import { entered, refuse } from "./waybill-error.ts";

/** One file of a spec. */
export interface SourceFile {
  /** Names it in findings; its ending tells the notation: `.waybill`, `.yaml`, `.yml` or `.json`. Nothing is read from disk. */
  readonly path: string;
  readonly text: string;
}

/** What became of the files. */
export interface Compiled {
  /** Absent where an error of notation or names leaves none. Errors of other kinds may stand beside it. */
  readonly topology?: Topology;
  /** Of notation, names, types and brokers, by file and place. What `allow` covers is among them: `check` takes it away. */
  readonly findings: readonly JsonFinding[];
}

/**
 * Compiles the files of one topology. Pure: the same texts give the same result, and nothing that they say makes it
 * throw; a wrong call throws a WaybillError.
 */
export function compile(files: readonly SourceFile[]): Compiled {
  return entered(() => {
    const sources = sourcesOf(files);
    const parts = compileSources(sources, { brokers: ANALYSIS_BROKERS });
    const lines = new Sources(sources);
    const findings = parts.findings.map((finding) => jsonFinding(finding, lines));
    const inside = { parts, files: sources };
    if (parts.topology === undefined) return keep({ findings }, inside);
    const topology = keep(outsideOf(parts.topology, sources), inside);
    return keep({ topology, findings }, inside);
  });
}

function sourcesOf(files: unknown): readonly Source[] {
  if (!Array.isArray(files) || files.length === 0)
    refuse(`compile takes a list of files, [{ path, text }], not ${shown(files)}`);
  const seen = new Set<string>();
  return files.map((file: unknown, i): Source => {
    if (!isRecord(file)) refuse(`file ${i + 1} is an object { path, text }, not ${shown(file)}`);
    const { path, text } = file;
    if (typeof path !== "string" || path === "")
      refuse(`\`path\` of file ${i + 1} is a text, not ${shown(path)}`);
    if (typeof text !== "string") refuse(`\`text\` of ${path} is a text, not ${shown(text)}`);
    if (seen.has(path)) refuse(`${path} is there twice`);
    seen.add(path);
    return { path, text };
  });
}
