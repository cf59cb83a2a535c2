/** What a generated client on RabbitMQ loses and repeats when its broker or its service goes: judged from what it recorded. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GuaranteeVerdict, judge } from "../../src/api/verify.ts";
import { compile } from "../../src/api/waybill.ts";
import { launchRabbit } from "../../src/brokers/rabbitmq/live/launch.ts";
import { rabbitmq } from "../../src/brokers/rabbitmq/transport/rabbitmq.ts";
import { historyOf, type Observed } from "../../src/client/client.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until, within } from "../../src/live/until.ts";
import { type Job, namesOf, SPEC, sender, worker } from "./rabbit-service.ts";

const DEADLINE_MS = 60_000;
let broker: LiveBroker;

beforeEach(async () => {
  broker = await launchRabbit();
});
afterEach(async () => {
  await broker?.close();
});

interface Recorded {
  readonly lines: string[];
  readonly observe: (event: Observed) => void;
}

function recorded(): Recorded {
  const lines: string[] = [];
  return { lines, observe: historyOf("jobs", (line) => lines.push(line), 0) };
}

/** Verdict and clauses of the spec's guarantee over what was recorded. */
function judged({ lines }: Recorded): readonly GuaranteeVerdict[] {
  const topology = compile([{ path: "jobs.waybill", text: SPEC }]).topology;
  if (topology === undefined) throw new Error("the spec does not compile");
  const { troubles, verdicts } = judge([...lines, '{"e":"rest","open":[]}'], topology);
  expect(troubles).toEqual([]);
  return verdicts;
}

function holds(verdicts: readonly GuaranteeVerdict[]): boolean {
  return (
    verdicts.length > 0 &&
    verdicts.every(({ clauses }) => clauses.every(({ verdict }) => verdict === "holds"))
  );
}

const tasks = (): ReturnType<typeof rabbitmq> => rabbitmq({ url: broker.address, declare: true });
const jobs = (wave: number): readonly Job[] =>
  Array.from({ length: 10 }, (_, i) => ({ id: `${wave}-${i}`, lane: "a" }));

test("a broker that is killed and comes back in the middle loses nothing that the guarantee covers", async () => {
  const all = namesOf("faults", "restart");
  const history = recorded();
  const troubles: string[] = [];
  const trouble = ({ message }: Error): void => void troubles.push(message);
  const done = new Set<string>();
  const office = await sender(all, { onUnknown: "send-again" }).start({
    brokers: { tasks: tasks() },
    observe: history.observe,
    trouble,
  });
  const workshop = await worker(all).start({
    brokers: { tasks: tasks() },
    observe: history.observe,
    trouble,
    handlers: { work: { Job: async ({ id }) => void done.add(id) } },
  });
  let stored = 0;
  const sending = (async () => {
    for (let wave = 0; wave < 60; wave++)
      await Promise.all(
        jobs(wave).map(async (job) => {
          await office.send.submit("Job", job);
          stored += 1;
        }),
      );
  })();
  await until("a half of them", DEADLINE_MS, () => stored >= 300);
  await broker.restart(1);
  await within("all sent", DEADLINE_MS, sending);
  await until("all handled", DEADLINE_MS, () => done.size === 600);
  await Promise.all([office.stop(), workshop.stop()]);
  expect(troubles).toContain("workshop.work lost its channel, and subscribes again");
  expect(holds(judged(history))).toBe(true);
});

test("a service that stops in order leaves everything to its successor, and repeats nothing", async () => {
  const all = namesOf("faults", "stop");
  const history = recorded();
  const handled: string[] = [];
  const work = async ({ id }: Job): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    handled.push(id);
  };
  const office = await sender(all).start({ brokers: { tasks: tasks() }, observe: history.observe });
  const start = () =>
    worker(all, { concurrency: 4 }).start({
      brokers: { tasks: tasks() },
      observe: history.observe,
      handlers: { work: { Job: work } },
    });
  let workshop = await start();
  const sending = (async () => {
    for (let wave = 0; wave < 40; wave++)
      await Promise.all(jobs(wave).map((job) => office.send.submit("Job", job)));
  })();
  for (let stops = 1; stops <= 3; stops++) {
    await until("some more", DEADLINE_MS, () => handled.length >= stops * 80);
    await workshop.stop();
    workshop = await start();
  }
  await within("all sent", DEADLINE_MS, sending);
  await until("all handled", DEADLINE_MS, () => handled.length >= 400);
  await Promise.all([office.stop(), workshop.stop()]);
  expect(new Set(handled).size).toBe(400);
  expect(handled).toHaveLength(400);
  expect(holds(judged(history))).toBe(true);
});

test("a handler that does not end within the drain is told, and its message comes again", async () => {
  const all = namesOf("faults", "drain");
  const aborted: string[] = [];
  const office = await sender(all).start({ brokers: { tasks: tasks() } });
  const hanging = await worker(all).start({
    brokers: { tasks: tasks() },
    trouble: () => undefined,
    handlers: {
      work: {
        Job: ({ id }, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => {
              aborted.push(id);
              reject(new Error("given up"));
            });
          }),
      },
    },
  });
  await office.send.submit("Job", { id: "1", lane: "a" });
  await until(
    "the handler",
    DEADLINE_MS,
    async () => (await office.trySend.submit("Job", { id: "2", lane: "a" })).outcome === "stored",
  );
  await hanging.stop({ drainMs: 50 });
  const again: string[] = [];
  const patient = await worker(all).start({
    brokers: { tasks: tasks() },
    handlers: { work: { Job: async ({ id }, { attempt }) => void again.push(`${id} ${attempt > 1}`) } },
  });
  await until("both", DEADLINE_MS, () => again.length === 2);
  expect(aborted).toEqual(["1"]);
  expect(again[0]).toBe("1 true");
  await Promise.all([office.stop(), patient.stop()]);
});

test("a connection whose answers are lost leaves its sends in doubt, and what has not left is sent later", async () => {
  const all = namesOf("faults", "cut");
  const office = await sender(all).start({
    brokers: { tasks: rabbitmq({ url: broker.address, declare: true, name: "office" }) },
    trouble: () => undefined,
  });
  const link = broker.links.client("office");
  link.swallow();
  const doubted = jobs(0).map((job) => office.trySend.submit("Job", job));
  await link.cut();
  for (const answer of await Promise.all(doubted)) expect(answer.outcome).toBe("unknown");
  const waiting = office.send.submit("Job", { id: "after", lane: "a" });
  await link.heal();
  expect(await waiting).toMatchObject({ outcome: "stored" });
  await office.stop();
});
