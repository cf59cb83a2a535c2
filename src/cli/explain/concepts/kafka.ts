/** What people ask about Kafka. */
import type { Concept } from "./concept.ts";

export const KAFKA: readonly Concept[] = [
  {
    words: ["rebalance", "rebalancing"],
    asks: [
      "kafka rebalance",
      "what happens during a rebalance",
      "consumer group keeps rebalancing",
      "duplicates after rebalance",
      "partitions revoked while processing",
      "CommitFailedException the group has already rebalanced",
      "max.poll.interval.ms exceeded member left the group",
      "ILLEGAL_GENERATION REBALANCE_IN_PROGRESS",
    ],
    text:
      "A group deals its partitions out anew when a member comes, goes, or is silent for longer than `session-timeout` (or handles what it polled for " +
      "longer than `max-poll-interval`). What the old member has done and not committed is read again by the new one; and an old member that was only " +
      "slow may still be working: both then do the same message. Only an effect that recognises repetitions, or progress stored with the effect, helps.",
    codes: ["WB4164", "WB4165", "WB4166", "WB3123"],
    page: "delivery.md#why-a-message-arrives-twice",
    run: "waybill verify",
    about: "repetition",
  },
  {
    words: ["offset", "commit", "auto-commit"],
    asks: [
      "enable.auto.commit",
      "kafka auto commit loses messages",
      "auto commit or manual commit",
      "how do offsets work",
      "offset committed but message not processed",
    ],
    text:
      "The committed position says where a group goes on after a restart. Committed before the work is done, a crash loses; committed after, a crash " +
      "repeats. Auto-commit (`settle: auto(5s)`) commits at a poll what earlier polls gave, so it repeats up to that much after a crash, and loses where " +
      "handlers still run when the next poll comes.",
    codes: ["WB4151", "WB4152", "WB4190", "WB4195"],
    page: "delivery.md#what-the-order-of-steps-means",
    run: "waybill explain settle",
    about: "loss",
  },
  {
    words: ["late start", "earliest", "latest"],
    asks: [
      "auto.offset.reset",
      "earliest or latest",
      "new consumer group does not see old messages",
      "fromBeginning false",
      "consumer misses messages sent before it started",
      "consumer does not get messages produced before subscribe",
    ],
    text:
      "A group without a committed position begins where `start:` says. With `latest` (the default of Kafka) it begins at the end: whatever was sent " +
      "before it first ran is never read, and a rebalance before the first commit loses again. Say `start: earliest` where each message matters.",
    codes: ["WB4190", "WB3151"],
    page: "rules/WB4190.md",
    run: "waybill explain WB4190",
    about: "loss",
  },
  {
    words: ["acks", "replication factor"],
    asks: [
      "acks 0 1 all difference",
      "acks=1 data loss",
      "acks all min.insync.replicas",
      "what does acks all mean",
      "kafka durability settings",
      "leader crash loses acknowledged messages",
    ],
    text:
      "With `acks: 1` the leader answers before any follower has the record: a crash of the leader loses what was acknowledged. `acks: all` waits for " +
      "the in-sync set, which may be the leader alone unless `min-in-sync: 2` forbids that. Three replicas, `min-in-sync: 2` and `acks: all` survive the " +
      "loss of one node, and go on without it.",
    codes: ["WB4123", "WB4051", "WB3152"],
    page: "rules/WB4123.md",
    run: "waybill explain WB4123",
    about: "loss",
  },
  {
    words: ["min-in-sync replicas", "not enough replicas"],
    asks: [
      "NOT_ENOUGH_REPLICAS",
      "NotEnoughReplicasException",
      "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
      "min.insync.replicas equals replication factor",
      "kafka refuses writes when one broker is down",
    ],
    text:
      "`acks: all` is refused while fewer replicas than `min-in-sync` are in sync. As many as `replication` means that one node that is down stops all " +
      "writing; one less than that is the usual choice.",
    codes: ["WB3102", "WB3103"],
    page: "rules/WB3102.md",
    run: "waybill explain min-in-sync",
    about: "stuck",
  },
  {
    words: ["unclean leader election"],
    asks: [
      "unclean.leader.election.enable",
      "unclean leader election data loss",
      "out of sync replica becomes leader",
    ],
    text:
      "Where no replica in sync is left, `unclean-election: true` lets one that lags lead: the topic can be written again, and what the new leader does " +
      "not have is gone, acknowledged or not. `false` waits for a replica that has all.",
    codes: ["WB4123"],
    page: "rules/WB4123.md",
    run: "waybill explain unclean-election",
    about: "loss",
  },
  {
    words: ["idempotent producer", "in-flight requests"],
    asks: [
      "enable.idempotence",
      "kafka producer retries create duplicates",
      "max.in.flight.requests.per.connection ordering",
      "producer retry reorders messages",
      "OutOfOrderSequenceException",
      "does an idempotent producer give exactly once",
    ],
    text:
      "A producer that is not answered sends again. Without sequences the broker stores both, and with several requests in flight the second may come " +
      "after later ones. `idempotent: true` lets the leader recognise what this session resends, in order. It does not recognise what the application " +
      "sends again, nor another session after a restart.",
    codes: ["WB4055", "WB4056", "WB4058", "WB3121", "WB3126"],
    page: "rules/WB4055.md",
    run: "waybill explain idempotent",
    about: "repetition",
  },
  {
    words: ["kafka transactions", "transactional id"],
    asks: [
      "kafka transactions",
      "transactional.id",
      "read_committed isolation level",
      "consume transform produce exactly once",
      "ProducerFencedException",
      "sendOffsetsToTransaction",
    ],
    text:
      "A transaction joins sends and the commit of what was read: `steps: [effect, [announce, settle]]`. It covers Kafka only: the effect outside, as a row in " +
      "a database, is still repeated by a crash. Waybill reads such steps and generates such clients; its simulation does not judge them yet.",
    codes: ["WB5004", "WB3127"],
    page: "brokers/kafka.md#what-is-not-modelled",
    run: "waybill explain steps",
    about: "repetition",
  },
  {
    words: ["partitions", "partition key"],
    asks: [
      "how many partitions",
      "more consumers than partitions",
      "consumer idle no partition assigned",
      "increase number of partitions breaks ordering",
      "messages with same key in different partitions",
      "which partition key to choose",
      "message without key",
    ],
    text:
      "A topic keeps order within a partition, and a group gives each partition to one instance. Messages of one `key:` share a partition, so they stay in " +
      "order; without a key they are spread. More instances than partitions have nothing to do, and another number of partitions moves keys.",
    codes: ["WB4125", "WB3125", "WB4003"],
    page: "recipes.md#order-for-each-key",
    run: "waybill explain key",
    about: "order",
  },
  {
    words: ["retention", "expired records"],
    asks: [
      "retention.ms",
      "kafka deletes messages before they are consumed",
      "OffsetOutOfRangeException",
      "offset out of range",
      "consumer was down for a week and messages are gone",
      "how long does kafka keep messages",
    ],
    text:
      "A topic deletes what is older than `retention` (7 days where nothing is said), read or not. A group that is down or slow for longer loses it, and " +
      "then goes on where `start:` says.",
    codes: ["WB4132", "WB3154"],
    page: "rules/WB4132.md",
    run: "waybill explain retention",
    about: "loss",
  },
  {
    words: ["compaction", "compacted topic"],
    asks: [
      "log compaction",
      "cleanup.policy compact",
      "tombstone null value",
      "compacted topic lost messages",
    ],
    text:
      "A compacted topic keeps the newest record of each key, so that a reader sees each state and not each change. Records need a key. A promise over a " +
      "compacted topic is *not judged*.",
    codes: ["WB3105", "WB3106"],
    page: "brokers/kafka.md#what-is-not-modelled",
    run: "waybill explain cleanup",
  },
  {
    words: ["consumer lag", "slow consumer"],
    asks: [
      "consumer lag grows",
      "kafka consumer too slow",
      "consumer cannot keep up",
      "processing takes too long",
    ],
    text:
      "A consumer that is slower than its producers falls behind until something gives way: a retention, a length limit, or a time-out that takes the " +
      "messages from it. The fault `slow` of a promise asks for exactly that. More instances help as far as there are partitions; several handlers at " +
      "once (`concurrency: per(key)`) keep order for each key.",
    codes: ["WB4132", "WB4636", "WB3125"],
    page: "delivery.md#why-a-message-gets-stuck",
    run: "waybill explain concurrency",
    about: "stuck",
  },
  {
    words: ["consumer group"],
    asks: [
      "two services with same group id",
      "each service gets only some of the messages",
      "what is a consumer group",
      "same group id in two applications",
      "how can two services both read a topic",
    ],
    text:
      "All members of one group share a topic: each message goes to one of them. Two services that need every message need two groups. Two consumers of " +
      "one group on one topic get a part each, which is an error here.",
    codes: ["WB3124"],
    page: "recipes.md#fan-out",
    run: "waybill explain group",
    about: "loss",
  },
];
