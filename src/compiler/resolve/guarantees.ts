/** Guarantees: two ends, clauses, and what may go wrong meanwhile. */
import { durationText } from "../../base/duration.ts";
import type { GuaranteeNode, PathNode, Span } from "../../../grammar/tree.ts";
import type { Clause, Exception, FaultBound, FaultKind, FaultModel } from "../../model/guarantee.ts";
import { HARSH, NO_FAULTS, STANDARD } from "../../model/guarantee.ts";
import type { Guarantee, Producer } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import { argument, isList, isMap } from "./arguments.ts";
import { FAULTS_LATER, GUARANTEE_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { guarantees } from "./guarantees.diagnostics.ts";
import type { GuaranteeUses } from "./resolution.ts";
import type { Scope } from "./scope.ts";

const { report } = guarantees;

export interface ResolvedGuarantee {
  readonly guarantee: Guarantee;
  readonly uses: GuaranteeUses;
}

/** What guarantees need of the rest of the topology. */
export interface Ends {
  readonly producers: ReadonlyMap<string, Producer>;
  readonly consumers: ReadonlySet<string>;
  /** The path by which messages of a producer are kept in order. */
  readonly keyOf: (producer: Producer) => string | undefined;
}

export function resolveGuarantee(
  node: GuaranteeNode,
  ends: Ends,
  scope: Scope,
): ResolvedGuarantee | undefined {
  const from = endOf(node.from, "producer", [...ends.producers.keys()], scope);
  const to = endOf(node.to, "consumer", [...ends.consumers], scope);
  const what = `the guarantee of \`${textOf(node.from)}\``;
  const decoded = decodeSettings(
    node.settings,
    [GUARANTEE_SETTINGS],
    { what, span: headOf(node), channel: (wanted) => scope.channelValue(wanted, undefined) },
    scope.sink,
  );
  const under = faultModelOf(decoded, scope);
  const producer = from === undefined ? undefined : ends.producers.get(from);
  const clauses = clausesOf(decoded, producer, ends, node, scope);
  if (from === undefined || to === undefined || clauses === undefined || under === undefined)
    return undefined;
  const origin = headOf(node);
  const guarantee = {
    from,
    to,
    text: textOfPromise(decoded),
    clauses,
    under,
    origin,
    origins: decoded.origins,
  };
  return { guarantee, uses: { from, to, span: origin, paths: decoded.paths } };
}

function headOf(node: GuaranteeNode): Span {
  return { file: node.span.file, start: node.from.span.start, end: node.to.span.end };
}

function textOf(path: PathNode): string {
  return path.parts.map((part) => part.text).join(".");
}

function endOf(
  path: PathNode,
  kind: "producer" | "consumer",
  known: readonly string[],
  scope: Scope,
): string | undefined {
  const text = textOf(path);
  if (path.parts.some((part) => part.text === "")) return undefined;
  return known.includes(text) ? text : scope.unknown(kind, { text, span: path.span }, known);
}

function clausesOf(
  decoded: Decoded,
  producer: Producer | undefined,
  ends: Ends,
  node: GuaranteeNode,
  scope: Scope,
): Clause[] | undefined {
  const { delivery, "bounded-redelivery": bounded } = decoded.values;
  const clauses: Clause[] = [{ kind: "valid" }, { kind: "live" }];
  clauses.push(...deliveryClauses(delivery, decoded, scope));
  const order = orderClause(decoded, producer, ends, scope);
  if (order !== undefined) clauses.push(order);
  if (typeof bounded === "number") clauses.push({ kind: "bounded-redelivery", deliveries: bounded });
  const saysOne = ["delivery", "order", "bounded-redelivery"].some((name) => decoded.nodes.has(name));
  if (!saysOne && !scope.lost.has("guarantee")) scope.sink.add(report.noPromise(headOf(node)));
  return clauses.length > 2 ? clauses : undefined;
}

const EXCEPTIONS: readonly Exception[] = ["dead-lettered", "superseded", "expired", "overflow"];

function exceptionsOf(value: Value | undefined): Exception[] {
  return EXCEPTIONS.filter((each) => isList(value) && value.includes(each));
}

function deliveryClauses(delivery: Value | undefined, decoded: Decoded, scope: Scope): Clause[] {
  const { except } = decoded.values;
  const excused = exceptionsOf(except);
  const leastOnce: Clause = { kind: "at-least-once", except: excused };
  const span = decoded.origins["except"];
  const isWritten = decoded.nodes.has("delivery");
  if (span !== undefined && (delivery === "at-most-once" || !isWritten)) {
    scope.sink.add(report.exceptWithoutDelivery(span));
  }
  if (delivery === "at-most-once") return [{ kind: "at-most-once" }];
  if (delivery === "at-least-once") return [leastOnce];
  return delivery === "exactly-once" ? [{ kind: "at-most-once" }, leastOnce] : [];
}

function orderClause(
  decoded: Decoded,
  producer: Producer | undefined,
  ends: Ends,
  scope: Scope,
): Clause | undefined {
  const { order, strict } = decoded.values;
  const strictSpan = decoded.origins["strict"];
  if (order === undefined) {
    if (strictSpan !== undefined && !decoded.nodes.has("order"))
      scope.sink.add(report.strictWithoutOrder(strictSpan));
    return undefined;
  }
  const isStrict = strict === true;
  if (order === "per-producer" || order === "total")
    return { kind: "order", scope: { kind: order }, strict: isStrict };
  const written = argument(order, "per", "path");
  const path = typeof written === "string" ? written : producer && ends.keyOf(producer);
  if (path !== undefined) return { kind: "order", scope: { kind: "per", path }, strict: isStrict };
  const span = decoded.origins["order"];
  if (producer !== undefined && span !== undefined) scope.sink.add(report.noKey(span));
  return undefined;
}

/** `exactly-once, per-key, except dead-lettered`: the promise as people say it. */
function textOfPromise({ values }: Decoded): string {
  const { delivery, order, strict, except, "bounded-redelivery": bounded } = values;
  const per = argument(order, "per", "path");
  const excused = exceptionsOf(except);
  const orderText = typeof order === "string" ? order : typeof per === "string" ? `per(${per})` : undefined;
  const parts = [
    typeof delivery === "string" ? delivery : undefined,
    orderText !== undefined && strict === true ? `${orderText} strict` : orderText,
    excused.length > 0 ? `except ${excused.join(", ")}` : undefined,
    typeof bounded === "number" ? `bounded-redelivery ${bounded}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Undefined where it was reported. */
function faultModelOf(decoded: Decoded, scope: Scope): FaultModel | undefined {
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
