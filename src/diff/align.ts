/**
 * Names that changed in the spec alone: what the broker calls it is the same. The old topology is rewritten to the new
 * names, so that everything after compares like with like. Endpoints of a service and messages have no other name than
 * their own.
 */
import { renamedEndpoints, renameEndpoint } from "./align-endpoints.ts";
import { type IsNamed, type Renamed, renameService, renamedServices } from "./align-services.ts";
import { isMap } from "../compiler/resolve/arguments.ts";
import type { Binding, Channel, ChannelRef, OnFailure, Topology } from "../model/topology.ts";
import type { Settings, Value } from "../model/value.ts";

export interface Aligned {
  readonly old: Topology;
  readonly renamed: readonly Renamed[];
}

export function align(old: Topology, now: Topology, isNamed: IsNamed): Aligned {
  const brokers = renamedBrokers(old, now);
  const withBrokers = brokers.reduce(renameBroker, old);
  const channels = renamedChannels(withBrokers, now);
  const withChannels = channels.reduce(renameChannel, withBrokers);
  const services = renamedServices(withChannels, now);
  const withServices = services.reduce((sofar, each) => renameService(sofar, each, isNamed), withChannels);
  const endpoints = renamedEndpoints(withServices, now);
  return {
    old: endpoints.reduce((sofar, each) => renameEndpoint(sofar, each, isNamed), withServices),
    renamed: [...brokers, ...channels, ...services, ...endpoints],
  };
}

/** What the broker calls a channel. */
export function physicalOf({ name, physicalName }: Channel): string {
  return physicalName ?? name;
}

/** The one broker of its type that went, and the one that came. */
function renamedBrokers(old: Topology, now: Topology): readonly Renamed[] {
  const gone = old.brokers.filter(({ name }) => !now.brokers.some((other) => other.name === name));
  const come = now.brokers.filter(({ name }) => !old.brokers.some((other) => other.name === name));
  return gone.flatMap(({ name, type }) => {
    const said = come.find(({ was }) => was === name);
    if (said !== undefined) return [{ kind: "broker", before: name, after: said.name }];
    const ofType = come.filter((other) => other.type === type);
    const [other] = ofType;
    const isOne = ofType.length === 1 && gone.filter((each) => each.type === type).length === 1;
    return isOne && other !== undefined ? [{ kind: "broker", before: name, after: other.name }] : [];
  });
}

function renameBroker(topology: Topology, { before, after }: Renamed): Topology {
  return {
    ...topology,
    brokers: topology.brokers.map((each) => (each.name === before ? { ...each, name: after } : each)),
    channels: topology.channels.map((each) => (each.broker === before ? { ...each, broker: after } : each)),
  };
}

function renamedChannels(old: Topology, now: Topology): readonly Renamed[] {
  const isIn = (topology: Topology, { kind, name }: ChannelRef): boolean =>
    topology.channels.some((each) => each.kind === kind && each.name === name);
  const come = now.channels.filter((channel) => !isIn(old, channel));
  return old.channels.flatMap((channel) => {
    if (isIn(now, channel)) return [];
    const said = come.find((other) => other.kind === channel.kind && other.was === channel.name);
    const same =
      said ??
      come.find(
        (other) =>
          other.kind === channel.kind &&
          other.broker === channel.broker &&
          physicalOf(other) === physicalOf(channel),
      );
    return same === undefined ? [] : [{ kind: channel.kind, before: channel.name, after: same.name }];
  });
}

function renameChannel(topology: Topology, renamed: Renamed): Topology {
  const { kind, before, after } = renamed;
  const ref = <T extends ChannelRef>(each: T): T =>
    each.kind === kind && each.name === before ? { ...each, name: after } : each;
  return {
    ...topology,
    channels: topology.channels.map((channel) => ({
      ...ref(channel),
      ...(channel.kind === kind && channel.name === before ? { physicalName: physicalOf(channel) } : {}),
      settings: renameIn(channel.settings, renamed),
    })),
    bindings: topology.bindings.map((each): Binding => ({ ...each, from: ref(each.from), to: ref(each.to) })),
    services: topology.services.map((service) => ({
      ...service,
      producers: service.producers.map((each) => ({ ...each, to: ref(each.to) })),
      consumers: service.consumers.map((each) => ({
        ...each,
        from: ref(each.from),
        onFailure: renameTarget(each.onFailure, ref),
      })),
    })),
  };
}

function renameTarget(onFailure: OnFailure, ref: (each: ChannelRef) => ChannelRef): OnFailure {
  if (onFailure.kind === "park") return { ...onFailure, target: ref(onFailure.target) };
  if (onFailure.kind === "retry" && onFailure.then !== undefined)
    return { ...onFailure, then: renameTarget(onFailure.then, ref) };
  return onFailure;
}

function renameIn(settings: Settings, { kind, before, after }: Renamed): Settings {
  const rename = (value: Value): Value => {
    const isIt = isMap(value) && value["kind"] === kind && value["name"] === before;
    return isIt ? { ...value, name: after } : value;
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, rename(value)]));
}
