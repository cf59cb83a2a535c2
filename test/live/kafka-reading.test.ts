import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "../../src/live/until.ts";
import { type Handle, startMail } from "./kafka-client.ts";
import { broker, child, DEADLINE_MS, ids, mail, order, shop, topic, withKafka } from "./kafka-scene.ts";

withKafka();

test("a consumer that is killed repeats at most what it was doing, and loses nothing", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  await Promise.all(ids(40).map((_, n) => send.placing("Order", order(n))));
  const first = child(scene, 20);
  await until("some orders", DEADLINE_MS, () => first.said.length > 15);
  first.process.kill("SIGKILL");
  const second: string[] = [];
  await mail(scene, async ({ id }) => {
    second.push(id);
  });
  await until("the last order", DEADLINE_MS, () => second.includes("o39"));
  const handled = first.said.filter((line) => line.startsWith("handled")).map((line) => line.slice(8));
  const all = [...handled, ...second];
  expect(new Set(all)).toEqual(new Set(ids(40)));
  expect(all.length - 40).toBeLessThanOrEqual(1);
  expect(second).toEqual(ids(40).slice(40 - second.length));
});

test("a graceful stop repeats nothing and loses nothing", async () => {
  const scene = { topic: await topic(2), partitions: 2 };
  const { send } = await shop(scene);
  await Promise.all(ids(60).map((_, n) => send.placing("Order", order(n))));
  const seen: string[] = [];
  const handle: Handle = async ({ id }) => {
    await delay(10);
    seen.push(id);
  };
  for (const wanted of [10, 25]) {
    const one = await startMail(broker.address, scene, handle);
    await until(`${wanted} orders`, DEADLINE_MS, () => seen.length >= wanted);
    await one.stop();
  }
  expect(seen.length).toBeLessThan(60);
  await mail(scene, handle);
  await until("the rest", DEADLINE_MS, () => seen.length >= 60);
  expect([...seen].sort()).toEqual([...ids(60)].sort());
});

/** Enough for half a minute, whenever the second instance gets its first partition. */
const SENDS_MOST = 3000;

test("a second instance takes partitions over, and gives them back when it stops: nothing is lost or repeated, and keys stay in order", async () => {
  const scene = { topic: await topic(4), partitions: 4 };
  const { send } = await shop(scene);
  const seen: string[] = [];
  const by: string[] = [];
  const handle =
    (who: string): Handle =>
    async ({ id }) => {
      await delay(3);
      seen.push(id);
      by.push(who);
    };
  const sends: Promise<unknown>[] = [];
  const sending = async (most: number, isEnough: () => boolean): Promise<void> => {
    for (const end = sends.length + most; sends.length < end && !isEnough(); await delay(10))
      sends.push(send.placing("Order", order(sends.length)));
  };
  await mail(scene, handle("one"), { clientId: "one" });
  await sending(60, () => false);
  // The first instance hears of the second one with its next heartbeat, which may be seconds away.
  const second = mail(scene, handle("two"), { clientId: "two" });
  await sending(SENDS_MOST, () => by.filter((who) => who === "two").length > 50);
  const stopped = second.then((two) => two.stop());
  await sending(SENDS_MOST, () => by.lastIndexOf("one") - by.lastIndexOf("two") > 50);
  await stopped;
  await Promise.all(sends);
  await until("all orders", DEADLINE_MS, () => new Set(seen).size >= sends.length);
  expect([...seen].sort()).toEqual([...ids(sends.length)].sort());
  expect(new Set(by)).toEqual(new Set(["one", "two"]));
  for (let key = 0; key < 5; key++) {
    const ofKey = seen.map((id) => Number(id.slice(1))).filter((n) => n % 5 === key);
    expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
  }
});

test("start latest: what was there before is not read; what comes while nobody runs is, though nothing was ever handled", async () => {
  const scene = { topic: await topic(), consumer: { settings: { start: "latest" } } };
  const { send } = await shop(scene);
  await send.placing("Order", order(0));
  const seen: string[] = [];
  const handle: Handle = async ({ id }) => {
    seen.push(id);
  };
  await (await startMail(broker.address, scene, handle)).stop();
  await send.placing("Order", order(1));
  await mail(scene, handle);
  await send.placing("Order", order(2));
  await until("two orders", DEADLINE_MS, () => seen.length >= 2);
  expect(seen).toEqual(["o1", "o2"]);
});

test("a commit is awaited: while its answer is held back, the next handler does not begin", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  await Promise.all(ids(4).map((_, n) => send.placing("Order", order(n))));
  const seen: string[] = [];
  await mail(scene, async ({ id }) => {
    if (id === "o1") broker.links.client("mail").hold("answers");
    seen.push(id);
  });
  await until("the second order", DEADLINE_MS, () => seen.includes("o1"));
  await delay(500);
  expect(seen).toEqual(["o0", "o1"]);
  broker.links.client("mail").release("answers");
  await until("all orders", DEADLINE_MS, () => seen.length === 4);
});

test("a handler that fails is tried again in place, and its partition waits", async () => {
  const scene = { topic: await topic() };
  const { send } = await shop(scene);
  await Promise.all([0, 1].map((n) => send.placing("Order", order(n))));
  const seen: string[] = [];
  await mail(
    scene,
    async ({ id }, { attempt }) => {
      seen.push(`${id} ${attempt}`);
      if (id === "o0" && attempt < 3) throw new Error("not yet");
    },
    { trouble: () => undefined },
  );
  await until("the second order", DEADLINE_MS, () => seen.includes("o1 1"));
  expect(seen).toEqual(["o0 1", "o0 2", "o0 3", "o1 1"]);
});

test("a handler that does not end loses its partition after the declared time, and what it does later counts no more", async () => {
  const consumer = { settings: { "max-poll-interval": 2_000 } };
  const scene = { topic: await topic(), consumer };
  const { send } = await shop(scene);
  let go = (): void => undefined;
  const stuck = new Promise<void>((resolve) => (go = resolve));
  const seen: string[] = [];
  await mail(scene, async ({ id }, { signal }) => {
    seen.push(`first ${id}`);
    await stuck;
    seen.push(`first ${id} ends, ${signal.aborted ? "aborted" : "not aborted"}`);
  });
  await send.placing("Order", order(0));
  await until("the handler", DEADLINE_MS, () => seen.length === 1);
  await mail(scene, async ({ id }) => {
    seen.push(`second ${id}`);
  });
  await until("the other instance", DEADLINE_MS, () => seen.includes("second o0"));
  go();
  await until("the end", DEADLINE_MS, () => seen.length === 3);
  expect(seen).toEqual(["first o0", "second o0", "first o0 ends, aborted"]);
});

test("a stop while the cluster answers nothing ends all the same, and every send hears how it ended", async () => {
  const scene = { topic: await topic() };
  const sending = await shop(scene);
  const seen: string[] = [];
  const reading = await mail(scene, async ({ id }) => {
    seen.push(id);
  });
  await sending.send.placing("Order", order(0));
  await until("the order", DEADLINE_MS, () => seen.length === 1);
  broker.pause(1);
  try {
    const sent = sending.send.placing("Order", order(1)).catch((error: unknown) => error);
    await Promise.all([reading.stop({ drainMs: 100 }), sending.stop({ drainMs: 100 })]);
    expect(await sent).toMatchObject({ name: "SendError", outcome: "unknown" });
  } finally {
    broker.resume(1);
  }
});
