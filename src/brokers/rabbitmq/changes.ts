/** What RabbitMQ does when an exchange, a queue, a binding or an endpoint changes. */
import { compareVersions } from "../../compiler/vocabulary.ts";
import type { BrokerChanges, SettingChange } from "../../diff/broker.ts";
import type { Judgement } from "../../diff/change.ts";
import { client, inPlace, says } from "../../diff/judge.ts";
import type { Broker } from "../../model/topology.ts";
import type { Settings } from "../../model/value.ts";
import { covers } from "./changes/covers.ts";
import { ARGUMENTS, DECLARED, exchangeChanged, queueChanged } from "./changes/declared.ts";

type Rule = (change: SettingChange) => Judgement;

const PRODUCER: Readonly<Record<string, Rule>> = {
  "routing-key": () =>
    client("risky", "bindings match another key: queues may get nothing, or more than before", "R-EXCH-06"),
  headers: () =>
    client(
      "risky",
      "headers exchanges match other bindings: queues may get nothing, or more than before",
      "R-HDR-01",
    ),
  cc: () =>
    client("risky", "bindings match other keys, too: queues may get more than before, or less", "R-EXCH-18"),
  confirms: ({ after }) =>
    after === true
      ? client("safe", "the broker answers each publish", "R-PUB-01")
      : client(
          "risky",
          "no publish is answered: what a connection, a node or a full queue does not take is lost, and nobody learns of it",
          "R-PUB-01",
          "R-PUB-05",
        ),
  mandatory: ({ after }) =>
    after === true
      ? client("safe", "what no queue gets is returned", "R-PUB-02")
      : client("risky", "what no queue gets is confirmed and dropped", "R-PUB-02"),
  persistent: ({ after }) =>
    after === true
      ? client("safe", "messages survive a restart of the node", "R-DUR-01")
      : client(
          "risky",
          "messages in a durable classic queue are gone after a restart of its node",
          "R-DUR-02",
        ),
  expiration: ({ before, after }) =>
    typeof after === "number" && (typeof before !== "number" || after < before)
      ? client("risky", "messages expire in the queue sooner", "R-TTL-01")
      : client("safe", "messages may wait longer", "R-TTL-01"),
};

function brokerChanged({ setting, before, after }: SettingChange): Judgement {
  if (setting === "vhost")
    return says("recreate")(
      "breaking",
      "another virtual host has nothing of this one: everything is declared anew there, the old exchanges and queues stay with what they hold",
    );
  if (setting === "version")
    return says("restart")("risky", "another version of the broker: defaults and limits may differ");
  if (setting === "nodes" && typeof before === "number" && typeof after === "number" && after < before)
    return inPlace("risky", "members of quorum queues on the nodes that leave have to be moved first");
  if (setting === "default-queue-type")
    return inPlace(
      "safe",
      "queues that exist keep their type; each queue that would change is listed by itself",
      "R-QUE-12",
    );
  return inPlace("safe", "a setting of the cluster");
}

function changed(change: SettingChange): Judgement {
  const { holder, kind, setting } = change;
  if (setting.startsWith("native.")) return native(change);
  if (holder === "broker") return brokerChanged(change);
  if (holder === "channel") {
    if (kind === "exchange" && DECLARED["exchange"]?.includes(setting) === true)
      return exchangeChanged(change);
    if (setting === "exclusive" || DECLARED["queue"]?.includes(setting) === true) return queueChanged(change);
    return inPlace("safe", "nothing that a declaration says");
  }
  const rule = holder === "producer" && Object.hasOwn(PRODUCER, setting) ? PRODUCER[setting] : undefined;
  if (setting === "prefetch") return client("safe", "asked for anew when the consumer connects", "R-CONS-02");
  return rule?.(change) ?? client("safe", "a setting of the client");
}

function native({ holder, kind, setting }: SettingChange): Judgement {
  const isArgument = holder === "channel" && setting.startsWith("native.x-");
  if (isArgument && kind === "queue")
    return says("refused")(
      "risky",
      "406 PRECONDITION_FAILED where the broker knows the argument, ignored where it does not; Waybill does not model it",
      "R-QUE-01",
    );
  return says(holder === "channel" || holder === "broker" ? "in-place" : "client")(
    "risky",
    "Waybill does not model it, so nobody has looked at what it does",
  );
}

const LIMIT_SINCE = "4.0";
const LIMIT = 20;
/** No limit. */
const NONE = -1;

function implied(holder: string, settings: Settings, broker: Broker): Settings {
  if (holder !== "channel") return {};
  const type = settings["type"] ?? broker.settings["default-queue-type"] ?? "classic";
  if (type !== "quorum") return { type };
  return { type, "delivery-limit": compareVersions(broker.version, LIMIT_SINCE) >= 0 ? LIMIT : NONE };
}

/** RabbitMQ 3.10 to 4.3. Numbers: docs/brokers/rabbitmq-statements.md. */
export const RABBITMQ_CHANGES: BrokerChanges = {
  type: "rabbitmq",
  shorthands: ["dead-letter", "alternate"],
  literal: ARGUMENTS,
  implied,
  changed,
  channelAdded: (kind) => says("created")("safe", `a new ${kind}`),
  channelRemoved: (kind, isUsed) => {
    if (!isUsed)
      return says("left-behind")(
        "safe",
        "nothing here leads to it or reads it; it stays until somebody deletes it",
      );
    return kind === "queue"
      ? says("left-behind")(
          "breaking",
          "the queue stays on the broker, bound and filling, until somebody deletes it; its messages are then gone, and not dead-lettered",
          "R-QUE-09",
        )
      : says("left-behind")(
          "breaking",
          "the exchange stays until somebody deletes it; who still publishes to it then gets 404 and loses the channel",
          "R-EXCH-07",
        );
  },
  channelRenamed: (kind) =>
    kind === "queue"
      ? says("recreate")(
          "breaking",
          "a queue cannot be renamed: a new, empty one is declared; the old one stays, bound and filling, and nobody reads what it holds",
          "R-EXCH-02",
          "R-QUE-09",
        )
      : says("recreate")(
          "breaking",
          "an exchange cannot be renamed: a new one is declared; the old one stays with its bindings, for whoever still publishes to it",
          "R-EXCH-02",
        ),
  bindingAdded: (isRead, isCovered) =>
    isCovered
      ? says("created")(
          "safe",
          "with or without it nothing changes while the binding is there that matched all that it matches: a queue gets one copy",
          "R-EXCH-01",
          "R-EXCH-02",
        )
      : isRead
        ? says("created")(
            "risky",
            "consumers behind it get messages that they did not get before",
            "R-EXCH-02",
          )
        : says("created")("safe", "a new binding, to where nobody read before", "R-EXCH-02"),
  bindingRemoved: (isCovered) =>
    isCovered
      ? says("left-behind")(
          "safe",
          "declaring does not unbind; with or without it nothing changes, since another binding matches all that it matched and a queue gets one copy",
          "R-EXCH-01",
          "R-EXCH-02",
        )
      : says("left-behind")(
          "breaking",
          "declaring does not unbind: the binding stays, and the queue fills, until somebody removes it; from then on what only it matched is confirmed and dropped",
          "R-EXCH-02",
          "R-PUB-02",
        ),
  covers,
  consumerAdded: (channel, _one, others) =>
    channel.kind === "queue" && others.length > 0
      ? client(
          "breaking",
          "consumers of one queue share its messages: the others no longer get all of them",
          "R-CONS-01",
        )
      : client("safe", "the first to read the queue", "R-CONS-01"),
  consumerRemoved: (_channel, others) =>
    others.length > 0
      ? client("risky", "the other consumers of the queue get its share", "R-CONS-01")
      : client("breaking", "nobody reads the queue any more: it fills up", "R-LEN-01"),
};
