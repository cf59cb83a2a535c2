import { expect, test } from "vitest";
import { KAFKA_SCRIPTS } from "../../src/brokers/kafka/live/scripts/scripts.ts";
import { play } from "../../src/live/play.ts";
import type { Audience, Stage } from "../../src/live/stage.ts";
import type { Instance, Script, ScriptStep } from "../../src/model/script.ts";

const DEADLINE_MS = 300;
const FIRST = "billing.work#0";

/** A script of the real ones, with other steps: two instances of `billing.work`, effect before settle. */
function script(steps: readonly ScriptStep[], onUnknown: "give-up" | "send-again" = "give-up"): Script {
  const real = KAFKA_SCRIPTS.find(({ name }) => name === "effect-first-repeats");
  if (real === undefined) throw new Error("the script is gone");
  const services = real.topology.services.map((service) => ({
    ...service,
    producers: service.producers.map((producer) => ({ ...producer, onUnknown })),
  }));
  return {
    ...real,
    topology: { ...real.topology, services },
    steps,
    allowed: [
      {
        settled: { m1: "ok" },
        deliveries: { [FIRST]: [] },
        effects: { "billing.work": [] },
        refused: { "billing.work": [] },
      },
    ],
  };
}

/** Does at once what it is asked, and hands every message to the first instance. */
class Echo implements Stage {
  readonly done: string[] = [];
  settlements: ("ok" | "unknown")[] = [];
  refuses = false;
  readonly audience: Audience;
  constructor(audience: Audience) {
    this.audience = audience;
  }
  async send(message: string): Promise<void> {
    this.done.push(`send ${message}`);
    this.audience.settled(message, this.settlements.shift() ?? "ok");
    this.audience.delivered(FIRST, message, false, 1);
  }
  async start(instance: Instance): Promise<void> {
    this.done.push(`start ${instance.name}`);
  }
  async stop(): Promise<void> {
    this.done.push("stop");
  }
  async settle(): Promise<"ok" | "refused"> {
    this.done.push("settle");
    return this.refuses ? "refused" : "ok";
  }
  async ended(): Promise<void> {
    this.done.push("ended");
  }
  async thrown(): Promise<void> {
    this.done.push("thrown");
  }
  async strike(): Promise<void> {}
  async heal(): Promise<void> {}
  hold(): void {}
  release(): void {}
  async met(): Promise<boolean> {
    return false;
  }
  async atRest(): Promise<boolean> {
    return true;
  }
  async close(): Promise<void> {
    this.done.push("close");
  }
}

async function playOn(
  steps: readonly ScriptStep[],
  prepare: (stage: Echo) => void = () => undefined,
  onUnknown?: "send-again",
) {
  let stage: Echo | undefined;
  const outcome = await play(
    script(steps, onUnknown),
    async (_script, audience) => {
      stage = new Echo(audience);
      prepare(stage);
      return stage;
    },
    DEADLINE_MS,
  );
  return { outcome, done: stage?.done };
}

const START: ScriptStep = { do: "start", instance: FIRST };
const SEND: ScriptStep = { do: "send", message: "m1" };

test("a handler waits before its first act, then does as many as the script says", async () => {
  const { outcome, done } = await playOn([
    START,
    SEND,
    { do: "run", instance: FIRST, delivery: 1, through: "effect" },
  ]);
  expect(outcome.deliveries).toEqual({ [FIRST]: ["m1"] });
  expect(outcome.effects).toEqual({ "billing.work": ["#0 m1"] });
  expect(done).toEqual([`start ${FIRST}`, "send m1", "close"]);
});

test("a handler that goes on does not repeat what it has done", async () => {
  const { outcome, done } = await playOn([
    START,
    SEND,
    { do: "run", instance: FIRST, delivery: 1, through: "effect" },
    { do: "run", instance: FIRST, delivery: 1 },
  ]);
  expect(outcome.effects).toEqual({ "billing.work": ["#0 m1"] });
  expect(done).toEqual([`start ${FIRST}`, "send m1", "settle", "ended", "close"]);
});

test("a refused settle is noted and ends the handler", async () => {
  const { outcome, done } = await playOn([START, SEND, { do: "rest" }], (stage) => {
    stage.refuses = true;
  });
  expect(outcome.refused).toEqual({ "billing.work": ["#0 m1"] });
  expect(done).toEqual([`start ${FIRST}`, "send m1", "settle", "ended", "close"]);
});

test("a crashed instance does nothing more", async () => {
  await expect(
    playOn([
      START,
      SEND,
      { do: "strike", fault: "process-crash", at: { role: "client", name: FIRST } },
      { do: "run", instance: FIRST, delivery: 1 },
    ]),
  ).rejects.toThrow("no running handler of delivery 1");
});

test("a producer that sends again does so until the send is ok", async () => {
  const { outcome, done } = await playOn(
    [SEND, { do: "await", until: { kind: "settled", message: "m1" } }],
    (stage) => {
      stage.settlements = ["unknown", "unknown"];
    },
    "send-again",
  );
  expect(outcome.settled).toEqual({ m1: "ok" });
  expect(done).toEqual(["send m1", "send m1", "send m1", "close"]);
});

test("a step that does not come about ends the play, says which and what was there, and closes the stage", async () => {
  let stage: Echo | undefined;
  const stalled = play(
    script([START, { do: "take", instance: FIRST, deliveries: 1 }]),
    async (_script, audience) => {
      stage = new Echo(audience);
      return stage;
    },
    DEADLINE_MS,
  );
  await expect(stalled).rejects.toThrow(
    /effect-first-repeats, step 2 .*delivery 1: not within 300 ms; so far/,
  );
  expect(stage?.done).toEqual([`start ${FIRST}`, "close"]);
});

test("trouble that the stage reports ends the play", async () => {
  const troubled = playOn([START, SEND, { do: "take", instance: FIRST, deliveries: 2 }], (stage) => {
    stage.audience.failed(new Error("the client broke"));
  });
  await expect(troubled).rejects.toThrow("the client broke");
});
