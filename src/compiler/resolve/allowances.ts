/** `allow: WB3001("reason", until: 2031-12-31)` on any entity. */
import type { SettingNode, Span, ValueNode } from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { dateOf, itemsOf } from "./fits.ts";
import { names } from "./names.diagnostics.ts";
import type { Allowance } from "./resolution.ts";

const CODE = /^WB[1-9X]\d{3}$/;
const FORM = 'written `allow: WB3001("reason", until: 2031-12-31)`';

/** `extents` are the declaration that the settings stand in, and what environments change of it. */
export function allowancesOf(
  settings: readonly SettingNode[],
  extents: readonly Span[],
  sink: FindingSink,
): Allowance[] {
  const allowances: Allowance[] = [];
  for (const setting of settings) {
    if (setting.name.text !== "allow") continue;
    for (const item of itemsOf(setting.value).flatMap(splitMap)) {
      const allowance = allowanceOf(item, extents, sink);
      if (allowance !== undefined) allowances.push(allowance);
    }
  }
  return allowances;
}

/** A YAML map may hold several. */
function splitMap(node: ValueNode): readonly ValueNode[] {
  if (node.kind !== "map") return [node];
  return node.settings.map((setting) => ({ kind: "map", settings: [setting], span: setting.span }));
}

function allowanceOf(node: ValueNode, extents: readonly Span[], sink: FindingSink): Allowance | undefined {
  const bad = (expected: string): undefined => {
    if (node.kind !== "missing") sink.add(names.report.badAllowance(node.span, { expected }));
    return undefined;
  };
  const parts = partsOf(node);
  if (parts === undefined || !CODE.test(parts.code)) return bad(FORM);
  const { code, named, positional } = parts;
  const reasonNode = positional[0] ?? named.find((setting) => setting.name.text === "reason")?.value;
  const untilNode = named.find((setting) => setting.name.text === "until")?.value;
  const isText = reasonNode?.kind === "string" || reasonNode?.kind === "text";
  if (!isText || reasonNode.text.trim() === "") return bad("not one without a reason");
  const until = untilNode === undefined ? undefined : dateOf(untilNode)?.slice(0, 10);
  if (untilNode !== undefined && (until === undefined || !isDay(until)))
    return bad("one until a day, such as 2031-12-31");
  return { code, reason: reasonNode.text, ...(until !== undefined && { until }), span: node.span, extents };
}

interface Parts {
  readonly code: string;
  readonly positional: readonly ValueNode[];
  readonly named: readonly SettingNode[];
}

function partsOf(node: ValueNode): Parts | undefined {
  if (node.kind === "call") return { code: node.name.text, positional: node.args, named: node.settings };
  if (node.kind === "path" || node.kind === "text") {
    const code = node.kind === "text" ? node.text : (node.parts[0]?.text ?? "");
    return { code, positional: [], named: [] };
  }
  const [only] = node.kind === "map" ? node.settings : [];
  if (only === undefined) return undefined;
  const { name, value } = only;
  if (value.kind === "map") return { code: name.text, positional: [], named: value.settings };
  return { code: name.text, positional: [value], named: [] };
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}
