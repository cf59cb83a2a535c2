/** What Kafka does when a setting of a topic changes. Numbers: docs/brokers/kafka-statements.md. */
import type { SettingChange } from "../../../diff/broker.ts";
import type { Judgement } from "../../../diff/change.ts";
import { client, inPlace, says } from "../../../diff/judge.ts";
import type { Value } from "../../../model/value.ts";

/** What is said of one setting. */
export type Rule = (change: SettingChange) => Judgement;

const UNLIMITED = "unlimited";

function size(value: Value | undefined): number {
  return value === UNLIMITED ? Number.POSITIVE_INFINITY : typeof value === "number" ? value : Number.NaN;
}

/** -1, 0, 1 as the number went down, cannot be compared, went up. */
export function direction({ before, after }: SettingChange): number {
  return Math.sign(size(after) - size(before)) || 0;
}

function partitions(change: SettingChange): Judgement {
  if (direction(change) <= 0)
    return says("impossible")(
      "breaking",
      "a topic's partitions can only grow (InvalidPartitionsException); fewer need a new topic, and what this one holds is copied or lost",
      "K-TOPIC-08",
      "K-TOPIC-17",
    );
  if (change.settingsAfter["key"] !== undefined)
    return inPlace(
      "breaking",
      "keys move: the partition is the hash modulo the count, so new messages of a key may be handled before its old ones, and running producers keep the old count for minutes",
      "K-TOPIC-08",
      "K-PART-02",
    );
  const late = change.readers.some((reader) => reader.settings["start"] !== "earliest");
  return late
    ? inPlace(
        "risky",
        "messages in a new partition are skipped until a consumer that starts at the latest has discovered it",
        "K-CONS-10",
      )
    : inPlace("safe", "messages have no key, so nothing moves", "K-PART-04");
}

function replication(change: SettingChange): Judgement {
  return direction(change) < 0
    ? inPlace(
        "breaking",
        "fewer brokers hold each partition: fewer may fail before messages are lost; it takes a reassignment, not a setting",
        "K-REPL-14",
        "K-TOPIC-09",
      )
    : inPlace(
        "safe",
        "a reassignment copies each partition to more brokers while it is in use",
        "K-TOPIC-09",
      );
}

function minInSync(change: SettingChange): Judgement {
  if (direction(change) < 0)
    return inPlace(
      "breaking",
      `\`acks: all\` is answered when fewer brokers have a message: what is acknowledged is gone with ${change.after === 1 ? "one broker" : "so many brokers"}`,
      "K-REPL-05",
      "K-REPL-08",
    );
  const isTight = size(change.after) >= size(change.settingsAfter["replication"]);
  return isTight
    ? inPlace(
        "risky",
        "with as many in-sync replicas demanded as there are, `acks: all` is refused while one broker is down",
        "K-REPL-05",
      )
    : inPlace("safe", "`acks: all` waits for more brokers", "K-REPL-05");
}

function retention(change: SettingChange): Judgement {
  return direction(change) < 0
    ? inPlace(
        "breaking",
        "what is stored beyond the new limit is deleted at the next check, read or not; a consumer that is behind skips the gap",
        "K-TOPIC-01",
        "K-CONS-12",
      )
    : inPlace("safe", "messages are kept longer", "K-TOPIC-01");
}

function cleanup({ before, after }: SettingChange): Judgement {
  const had = (policy: string): boolean => Array.isArray(before) && before.includes(policy);
  const has = (policy: string): boolean => Array.isArray(after) && after.includes(policy);
  if (has("compact") && !had("compact"))
    return inPlace(
      "breaking",
      "older values of a key are removed, messages without a key are refused, and stored ones without a key disappear",
      "K-TOPIC-03",
      "K-TOPIC-06",
    );
  if (has("delete") && !had("delete"))
    return inPlace(
      "breaking",
      "the last value of a key now expires by retention too",
      "K-TOPIC-07",
      "K-TOPIC-01",
    );
  return inPlace("safe", "less is removed", "K-TOPIC-03", "K-TOPIC-07");
}

function key({ before }: SettingChange): Judgement {
  return before === undefined
    ? client("risky", "messages get a key and a partition by it; those stored before have none", "K-PART-01")
    : client(
        "breaking",
        "messages go to partitions by another value: what stayed in order no longer does, and consumers that read the key find another",
        "K-PART-01",
        "K-PART-02",
      );
}

/** By setting. */
export const TOPIC: Readonly<Record<string, Rule>> = {
  partitions,
  replication,
  "min-in-sync": minInSync,
  retention,
  "retention-bytes": retention,
  cleanup,
  key,
  "unclean-election": ({ after }) =>
    after === true
      ? inPlace(
          "breaking",
          "a replica that lacks acknowledged messages may lead, and they are gone",
          "K-REPL-16",
        )
      : inPlace("safe", "only replicas in sync may lead", "K-REPL-16"),
};
