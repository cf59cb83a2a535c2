/** What a broker's folder contributes to comparing: what it does when something changes. Core names no broker. */
import type { Broker, Channel, Consumer } from "../model/topology.ts";
import type { Settings, Value } from "../model/value.ts";
import type { Judgement } from "./change.ts";

/** Whose setting it is. */
export type Holder = "broker" | "channel" | "producer" | "consumer";

/** One setting with another value. */
export interface SettingChange {
  readonly holder: Holder;
  /** Kind of the channel; empty for other holders. */
  readonly kind: string;
  readonly setting: string;
  /** What decides: as written, else the native default; undefined where there is none. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  /** All settings of the holder, in the same way. */
  readonly settingsBefore: Settings;
  readonly settingsAfter: Settings;
  readonly broker: Broker;
  /** Consumers that read the channel, in the new topology. */
  readonly readers: readonly Consumer[];
}

/** Everything is pure. */
export interface BrokerChanges {
  /** Word of `type:` on a broker; also the folder's name. */
  readonly type: string;
  /** Settings that stand for others, which are compared in their place. */
  readonly shorthands: readonly string[];
  /** Settings of which the broker compares what is written, so that a default written out is a change to it. */
  readonly literal: readonly string[];
  /** What decides where nothing is written and no table of defaults says it. */
  readonly implied: (holder: Holder, settings: Settings, broker: Broker) => Settings;
  readonly changed: (change: SettingChange) => Judgement;
  readonly channelAdded: (kind: string) => Judgement;
  /** `isUsed`: something sent to it, read it, or led to it. */
  readonly channelRemoved: (kind: string, isUsed: boolean) => Judgement;
  /** What the broker calls it has changed. */
  readonly channelRenamed: (kind: string) => Judgement;
  /** `isRead`: there were consumers behind it before. `isCovered`: other bindings matched all that it matches. */
  readonly bindingAdded: (isRead: boolean, isCovered: boolean) => Judgement;
  /** `isCovered`: other bindings match all that it matched. */
  readonly bindingRemoved: (isCovered: boolean) => Judgement;
  /** Whether `wide` matches all that `narrow` matches, both from the same channel to the same channel. */
  readonly covers: (from: Channel, wide: Settings, narrow: Settings) => boolean;
  /** `one` beside `others` on a channel. */
  readonly consumerAdded: (channel: Channel, one: Consumer, others: readonly Consumer[]) => Judgement;
  readonly consumerRemoved: (channel: Channel, others: readonly Consumer[]) => Judgement;
}
