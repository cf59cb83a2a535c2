/** JSON and YAML texts that are no specs, as plain data. */
import { isMap, isScalar, isSeq } from "yaml";
import type { Value } from "../../model/value.ts";
import { FindingSink } from "../../diagnostics/sink.ts";
import type { Finding, Span } from "../../diagnostics/define.ts";
import { notation } from "./notation.diagnostics.ts";
import type { Source } from "./read.ts";
import { type Walked, YamlNodes } from "./yaml-nodes.ts";

export interface Plain {
  /** Undefined where the text could not be read. */
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
}

/** UTF-16 units. */
const SIZE_MAX = 2_097_152;
const DEPTH_MAX = 64;

/** Whoever follows references asks for one file several times. */
const known = new WeakMap<Source, Plain>();

/** Bounded in depth, in size, and in what aliases make of it. Never throws. */
export function readPlain(source: Source): Plain {
  const plain = known.get(source) ?? read(source);
  known.set(source, plain);
  return plain;
}

function read({ path, text }: Source): Plain {
  const head: Span = { file: path, start: 0, end: Math.min(1, text.length) };
  if (text.length > SIZE_MAX) {
    const finding = notation.report.tooLarge(head, { size: text.length, limit: SIZE_MAX });
    return { value: undefined, findings: [finding] };
  }
  const json = /^\s*\{/.test(text) ? jsonOf(text) : undefined;
  if (json !== undefined && !isDeeper(json, DEPTH_MAX)) return { value: json, findings: [] };
  const sink = new FindingSink();
  const nodes = new YamlNodes(path, text, sink);
  const root = nodes.root();
  const value = root === undefined ? undefined : valueOf(nodes, root);
  return { value: sink.hasErrors ? undefined : value, findings: sink.sorted() };
}

function jsonOf(text: string): Value | undefined {
  try {
    // What JSON.parse gives is a value of JSON and nothing else.
    return JSON.parse(text) as Value;
  } catch {
    // It is read as YAML then, which says where the mistake is.
    return undefined;
  }
}

function isDeeper(value: Value, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((each: Value) => isDeeper(each, depth - 1));
}

function valueOf(nodes: YamlNodes, walked: Walked): Value {
  const { node } = walked;
  if (isScalar(node)) {
    const { text, quoted } = nodes.text(node);
    return quoted ? text : plainScalar(text);
  }
  if (isSeq(node)) return nodes.items(walked).map((item) => valueOf(nodes, item));
  if (!isMap(node)) return null;
  const entries = nodes.entries(walked);
  return Object.fromEntries(
    entries.map(({ key, value }) => [key.text, value === undefined ? null : valueOf(nodes, value)]),
  );
}

const NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** The core schema of YAML 1.2, as far as JSON has such values. */
function plainScalar(text: string): Value {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text) || NUMBER.test(text)) return Number(text);
  return text;
}
