/** Consumers: what handling one message does, in which order, and what a failure does. */
import type { EndpointNode } from "../../../grammar/tree.ts";
import type { Consumer, Effect, SendUse } from "../../model/topology.ts";
import { UNKNOWN, type Settings, type Value } from "../../model/value.ts";
import { argument, isList, isMap } from "./arguments.ts";
import { CONSUMER_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { oneOf } from "./describe.ts";
import type { EndpointPlace, Inner } from "./endpoint-place.ts";
import { endpoints } from "./endpoints.diagnostics.ts";
import { resolveOnFailure } from "./on-failure.ts";
import type { ConsumerUses } from "./resolution.ts";
import { entityText, type Scope } from "./scope.ts";
import { resolveSteps } from "./steps.ts";

const { report } = endpoints;

/** Settings of core that may be `unknown` though the model has no such value: they stay among the settings. */
const KEPT_IF_UNKNOWN = ["gates", "settle", "sends", "instances", "concurrency", "takes", "reads"];

export function resolveConsumer(
  node: EndpointNode,
  place: EndpointPlace,
  inner: Inner,
  scope: Scope,
): ConsumerUses | undefined {
  const decoded = decodeSettings(
    node.settings,
    [CONSUMER_SETTINGS, place.rules.consumer],
    {
      what: entityText("consumer", node.name.text),
      span: node.name.span,
      channel: (wanted) => scope.channelValue(wanted, wanted.kinds.length === 0 ? undefined : place.broker),
    },
    scope.sink,
  );
  const { values } = decoded;
  const settle = settleOf(decoded, place, scope);
  const effect = effectOf(decoded, inner, scope);
  const sends = sendsOf(decoded, inner, scope);
  const isSendingKnown = isList(values["sends"]) || !decoded.nodes.has("sends");
  const unfenced = values["unfenced"] === true;
  const consumer: Consumer = {
    name: node.name.text,
    service: inner.service,
    from: place.channel,
    instances: typeof values["instances"] === "number" ? values["instances"] : 1,
    concurrency: concurrencyOf(values["concurrency"]),
    effect,
    gates: gatesOf(decoded, effect, scope),
    steps: resolveSteps(
      decoded,
      { sends: isSendingKnown ? sends : undefined, settles: settle.kind === "act", unfenced },
      scope,
      node.name.span,
    ),
    unfenced,
    settle,
    onFailure: resolveOnFailure(decoded, place, settle.kind, scope),
    sends,
    ...takesOf(values["takes"]),
    ...readsOf(values["reads"]),
    ...(typeof values["was"] === "string" && { was: values["was"] }),
    settings: settingsOf(values),
    origin: node.name.span,
    origins: decoded.origins,
  };
  return { consumer, paths: decoded.paths };
}

/** What the model has no place for: the broker's settings, and core's that are unknown. */
function settingsOf(values: Settings): Settings {
  const isKept = ([name, value]: [string, Value]): boolean =>
    name === "native" ||
    !Object.hasOwn(CONSUMER_SETTINGS, name) ||
    (KEPT_IF_UNKNOWN.includes(name) && value === UNKNOWN);
  return Object.fromEntries(Object.entries(values).filter(isKept));
}

function settleOf(decoded: Decoded, place: EndpointPlace, scope: Scope): Consumer["settle"] {
  const value = decoded.values["settle"];
  if (value === undefined || value === UNKNOWN) return { kind: "act" };
  const kind = value === "on-delivery" ? "on-delivery" : "auto";
  if (!place.rules.settles.includes(kind)) {
    const known = place.rules.settles.length === 0 ? "an act of `steps` only" : oneOf(place.rules.settles);
    const span = decoded.nodes.get("settle")?.value.span ?? decoded.origins["settle"];
    const params = { name: "settle", value: kind, type: place.rules.type, known };
    if (span !== undefined) scope.sink.add(report.notByBroker(span, params));
  }
  if (kind === "on-delivery") return { kind };
  const interval = argument(value, "auto", "interval");
  return { kind, ms: typeof interval === "number" ? interval : 0 };
}

function effectOf(decoded: Decoded, inner: Inner, scope: Scope): Effect {
  const value = decoded.values["effect"];
  if (value === UNKNOWN) return { kind: "unknown" };
  const path = argument(value, "idempotent", "path");
  const store = argument(value, "idempotent", "in");
  if (typeof path === "string" && typeof store === "string") {
    const use = decoded.names.find((each) => each.of === "store");
    if (!inner.stores.includes(store) && use !== undefined) {
      scope.unknown("store", { text: store, span: use.span }, inner.stores);
    }
    return { kind: "idempotent", path, store };
  }
  const key = argument(value, "overwrite", "path");
  const version = argument(value, "overwrite", "version");
  if (typeof key !== "string") return { kind: "plain" };
  return { kind: "overwrite", path: key, ...(typeof version === "string" && { version }) };
}

function gatesOf(decoded: Decoded, effect: Effect, scope: Scope): Consumer["gates"] {
  const value = decoded.values["gates"];
  const span = decoded.origins["gates"];
  if (span !== undefined && value !== UNKNOWN && (effect.kind === "plain" || effect.kind === "overwrite"))
    scope.sink.add(report.gatesNothing(span));
  return value === "handler" ? "handler" : "effect";
}

function concurrencyOf(value: Value | undefined): Consumer["concurrency"] {
  if (typeof value === "number") return value;
  const per = argument(value, "per", "path");
  return typeof per === "string" ? { per } : 1;
}

function sendsOf(decoded: Decoded, inner: Inner, scope: Scope): readonly SendUse[] {
  const value = decoded.values["sends"];
  const span = decoded.nodes.get("sends")?.value.span;
  const uses = new Map<string, SendUse>();
  if (!isList(value) || span === undefined) return [];
  for (const use of value) {
    if (!isUse(use)) continue;
    const { name, least, most } = use;
    if (!inner.producers.includes(name)) {
      scope.unknown("producer of this service", { text: name, span }, inner.producers);
    } else if (uses.has(name)) scope.sink.add(report.sentTwice(span, { producer: name }));
    else uses.set(name, { producer: name, least, most, ...perOf(use) });
  }
  return [...uses.values()];
}

function perOf(use: Value): Pick<SendUse, "per"> {
  const entry = argument({ use }, "use", "per");
  const value = argument({ use }, "use", "one-per");
  if (isMap(entry) && typeof entry["path"] === "string")
    return { per: { kind: "entry", path: entry["path"] } };
  if (isMap(value) && typeof value["path"] === "string")
    return { per: { kind: "value", path: value["path"] } };
  return {};
}

function isUse(value: Value): value is { name: string; least: number; most: number } {
  return (
    typeof value === "object" && value !== null && "name" in value && "least" in value && "most" in value
  );
}

function takesOf(value: Value | undefined): { takesMsMost?: number } {
  const isRange = typeof value === "object" && value !== null && "most" in value;
  return isRange && typeof value["most"] === "number" ? { takesMsMost: value["most"] } : {};
}

function readsOf(value: Value | undefined): { reads?: readonly string[] } {
  return isList(value) ? { reads: value.filter((each) => typeof each === "string") } : {};
}
