/** Brokers: settings that changed, and brokers that came or went. */
import { placeOf } from "../model/setting.ts";
import type { Broker, Topology } from "../model/topology.ts";
import type { Settings, Value } from "../model/value.ts";
import type { Change, Draft } from "./change.ts";
import { settingDrafts } from "./setting-drafts.ts";
import { brokerIn, rulesOf, type Sides } from "./sides.ts";
import { withSetting } from "./values.ts";

export function brokerDrafts(sides: Sides): readonly Draft[] {
  const gone = sides.old.brokers.filter(({ name }) => brokerIn(sides.now, name) === undefined);
  const come = sides.now.brokers.filter(({ name }) => brokerIn(sides.old, name) === undefined);
  return [
    ...gone.map((broker): Draft => ({ change: brokerGone(broker) })),
    ...come.map((broker): Draft => ({ change: brokerCame(broker) })),
    ...changedBrokers(sides),
  ];
}

const ALONE = { consequence: "none", cites: [], owners: [], concerns: [] } as const;

function brokerGone(broker: Broker): Change {
  const reason = "what it holds is listed by itself";
  const place: Change["place"] = { side: "old", origin: placeOf(broker) };
  return { ...ALONE, entity: `broker ${broker.name}`, kind: "removed", severity: "risky", reason, place };
}

function brokerCame(broker: Broker): Change {
  const reason = "one more to connect to";
  const place: Change["place"] = { side: "new", origin: placeOf(broker) };
  return { ...ALONE, entity: `broker ${broker.name}`, kind: "added", severity: "safe", reason, place };
}

function changedBrokers(sides: Sides): readonly Draft[] {
  return sides.now.brokers.flatMap((broker) => {
    const was = brokerIn(sides.old, broker.name);
    const known = rulesOf(sides, broker);
    if (was === undefined || known === undefined) return [];
    const settings = ({ names: _, ...rest }: Settings, { version, nodes }: Broker): Settings => ({
      ...rest,
      version,
      nodes,
    });
    return settingDrafts(sides, {
      holder: "broker",
      kind: "",
      entity: `broker ${broker.name}`,
      table: known.vocabulary.settings,
      before: settings(was.settings, was),
      after: settings(broker.settings, broker),
      oldBroker: was,
      broker,
      oldClient: "",
      client: "",
      common: { owners: [], concerns: [] },
      place: (setting) => ({ side: "new", origin: placeOf(broker, setting) }),
      apply: (topology, setting, value) => withBroker(topology, broker.name, setting, value),
    });
  });
}

function withBroker(topology: Topology, name: string, setting: string, value: Value | undefined): Topology {
  const changed = (broker: Broker): Broker => {
    if (setting === "version") return typeof value === "string" ? { ...broker, version: value } : broker;
    if (setting === "nodes") return typeof value === "number" ? { ...broker, nodes: value } : broker;
    return { ...broker, settings: withSetting(broker.settings, setting, value) };
  };
  if (!topology.brokers.some((each) => each.name === name)) return topology;
  return {
    ...topology,
    brokers: topology.brokers.map((each) => (each.name === name ? changed(each) : each)),
  };
}
