/** Fault models: what may go wrong while a guarantee holds. */
import type { Span } from "../../../grammar/tree.ts";
import { durationText } from "../../base/duration.ts";
import type { FaultBound, FaultKind, FaultModel } from "../../model/guarantee.ts";
import { HARSH, NO_FAULTS, STANDARD } from "../../model/guarantee.ts";
import type { Value } from "../../model/value.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import { argument, isList, isMap } from "./arguments.ts";
import { FAULTS_LATER } from "./core-settings.ts";
import type { Decoded } from "./decode.ts";
import { guarantees } from "./guarantees.diagnostics.ts";
import type { Scope } from "./scope.ts";

const { report } = guarantees;

/** Undefined where it was reported. */
export function faultModelOf(decoded: Decoded, scope: Scope): FaultModel | undefined {
  const value = decoded.values["under"];
  const span = decoded.nodes.get("under")?.value.span;
  if (span === undefined) return STANDARD;
  if (!isList(value)) return undefined;
  const [only, ...others] = value;
  if (others.length > 0)
    scope.sink.add(notation.report.notSupported(span, { what: "a union of fault models" }));
  if (only === "harsh") return HARSH;
  if (only === "none") return NO_FAULTS;
  const count = argument(only, "any", "count");
  const of = argument(only, "any", "of");
  if (typeof count !== "number" || !isList(of)) return STANDARD;
  return anyOf(count, of, span, scope);
}

function anyOf(count: number, of: readonly Value[], span: Span, scope: Scope): FaultModel {
  const kinds: Partial<Record<FaultKind, FaultBound>> = {};
  const texts: string[] = [];
  for (const fault of of) {
    const name = typeof fault === "string" ? fault : isMap(fault) ? (Object.keys(fault)[0] ?? "") : "";
    if (FAULTS_LATER.includes(name)) {
      scope.sink.add(notation.report.notSupported(span, { what: `the fault \`${name}\`` }));
    }
    if (!isFaultKind(name)) continue;
    if (Object.hasOwn(kinds, name)) scope.sink.add(report.repeatedFault(span, { fault: name }));
    const bound = { ...HARSH.kinds[name], ...boundOf(fault, name) };
    kinds[name] = bound;
    texts.push(faultText(name, boundOf(fault, name)));
  }
  return { name: `any(${count}, of: [${texts.join(", ")}])`, count, kinds };
}

function boundOf(fault: Value, name: string): FaultBound {
  const times = argument(fault, name, "times");
  const ms = argument(fault, name, "for");
  return { ...(typeof times === "number" && { times }), ...(typeof ms === "number" && { ms }) };
}

function faultText(name: string, bound: FaultBound): string {
  const argumentText = bound.times ?? (bound.ms === undefined ? undefined : durationText(bound.ms));
  return argumentText === undefined ? name : `${name}(${argumentText})`;
}

function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(HARSH.kinds, name);
}
