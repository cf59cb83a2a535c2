/** What a service touches of each broker: to be compared with what is there before the first message. */
import type { Binding, Broker, Channel, ChannelRef, OnFailure, Service } from "../../model/topology.ts";
import type { Data } from "./data.ts";
import { physicalRef, refKey, type Scene } from "./scene.ts";
import { effectiveSettings } from "./settings.ts";

/** By name, in the order of the spec. */
export function brokersOf(scene: Scene, service: Service): readonly Broker[] {
  const names = new Set(directly(service).map((ref) => scene.channel(ref).broker));
  return scene.topology.brokers.filter(({ name }) => names.has(name));
}

/** Channels that the endpoints of the service name. */
function directly(service: Service): readonly ChannelRef[] {
  const parked = service.consumers.flatMap(({ onFailure }) => targetsOf(onFailure));
  return [...service.producers.map(({ to }) => to), ...service.consumers.map(({ from }) => from), ...parked];
}

function targetsOf(onFailure: OnFailure): readonly ChannelRef[] {
  if (onFailure.kind === "park") return [onFailure.target];
  return onFailure.kind === "retry" && onFailure.then !== undefined ? targetsOf(onFailure.then) : [];
}

/** Beside the channels that it names: what is bound from or to them, and what is joined to those by short forms. */
function touched(scene: Scene, service: Service): ReadonlySet<string> {
  const near = new Set(directly(service).map(refKey));
  const all = new Set(near);
  for (const { from, to } of scene.topology.bindings) {
    if (near.has(refKey(from))) all.add(refKey(to));
    if (near.has(refKey(to))) all.add(refKey(from));
  }
  for (const channel of scene.topology.channels) {
    if (!all.has(refKey(channel))) continue;
    for (const ref of referred(channel)) all.add(refKey(ref));
  }
  for (const { from, to, implied } of scene.topology.bindings)
    if (implied === true && (all.has(refKey(from)) || all.has(refKey(to))))
      all.add(refKey(from)).add(refKey(to));
  return all;
}

/** Channels that the settings of a channel name. */
function referred(channel: Channel): readonly ChannelRef[] {
  return Object.values(channel.settings).flatMap((value) => {
    if (typeof value !== "object" || value === null || !("kind" in value) || !("name" in value)) return [];
    const { kind, name } = value;
    return typeof kind === "string" && typeof name === "string" ? [{ kind, name }] : [];
  });
}

/** By the broker's name. */
export function brokerPlans(scene: Scene, service: Service): Data {
  const refs = touched(scene, service);
  return Object.fromEntries(
    brokersOf(scene, service).map((broker) => [broker.name, brokerPlan(scene, service, broker, refs)]),
  );
}

function brokerPlan(scene: Scene, service: Service, broker: Broker, refs: ReadonlySet<string>): Data {
  const { rules } = scene.rules(broker);
  const { channels, bindings } = scene.topology;
  const own = channels.filter((channel) => channel.broker === broker.name && refs.has(refKey(channel)));
  const ownRefs = new Set(own.map(refKey));
  const joins = bindings.filter(({ from, to }) => ownRefs.has(refKey(from)) && ownRefs.has(refKey(to)));
  const { version } = broker;
  return {
    kind: broker.type,
    version,
    settings: effectiveSettings(rules.settings, broker.settings, version, service.client),
    channels: own.map((channel) => {
      const table = rules.kinds.find(({ kind }) => kind === channel.kind)?.settings ?? {};
      return {
        kind: channel.kind,
        name: channel.name,
        physical: physicalRef(channel).name,
        settings: effectiveSettings(table, channel.settings, version, service.client),
      };
    }),
    bindings: joins.map((binding) => bindingPlan(scene, service, broker, binding)),
  };
}

function bindingPlan(scene: Scene, service: Service, broker: Broker, binding: Binding): Data {
  const table = scene.rules(broker).rules.bindings?.settings ?? {};
  return {
    from: { ...physicalRef(scene.channel(binding.from)) },
    to: { ...physicalRef(scene.channel(binding.to)) },
    settings: effectiveSettings(table, binding.settings, broker.version, service.client),
  };
}
