/** Generated clients on a real RabbitMQ: what the spec says is what the broker sees. */
import { connect as connectAmqp, type Channel as AmqpChannel, type ChannelModel } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchRabbit } from "../../src/brokers/rabbitmq/live/launch.ts";
import { type Broker, SendError } from "../../src/client/client.ts";
import type { Tls } from "../../src/client/tls.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until } from "../../src/live/until.ts";
import { pem, tlsFront } from "./tls-front.ts";
import { LIBRARIES, type Job, type Names, namesOf, park, sender, worker } from "./rabbit-service.ts";

const DEADLINE_MS = 30_000;
let broker: LiveBroker;
let watch: ChannelModel;
let admin: AmqpChannel;
const running: { stop(options?: { readonly drainMs?: number }): Promise<void> }[] = [];

beforeAll(async () => {
  broker = await launchRabbit();
  watch = await connectAmqp(broker.addressOf(1, "direct"), { noDelay: true });
  admin = await watch.createChannel();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop({ drainMs: 1_000 })));
});

afterAll(async () => {
  await watch?.close();
  await broker?.close();
});

function kept<T extends { stop(options?: { readonly drainMs?: number }): Promise<void> }>(one: T): T {
  running.push(one);
  return one;
}

let [used] = LIBRARIES;

const tasks = (declare = true): Broker<"rabbitmq"> => used.open({ url: broker.address, declare });
const names = (test: string): Names => namesOf(used.library, test);

/** Starts both ends; `handle` handles. */
async function both(
  all: Names,
  handle: (job: Job, attempt: number, signal: AbortSignal) => Promise<ReturnType<typeof park> | void>,
  { consumer = {}, producer = {}, queue = {}, troubles = [] as Error[] } = {},
) {
  const trouble = (error: Error): void => void troubles.push(error);
  const office = kept(await sender(all, producer, queue).start({ brokers: { tasks: tasks() }, trouble }));
  const workshop = kept(
    await worker(all, consumer, queue).start({
      brokers: { tasks: tasks() },
      trouble,
      handlers: { work: { Job: (job, { attempt, signal }) => handle(job, attempt, signal) } },
    }),
  );
  return { office, workshop };
}

const jobs = (count: number, lane = "a"): readonly Job[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${lane}${i + 1}`, lane }));

describe.each(LIBRARIES)("over $library", (each) => {
  beforeAll(() => {
    used = each;
  });

  describe("a service", () => {
    test("sends what its routing key, identity and type say, and its peer gets it in order", async () => {
      const got: Job[] = [];
      const all = names("order");
      const { office } = await both(all, async (job) => void got.push(job));
      const receipts = await Promise.all(jobs(200).map((job) => office.send.submit("Job", job)));
      expect(receipts[0]).toEqual({ outcome: "stored", at: all.exchange });
      await until("all jobs", DEADLINE_MS, () => got.length === 200);
      expect(got).toEqual(jobs(200));
    });

    test("reaches its broker over TLS with certificates of an authority of its own, and no other", async () => {
      const direct = new URL(broker.addressOf(1, "direct"));
      await using front = await tlsFront(Number(direct.port));
      const url = `amqps://${direct.username}:${direct.password}@localhost:${front.port}`;
      const start = (tls: Tls) =>
        sender(names("tls")).start({
          brokers: { tasks: used.open({ url, tls, declare: true, connectTimeoutMs: 1_000 }) },
        });
      const own = { cert: pem("service.pem"), key: pem("service.key") };
      await using office = await start({ ca: pem("ca.pem"), ...own });
      await office.send.submit("Job", { id: "t1", lane: "a" });
      await expect(start(own)).rejects.toThrow(/could not be reached within 1000 ms: .*certificate/);
      await expect(start({ ca: pem("ca.pem") })).rejects.toThrow("could not be reached");
    });

    test("handles as many at once as it says, and never more than it has fetched", async () => {
      for (const [concurrency, most] of [
        [1, 1],
        [3, 3],
        [{ per: ["lane"] }, 2],
      ] as const) {
        let [now, peak, done] = [0, 0, 0];
        const all = names(`concurrency-${JSON.stringify(concurrency).length}-${most}`);
        const { office } = await both(
          all,
          async () => {
            now += 1;
            peak = Math.max(peak, now);
            await new Promise((resolve) => setTimeout(resolve, 5));
            now -= 1;
            done += 1;
          },
          { consumer: { concurrency } },
        );
        const work = [...jobs(12, "a"), ...jobs(12, "b")];
        await Promise.all(work.map((job) => office.send.submit("Job", job)));
        await until("all jobs", DEADLINE_MS, () => done === 24);
        expect(peak).toBe(most);
      }
    });

    test("is routed by its further routing keys, too", async () => {
      const got: string[] = [];
      const all = names("copies");
      const copies = [["job.", ["lane"]], ["elsewhere"]] as const;
      const { office } = await both(all, async ({ id }) => void got.push(id), {
        producer: { routingKey: ["nowhere"], copies },
      });
      expect((await office.trySend.submit("Job", { id: "c1", lane: "x" })).outcome).toBe("stored");
      await until("the job", DEADLINE_MS, () => got.length === 1);
      expect(got).toEqual(["c1"]);
    });

    test("is told of a message that no queue gets: it failed, whatever is sent beside it", async () => {
      const all = names("returned");
      const { office } = await both(all, async () => undefined, { producer: { routingKey: [["lane"]] } });
      const answers = await Promise.all(
        ["job.x", "nowhere", "job.y", "nowhere"].map((lane, i) =>
          office.trySend.submit("Job", { id: `r${i}`, lane }),
        ),
      );
      expect(answers.map(({ outcome }) => outcome)).toEqual(["stored", "failed", "stored", "failed"]);
      expect(answers[1]).toBeInstanceOf(SendError);
      expect(answers[1]).toHaveProperty(
        "message",
        expect.stringContaining('no queue for routing key "nowhere"'),
      );
    });

    test("gives back what throws until the delivery limit, and then it lies with the dead letters", async () => {
      const all = names("limit");
      const attempts: number[] = [];
      const { office } = await both(
        all,
        async (job, attempt) => {
          if (job.id !== "a1") return;
          attempts.push(attempt);
          throw new Error("never");
        },
        {
          queue: {
            type: "quorum",
            "delivery-limit": 2,
            "dead-letter-exchange": "",
            "dead-letter-routing-key": all.parking,
          },
        },
      );
      await Promise.all(jobs(3).map((job) => office.send.submit("Job", job)));
      const letter = await until("the dead letter", DEADLINE_MS, () =>
        admin.get(all.parking, { noAck: true }),
      );
      expect(letter.properties.messageId).toBe("a1");
      expect(attempts).toEqual([1, 2, 3]);
    });

    test("parks where the spec says, with what travelled and why", async () => {
      const all = names("park");
      const { office } = await both(
        all,
        async ({ id }) => {
          if (id === "a1") return park("no such address");
          if (id === "a2") throw new Error("wrong");
          return undefined;
        },
        { consumer: { onFailure: { kind: "park", target: { kind: "queue", name: all.parking } } } },
      );
      for (const job of jobs(3)) await office.send.submit("Job", job);
      for (const [id, reason] of [
        ["a1", "no such address"],
        ["a2", "wrong"],
      ]) {
        const parked = await until("a parked job", DEADLINE_MS, () =>
          admin.get(all.parking, { noAck: true }),
        );
        expect(JSON.parse(parked.content.toString())).toEqual({ id, lane: "a" });
        expect(parked.properties.headers).toMatchObject({
          "parked-by": "workshop.work",
          "parked-because": reason,
        });
        expect(parked.properties.messageId).toBe(id);
      }
      expect(await admin.checkQueue(all.queue)).toMatchObject({ messageCount: 0 });
    });

    test("repeats in place as often as it says, and then does what comes then", async () => {
      const all = names("retry");
      const attempts: number[] = [];
      const backOff = { kind: "exponential", firstMs: 1, mostMs: 4 } as const;
      const { office } = await both(
        all,
        async (_, attempt) => {
          attempts.push(attempt);
          throw new Error("never");
        },
        { consumer: { onFailure: { kind: "retry", times: 3, backOff, then: { kind: "reject" } } } },
      );
      await office.send.submit("Job", { id: "a1", lane: "a" });
      await until("four attempts", DEADLINE_MS, () => attempts.length === 4);
      await until(
        "an empty queue",
        DEADLINE_MS,
        async () => (await admin.checkQueue(all.queue)).messageCount === 0,
      );
      expect(attempts).toEqual([1, 2, 3, 4]);
    });

    test("settles before its handler where settle comes first: what then fails is not repeated", async () => {
      const all = names("first");
      const got: string[] = [];
      const { office } = await both(
        all,
        async ({ id }) => {
          got.push(id);
          throw new Error("behind the settle");
        },
        { consumer: { steps: [["settle"], ["effect"]] } },
      );
      for (const job of jobs(3)) await office.send.submit("Job", job);
      await until("three jobs", DEADLINE_MS, () => got.length === 3);
      expect(got).toEqual(["a1", "a2", "a3"]);
    });
  });
});
