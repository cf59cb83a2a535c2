/** What comparing producers and consumers has in common. */
import type { SettingTable } from "../compiler/vocabulary.ts";
import { endpointId } from "../model/flow.ts";
import { placeOf } from "../model/setting.ts";
import type { ChannelRef, Consumer, Producer, Service, Store, Topology } from "../model/topology.ts";
import type { Settings } from "../model/value.ts";
import type { Change, Concern } from "./change.ts";
import type { Held } from "./setting-drafts.ts";
import {
  brokerIn,
  channelIn,
  concern,
  concernsAt,
  isConsumer,
  ownersOf,
  readersOf,
  rulesOf,
  type Sides,
} from "./sides.ts";

export const RENAME = "one that is renamed is seen as one removed and one added, unless `was:` says so";

export type Kind = "producer" | "consumer";

/** What every change of an endpoint says. */
export type Common = Pick<Change, "entity" | "owners" | "concerns" | "place">;

export function common(
  sides: Sides,
  one: Producer | Consumer,
  what: Kind,
  side: "old" | "new",
  channel: ChannelRef,
): Common {
  const id = endpointId(one);
  return {
    entity: `${what} ${id}`,
    owners: ownersOf(concern(sides, id).owner),
    concerns: touchedBy(sides, id, what, channel),
    place: { side, origin: placeOf(one) },
  };
}

/** A producer touches those who get what it sends, a consumer those who share its channel. */
function touchedBy(sides: Sides, id: string, what: Kind, channel: ChannelRef): readonly Concern[] {
  const readers = (): readonly string[] =>
    [...readersOf(sides.old, channel), ...readersOf(sides.now, channel)].map(endpointId);
  const isNear = (endpoint: string): boolean =>
    what === "producer" ? isConsumer(sides, endpoint) : readers().includes(endpoint);
  return concernsAt(sides, channel).filter(({ endpoint }) => endpoint !== id && isNear(endpoint));
}

/** Endpoints of one side only, and those of both, by name. */
export function matched<E extends Producer | Consumer>(
  before: readonly E[],
  after: readonly E[],
): { readonly gone: readonly E[]; readonly come: readonly E[]; readonly both: readonly (readonly [E, E])[] } {
  const old = new Map(before.map((each) => [endpointId(each), each]));
  const now = new Set(after.map(endpointId));
  return {
    gone: before.filter((each) => !now.has(endpointId(each))),
    come: after.filter((each) => !old.has(endpointId(each))),
    both: after.flatMap((each) => {
      const was = old.get(endpointId(each));
      return was === undefined ? [] : [[was, each] as const];
    }),
  };
}

/** The settings of an endpoint on both sides; undefined where its broker has no rules. */
export function heldBy(
  sides: Sides,
  [was, now]: readonly [Producer | Consumer, Producer | Consumer],
  holder: Kind,
  channel: ChannelRef,
  { entity, owners, concerns }: Common,
): Omit<Held, "apply"> | undefined {
  const broker = brokerIn(sides.now, channelIn(sides.now, channel)?.broker);
  const known = rulesOf(sides, broker);
  if (broker === undefined || known === undefined) return undefined;
  const clientOf = ({ services }: Topology): string =>
    services.find(({ name }) => name === now.service)?.client ?? "";
  const table: SettingTable = known.vocabulary[holder];
  // A group that is not named has the name of its endpoint.
  const isGrouped = holder === "consumer" && Object.hasOwn(table, "group");
  const named = (settings: Settings): Settings =>
    isGrouped && settings["group"] === undefined ? { ...settings, group: endpointId(now) } : settings;
  return {
    holder,
    kind: "",
    entity,
    table,
    before: named(was.settings),
    after: named(now.settings),
    oldBroker: brokerIn(sides.old, broker.name) ?? broker,
    broker,
    oldClient: clientOf(sides.old),
    client: clientOf(sides.now),
    common: { owners, concerns },
    place: (setting) => ({ side: "new", origin: placeOf(now, setting) }),
  };
}

/** The same object where there is no such service. */
export function withService(
  topology: Topology,
  name: string,
  change: (service: Service) => Service,
): Topology {
  if (!topology.services.some((each) => each.name === name)) return topology;
  return {
    ...topology,
    services: topology.services.map((each) => (each.name === name ? change(each) : each)),
  };
}

/** The service comes along where it is new, and so do its new stores. */
export function withEndpoint(
  sides: Sides,
  topology: Topology,
  name: string,
  add: (service: Service) => Service,
): Topology {
  const fresh = sides.now.services.find((each) => each.name === name);
  if (topology.services.some((each) => each.name === name)) {
    const stores = fresh?.stores ?? [];
    return withService(topology, name, (service) =>
      add({ ...service, stores: joined(service.stores, stores) }),
    );
  }
  if (fresh === undefined) return topology;
  return { ...topology, services: [...topology.services, add({ ...fresh, producers: [], consumers: [] })] };
}

function joined(stores: readonly Store[], others: readonly Store[]): readonly Store[] {
  return [...stores, ...others.filter(({ name }) => !stores.some((each) => each.name === name))];
}
