/** What drafts of RabbitMQ have in common, whatever they come from. */
import type { ChannelKey, DraftBroker, DraftChannel, DraftSetting } from "../../../drafts/draft.ts";

export const UNKNOWN = "unknown";

/** Broker of a draft whose source does not say which one it is. */
const BROKER = "rabbitmq ?";

/** Codes that speak of what others may do: bind, publish. */
const OF_OTHERS = { codes: ["WB3231", "WB3232", "WB3234"], unreached: "WB3233" };

/** The RabbitMQ of a source that does not say which it is. */
export function guessedBroker(settings: readonly DraftSetting[]): DraftBroker {
  return {
    key: BROKER,
    type: "rabbitmq",
    wish: "rabbit",
    settings,
    origins: [],
    notes: ["which one it is, its version and its nodes are not in what was read: correct them"],
    isGuess: true,
    tolerates: OF_OTHERS,
  };
}

export function exchangeKey(name: string): ChannelKey {
  return { broker: BROKER, kind: "exchange", name };
}

export function queueKey(name: string): ChannelKey {
  return { broker: BROKER, kind: "queue", name };
}

const WRITER: readonly DraftSetting[] = ["on-unknown", "confirms", "mandatory", "persistent"].map((name) => ({
  name,
  text: UNKNOWN,
}));
const READER: readonly DraftSetting[] = ["prefetch", "effect", "steps", "on-failure"].map((name) => ({
  name,
  text: UNKNOWN,
}));

/** Settings of whoever else sends to such a channel, or reads it. */
export const STAND_INS: Readonly<Record<"queue" | "exchange", Pick<DraftChannel, "writer" | "reader">>> = {
  queue: { writer: WRITER, reader: READER },
  exchange: { writer: [{ name: "routing-key", text: UNKNOWN }, ...WRITER] },
};
