/** What a throw of a handler does. */
import type { BackOff, Consumer, OnFailure } from "../../model/topology.ts";
import { UNKNOWN, type Value } from "../../model/value.ts";
import { isMap, type MapValue } from "./arguments.ts";
import type { Decoded } from "./decode.ts";
import { oneOf } from "./describe.ts";
import type { EndpointPlace } from "./endpoint-place.ts";
import { endpoints } from "./endpoints.diagnostics.ts";
import type { Scope } from "./scope.ts";

const { report } = endpoints;

export function resolveOnFailure(
  decoded: Decoded,
  place: EndpointPlace,
  settle: Consumer["settle"]["kind"],
  scope: Scope,
): OnFailure {
  const value = decoded.values["on-failure"];
  const span = decoded.nodes.get("on-failure")?.value.span;
  const { default: usual, kinds } = place.rules.onFailure;
  if (value === undefined || span === undefined) {
    const isSettled = settle === "on-delivery" && GIVES_BACK.includes(usual.kind);
    return isSettled ? { kind: "skip" } : usual;
  }
  if (value === UNKNOWN) return { kind: "unknown" };
  const onFailure = readOnFailure(value);
  for (let each: OnFailure | undefined = onFailure; each !== undefined; each = thenOf(each)) {
    if (!kinds.includes(each.kind)) {
      const known = oneOf(kinds.filter((kind) => kind !== "unknown").map((kind) => `\`${kind}\``));
      const params = { name: "on-failure", value: each.kind, type: place.rules.type, known };
      scope.sink.add(report.notByBroker(span, params));
    } else if (settle === "on-delivery" && GIVES_BACK.includes(each.kind)) {
      scope.sink.add(report.requeueWithoutSettle(span, { value: each.kind, settle: "`on-delivery`" }));
    }
  }
  return onFailure;
}

/** What wants the broker to still have the message. */
const GIVES_BACK: readonly string[] = ["requeue", "reject"];

function thenOf(onFailure: OnFailure): OnFailure | undefined {
  return onFailure.kind === "retry" ? onFailure.then : undefined;
}

function readOnFailure(value: Value): OnFailure {
  if (value === "requeue" || value === "reject" || value === "skip" || value === "stop")
    return { kind: value };
  if (!isMap(value)) return { kind: "unknown" };
  const { retry, park } = value;
  if (isMap(park)) return parkOf(park);
  return isMap(retry) ? retryOf(retry) : { kind: "unknown" };
}

function parkOf({ to }: MapValue): OnFailure {
  if (!isMap(to)) return { kind: "unknown" };
  const { kind, name } = to;
  const isRef = typeof kind === "string" && typeof name === "string";
  return isRef ? { kind: "park", target: { kind, name } } : { kind: "unknown" };
}

function retryOf({ times, "back-off": wait, then }: MapValue): OnFailure {
  const backOff = backOffOf(wait);
  return {
    kind: "retry",
    ...(typeof times === "number" && { times }),
    ...(backOff && { backOff }),
    ...(then !== undefined && { then: readOnFailure(then) }),
  };
}

function backOffOf(value: Value | undefined): BackOff | undefined {
  if (!isMap(value)) return undefined;
  const { fixed, exponential } = value;
  if (isMap(fixed) && typeof fixed["delay"] === "number") return { kind: "fixed", firstMs: fixed["delay"] };
  if (!isMap(exponential) || typeof exponential["first"] !== "number") return undefined;
  const { first, max } = exponential;
  return { kind: "exponential", firstMs: first, ...(typeof max === "number" && { mostMs: max }) };
}
