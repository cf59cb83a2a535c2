/** Settings of one holder compared: what is written, and what decides where nothing is. */
import type { SettingTable } from "../compiler/vocabulary.ts";
import type { placeOf } from "../model/setting.ts";
import type { Broker, Channel, Topology } from "../model/topology.ts";
import { type Settings, UNKNOWN, type Value } from "../model/value.ts";
import type { BrokerChanges, Holder } from "./broker.ts";
import type { Change, Draft, Judgement } from "./change.ts";
import { ownersOf, readersOf, rulesOf, type Sides } from "./sides.ts";
import { differing, effective, flat, same, valueText } from "./values.ts";

/** Settings of one holder on both sides, and what changes them. */
export interface Held {
  readonly holder: Holder;
  readonly kind: string;
  readonly entity: string;
  readonly table: SettingTable;
  readonly before: Settings;
  readonly after: Settings;
  readonly oldBroker: Broker;
  readonly broker: Broker;
  readonly oldClient: string;
  readonly client: string;
  readonly common: Pick<Change, "owners" | "concerns">;
  readonly place: (setting: string) => Change["place"];
  readonly apply: (topology: Topology, setting: string, value: Value | undefined) => Topology;
}

/** The settings of both sides, as written and as they decide. */
interface Read {
  readonly writtenBefore: Settings;
  readonly writtenAfter: Settings;
  readonly before: Settings;
  readonly after: Settings;
}

/** One draft a setting that decides something else now. */
export function settingDrafts(sides: Sides, held: Held): readonly Draft[] {
  const rules = rulesOf(sides, held.broker)?.changes;
  if (rules === undefined) return [];
  const read = readBoth(held, rules);
  const isWritten = (setting: string): boolean =>
    !same(read.writtenBefore[setting], read.writtenAfter[setting]);
  return listed(held, read, rules, isWritten).map((setting): Draft => {
    const judgement = isWritten(setting) ? judged(sides, held, read, rules, setting) : byDefault(held.holder);
    const change = changeOf(held, read, setting, judgement);
    if (!isWritten(setting)) return { change };
    return { change, apply: (topology) => held.apply(topology, setting, read.writtenAfter[setting]) };
  });
}

function readBoth(held: Held, rules: BrokerChanges): Read {
  const one = (
    settings: Settings,
    { version }: Broker,
    broker: Broker,
    client: string,
  ): readonly [Settings, Settings] => {
    const written = without(settings, rules.shorthands);
    const implied = rules.implied(held.holder, written, broker);
    return [flat(written), effective(written, { table: held.table, version, client, implied })];
  };
  const [writtenBefore, before] = one(held.before, held.oldBroker, held.oldBroker, held.oldClient);
  const [writtenAfter, after] = one(held.after, held.broker, held.broker, held.client);
  return { writtenBefore, writtenAfter, before, after };
}

/** Names of what is to be said, sorted. A default that moved because something else of the entity did is said there. */
function listed(
  held: Held,
  { writtenBefore, writtenAfter, before, after }: Read,
  rules: BrokerChanges,
  isWritten: (setting: string) => boolean,
): readonly string[] {
  const literal = held.holder === "channel" ? rules.literal : [];
  const rewritten = differing(writtenBefore, writtenAfter).filter((name) => literal.includes(name));
  const names = [...new Set([...differing(before, after), ...rewritten])].sort();
  const isElsewhere = held.oldBroker.version !== held.broker.version || held.oldClient !== held.client;
  return isElsewhere || !names.some(isWritten) ? names : names.filter(isWritten);
}

function judged(
  { now }: Sides,
  { holder, kind, entity, broker }: Held,
  { before, after }: Read,
  rules: BrokerChanges,
  setting: string,
): Judgement {
  if (before[setting] === UNKNOWN || after[setting] === UNKNOWN) return NOT_KNOWN;
  const channel =
    holder === "channel" ? now.channels.find((each) => channelText(each) === entity) : undefined;
  return rules.changed({
    holder,
    kind,
    setting,
    before: before[setting],
    after: after[setting],
    settingsBefore: before,
    settingsAfter: after,
    broker,
    readers: channel === undefined ? [] : readersOf(now, channel),
  });
}

function changeOf(held: Held, read: Read, setting: string, judgement: Judgement): Change {
  const shown = (all: Settings, own: Settings): string | undefined => {
    const value = all[setting];
    if (value === undefined) return undefined;
    return `${valueText(value, held.table[setting]?.type)}${own[setting] === undefined ? " (default)" : ""}`;
  };
  const before = shown(read.before, read.writtenBefore);
  const after = shown(read.after, read.writtenAfter);
  return {
    ...judgement,
    ...held.common,
    entity: held.entity,
    setting,
    kind: "changed",
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    place: held.place(setting),
  };
}

const NOT_KNOWN: Judgement = {
  severity: "risky",
  consequence: "none",
  reason: "the value of one side is not known",
  cites: [],
};

function byDefault(holder: Holder): Judgement {
  return {
    severity: "risky",
    consequence: holder === "broker" || holder === "channel" ? "restart" : "client",
    reason: "nothing is written there: the default of another version, client or cluster setting decides",
    cites: [],
  };
}

function without(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

/** `topic orders` */
export function channelText({ kind, name }: Channel): string {
  return `${kind} ${name}`;
}

/** What is said of an entity whose broker has no rules. */
export const UNKNOWN_BROKER: Judgement = {
  severity: "risky",
  consequence: "none",
  reason: "nothing is known of this broker",
  cites: [],
};

/** Who approves is nobody else's matter. */
export function ownerChange(
  entity: string,
  before: string | undefined,
  after: string | undefined,
  origin: ReturnType<typeof placeOf>,
): Change {
  return {
    entity,
    setting: "owner",
    kind: "changed",
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    severity: "safe",
    consequence: "none",
    reason: "somebody else approves changes",
    cites: [],
    owners: ownersOf(before, after),
    concerns: [],
    place: { side: "new", origin },
  };
}
