/** What people ask, in their words, and what has to be among the first three answers. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allCodes, searchAll } from "../../src/cli/explain/command.ts";
import { CONCEPTS } from "../../src/cli/explain/concepts/all.ts";
import { nameOf } from "../../src/cli/explain/search.ts";
import { anchorsOf } from "../../tools/tidy/docs.ts";

const entries = allCodes();
const search = searchAll(entries);

/** Names of the answers, the best first. */
function answersTo(question: string): readonly string[] {
  const { told, others } = search.answers(question);
  return [...told, ...others].map(nameOf);
}

const QUESTIONS: readonly (readonly [question: string, answer: string])[] = [
  ["message arrives twice", "duplicates"],
  ["Why does my RabbitMQ consumer process some messages two times?", "duplicates"],
  ["kafka consumer receiving same record multiple times", "duplicates"],
  ["customers get the confirmation mail twice after a deployment", "duplicates"],
  ["duplicate records after restarting the app", "duplicates"],
  ["doppelte Nachrichten", "duplicates"],
  ["Nachricht kommt zweimal an", "duplicates"],
  ["messages en double", "duplicates"],
  ["mensajes duplicados", "duplicates"],
  ["lost message", "loss"],
  ["messages dissapear when broker goes down", "loss"],
  ["some events never reach the consumer", "loss"],
  ["Nachrichten gehen verloren", "loss"],
  ["messages perdus", "loss"],
  ["kafka losing data although acks was ok", "loss"],
  ["order", "order"],
  ["messages are consumed out of order", "order"],
  ["How to keep the sequence of events for one customer", "order"],
  ["Reihenfolge der Nachrichten", "order"],
  ["events arrive in wrong order with several consumers", "order"],
  ["exactly once kafka", "exactly-once"],
  ["genau einmal", "exactly-once"],
  ["how can I process each message exactly one time with postgres", "exactly-once"],
  ["exaclty-once", "exactly-once"],
  ["why is my queue full", "queue full"],
  ["Warteschlange voll", "queue full"],
  ["queue max length drops messages", "queue full"],
  ["406", "406"],
  ["PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'orders' in vhost '/'", "406"],
  ["channel closed because queue exists with other arguments", "406"],
  ["poison message", "poison message"],
  ["one bad message blocks the whole partition", "poison message"],
  ["message is redelivered endlessly", "poison message"],
  ["rebalance", "rebalance"],
  ["CommitFailedException: Commit cannot be completed since the group has already rebalanced", "rebalance"],
  ["consumer group rebalances all the time", "rebalance"],
  ["rebalence duplicates", "rebalance"],
  ["enable.auto.commit=true is it safe", "offset"],
  ["commit offset before or after processing", "steps"],
  ["should I ack before or after writing to the database", "steps"],
  ["new consumer does not see messages that were sent before it started", "late start"],
  ["auto.offset.reset latest or earliest", "late start"],
  ["difference between acks=1 and acks=all", "acks"],
  ["NotEnoughReplicasException when one broker is down", "min-in-sync replicas"],
  ["unclean.leader.election.enable", "unclean leader election"],
  ["does enable.idempotence prevent duplicates", "idempotent producer"],
  ["max.in.flight.requests.per.connection 5 ordering", "idempotent producer"],
  ["kafka transactions and database", "kafka transactions"],
  ["more consumers than partitions", "partitions"],
  ["how to choose a partition key", "partitions"],
  ["kafka deleted messages before my consumer read them", "retention"],
  ["OffsetOutOfRange after being offline for two weeks", "retention"],
  ["consumer lag keeps growing", "consumer lag"],
  ["two microservices with the same group.id only get half of the messages", "consumer group"],
  ["dead letter queue stays empty", "dead letters"],
  ["where do rejected messages go", "dead letters"],
  ["retry failed messages with exponential backoff", "retry"],
  ["how do I know rabbitmq really stored my message", "publisher confirms"],
  ["publish succeeds but message goes nowhere, no queue bound", "unroutable"],
  ["wrong routing key message silently dropped", "unroutable"],
  ["noAck: true consumer crashed", "auto-ack"],
  ["what prefetch count should I use", "prefetch"],
  ["messages stuck in unacked state", "prefetch"],
  ["nack with requeue true", "requeue"],
  ["messages are gone after rabbitmq restart although queue is durable", "durable"],
  ["classic vs quorum queues", "quorum queue"],
  ["message ttl expired before consumer was up", "expiry"],
  ["idempotent consumer pattern", "idempotent effect"],
  ["transactional outbox", "outbox"],
  ["save to db and publish event atomically", "outbox"],
  ["send the same message to several services", "fan-out"],
  ["rpc with correlation id", "request and reply"],
  ["kubernetes kills my pod while a message is processed", "crash"],
  ["long GC pause and another consumer takes over the partition", "zombie"],
  ["publish timed out, was it stored or not?", "timeout"],
  ["is adding a required field a breaking change", "schema change"],
  ["test a kafka consumer without docker", "testing handlers"],
  ["how to start with an existing nodejs project that uses amqplib", "start from what exists"],
  ["use it in a github action", "continuous integration"],
  ["dev has only one broker node but prod has three", "different environments"],
  ["kafka vs rabbitmq", "kafka or rabbitmq"],
  ["what does vacuous mean", "undetermined"],
  ["ignore a finding", "allow"],
];

describe("a question", () => {
  test("is among many, most of them not the words that are searched for", () => {
    const asks = new Set(CONCEPTS.flatMap((concept) => [...concept.words, ...concept.asks]));
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(60);
    expect(QUESTIONS.filter(([question]) => asks.has(question)).length).toBeLessThan(QUESTIONS.length / 4);
  });

  test.each(QUESTIONS)("%s → %s", (question, answer) => {
    expect(answersTo(question).slice(0, 3)).toContain(answer);
  });

  test("has the answer first nearly always", () => {
    const first = QUESTIONS.filter(([question, answer]) => answersTo(question)[0] === answer);
    expect(first.length / QUESTIONS.length).toBeGreaterThan(0.85);
  });

  test("that says nothing has no answer", () => {
    for (const question of ["", "the of and", "qqqq zzzz jjjj", "🦆", "\u0000"])
      expect(answersTo(question)).toEqual([]);
  });

  test("may be as long and as odd as it likes", () => {
    expect(answersTo(`${"(".repeat(300)} order ${"*".repeat(300)}`)[0]).toBe("order");
  });
});

describe("what an answer names", () => {
  test("are codes that there are", () => {
    const known = new Set(entries.map(({ code }) => code));
    expect(CONCEPTS.flatMap(({ codes }) => codes).filter((code) => !known.has(code))).toEqual([]);
  });

  test.each(CONCEPTS.map(({ words, page }) => ({ word: words[0] ?? "", page })))(
    "$word: the page $page is there, with its heading",
    ({ page }) => {
      const [path = "", anchor] = page.split("#");
      expect(existsSync(`docs/${path}`)).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(`docs/${path}`, "utf8"))).toContain(anchor);
    },
  );
});
