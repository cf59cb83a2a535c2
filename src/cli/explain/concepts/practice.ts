/** Ways of building and working that people ask about, on whatever broker. */
import type { Concept } from "./concept.ts";

export const PRACTICE: readonly Concept[] = [
  {
    words: ["fan-out", "publish subscribe"],
    asks: [
      "send one message to many consumers",
      "every service should get each message",
      "fanout exchange",
      "broadcast to all instances",
      "topic or queue for several subscribers",
    ],
    text:
      "On Kafka each group reads the whole topic, so each service has a group. On RabbitMQ an exchange copies a message to each queue that is bound to it, " +
      "and each service has a queue. One publish to several queues is answered once: where one refuses, all of them get it again.",
    codes: ["WB4562", "WB4563", "WB3124"],
    page: "recipes.md#fan-out",
    run: "waybill diagram",
    about: "repetition",
  },
  {
    words: ["competing consumers", "sharing work"],
    asks: [
      "multiple consumers on one queue",
      "work queue",
      "round robin consumers",
      "only one of my consumers gets the message",
      "scale consumers horizontally",
      "load balancing between workers",
    ],
    text:
      "Several consumers of one queue, or members of one group, share it: each message goes to one of them, and order among messages is gone unless they " +
      "are dealt out by key. Who should see every message needs a queue or a group of its own.",
    codes: ["WB4668", "WB3125"],
    page: "recipes.md#sharing-work",
    run: "waybill check",
    about: "order",
  },
  {
    words: ["request and reply", "rpc"],
    asks: [
      "request reply pattern",
      "rpc over rabbitmq",
      "correlation id reply-to",
      "wait for the answer to a message",
      "reply never arrives",
    ],
    text:
      "A question and its answer are two messages on two channels, joined by a field: `producer ask -> questions { reply: answers, correlate: id, within: 5s }`. " +
      "The answer may be late, missing or double like any message; what the asker does after `within` is its own decision.",
    codes: ["WB2218"],
    page: "recipes.md#request-and-reply",
    run: "waybill explain reply",
  },
  {
    words: ["crash", "restart", "kill -9"],
    asks: [
      "what happens when the consumer crashes",
      "broker crashes in the middle",
      "pod is killed while processing",
      "kubernetes restarts my consumer",
      "deployment rolling restart messages",
      "process dies between database commit and ack",
    ],
    text:
      "A crash forgets what was in memory and keeps what was on disk. What a consumer had not settled comes again; what it had settled and not done is lost; " +
      "what a leader had alone is gone if another one leads. The fault `process-crash` asks each promise for all of these moments.",
    codes: ["WB4152", "WB4652", "WB4151", "WB4123"],
    page: "guarantees.md#faults",
    run: "waybill verify",
    about: "repetition",
  },
  {
    words: ["zombie", "long pause", "split brain"],
    asks: [
      "zombie consumer",
      "garbage collection pause consumer kicked out",
      "two consumers process the same partition at the same time",
      "fencing token",
      "lock expired while still processing",
      "network partition split brain",
    ],
    text:
      "A process that is silent for long is taken for dead, its messages go to another one, and then it goes on as if nothing had happened. Both do the work. " +
      "Only a store that refuses the older one helps: progress stored with the effect (`steps: [[effect, settle]]`), or a key that recognises the " +
      "repetition. The fault is `pause`, which `under: harsh` includes.",
    codes: ["WB4164", "WB4165", "WB4166", "WB4167", "WB4664"],
    page: "rules/WB4164.md",
    run: "waybill explain WB4164",
    about: "repetition",
  },
  {
    words: ["timeout", "unknown send"],
    asks: [
      "send timed out was the message stored or not",
      "producer timeout exception",
      "delivery.timeout.ms expired",
      "request timed out resend",
      "connection lost while publishing",
      "should I send again after a timeout",
    ],
    text:
      "A send that is not answered is *unknown*: it may have been stored. Giving up may lose it, sending again may double it; `on-unknown:` says which one the " +
      "application does. `send-again` with a consumer that recognises repetitions is the way to lose nothing.",
    codes: ["WB4058", "WB4558", "WB4059", "WB3122"],
    page: "guarantees.md#what-is-counted",
    run: "waybill explain on-unknown",
    about: "repetition",
  },
  {
    words: ["schema change", "compatibility"],
    asks: [
      "is removing a field breaking",
      "rename a field of a message",
      "backward compatible message change",
      "schema evolution",
      "what breaks when I change the queue",
      "add a required field to an event",
      "change number of partitions",
    ],
    text:
      "`waybill diff OLD NEW` says what a change weakens and breaks: promises first, then each setting with what the broker does (in place, delete and declare " +
      "again, refused), then each field by who reads it. `was:` makes a rename a rename.",
    codes: [],
    page: "diff.md",
    run: "waybill diff --against main",
  },
  {
    words: ["testing handlers", "test"],
    asks: [
      "how to test a kafka consumer",
      "test rabbitmq consumer without docker",
      "unit test for redelivery",
      "test that my handler is idempotent",
      "simulate broker crash in a test",
    ],
    text:
      "`testGuarantees` starts your services in a test as production does, on simulated brokers that crash, lose answers, repeat and reorder what this " +
      "topology can. A handler that marks before its effect, forgets an `await` or sends under a fresh id is refuted with the line.",
    codes: [],
    page: "harness.md",
    run: "waybill init shop",
  },
  {
    words: ["start from what exists", "import"],
    asks: [
      "how do I start with an existing project",
      "generate spec from source code",
      "import from rabbitmq management",
      "import kafka topics",
      "import asyncapi",
      "existing amqplib or kafkajs service",
    ],
    text:
      "`waybill init --from src/` drafts a spec from source code that uses amqplib or kafkajs, from AsyncAPI, Strimzi, definitions of RabbitMQ or a running " +
      "broker, and says at once what is wrong with it. What the sources do not say stays `unknown`, and the flow table names it.",
    codes: ["WB3301", "WB3302"],
    page: "importing.md",
    run: "waybill init --from src/",
  },
  {
    words: ["continuous integration", "pull request"],
    asks: [
      "use in ci",
      "github action",
      "gitlab pipeline",
      "pre-commit hook",
      "comment on pull request",
      "accept existing findings baseline",
    ],
    text:
      "`check` needs no broker and ends with exit 1 on an error, so it stands in any pipeline. A baseline accepts what is there today; the GitHub action adds " +
      "annotations and one comment with what a pull request weakens.",
    codes: [],
    page: "ci.md",
    run: "waybill check --baseline .waybill/baseline.json --write",
  },
  {
    words: ["different environments", "environment"],
    asks: [
      "different settings in dev and production",
      "staging has fewer partitions",
      "environment specific configuration",
    ],
    text:
      "`environment dev { topic orders { replication: 1 } }` changes settings of what is declared, and nothing else. `check` judges the spec as it is and in " +
      "each environment, and says in which of them a finding holds.",
    codes: ["WB2026", "WB2027"],
    page: "recipes.md#environments",
    run: "waybill check --env dev",
  },
  {
    words: ["several teams", "modules"],
    asks: [
      "share a topic between teams",
      "use a topic of another repository",
      "split the spec into several files",
      "who owns this queue",
    ],
    text:
      'Files of one folder with the same `topology` line are one topology. What another one shares is used by `use orders from "../orders"`, and `owner:` says ' +
      "whose approval a change needs.",
    codes: ["WB2028", "WB2029", "WB2031"],
    page: "recipes.md#modules",
    run: "waybill explain owner",
  },
  {
    words: ["kafka or rabbitmq", "broker comparison"],
    asks: [
      "kafka vs rabbitmq guarantees",
      "difference between kafka and rabbitmq",
      "which broker should I use",
    ],
    text:
      "Kafka keeps a log: reading removes nothing, each group has a position, and order holds within a partition. RabbitMQ keeps queues: a message is handed " +
      "out, settled and gone, and each one is settled by itself. So Kafka rewinds and repeats a stretch, RabbitMQ brings back single messages, out of order. " +
      "Both lose and repeat unless settings and handlers say otherwise.",
    codes: ["WB4123", "WB4623"],
    page: "delivery.md#two-kinds-of-brokers",
    run: "waybill check",
  },
];
