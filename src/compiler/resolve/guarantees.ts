/** Guarantees: two ends, clauses, and what may go wrong meanwhile. */
import { durationText } from "../../base/duration.ts";
import type { GuaranteeNode, PathNode, Span } from "../../../grammar/tree.ts";
import type { Clause, Exception } from "../../model/guarantee.ts";
import { endpointId } from "../../model/flow.ts";
import type { Guarantee, Producer } from "../../model/topology.ts";
import type { Settings, Value } from "../../model/value.ts";
import { argument, isList } from "./arguments.ts";
import { GUARANTEE_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { faultModelOf } from "./fault-models.ts";
import { guarantees } from "./guarantees.diagnostics.ts";
import type { GuaranteeUses } from "./resolution.ts";
import type { Scope } from "./scope.ts";

const { report } = guarantees;

export interface ResolvedGuarantee {
  readonly guarantee: Guarantee;
  readonly uses: GuaranteeUses;
}

/** What guarantees need of the rest of the topology: endpoints by the names that they are spoken of with. */
export interface Ends {
  readonly producers: ReadonlyMap<string, Producer>;
  readonly consumers: ReadonlyMap<string, string>;
  /** The path by which messages of a producer are kept in order. */
  readonly keyOf: (producer: Producer) => string | undefined;
}

export function resolveGuarantee(
  node: GuaranteeNode,
  ends: Ends,
  scope: Scope,
): ResolvedGuarantee | undefined {
  const sender = endOf(node.from, "producer", [...ends.producers.keys()], scope);
  const receiver = endOf(node.to, "consumer", [...ends.consumers.keys()], scope);
  const producer = sender === undefined ? undefined : ends.producers.get(sender);
  const from = producer && endpointId(producer);
  const to = receiver === undefined ? undefined : ends.consumers.get(receiver);
  const what = `the guarantee of \`${textOf(node.from)}\``;
  const decoded = decodeSettings(
    node.settings,
    [GUARANTEE_SETTINGS],
    { what, span: headOf(node), channel: (wanted) => scope.channelValue(wanted, undefined) },
    scope.sink,
  );
  const under = faultModelOf(decoded, scope);
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
  const paths = decoded.paths.filter(({ setting }) => setting !== "agree");
  return { guarantee, uses: { from, to, span: origin, paths } };
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

/** Any of these is a promise. */
const PROMISES = [
  "delivery",
  "order",
  "bounded-redelivery",
  "agree",
  "atomic",
  "isolated",
  "within",
  "survives",
];

function clausesOf(
  decoded: Decoded,
  producer: Producer | undefined,
  ends: Ends,
  node: GuaranteeNode,
  scope: Scope,
): Clause[] | undefined {
  const clauses: Clause[] = [{ kind: "valid" }, { kind: "live" }];
  clauses.push(...deliveryClauses(decoded, scope));
  const order = orderClause(decoded, producer, ends, scope);
  if (order !== undefined) clauses.push(order);
  clauses.push(...furtherClauses(decoded, ends, scope));
  const saysOne = PROMISES.some((name) => decoded.nodes.has(name));
  if (!saysOne && !scope.lost.has("guarantee")) scope.sink.add(report.noPromise(headOf(node)));
  return clauses.length > 2 ? clauses : undefined;
}

function furtherClauses(decoded: Decoded, ends: Ends, scope: Scope): Clause[] {
  const { "bounded-redelivery": bounded, atomic, isolated, within, survives } = decoded.values;
  const clauses: Clause[] = [];
  if (typeof bounded === "number") clauses.push({ kind: "bounded-redelivery", deliveries: bounded });
  const groups = agreeing(decoded, ends, scope);
  if (groups !== undefined) clauses.push({ kind: "agree", groups });
  if (atomic === true) clauses.push({ kind: "atomic" });
  if (isolated === true) clauses.push({ kind: "isolated" });
  if (typeof within === "number") clauses.push({ kind: "within", ms: within });
  if (typeof survives === "number") clauses.push({ kind: "survives", nodes: survives });
  return clauses;
}

/** The consumers that `agree` names; undefined where it was reported, or is missing. */
function agreeing(decoded: Decoded, ends: Ends, scope: Scope): readonly string[] | undefined {
  const span = decoded.origins["agree"];
  if (span === undefined) return undefined;
  const named = decoded.paths.filter(({ setting }) => setting === "agree");
  const known = named.filter(({ path }) => ends.consumers.has(path));
  for (const { path, span: at } of named)
    if (!ends.consumers.has(path)) scope.unknown("consumer", { text: path, span: at }, ends.consumers.keys());
  const groups = [...new Set(known.map(({ path }) => ends.consumers.get(path) ?? path))];
  if (known.length < named.length) return undefined;
  if (groups.length > 1) return groups;
  scope.sink.add(report.agreesAlone(span));
  return undefined;
}

const EXCEPTIONS: readonly Exception[] = ["dead-lettered", "superseded", "expired", "overflow"];

function exceptionsOf(value: Value | undefined): Exception[] {
  return EXCEPTIONS.filter((each) => isList(value) && value.includes(each));
}

/** Settings that say more about a promise of delivery, and only about one that owes something. */
const OF_DELIVERY = ["except", "owed-from", "since"];

function deliveryClauses(decoded: Decoded, scope: Scope): Clause[] {
  const { delivery, except, "owed-from": from, since } = decoded.values;
  const excused = exceptionsOf(except);
  const leastOnce: Clause = {
    kind: "at-least-once",
    except: excused,
    ...(from === "accepted" ? { from } : {}),
    ...(since === "subscribed" ? { since } : {}),
  };
  const isWritten = decoded.nodes.has("delivery");
  if (delivery === "at-most-once" || !isWritten)
    for (const name of OF_DELIVERY) {
      const span = decoded.origins[name];
      if (span !== undefined) scope.sink.add(report.exceptWithoutDelivery(span, { name }));
    }
  if (delivery === "at-most-once") return [{ kind: "at-most-once" }];
  if (delivery === "at-least-once") return [leastOnce];
  if (delivery !== "exactly-once") return [];
  const never: Clause[] = excused.includes("dead-lettered")
    ? [{ kind: "at-most-once", orDeadLetter: true }]
    : [];
  return [{ kind: "at-most-once" }, leastOnce, ...never];
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
  const { delivery, order, strict, except, "owed-from": from, since } = values;
  const per = argument(order, "per", "path");
  const excused = exceptionsOf(except);
  const orderText = typeof order === "string" ? order : typeof per === "string" ? `per(${per})` : undefined;
  const parts = [
    typeof delivery === "string" ? delivery : undefined,
    orderText !== undefined && strict === true ? `${orderText} strict` : orderText,
    from === "accepted" ? "owed from accepted" : undefined,
    since === "subscribed" ? "since subscribed" : undefined,
    excused.length > 0 ? `except ${excused.join(", ")}` : undefined,
    ...furtherWords(values),
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function furtherWords({
  "bounded-redelivery": bounded,
  agree,
  atomic,
  isolated,
  within,
  survives,
}: Settings): readonly (string | undefined)[] {
  return [
    typeof bounded === "number" ? `bounded-redelivery ${bounded}` : undefined,
    isList(agree) ? `agree ${agree.map(String).join(", ")}` : undefined,
    atomic === true ? "atomic" : undefined,
    isolated === true ? "isolated" : undefined,
    typeof within === "number" ? `within ${durationText(within)}` : undefined,
    typeof survives === "number" ? `survives ${survives}` : undefined,
  ];
}
