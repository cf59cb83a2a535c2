/** Topics of a draft, whoever names them. */
import type { ChannelKey, DraftBroker, DraftChannel, DraftSetting } from "../../../drafts/draft.ts";
import { UNKNOWN } from "./topic-config.ts";

/** Broker of a draft whose source does not say which Kafka it is. */
export const BROKER = "kafka ?";

/** What decides most of a topic, where nobody says it. */
const DECISIVE = ["partitions", "replication", "min-in-sync", "retention", "cleanup", "unclean-election"];

function unknowns(names: readonly string[]): readonly DraftSetting[] {
  return names.map((name) => ({ name, text: UNKNOWN }));
}

const STAND_INS: Pick<DraftChannel, "writer" | "reader"> = {
  writer: unknowns(["acks", "idempotent", "on-unknown"]),
  reader: unknowns(["group", "start", "effect", "steps", "on-failure"]),
};

export function topicKey(broker: string, name: string): ChannelKey {
  return { broker, kind: "topic", name };
}

/** Often set for a whole cluster, so that a topic that is silent about them has not Kafka's defaults. */
const OF_CLUSTER = ["min-in-sync", "retention"];

/**
 * A topic that a source declares with `settings`; by what its messages are keyed no such source says.
 * `isWhole`: the settings are all there are, those of the cluster with them.
 */
export function declaredTopic(
  key: ChannelKey,
  declaredBy: string,
  settings: readonly DraftSetting[],
  said: Pick<DraftChannel, "origins" | "notes">,
  isWhole = false,
): DraftChannel {
  const open = isWhole ? [] : OF_CLUSTER.filter((each) => !settings.some(({ name }) => name === each));
  const natives = settings.filter(({ name }) => name === "native");
  const others = settings.filter(({ name }) => name !== "native");
  const all = [...unknowns(["key"]), ...others, ...unknowns(open), ...natives];
  return { key, declaredBy, settings: all, ...said, ...STAND_INS };
}

/** A topic that a source only uses. */
export function usedTopic(key: ChannelKey, origin: string): DraftChannel {
  return { key, settings: unknowns(["key", ...DECISIVE]), origins: [origin], ...STAND_INS };
}

/** The Kafka of a source that does not say which it is. */
export function guessedBroker(): DraftBroker {
  return {
    key: BROKER,
    type: "kafka",
    wish: "kafka",
    settings: [{ name: "nodes", text: "3" }],
    origins: [],
    notes: ["which one it is, its version and its nodes are not in what was read: correct them"],
    isGuess: true,
  };
}
