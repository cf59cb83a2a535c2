/** What can happen to a message on its way. */
import type { Concept } from "./concept.ts";

export const DELIVERY: readonly Concept[] = [
  {
    words: ["duplicates", "duplicate", "twice", "repetition", "redelivery"],
    asks: [
      "message arrives twice",
      "duplicate messages",
      "why is the same message processed twice",
      "consumer receives duplicate messages",
      "order was charged twice",
      "customers get the email twice after a deployment",
      "message redelivered after restart",
      "redelivered flag true",
      "kafka consumer reads same message again",
      "how to avoid duplicate processing",
      "duplicate events after consumer crash",
    ],
    text:
      "A message takes effect twice when its next keeper has it and the one before does not learn that: an answer is lost, a process stops " +
      "between its work and letting go, the message is handed to somebody else meanwhile. Nobody can rule that out but by doing both in one " +
      "step; everybody else has to recognise the repetition: `effect: idempotent(eventId, in: store)`.",
    codes: ["WB4152", "WB4652", "WB4055", "WB4058", "WB4164", "WB4664", "WB4672"],
    page: "delivery.md#why-a-message-arrives-twice",
    run: "waybill verify",
    about: "repetition",
  },
  {
    words: ["loss", "lost", "lose", "losing"],
    asks: [
      "lost message",
      "messages are lost",
      "messages disappear",
      "missing messages after broker crash",
      "kafka loses messages",
      "rabbitmq loses messages on restart",
      "producer sent message but consumer never received it",
      "message was acknowledged but is gone",
      "data loss when the consumer crashes",
      "how to make sure no message is lost",
    ],
    text:
      "A message is lost when its keeper lets go before the next one holds it: a leader answers before a follower has the record, a consumer " +
      "settles before its work is done, a queue forgets at a restart. Let go afterwards, and have more than one copy before the answer.",
    codes: ["WB4123", "WB4151", "WB4651", "WB4551", "WB4051", "WB4190", "WB4623"],
    page: "delivery.md#why-a-message-is-lost",
    run: "waybill verify",
    about: "loss",
  },
  {
    words: ["order", "ordering", "reordering", "out of order", "per-key", "per-producer", "total"],
    asks: [
      "messages arrive out of order",
      "messages are processed in the wrong order",
      "how to guarantee message order",
      "kafka ordering across partitions",
      "rabbitmq message order with multiple consumers",
      "cancellation processed before the order",
      "update overtakes the create event",
      "keep order per customer",
    ],
    text:
      "Order is kept among messages of one key, one producer, or all. It breaks where messages travel side by side (partitions, several handlers " +
      "at once, several instances on one queue), and where one that failed comes again after its successors. `order: per-key` allows a rewind " +
      "that repeats from the failed message on; `strict: true` does not.",
    codes: ["WB4125", "WB4168", "WB4668", "WB4669", "WB4056", "WB4095"],
    page: "delivery.md#why-order-breaks",
    run: "waybill check",
    about: "order",
  },
  {
    words: ["at-most-once"],
    asks: ["at most once delivery", "what does at most once mean"],
    text: "Each message takes effect once or not at all. `steps: [settle, effect]` gives it at the consumer: a crash in between loses the message.",
    codes: ["WB4151", "WB4651"],
    page: "delivery.md#at-most-once-at-least-once-exactly-once",
    run: "waybill check",
    about: "repetition",
  },
  {
    words: ["at-least-once"],
    asks: ["at least once delivery", "difference between at least once and exactly once"],
    text:
      "Each message that was acknowledged to its sender takes effect at least once. `steps: [effect, settle]` gives it at the consumer: a crash " +
      "in between repeats the effect. `except: [dead-lettered]` lets a message that was given up rest in a dead-letter target instead.",
    codes: ["WB4152", "WB4652"],
    page: "delivery.md#at-most-once-at-least-once-exactly-once",
    run: "waybill check",
    about: "loss",
  },
  {
    words: ["exactly-once"],
    asks: [
      "exactly once kafka",
      "exactly once semantics",
      "exactly once delivery rabbitmq",
      "is exactly once possible",
      "how to process a message only once",
      "exactly once with database",
    ],
    text:
      "At least once and at most once together: every acknowledged message has exactly one effect. No broker gives it alone; it takes a route " +
      "that loses nothing and an effect that recognises repetitions, or that is stored together with the progress.",
    codes: ["WB4152", "WB4652", "WB4123", "WB2110"],
    page: "delivery.md#at-most-once-at-least-once-exactly-once",
    run: "waybill check",
    about: "repetition",
  },
  {
    words: ["steps", "settle", "effect"],
    asks: [
      "ack before or after processing",
      "when to commit the offset",
      "commit before or after processing",
      "should I acknowledge before or after the database write",
      "order of commit and processing",
    ],
    text:
      "`steps` lists what handling one message does, in order; inner brackets are atomic. `[effect, settle]` repeats on a crash, " +
      "`[settle, effect]` loses on a crash, `[[effect, settle]]` does neither. A send of the handler stands there by its producer's name.",
    codes: ["WB4151", "WB4152", "WB4651", "WB4652"],
    page: "delivery.md#what-the-order-of-steps-means",
    run: "waybill explain steps --in FILE",
  },
  {
    words: ["idempotent effect", "inbox", "deduplication"],
    asks: [
      "idempotent consumer",
      "deduplicate messages",
      "how to detect duplicate messages",
      "inbox pattern",
      "store processed message ids",
      "which key to use for deduplication",
    ],
    text:
      "A consumer that remembers the identities of what it has handled makes a repetition harmless: `effect: idempotent(eventId, in: seen)`. Three " +
      "things decide: the key is unique for each message (an order's id is not, if the order can change), the mark and the effect are one " +
      "atomic step, and the store remembers longer than a repetition can take to come (`keep:`).",
    codes: ["WB2110", "WB4153", "WB4653", "WB4167"],
    page: "recipes.md#inbox",
    run: "waybill check",
    about: "repetition",
  },
  {
    words: ["outbox", "dual write"],
    asks: [
      "outbox pattern",
      "transactional outbox",
      "write to database and send message atomically",
      "database commit and publish not in one transaction",
      "event sent but transaction rolled back",
      "row saved but message never published",
    ],
    text:
      "A service that writes to its database and then sends loses the message when it stops in between; the other way round it announces what " +
      "never happened. An outbox writes the message as a row in the same transaction, and a relay sends the rows: `source: outbox(store)`. " +
      "The relay may send a row twice, so the consumer still has to recognise repetitions.",
    codes: ["WB2214", "WB2216"],
    page: "recipes.md#outbox",
    run: "waybill check",
    about: "loss",
  },
  {
    words: ["poison message", "poison"],
    asks: [
      "poison message",
      "message fails again and again",
      "message requeued in an endless loop",
      "consumer stuck on one bad message",
      "infinite redelivery loop",
      "handler throws for ever on one message",
      "nack with requeue true loops forever",
      "kafka consumer cannot deserialize and does not move on",
    ],
    text:
      "A message whose handler always fails blocks a Kafka partition (`on-failure: retry` tries it again in place), or goes round in a RabbitMQ queue. " +
      "Bound it and say where it goes: `delivery-limit:` with `dead-letter:` on a quorum queue, or `on-failure: retry(times: 5, then: park(queue))`. " +
      "`skip` goes on, and loses it.",
    codes: ["WB4154", "WB4654", "WB4638", "WB4192"],
    page: "delivery.md#why-a-message-gets-stuck",
    run: "waybill explain on-failure",
    about: "stuck",
  },
  {
    words: ["valid", "live", "stuck"],
    asks: [
      "consumer is stuck",
      "messages are not consumed any more",
      "consumer stops consuming",
      "consumer hangs",
    ],
    text:
      "Part of every promise. `valid`: no effect of a message that was not sent, or whose sender was told that it was refused. `live`: nothing " +
      "that is owed stays stuck or goes in circles for ever.",
    codes: ["WB4192", "WB4092"],
    page: "delivery.md#why-a-message-gets-stuck",
    run: "waybill verify",
    about: "stuck",
  },
];
