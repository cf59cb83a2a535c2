/** Producers: what is sent where, how it is joined with a write, and where answers come in. */
import type { EndpointNode, Span, ValueNode } from "../../../grammar/tree.ts";
import { endpointId } from "../../model/flow.ts";
import { placeOf } from "../../model/setting.ts";
import type { Consumer, Producer, Reply, Writes } from "../../model/topology.ts";
import { UNKNOWN } from "../../model/value.ts";
import { argument, isMap } from "./arguments.ts";
import { messageNames } from "./channels.ts";
import { PRODUCER_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import type { EndpointPlace, Inner } from "./endpoint-place.ts";
import { itemsOf, wordOf } from "./fits.ts";
import { names } from "./names.diagnostics.ts";
import { producers as producerFindings } from "./producers.diagnostics.ts";
import type { ProducerUses } from "./resolution.ts";
import { entityText, type Scope } from "./scope.ts";

const { report } = producerFindings;

export function resolveProducer(
  node: EndpointNode,
  place: EndpointPlace,
  inner: Inner,
  scope: Scope,
): ProducerUses {
  const decoded = decodeSettings(
    node.settings,
    [PRODUCER_SETTINGS, place.rules.producer],
    {
      what: entityText("producer", node.name.text),
      span: node.name.span,
      channel: (wanted) => scope.channelValue(wanted, wanted.kinds.length === 0 ? undefined : place.broker),
    },
    scope.sink,
  );
  const { "on-unknown": onUnknown, awaits, was } = decoded.values;
  const producer: Producer = {
    name: node.name.text,
    service: inner.service,
    to: place.channel,
    sends: messageNames(decoded, "sends", scope),
    onUnknown: onUnknown === "send-again" || onUnknown === UNKNOWN ? onUnknown : "give-up",
    awaits: awaits === true,
    ...writesOf(decoded, inner, scope),
    ...replyOf(decoded, node, scope),
    ...(typeof was === "string" && { was }),
    settings: settingsOf(decoded),
    origin: node.name.span,
    origins: decoded.origins,
  };
  return { producer, paths: decoded.paths, templates: decoded.templates };
}

/** What the model has no place for. */
function settingsOf({ values }: Decoded): Producer["settings"] {
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    name === "native" || !Object.hasOwn(PRODUCER_SETTINGS, name) || (name === "awaits" && value === UNKNOWN);
  return Object.fromEntries(Object.entries(values).filter(isKept));
}

function writesOf(decoded: Decoded, inner: Inner, scope: Scope): { readonly writes?: Writes } {
  const { store, source } = decoded.values;
  const outbox = argument(source, "outbox", "store");
  if (typeof outbox === "string") {
    for (const name of ["store", "steps"]) {
      const span = decoded.nodes.get(name)?.name.span;
      if (span !== undefined) scope.sink.add(report.saysTwice(span, { name }));
    }
    return knownStore(decoded, outbox, inner, scope) ? { writes: { store: outbox, order: "outbox" } } : {};
  }
  const steps = decoded.nodes.get("steps");
  const named = decoded.nodes.get("store");
  if (steps === undefined && named === undefined) return {};
  const [name, other, span] =
    named === undefined
      ? ["steps", "store", steps?.name.span]
      : ["store", "steps", steps === undefined ? named.name.span : undefined];
  if (span !== undefined) scope.sink.add(report.needsOther(span, { name, other }));
  const isRead = steps !== undefined && decoded.values["steps"] !== undefined;
  const order = isRead ? orderOf(steps.value, scope) : undefined;
  if (typeof store !== "string" || order === undefined) return {};
  return knownStore(decoded, store, inner, scope) ? { writes: { store, order } } : {};
}

function knownStore(decoded: Decoded, store: string, inner: Inner, scope: Scope): boolean {
  if (inner.stores.includes(store)) return true;
  const use = decoded.names.find((each) => each.of === "store" && each.name === store);
  if (use !== undefined) scope.unknown("store", { text: store, span: use.span }, inner.stores);
  return false;
}

function orderOf(node: ValueNode, scope: Scope): Writes["order"] | undefined {
  const items = itemsOf(node);
  const words = items.map(wordOf);
  if (words[0] === "write" && words[1] === "send" && words.length === 2) return "write-first";
  if (words[0] === "send" && words[1] === "write" && words.length === 2) return "send-first";
  const group = items.find((item) => item.kind === "list");
  if (group === undefined) scope.sink.add(report.wrongOrder(node.span));
  else scope.sink.add(report.notAtomic(group.span));
  return undefined;
}

const OF_REPLY = ["correlate", "within"];

function replyOf(decoded: Decoded, node: EndpointNode, scope: Scope): { readonly reply?: Reply } {
  const { reply, correlate, within } = decoded.values;
  if (!decoded.nodes.has("reply")) {
    for (const name of OF_REPLY) {
      const span = decoded.nodes.get(name)?.name.span;
      if (span !== undefined) scope.sink.add(report.needsOther(span, { name, other: "reply" }));
    }
    return {};
  }
  const what = entityText("producer", node.name.text);
  if (!decoded.nodes.has("correlate"))
    scope.sink.add(
      names.report.missingSetting(spanOf(decoded, "reply", node.name.span), { what, name: "correlate" }),
    );
  if (!isMap(reply) || typeof correlate !== "string") return {};
  const { kind, name } = reply;
  if (typeof kind !== "string" || typeof name !== "string") return {};
  const ms = typeof within === "number" ? { withinMs: within } : {};
  return { reply: { channel: { kind, name }, correlate, ...ms } };
}

function spanOf(decoded: Decoded, name: string, otherwise: Span): Span {
  return decoded.nodes.get(name)?.name.span ?? otherwise;
}

/** What a producer says that the consumers of its service have to agree with. */
export function checkProducers(all: readonly Producer[], consumers: readonly Consumer[], scope: Scope): void {
  for (const producer of all) {
    const user = consumers.find(({ sends }) => sends.some((use) => use.producer === producer.name));
    if (producer.writes !== undefined && user !== undefined) {
      const setting = producer.writes.order === "outbox" ? "source" : "steps";
      const params = { producer: producer.name, consumer: endpointId(user), setting };
      scope.sink.add(report.writesInHandler(placeOf(producer, setting), params));
    }
    const answers = producer.reply?.channel;
    if (answers === undefined) continue;
    const isRead = consumers.some(({ from }) => from.kind === answers.kind && from.name === answers.name);
    if (isRead) continue;
    const params = { channel: entityText(answers.kind, answers.name), service: producer.service };
    scope.sink.add(report.answersUnread(placeOf(producer, "reply"), params));
  }
}
