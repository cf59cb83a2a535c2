/** What people ask about RabbitMQ. */
import type { Concept } from "./concept.ts";

export const RABBITMQ: readonly Concept[] = [
  {
    words: ["queue full", "overflow"],
    asks: [
      "why is my queue full",
      "queue keeps growing",
      "max-length reached messages dropped",
      "x-overflow reject-publish drop-head",
      "queue overflow drops oldest message",
      "too many messages ready in queue",
    ],
    text:
      "A queue grows while its consumers are slower than its producers, or hold messages without acknowledging them. At `max-length` somebody gives way: " +
      "`overflow: drop-head` (the default) drops the oldest message, though its sender was told that it is safe; `reject-publish` refuses the newest, and " +
      "tells the publisher if it uses confirms.",
    codes: ["WB4636", "WB3206", "WB4562"],
    page: "rules/WB4636.md",
    run: "waybill explain overflow",
    about: "loss",
  },
  {
    words: ["406", "precondition failed"],
    asks: [
      "406 PRECONDITION_FAILED inequivalent arg",
      "PRECONDITION_FAILED - inequivalent arg 'durable' for queue",
      "channel closed by server 406",
      "cannot change arguments of an existing queue",
      "queue already declared with different arguments",
      "406 unknown delivery tag",
    ],
    text:
      "A queue or exchange cannot be declared again with other arguments: RabbitMQ closes the channel with 406. Changing them means a new queue under " +
      "another name, or deleting the old one with what it holds; `waybill diff` says for each change which of the two it takes. `406 unknown delivery " +
      "tag` is another matter: a message was acknowledged twice, or on another channel than it came on.",
    codes: ["WB3304"],
    page: "diff.md#changes",
    run: "waybill diff OLD NEW",
  },
  {
    words: ["dead letters", "dead-letter", "dead letter queue"],
    asks: [
      "dead letter queue",
      "dead letter exchange not working",
      "message is not moved to the dlq",
      "x-dead-letter-exchange",
      "dead lettered messages are lost",
      "how to set up a dlq",
      "what to do with failed messages",
    ],
    text:
      "A message that is rejected, expires, comes back too often or finds its queue full goes to the queue's dead-letter target, if there is one and it " +
      "leads to a queue; else it is dropped. By default it leaves before the target has it; `dead-letter-strategy: at-least-once` (quorum queues, with " +
      "`overflow: reject-publish`) waits.",
    codes: ["WB3205", "WB3243", "WB3244", "WB3245", "WB4637", "WB4638"],
    page: "recipes.md#dead-letters",
    run: "waybill explain dead-letter",
    about: "loss",
  },
  {
    words: ["retry", "back-off", "delayed retry"],
    asks: [
      "retry with delay",
      "exponential backoff",
      "retry failed message after some time",
      "delayed message rabbitmq",
      "retry queue with ttl",
      "how often is a message retried",
    ],
    text:
      "`on-failure:` says what a failing handler means: `retry` (in place), `retry(times: 5, back-off: exponential(100ms, max: 10s), then: park(queue))`, " +
      "`requeue`, `park(queue)`, `skip`, `stop`. In place keeps order and holds up what comes behind; requeueing lets later messages overtake; without a " +
      "bound and a target at the end one bad message goes on for ever.",
    codes: ["WB4654", "WB4669", "WB4154", "WB3247"],
    page: "recipes.md#retry-with-a-pause",
    run: "waybill explain on-failure",
    about: "order",
  },
  {
    words: ["publisher confirms", "confirms"],
    asks: [
      "publisher confirms",
      "basic.publish returns before the message is stored",
      "how do I know that rabbitmq has my message",
      "confirm channel waitForConfirms",
      "published message never reaches the queue",
      "message lost between publisher and broker",
    ],
    text:
      "Without `confirms: true` a publish is done when the client has written it to its socket: a connection that breaks loses it, and nobody is told. " +
      "With confirms the broker answers once the queues have it. Somebody has to wait for the answer, and to send again what was not answered.",
    codes: ["WB4551", "WB3262", "WB3263", "WB4558"],
    page: "rules/WB4551.md",
    run: "waybill explain confirms",
    about: "loss",
  },
  {
    words: ["unroutable", "mandatory", "no binding"],
    asks: [
      "message published but no queue bound",
      "message vanishes without error when routing key does not match",
      "mandatory flag basic.return",
      "unroutable message",
      "exchange drops message no binding",
      "routing key does not match",
      "alternate exchange",
    ],
    text:
      "An exchange drops what no binding matches, and confirms it all the same. `mandatory: true` gives it back to the publisher; an `alternate:` catches " +
      "it. `check` matches every routing key that a producer can build with every binding, and reports what reaches nothing.",
    codes: ["WB3231", "WB3232", "WB3233"],
    page: "rules/WB3231.md",
    run: "waybill check",
    about: "loss",
  },
  {
    words: ["auto-ack", "noack"],
    asks: [
      "noAck true",
      "auto ack loses messages",
      "autoAck",
      "consumer crash loses unacked messages",
      "no acknowledgement mode",
    ],
    text:
      "With automatic acknowledgement (`settle: on-delivery`) the broker forgets a message when it hands it out. A consumer that stops loses everything it " +
      "was given, which without a limit is the whole queue.",
    codes: ["WB3261", "WB4651", "WB4690"],
    page: "rules/WB3261.md",
    run: "waybill explain settle",
    about: "loss",
  },
  {
    words: ["prefetch", "unacked"],
    asks: [
      "prefetch count",
      "basic.qos prefetch",
      "messages stay unacked",
      "unacknowledged messages pile up",
      "one consumer gets all messages and others none",
      "prefetch and ordering",
      "PRECONDITION_FAILED delivery acknowledgement timed out",
    ],
    text:
      "`prefetch` is how many unacknowledged messages one consumer may hold; 0 is no limit. More than one keeps it busy, and breaks order where handlers run " +
      "at once or one message comes back behind its successors. A message that is held for longer than the consumer time-out (30 minutes by default) " +
      "comes again; up to RabbitMQ 4.2 its channel is closed too.",
    codes: ["WB4668", "WB4669", "WB4671"],
    page: "delivery.md#why-order-breaks",
    run: "waybill explain prefetch",
    about: "order",
  },
  {
    words: ["requeue", "nack"],
    asks: [
      "basic.nack requeue",
      "what does requeue do",
      "message goes back to the head of the queue",
      "requeued message order",
      "reject or requeue",
    ],
    text:
      "`on-failure: requeue` gives a message back: it comes again, soon, to whoever is free, and those behind it may be handled first. A quorum queue counts " +
      "this toward `delivery-limit`. `reject` gives it up, to the dead-letter target if there is one.",
    codes: ["WB4669", "WB4638", "WB4694"],
    page: "delivery.md#why-a-message-gets-stuck",
    run: "waybill explain on-failure",
    about: "order",
  },
  {
    words: ["durable", "persistent", "restart of the broker"],
    asks: [
      "messages gone after rabbitmq restart",
      "durable queue but messages lost after restart",
      "persistent delivery mode 2",
      "queue deleted after restart",
      "survive broker restart",
    ],
    text:
      "A restart of its node takes a queue that is not `durable`, and of a durable classic queue every message that is not `persistent`. A quorum queue keeps " +
      "all messages on a majority of nodes, persistent or not.",
    codes: ["WB4623", "WB3204", "WB3264"],
    page: "rules/WB4623.md",
    run: "waybill explain durable",
    about: "loss",
  },
  {
    words: ["quorum queue", "classic queue", "mirrored queue"],
    asks: [
      "quorum or classic queue",
      "difference between classic and quorum queues",
      "ha-mode mirrored queues",
      "high availability rabbitmq",
      "rabbitmq node failure lost queue",
    ],
    text:
      "A classic queue lives on one node: it is away while that node is, and its messages are as safe as that disk. A quorum queue is kept by a majority of " +
      "three nodes, survives the loss of one, counts redeliveries, and takes no `durable: false` and no priorities.",
    codes: ["WB3201", "WB3202", "WB4623", "WB4624"],
    page: "brokers/rabbitmq.md#what-is-modelled",
    run: "waybill explain type",
    about: "loss",
  },
  {
    words: ["expiry", "ttl"],
    asks: [
      "message ttl",
      "x-message-ttl",
      "messages expire before they are consumed",
      "expired messages lost",
      "per message expiration",
    ],
    text:
      "`message-ttl` of a queue or `expiration` of a publish drops what waits too long, or dead-letters it. A consumer that is down for longer than that " +
      "loses messages whose senders were told that they are safe; `except: [expired]` in the guarantee says that this is meant.",
    codes: ["WB4632", "WB3247"],
    page: "rules/WB4632.md",
    run: "waybill explain message-ttl",
    about: "loss",
  },
  {
    words: ["single active consumer", "exclusive consumer"],
    asks: [
      "single active consumer",
      "x-single-active-consumer",
      "only one consumer should process the queue",
      "exclusive queue",
    ],
    text:
      "`single-active-consumer: true` serves one consumer at a time, which keeps order among several instances until one of them fails. Waybill reads it and " +
      "does not judge promises over it; one instance (`instances: 1`) is judged.",
    codes: ["WB4668"],
    page: "brokers/rabbitmq.md#what-is-not-modelled",
    run: "waybill explain single-active-consumer",
    about: "order",
  },
];
