/** A spec in the other notation, with all its comments. Nothing is lost: what was read before is read again after. */
import type { DocumentNode } from "../../grammar/tree.ts";
import { assert } from "../base/assert.ts";
import type { CompileBroker } from "../compiler/broker.ts";
import { compile } from "../compiler/compile.ts";
import { readSource, type Source } from "../compiler/syntax/read.ts";
import type { Finding } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import { format } from "../format/format.ts";
import type { Comments } from "./comments.ts";
import { dslComments } from "./dsl-comments.ts";
import { SettingTypes } from "./setting-types.ts";
import { toDsl } from "./to-dsl.ts";
import { toYaml } from "./to-yaml.ts";
import { yamlComments } from "./yaml-comments.ts";

export type Notation = "yaml" | "waybill";

export type Converted =
  | {
      readonly ok: true;
      readonly text: string;
      /** Comments that stood within a value, and stand before its entry now; `at` is the offset of that entry before. */
      readonly moved: readonly { readonly text: string; readonly at: number }[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** The file's own notation, whichever `to` is, is kept. Pure. */
export function convert(source: Source, to: Notation, brokers: readonly CompileBroker[]): Converted {
  const kinds = brokers.flatMap((broker) => broker.kinds);
  const sink = new FindingSink();
  const document = readSource(source, kinds, sink);
  if (document === undefined || sink.hasErrors) return { ok: false, findings: sink.sorted() };
  const isDsl = /\.waybill$/i.test(source.path);
  if (isDsl === (to === "waybill")) return { ok: true, text: source.text, moved: [] };
  const comments = isDsl ? dslComments(source.text, document) : yamlComments(source.text, document);
  const converted = isDsl ? yamlOf(source, document, comments, brokers) : dslOf(document, comments, brokers);
  if (!("path" in converted)) return refusal(source, converted);
  const refused = new FindingSink();
  if (readSource(converted, kinds, refused) === undefined) {
    // The other notation may be longer than what is read at all.
    return refusal(source, refused.sorted());
  }
  const before = meaning(source, brokers);
  if (before !== meaning(converted, brokers)) return wrong(source, brokers);
  return {
    ok: true,
    text: converted.text,
    moved: comments.moved.map(({ text, to: at }) => ({ text, at })),
  };
}

/** What another text was refused for, at the beginning of this one. */
function refusal({ path, text }: Source, findings: readonly Finding[]): Converted {
  const span = { file: path, start: 0, end: Math.min(1, text.length) };
  return { ok: false, findings: findings.map((finding) => ({ ...finding, span })) };
}

/** What is wrong in a spec need not be sayable in the other notation; what is right has to be. */
function wrong(source: Source, brokers: readonly CompileBroker[]): Converted {
  const errors = compile([source], { brokers }).findings.filter(({ severity }) => severity === "error");
  assert(errors.length > 0, "a converted spec says what it said before");
  return { ok: false, findings: errors };
}

function yamlOf(
  { text }: Source,
  document: DocumentNode,
  comments: Comments,
  brokers: readonly CompileBroker[],
): Source {
  const plurals = new Map(
    brokers.flatMap(({ kinds }) => kinds.map(({ kind, plural }) => [kind, plural] as const)),
  );
  const types = new SettingTypes(document, brokers);
  return { path: "converted.waybill.yaml", text: toYaml(document, { text, comments, types, plurals }) };
}

/** What is wrong with it where it has names or values that the DSL has no form for. */
function dslOf(
  document: DocumentNode,
  comments: Comments,
  brokers: readonly CompileBroker[],
): Source | readonly Finding[] {
  const rough = {
    path: "converted.waybill",
    text: toDsl(document, comments, new SettingTypes(document, brokers)),
  };
  const formatted = format(
    rough,
    brokers.flatMap(({ kinds }) => kinds),
  );
  return formatted.ok ? { ...rough, text: formatted.text } : formatted.findings;
}

const GROUPED: ReadonlySet<string> = new Set([
  "brokers",
  "channels",
  "types",
  "enums",
  "services",
  "bindings",
]);

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a, withoutPlaces), JSON.stringify(b, withoutPlaces)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function withoutPlaces(key: string, value: unknown): unknown {
  return PLACES.has(key) ? undefined : value;
}

const PLACES: ReadonlySet<string> = new Set(["origin", "origins", "span", "extent", "paths"]);

/** What a file says, alone: its topology and what is wrong with it, without places. */
function meaning({ path, text }: Source, brokers: readonly CompileBroker[]): string {
  const { declared, findings, name } = compile([{ path, text }], { brokers });
  const told = findings.map(({ code, message }) => `${code} ${message}`).sort();
  return JSON.stringify({ declared, told, name }, (key, value: unknown) => {
    if (PLACES.has(key)) return undefined;
    // Declarations stand by their kinds in YAML; in which order says nothing.
    if (GROUPED.has(key) && Array.isArray(value)) {
      const list: readonly unknown[] = value;
      return list.toSorted(byText);
    }
    // The order of the keys of a map of settings says nothing.
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
