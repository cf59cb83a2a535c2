/** One canonical layout for each notation. Nothing but the layout changes: what was read before is read again after. */
import type { DocumentNode } from "../../grammar/tree.ts";
import { assert } from "../base/assert.ts";
import { readSource, type Source } from "../compiler/syntax/read.ts";
import type { PluralKind } from "../compiler/syntax/yaml.ts";
import type { Finding } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import { formatDsl } from "./format-dsl.ts";
import { formatYaml } from "./format-yaml.ts";

export type Formatted =
  | { readonly ok: true; readonly text: string }
  /** The file cannot be read; nothing is known of how it should look. */
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** `kinds`: the kinds of channels of all brokers, by which the YAML form knows its sections. */
export function format(source: Source, kinds: readonly PluralKind[]): Formatted {
  const { path } = source;
  const before = read(source, kinds);
  if (before.document === undefined) return { ok: false, findings: before.findings };
  const isDsl = /\.waybill$/i.test(path);
  const text = isDsl ? formatDsl(source.text, before.document) : formatYaml(path, source.text);
  const after = read({ path, text }, kinds);
  const same = after.document !== undefined && contents(after.document) === contents(before.document);
  assert(same, "a formatted spec says what it said before");
  return { ok: true, text };
}

interface Read {
  /** Absent where something in the file could not be read. */
  readonly document?: DocumentNode;
  readonly findings: readonly Finding[];
}

function read(source: Source, kinds: readonly PluralKind[]): Read {
  const sink = new FindingSink();
  const document = readSource(source, kinds, sink);
  const findings = sink.sorted();
  return document === undefined || sink.hasErrors ? { findings } : { document, findings };
}

/** What tells where something stands, and not what it is. */
const PLACES: ReadonlySet<string> = new Set(["span", "file", "start", "end", "exact", "textStart", "quoted"]);

function contents(document: DocumentNode): string {
  return JSON.stringify(document, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
}
