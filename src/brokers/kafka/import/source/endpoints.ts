/** Producers and consumers of kafkajs (2.2: documentation, and src/producer, src/consumer). */
import { userParts } from "../../../../diagnostics/mask.ts";
import type { ChannelKey, DraftEndpoint, DraftSetting } from "../../../../drafts/draft.ts";
import { quoted } from "../../../../drafts/quote.ts";
import { flagOf, type Options, optionsOf } from "../../../../source/options.ts";
import type { Act, Handler, SourceValue } from "../../../../source/source.ts";
import { UNKNOWN } from "../topic-config.ts";

/** What `producer()` was called with is undefined where that is not known. */
export function producerOf(
  service: string,
  origin: string,
  channel: ChannelKey,
  record: Options,
  made: Options | undefined,
): DraftEndpoint {
  const isTransactional = made?.entries.has("transactionalId") === true;
  const inFlight = made?.entries.get("maxInFlightRequests");
  const settings: DraftSetting[] = [
    { name: "acks", text: acksOf(record) },
    { name: "idempotent", text: made === undefined ? UNKNOWN : flagOf(made, "idempotent", false) },
  ];
  if (inFlight?.kind === "number" && inFlight.value > 0)
    settings.push({ name: "in-flight", text: `${inFlight.value}` });
  settings.push({ name: "on-unknown", text: UNKNOWN });
  return {
    service,
    role: "producer",
    wish: `send-${channel.name}`,
    channel,
    settings,
    origins: [origin],
    ...(isTransactional ? { notes: ["in transactions, which are not drafted"] } : {}),
  };
}

/** `-1`, which stands for all, where nothing is said. */
function acksOf({ entries, isWhole }: Options): string {
  const value = entries.get("acks");
  if (value === undefined || value.kind === "nothing") return isWhole ? "all" : UNKNOWN;
  if (value.kind !== "number") return UNKNOWN;
  return value.value === -1 ? "all" : value.value === 0 || value.value === 1 ? `${value.value}` : UNKNOWN;
}

/** What a consumer says of itself at three places. */
export interface ConsumerWords {
  readonly subscription: Options;
  /** Of `run`; undefined where no call of it is known. */
  readonly run: SourceValue | undefined;
  readonly made: Options | undefined;
}

export function consumerOf(
  service: string,
  origin: string,
  channel: ChannelKey,
  { subscription, run, made }: ConsumerWords,
): DraftEndpoint {
  const begins = flagOf(subscription, "fromBeginning", false);
  const running =
    run === undefined ? { entries: new Map<string, SourceValue>(), isWhole: false } : optionsOf(run);
  return {
    service,
    role: "consumer",
    wish: channel.name,
    channel,
    settings: [
      { name: "group", text: groupOf(made) },
      { name: "start", text: begins === UNKNOWN ? UNKNOWN : begins === "true" ? "earliest" : "latest" },
      ...concurrency(running),
      { name: "effect", text: UNKNOWN },
      ...handled(running),
    ],
    origins: [origin],
  };
}

function groupOf(made: Options | undefined): string {
  const group = made?.entries.get("groupId");
  if (group?.kind === "unknown" && group.isFresh === true) return "per-instance";
  return group?.kind === "text" && userParts(group.value).length === 0 ? quoted(group.value) : UNKNOWN;
}

/** Several partitions at once keep the order of each, which no number of handlers says. */
function concurrency({ entries, isWhole }: Options): readonly DraftSetting[] {
  const value = entries.get("partitionsConsumedConcurrently");
  const isOne = value === undefined ? isWhole : value.kind === "number" && value.value === 1;
  return isOne ? [] : [{ name: "concurrency", text: UNKNOWN }];
}

/** kafkajs takes an offset for resolved when `eachMessage` has, and commits resolved ones only. */
function handled(running: Options): readonly DraftSetting[] {
  const each = running.entries.get("eachMessage");
  const handler = each?.kind === "function" ? each.handler : undefined;
  const auto = flagOf(running, "autoCommit", true);
  const steps = handler === undefined || auto === UNKNOWN ? UNKNOWN : stepsOf(handler, auto === "true");
  return [
    { name: "steps", text: steps },
    { name: "on-failure", text: handler === undefined ? UNKNOWN : failureOf(handler) },
  ];
}

function stepsOf({ acts }: Handler, isAutomatic: boolean): string {
  const way = acts.filter(({ isInCatch }) => !isInCatch);
  const isCommit = ({ method }: Act): boolean => method === "commitOffsets";
  const commits = way.filter(isCommit);
  const isDone = (all: readonly Act[]): boolean =>
    all.length > 0 && all.every(({ isAwaited, isSync }) => isAwaited || isSync);
  if (isAutomatic) return commits.length === 0 && isDone(way) ? "[effect, settle]" : UNKNOWN;
  const [commit, ...others] = commits;
  if (commit === undefined || others.length > 0 || commit.isConditional || !commit.isAwaited) return UNKNOWN;
  const at = way.indexOf(commit);
  const [before, after] = [way.slice(0, at), way.slice(at + 1)];
  if (after.length === 0 && isDone(before)) return "[effect, settle]";
  return before.length === 0 && isDone(after) ? "[settle, effect]" : UNKNOWN;
}

/** What throws is tried again, and the consumer started anew, until it does not; what is caught is passed over. */
function failureOf({ isGuarded, acts }: Handler): string {
  if (acts.length === 0) return UNKNOWN;
  return isGuarded ? "skip" : "retry";
}
