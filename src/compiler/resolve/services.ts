/** Services with their stores, producers and consumers. */
import type { EndpointNode, ServiceNode, StoreNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Service, Store } from "../../model/topology.ts";
import { UNKNOWN } from "../../model/value.ts";
import type { CompileBroker } from "../broker.ts";
import { reference } from "./channels.ts";
import { resolveConsumer } from "./consumers.ts";
import { SERVICE_SETTINGS, STORE_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { hintOf } from "./describe.ts";
import { endpoints } from "./endpoints.diagnostics.ts";
import { names } from "./names.diagnostics.ts";
import { checkProducers, resolveProducer } from "./producers.ts";
import type { ConsumerUses, ProducerUses } from "./resolution.ts";
import type { EndpointPlace, Inner } from "./endpoint-place.ts";
import { type ChannelEntry, entityText, type Scope } from "./scope.ts";
import type { ChannelWanted } from "./uses.ts";
import type { Value } from "../../model/value.ts";
import { meantFix } from "../syntax/meant.ts";

export interface ServiceUses {
  readonly service: Service;
  readonly producers: readonly ProducerUses[];
  readonly consumers: readonly ConsumerUses[];
}

export function resolveService(node: ServiceNode, scope: Scope): ServiceUses | undefined {
  if (!scope.declare("service", node.name)) return undefined;
  const name = node.name.text;
  const decoded = decodeSettings(
    node.settings,
    [SERVICE_SETTINGS],
    {
      what: entityText("service", name),
      span: node.name.span,
      channel: (wanted) => scope.channelValue(wanted, undefined),
    },
    scope.sink,
  );
  const external = decoded.values["external"] === true;
  const client = clientOf(decoded, external);
  const declared = node.members.filter(
    (member) => member.kind !== "broken" && isDeclared(member, name, scope),
  );
  const stores = declared.flatMap((member) =>
    member.kind === "store" ? [resolveStore(member, name, scope)] : [],
  );
  const sending = declared.flatMap((member) => (member.kind === "producer" ? member.name.text : []));
  const inner = { service: name, client, stores: stores.map((store) => store.name), producers: sending };
  const producers: ProducerUses[] = [];
  const consumers: ConsumerUses[] = [];
  for (const member of declared) {
    if (member.kind === "producer") {
      const place = placeOf(member, "producer", inner, decoded, scope);
      const producer = place && resolveProducer(member, place, inner, scope);
      if (producer !== undefined) producers.push(producer);
    } else if (member.kind === "consumer") {
      const place = placeOf(member, "consumer", inner, decoded, scope);
      const consumer = place && resolveConsumer(member, place, inner, scope);
      if (consumer !== undefined) consumers.push(consumer);
    }
  }
  checkProducers(
    producers.map((each) => each.producer),
    consumers.map((each) => each.consumer),
    scope,
  );
  const { owner, was } = decoded.values;
  const service: Service = {
    name,
    ...(typeof owner === "string" && { owner }),
    ...(typeof was === "string" && { was }),
    client,
    external,
    producers: producers.map((each) => each.producer),
    consumers: consumers.map((each) => each.consumer),
    stores,
    origin: node.name.span,
  };
  return { service, producers, consumers };
}

function isDeclared(member: StoreNode | EndpointNode, service: string, scope: Scope): boolean {
  return scope.declare(member.kind === "store" ? "store" : "endpoint", member.name, service);
}

/** A service that nobody generates has the client it says, or one that is not known. */
function clientOf(decoded: Decoded, external: boolean): string {
  const { client } = decoded.values;
  return typeof client === "string" ? client : external ? UNKNOWN : "generated";
}

function resolveStore(node: StoreNode, service: string, scope: Scope): Store {
  const name = node.name.text;
  const what = entityText("store", name);
  const channel = (wanted: ChannelWanted): Value | undefined => scope.channelValue(wanted, undefined);
  const decoded = decodeSettings(
    node.settings,
    [STORE_SETTINGS],
    { what, span: node.name.span, channel },
    scope.sink,
  );
  const { keep, scope: reach } = decoded.values;
  return {
    name,
    service,
    ...(typeof keep === "number" && { keepMs: keep }),
    scope: reach === "instance" ? "instance" : "shared",
    origin: node.name.span,
    origins: decoded.origins,
  };
}

/** Undefined where the channel does not exist, cannot be used so, or stands on a broker that is not known. */
function placeOf(
  node: EndpointNode,
  use: "producer" | "consumer",
  inner: Inner,
  service: Decoded,
  scope: Scope,
): EndpointPlace | undefined {
  const allKinds = [...scope.brokers.values()].flatMap(({ rules }) => rules?.kinds ?? []);
  const usable = allKinds.filter((kind) => (use === "producer" ? kind.writable : kind.readable));
  const entry = reference(
    node.channel,
    usable.map(({ kind }) => kind),
    scope,
  );
  const rules = entry?.broker?.rules;
  if (entry === undefined || rules === undefined || entry.broker === undefined) {
    readLeniently(node, scope);
    return undefined;
  }
  if (!isUsable(node, entry, rules, use, scope)) return undefined;
  const { client } = inner;
  if (client !== UNKNOWN && !rules.clients.includes(client)) {
    const span = service.nodes.get("client")?.value.span ?? node.name.span;
    const meant = nearest(client, rules.clients);
    const params = { client, type: rules.type, hint: hintOf(meant) };
    const fix = service.nodes.has("client") ? meantFix(span, meant) : {};
    scope.sink.add(endpoints.report.otherClient(span, params, fix));
  }
  return { channel: { kind: entry.kind, name: entry.name }, broker: entry.broker.name, rules };
}

function isUsable(
  node: EndpointNode,
  entry: ChannelEntry,
  rules: CompileBroker,
  use: "producer" | "consumer",
  scope: Scope,
): boolean {
  const kind = rules.kinds.find((each) => each.kind === entry.kind);
  if (kind === undefined || (use === "producer" ? kind.writable : kind.readable)) return kind !== undefined;
  const reason = use === "producer" ? "nothing can be sent to it" : "it keeps no messages";
  scope.sink.add(names.report.wrongDirection(node.channel.span, { endpoint: use, kind: entry.kind, reason }));
  return false;
}

/** The settings cannot be understood without the broker, but a secret among them is seen. */
function readLeniently(node: EndpointNode, scope: Scope): void {
  const channel = (): undefined => undefined;
  const what = entityText(node.kind, node.name.text);
  decodeSettings(node.settings, [], { what, span: node.name.span, lenient: true, channel }, scope.sink);
}
