import { describe, expect, test } from "vitest";
import { connectWith } from "../../../../src/brokers/rabbitmq/transport/connect.ts";
import type { Connection, Handled } from "../../../../src/client/client.ts";
import type { ConsumerPlan, Settings } from "../../../../src/client/plan.ts";
import { type FakeChannel, fakeLibrary, turn } from "./channel.ts";

const WORK: ConsumerPlan = {
  name: "work",
  broker: "tasks",
  channel: { kind: "queue", name: "work" },
  types: ["Job"],
  discriminator: { by: "only", type: "Job" },
  concurrency: 1,
  steps: [["effect"], ["settle"]],
  settle: { kind: "act" },
  onFailure: { kind: "requeue" },
  sends: [],
  settings: { prefetch: 10 },
  where: "t.waybill:1",
};

const FAILED: Handled = { kind: "failed", error: new Error("wrong") };

/** A connection whose only consumer answers with `ends`, one after the other, and then is done. */
async function reading(change: Partial<ConsumerPlan>, ends: readonly Handled[] = [], queue: Settings = {}) {
  const channels: FakeChannel[] = [];
  const troubles: string[] = [];
  const attempts: number[] = [];
  const connection: Connection = await connectWith(
    fakeLibrary(channels),
    { url: "amqp://h" },
    {
      service: "shop",
      topology: "t",
      broker: "tasks",
      plan: {
        kind: "rabbitmq",
        version: "4.3",
        settings: {},
        channels: [{ kind: "queue", name: "work", physical: "work", settings: queue }],
        bindings: [],
      },
      producers: {},
      consumers: { work: { ...WORK, ...change } },
      trouble: ({ message }) => void troubles.push(message),
    },
  );
  let next = 0;
  await connection.consume("work", async ({ attempt }) => {
    attempts.push(attempt);
    return ends[next++] ?? { kind: "done" };
  });
  const channel = channels.find(({ receive }) => receive !== undefined) ?? expect.fail("nobody consumes");
  const deliver = (tag: number): void =>
    channel.receive?.(tag, false, "", { messageId: String(tag) }, Buffer.from("{}"));
  return { connection, channel, channels, deliver, troubles, attempts };
}

/** What the channel was told once it was consumed from. */
const verdicts = ({ said }: FakeChannel): readonly string[] =>
  said.slice(said.findIndex((line) => line.startsWith("consume")) + 1);

describe("a delivery", () => {
  test("is fetched and acknowledged as the spec says", async () => {
    const { channel, deliver } = await reading({});
    expect(channel.said).toEqual(["prefetch 10", "consume work"]);
    deliver(1);
    deliver(2);
    await turn();
    await turn();
    expect(verdicts(channel)).toEqual(["ack up to 2"]);
  });

  test("is acknowledged before its handler where settle comes first, and its failure changes nothing", async () => {
    const { channel, deliver } = await reading({ steps: [["settle"], ["effect"]] }, [FAILED]);
    deliver(1);
    expect(verdicts(channel)).toEqual(["ack 1"]);
    await turn();
    expect(verdicts(channel)).toEqual(["ack 1"]);
  });

  test("is never settled where the broker does it on delivery", async () => {
    const { channel, deliver } = await reading({ settle: { kind: "on-delivery" } }, [FAILED]);
    deliver(1);
    await turn();
    expect(channel.said).toEqual(["consume work without acknowledgements"]);
  });

  test("whose handler fails does what on-failure says", async () => {
    for (const [kind, verdict] of [
      ["requeue", "requeue 1"],
      ["reject", "reject 1"],
      ["skip", "ack 1"],
    ] as const) {
      const { channel, deliver } = await reading({ onFailure: { kind } }, [FAILED]);
      deliver(1);
      await turn();
      await turn();
      expect(verdicts(channel)).toEqual([verdict]);
    }
  });

  test("is handled again in place, with a higher attempt", async () => {
    const { channel, deliver, attempts } = await reading({ onFailure: { kind: "retry", times: 2 } }, [
      FAILED,
      FAILED,
      FAILED,
    ]);
    deliver(1);
    await turn();
    expect(attempts).toEqual([1, 2, 3]);
    expect(verdicts(channel)).toEqual(["requeue 1"]);
  });

  test("that is parked is copied first and acknowledged then; without a place it is given back, and that is told", async () => {
    const parked: Handled = { kind: "parked", reason: "no such address" };
    const target = { kind: "queue", name: "parking" };
    const { channel, channels, deliver } = await reading({ onFailure: { kind: "park", target } }, [parked]);
    deliver(1);
    await turn();
    const [copy] = channels.flatMap(({ published }) => published);
    expect(copy?.envelope).toMatchObject({
      exchange: "",
      routingKey: "parking",
      messageId: "1",
      mandatory: true,
    });
    expect(verdicts(channel)).toEqual([]);
    copy?.done();
    await turn();
    await turn();
    expect(verdicts(channel)).toEqual(["ack 1"]);
    const nowhere = await reading({}, [parked]);
    nowhere.deliver(1);
    await turn();
    expect(verdicts(nowhere.channel)).toEqual(["requeue 1"]);
    expect(nowhere.troubles.join()).toContain("the spec declares no place for it");
    const letters = await reading({}, [parked], { "dead-letter-exchange": "dlx" });
    letters.deliver(1);
    await turn();
    expect(verdicts(letters.channel)).toEqual(["reject 1"]);
  });

  test("of a lost channel is not settled, what comes from it late is not begun, and the queue is read again", async () => {
    const { channel, channels, deliver, attempts } = await reading({});
    channel.lose();
    deliver(1);
    await turn();
    await turn();
    expect(attempts).toEqual([]);
    expect(channels.filter(({ receive }) => receive !== undefined)).toHaveLength(2);
  });
});

test("a stop takes nothing new and gives back what has not begun", async () => {
  const { connection, channel, deliver } = await reading({ concurrency: 1 });
  deliver(1);
  deliver(2);
  await connection.stop({ drainMs: 1_000 });
  expect(verdicts(channel)).toEqual(["cancel", "give back 2", "ack 1", "close"]);
});

test("what RabbitMQ cannot do is refused before anything is opened", async () => {
  await expect(reading({ steps: [["announce"], ["settle"], ["effect"]] })).rejects.toThrow(
    "shop.work (t.waybill:1): a client settles before its handler or after it; put settle first or last",
  );
  await expect(reading({ steps: [["effect", "settle"]] })).rejects.toThrow("give settle a group of its own");
  await expect(reading({ settle: { kind: "auto", ms: 5 } })).rejects.toThrow(
    "RabbitMQ does not settle by itself",
  );
});
