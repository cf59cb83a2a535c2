/** Channels: settings that changed, and channels that came or went. */
import { tagText, USUAL_TAG } from "../model/tags.ts";
import { client } from "./judge.ts";
import { placeOf } from "../model/setting.ts";
import type { Channel, Topology } from "../model/topology.ts";
import type { Value } from "../model/value.ts";
import { physicalOf } from "./align.ts";
import type { Change, Draft, Judgement } from "./change.ts";
import { channelText, ownerChange, settingDrafts, UNKNOWN_BROKER } from "./setting-drafts.ts";
import {
  brokerIn,
  channelIn,
  concernsAt,
  isAt,
  ownersOf,
  producersOf,
  readersOf,
  rulesOf,
  type Sides,
} from "./sides.ts";
import { withSetting } from "./values.ts";

/** What a short form stands for goes and comes with what caused it, and is not listed by itself. */
export function channelDrafts(sides: Sides): readonly Draft[] {
  const { old, now } = sides;
  const gone = old.channels.filter((channel) => channelIn(now, channel) === undefined);
  const come = now.channels.filter((channel) => channelIn(old, channel) === undefined);
  return [
    ...gone.map((channel) => removed(sides, channel)),
    ...come.map((channel) => added(sides, channel)),
    ...now.channels.flatMap((channel) => {
      const was = channelIn(old, channel);
      return was === undefined ? [] : changedChannel(sides, was, channel);
    }),
  ];
}

function removed(sides: Sides, channel: Channel): Draft {
  const rules = rulesOf(sides, brokerIn(sides.old, channel.broker));
  const change: Change = {
    ...(rules?.changes.channelRemoved(channel.kind, isUsed(sides, channel)) ?? UNKNOWN_BROKER),
    entity: channelText(channel),
    kind: "removed",
    owners: ownersOf(channel.owner),
    concerns: concernsAt(sides, channel),
    place: { side: "old", origin: placeOf(channel) },
  };
  return { change, apply: (topology) => without(topology, channel) };
}

/** Without the channel, what is bound to it, and who sends to it or reads it. */
function without(topology: Topology, channel: Channel): Topology {
  if (channelIn(topology, channel) === undefined) return topology;
  return {
    ...topology,
    channels: topology.channels.filter((each) => !isAt(each, channel)),
    bindings: topology.bindings.filter(({ from, to }) => !isAt(from, channel) && !isAt(to, channel)),
    services: topology.services.map((service) => ({
      ...service,
      producers: service.producers.filter(({ to }) => !isAt(to, channel)),
      consumers: service.consumers.filter(({ from }) => !isAt(from, channel)),
    })),
  };
}

function isUsed({ old }: Sides, channel: Channel): boolean {
  const physical = physicalOf(channel);
  const names = (value: Value): boolean => value === physical && physical !== "";
  return (
    producersOf(old).some(({ to }) => isAt(to, channel)) ||
    readersOf(old, channel).length > 0 ||
    old.bindings.some(({ to }) => isAt(to, channel)) ||
    old.channels.some(
      (each) =>
        each.broker === channel.broker &&
        !isAt(each, channel) &&
        Object.entries(each.settings).some(([name, value]) => name !== "type" && names(value)),
    )
  );
}

function added(sides: Sides, channel: Channel): Draft {
  const rules = rulesOf(sides, brokerIn(sides.now, channel.broker));
  const change: Change = {
    ...(rules?.changes.channelAdded(channel.kind) ?? UNKNOWN_BROKER),
    entity: channelText(channel),
    kind: "added",
    owners: ownersOf(channel.owner),
    concerns: [],
    place: { side: "new", origin: placeOf(channel) },
  };
  const broker = brokerIn(sides.now, channel.broker);
  return {
    change,
    apply: (topology) =>
      channelIn(topology, channel) !== undefined
        ? topology
        : {
            ...topology,
            brokers:
              broker === undefined || brokerIn(topology, channel.broker) !== undefined
                ? topology.brokers
                : [...topology.brokers, broker],
            channels: [...topology.channels, channel],
          },
  };
}

function changedChannel(sides: Sides, was: Channel, channel: Channel): readonly Draft[] {
  const [oldBroker, broker] = [brokerIn(sides.old, was.broker), brokerIn(sides.now, channel.broker)];
  const known = rulesOf(sides, broker);
  if (oldBroker === undefined || broker === undefined || known === undefined) return [];
  const common = { owners: ownersOf(was.owner, channel.owner), concerns: concernsAt(sides, channel) };
  const entity = channelText(channel);
  const settings = settingDrafts(sides, {
    holder: "channel",
    kind: channel.kind,
    entity,
    table: known.vocabulary.kinds.find(({ kind }) => kind === channel.kind)?.settings ?? {},
    before: was.settings,
    after: channel.settings,
    oldBroker,
    broker,
    oldClient: "",
    client: "",
    common,
    place: (setting) => ({ side: "new", origin: placeOf(channel, setting) }),
    apply: (topology, setting, value) => withChannelSetting(topology, channel, setting, value),
  });
  const owner =
    was.owner === channel.owner
      ? []
      : [{ change: ownerChange(entity, was.owner, channel.owner, placeOf(channel, "owner")) }];
  const judgement = was.broker === channel.broker ? known.changes.channelRenamed(channel.kind) : ELSEWHERE;
  const own = ownChanges(was, channel, { ...common, entity });
  return [...moved(was, channel, { ...common, ...judgement, entity }), ...own, ...owner, ...settings];
}

/** What every channel says, whatever its broker. */
function ownChanges(
  was: Channel,
  channel: Channel,
  said: Pick<Change, "owners" | "concerns" | "entity">,
): readonly Draft[] {
  const rows = [
    {
      setting: "by",
      texts: [tagText(was.by ?? USUAL_TAG), tagText(channel.by ?? USUAL_TAG)],
      judgement: client("breaking", "who reads it looks for the type of a message where it no longer is"),
    },
    {
      setting: "declared-by",
      texts: [was.declaredBy ?? "operator", channel.declaredBy ?? "operator"],
      judgement: client("risky", "what is sent before it is declared is lost or refused"),
    },
  ];
  return rows.flatMap(({ setting, texts: [before = "", after = ""], judgement }): readonly Draft[] => {
    if (before === after) return [];
    const place: Change["place"] = { side: "new", origin: placeOf(channel, setting) };
    return [{ change: { ...said, ...judgement, setting, kind: "changed", before, after, place } }];
  });
}

const ELSEWHERE: Judgement = {
  severity: "breaking",
  consequence: "recreate",
  reason:
    "no broker takes it over from another: it is declared there anew, empty; the old one stays with what it holds",
  cites: [],
};

/** Another name at the broker, or another broker: nothing that exists is changed. */
function moved(
  was: Channel,
  channel: Channel,
  said: Omit<Change, "setting" | "kind" | "before" | "after" | "place">,
): readonly Draft[] {
  const isElsewhere = was.broker !== channel.broker;
  const [before, after] = isElsewhere ? [was.broker, channel.broker] : [physicalOf(was), physicalOf(channel)];
  if (before === after) return [];
  const place: Change["place"] = { side: "new", origin: placeOf(channel, "name") };
  const setting = isElsewhere ? "on" : "name";
  return [{ change: { ...said, setting, kind: "changed", before, after, place } }];
}

function withChannelSetting(
  topology: Topology,
  channel: Channel,
  setting: string,
  value: Value | undefined,
): Topology {
  if (channelIn(topology, channel) === undefined) return topology;
  const set = (each: Channel): Channel => ({ ...each, settings: withSetting(each.settings, setting, value) });
  return {
    ...topology,
    channels: topology.channels.map((each) => (isAt(each, channel) ? set(each) : each)),
  };
}
