/** Which other files a file names, so that whoever reads files knows which to read. */
import type { DocumentNode } from "../../../grammar/tree.ts";
import { FindingSink } from "../../diagnostics/sink.ts";
import type { Value } from "../../model/value.ts";
import { joined, namedFile } from "./file-paths.ts";
import { readPlain } from "./plain.ts";
import { isLikelySpec, readSource, type Source } from "./read.ts";

/** Without one of these there is nothing that could be named. */
const NAMING = /\.(?:json|ya?ml|avsc|proto)\b|\buse\s[\w\s,-]{1,500}from\s*"|\buse["']?\s*:/i;

export interface NamedBy {
  readonly files: readonly string[];
  /** What stands behind `from` of each `use`. */
  readonly modules: readonly string[];
}

/** What `source` names, a spec or not; by the way it takes to read it twice, only where there may be something. */
export function namedBy(source: Source): NamedBy {
  if (!NAMING.test(source.text)) return { files: [], modules: [] };
  if (!isLikelySpec(source)) return { files: filesNamedBySchema(source), modules: [] };
  // Kinds of channels belong to brokers, and none of them names a file.
  const document = readSource(source, [], new FindingSink());
  if (document === undefined) return { files: [], modules: [] };
  const modules = document.declarations.flatMap((node) => (node.kind === "use" ? [node.from.text] : []));
  return { files: filesNamedBySpec(document), modules: [...new Set(modules)] };
}

export function filesNamedBySpec(document: DocumentNode): readonly string[] {
  return document.declarations.flatMap((node) => {
    const text = node.kind === "message" || node.kind === "record" ? node.source?.text : undefined;
    return text === undefined ? [] : (joined(document.file, namedFile(text).path) ?? []);
  });
}

/** Files that references of a JSON or YAML file lead to. */
export function filesNamedBySchema(source: Source): readonly string[] {
  if (!source.text.includes("$ref")) return [];
  const { value } = readPlain(source);
  return value === undefined ? [] : [...new Set(referencesIn(value, source.path))];
}

function* referencesIn(value: Value, file: string): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries<Value>(value)) {
    if (key === "$ref" && typeof each === "string") {
      const path = namedFile(each).path;
      const at = path === "" ? undefined : joined(file, decoded(path));
      if (at !== undefined) yield at;
    } else yield* referencesIn(each, file);
  }
}

/** A `$ref` is a URI: `%20` is a blank. A percent sign that begins no escape stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
