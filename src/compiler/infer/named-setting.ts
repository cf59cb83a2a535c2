/** From a change of a setting, as inference names it, to the place where a person wrote it. */
import type { Origin } from "../../model/origin.ts";
import type { Topology } from "../../model/topology.ts";
import type { Placed } from "../../model/setting.ts";
import type { Value } from "../../model/value.ts";
import { durationText } from "../../base/duration.ts";
import type { Change } from "./counterfactual.ts";

/** The entity of a setting: an endpoint `service.endpoint`, a channel, a broker, a store. One that has the setting comes first. */
export function entityNamed(
  topology: Topology,
  { entity, setting }: Pick<Change, "entity" | "setting">,
): Placed | undefined {
  const found: Placed[] = [];
  for (const service of topology.services) {
    for (const endpoint of [...service.producers, ...service.consumers]) {
      if (`${service.name}.${endpoint.name}` === entity) found.push(endpoint);
    }
    for (const store of service.stores) {
      if (store.name === entity || `${service.name}.${store.name}` === entity) found.push(store);
    }
  }
  for (const channel of topology.channels) {
    if (channel.name === entity || `${channel.kind} ${channel.name}` === entity) found.push(channel);
  }
  found.push(...topology.brokers.filter(({ name }) => name === entity));
  return found.find(({ origins }) => origins?.[setting] !== undefined) ?? found[0];
}

/** Settings that say the same in another way: one takes the other's place. */
const INSTEAD: Readonly<Record<string, string>> = { steps: "settle" };

/** Where the setting that `change` names, or one that it takes the place of, is written; undefined where neither is. */
export function writtenAt(topology: Topology, change: Change): Origin | undefined {
  const origins = entityNamed(topology, change)?.origins;
  return origins?.[change.setting] ?? origins?.[INSTEAD[change.setting] ?? ""];
}

/** Where a setting stands whose place `change` takes, and that is written beside it. */
export function besideIt(topology: Topology, change: Change): readonly Origin[] {
  const origins = entityNamed(topology, change)?.origins;
  const other = origins?.[INSTEAD[change.setting] ?? ""];
  return origins?.[change.setting] === undefined || other === undefined ? [] : [other];
}

/** `acks: all in shop.placing`, and what it takes the place of. */
export function fixInWords(topology: Topology, change: Change): string {
  const other = INSTEAD[change.setting];
  const isInstead = other !== undefined && entityNamed(topology, change)?.origins?.[other] !== undefined;
  return `${changeInWords(change)}${isInstead ? ` instead of its ${other}` : ""}`;
}

/** `acks: all in shop.placing`, `no message-ttl in jobs`; without an entity just the setting. */
export function changeInWords(change: Change): string {
  const { entity, setting, value } = change;
  const text = value === null ? `no ${setting}` : `${setting}: ${valueInWords(change)}`;
  return `${text}${entity === "" ? "" : ` in ${entity}`}`;
}

/** The value as a spec writes it; empty where the setting is to be left out. */
export function valueInWords({ value, unit }: Pick<Change, "value" | "unit">): string {
  if (value === null) return "";
  if (Array.isArray(value))
    return `[${value.map((each: Value) => valueInWords({ value: each })).join(", ")}]`;
  if (typeof value === "number" && unit === "ms") return durationText(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
