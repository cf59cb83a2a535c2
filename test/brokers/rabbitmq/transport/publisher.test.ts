import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Nacked } from "../../../../src/brokers/rabbitmq/transport/library.ts";
import { chosen } from "../../../../src/brokers/rabbitmq/transport/options.ts";
import { Publisher } from "../../../../src/brokers/rabbitmq/transport/publisher.ts";
import { Session } from "../../../../src/brokers/rabbitmq/transport/session.ts";
import { type FakeChannel, fakeLibrary } from "./channel.ts";

const TIMEOUT_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function publishing() {
  const channels: FakeChannel[] = [];
  const troubles: string[] = [];
  const trouble = ({ message }: Error): void => void troubles.push(message);
  const session = new Session(
    fakeLibrary(channels),
    chosen({ url: "amqp://h" }, "s", "/"),
    trouble,
    async () => undefined,
  );
  const publisher = new Publisher(session, true, TIMEOUT_MS, trouble);
  const publish = (messageId: string, routingKey = "k", signal?: AbortSignal): Promise<string> => {
    const envelope = { exchange: "x", routingKey, mandatory: true, durable: true, messageId };
    const receipt = { outcome: "stored", at: "x" } as const;
    return publisher.publish({ envelope, body: new Uint8Array(), receipt, signal }).then(
      ({ outcome }) => outcome,
      (error: Error) => `${"outcome" in error ? String(error.outcome) : ""}: ${error.message}`,
    );
  };
  const last = (): FakeChannel => channels.at(-1) ?? expect.fail("no channel");
  return { publisher, publish, channels, troubles, last, session };
}

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("a publish", () => {
  test("waits for the channel, leaves in the order of calls, and ends as the broker answers", async () => {
    const { publish, last } = publishing();
    const answers = ["1", "2", "3"].map((id) => publish(id));
    await soon();
    expect(last().published.map(({ envelope }) => envelope.messageId)).toEqual(["1", "2", "3"]);
    last().published[1]?.done();
    last().published[0]?.done(new Nacked());
    last().published[2]?.done();
    expect(await Promise.all(answers)).toEqual(["unknown: x refused it", "stored", "stored"]);
  });

  test("that comes back failed, whichever of several it was", async () => {
    const { publish, last, troubles } = publishing();
    const answers = ["a", "b", "a"].map((key, i) => publish(`m${i}`, key));
    await soon();
    last().giveReturn({ exchange: "x", routingKey: "b", messageId: "m1", replyText: "NO_ROUTE" });
    last().giveReturn({ exchange: "x", routingKey: "a", messageId: "m2", replyText: "NO_ROUTE" });
    for (const { done } of last().published) done();
    expect(await Promise.all(answers)).toEqual([
      "stored",
      'failed: x has no queue for routing key "b": the message came back (NO_ROUTE)',
      'failed: x has no queue for routing key "a": the message came back (NO_ROUTE)',
    ]);
    last().giveReturn({ exchange: "x", routingKey: "z", replyText: "NO_ROUTE" });
    expect(troubles).toEqual(['x has no queue for routing key "z": the message came back (NO_ROUTE)']);
  });

  test("that had left when the channel went is in doubt; what had not leaves on the next one", async () => {
    const { publish, channels, last } = publishing();
    const left = publish("1");
    await soon();
    last().lose();
    const waits = publish("2");
    expect(await left).toBe("unknown: x has not answered: connection reset");
    await soon();
    expect(channels).toHaveLength(2);
    last().published[0]?.done();
    expect(await waits).toBe("stored");
  });

  test("ends when its time is over: in doubt if it has left, failed if not", async () => {
    const { publish, last, session } = publishing();
    const left = publish("1");
    await soon();
    await session.close();
    last().open = false;
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS / 2);
    const waits = publish("2");
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS / 2);
    expect(await left).toBe(`unknown: x has not answered: not within ${TIMEOUT_MS} ms`);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect(await waits).toBe(`failed: not sent to x: not within ${TIMEOUT_MS} ms`);
  });

  test("ends with its signal, and a late answer changes nothing", async () => {
    const { publish, last } = publishing();
    const stop = new AbortController();
    const answer = publish("1", "k", stop.signal);
    await soon();
    stop.abort();
    expect(await answer).toBe("unknown: x has not answered: given up by its signal");
    last().published[0]?.done();
    const late = new AbortController();
    late.abort();
    expect(await publish("2", "k", late.signal)).toBe("unknown: x has not answered: given up by its signal");
  });
});

test("a flush waits for the answers, for so long; nothing is taken after it", async () => {
  const { publish, publisher, last } = publishing();
  const [answered, open] = [publish("1"), publish("2")];
  await soon();
  const flushed = publisher.flush(500);
  last().published[0]?.done();
  expect(await publish("3")).toBe("failed: the service has stopped");
  await vi.advanceTimersByTimeAsync(500);
  await flushed;
  expect(await answered).toBe("stored");
  expect(await open).toBe("unknown: x has not answered: the service has stopped");
  expect(last().said).toEqual(["close"]);
});
