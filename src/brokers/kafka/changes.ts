/** What Kafka does when a topic or an endpoint changes. */
import type { BrokerChanges, Holder, SettingChange } from "../../diff/broker.ts";
import type { Judgement } from "../../diff/change.ts";
import { client, inPlace, says } from "../../diff/judge.ts";
import { endpointId } from "../../model/flow.ts";
import type { Consumer } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import { direction, type Rule, TOPIC } from "./changes/topic.ts";

const CONSUMER: Readonly<Record<string, Rule>> = {
  group: ({ settingsAfter }) =>
    client(
      "breaking",
      settingsAfter["start"] === "earliest"
        ? "to the broker it is a new group without offsets: it begins at the earliest message and handles all that is stored again"
        : "to the broker it is a new group without offsets: it begins at the latest message and skips what the old one had not read",
      "K-CONS-09",
      "K-CONS-10",
    ),
  start: ({ after }) =>
    after === "earliest"
      ? client(
          "safe",
          "ignored while the group has a committed offset; without one it reads all",
          "K-CONS-09",
        )
      : client(
          "risky",
          "ignored while the group has a committed offset; without one, or in a new partition, it skips what was sent before",
          "K-CONS-09",
          "K-CONS-10",
        ),
};

const PRODUCER: Readonly<Record<string, Rule>> = {
  acks: (change) => {
    if (weight(change.after) >= weight(change.before))
      return client("safe", "a send is acknowledged by more brokers", "K-PROD-11");
    return change.after === 0
      ? client(
          "risky",
          "no broker answers a send: what does not arrive is neither noticed nor sent again",
          "K-PROD-11",
        )
      : client("risky", "a send is acknowledged before other brokers have it", "K-PROD-11", "K-REPL-11");
  },
  idempotent: ({ after }) =>
    after === true
      ? client("safe", "the broker recognises what the client sends again", "K-IDEM-01")
      : client("risky", "what the client sends again is stored again", "K-PROD-12"),
};

function weight(acks: Value | undefined): number {
  return acks === "all" ? 2 : typeof acks === "number" ? acks : 2;
}

/** A group that is not named has the name of its endpoint. */
function groupOf(consumer: Consumer): Value {
  return consumer.settings["group"] ?? endpointId(consumer);
}

const OTHER: Rule = ({ holder, setting }) => {
  if (setting.startsWith("native."))
    return says(holder === "channel" ? "in-place" : holder === "broker" ? "restart" : "client")(
      "risky",
      "Waybill does not model it, so nobody has looked at what it does",
    );
  if (setting === "version")
    return says("restart")("risky", "another version of the broker: defaults and limits may differ");
  if (setting === "nodes")
    return says("in-place")("safe", "brokers join or leave; partitions move only by a reassignment");
  if (holder === "broker") return says("restart")("safe", "brokers read it when they start");
  return holder === "channel"
    ? inPlace("safe", "a setting of the topic, taken over while it runs")
    : client("safe", "a setting of the client");
};

function changed(change: SettingChange): Judgement {
  const tables: Readonly<Record<Holder, Readonly<Record<string, Rule>>>> = {
    channel: TOPIC,
    consumer: CONSUMER,
    producer: PRODUCER,
    broker: {},
  };
  const table = tables[change.holder];
  const rule = Object.hasOwn(table, change.setting) ? table[change.setting] : undefined;
  if (change.setting === "nodes" && direction(change) < 0)
    return inPlace(
      "risky",
      "the brokers that leave take their replicas along unless they are reassigned first",
    );
  return (rule ?? OTHER)(change);
}

/** Kafka 3.0 to 4.3. Numbers: docs/brokers/kafka-statements.md. */
export const KAFKA_CHANGES: BrokerChanges = {
  type: "kafka",
  shorthands: [],
  literal: [],
  implied: () => ({}),
  changed,
  channelAdded: () => says("created")("safe", "a new topic"),
  channelRemoved: (_kind, isUsed) =>
    isUsed
      ? says("left-behind")(
          "breaking",
          "who sends to it or reads it has to stop first; the topic stays with its messages until somebody deletes it, and then its offsets are gone too",
          "K-TOPIC-11",
        )
      : says("left-behind")(
          "safe",
          "nothing here sends to it or reads it; it stays until somebody deletes it",
        ),
  channelRenamed: () =>
    says("recreate")(
      "breaking",
      "a topic cannot be renamed: a new, empty one is created, the old one stays with its messages, and groups begin anew",
      "K-TOPIC-16",
      "K-CONS-09",
    ),
  bindingAdded: () => says("none")("safe", "Kafka binds nothing"),
  bindingRemoved: () => says("none")("safe", "Kafka binds nothing"),
  covers: () => false,
  consumerAdded: (_channel, one, others) =>
    others.some((other) => groupOf(other) === groupOf(one))
      ? client(
          "breaking",
          "it joins a group that reads the topic: the partitions are shared out, and each member gets a part of the messages",
          "K-CONS-01",
        )
      : client("safe", "groups do not know of each other: each reads everything", "K-CONS-01"),
  consumerRemoved: (_channel, _others) =>
    client(
      "risky",
      "nobody handles these messages for it any more; other groups notice nothing",
      "K-CONS-01",
    ),
};
