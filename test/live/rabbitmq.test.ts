import { afterAll, beforeAll, expect, test } from "vitest";
import { RabbitCluster } from "../../src/brokers/rabbitmq/live/cluster.ts";
import { RABBITMQ_SCRIPTS } from "../../src/brokers/rabbitmq/live/scripts/scripts.ts";
import { rabbitStage } from "../../src/brokers/rabbitmq/live/stage.ts";
import { RABBITMQ_PLAY } from "../../src/brokers/rabbitmq/play/play.ts";
import { play } from "../../src/live/play.ts";
import { outcomeText } from "../../src/model/script.ts";
import { unseen } from "../brokers/playing.ts";

let cluster: RabbitCluster;

beforeAll(async () => {
  cluster = await RabbitCluster.start();
});

afterAll(async () => {
  await cluster?.close();
});

test.for(RABBITMQ_SCRIPTS.map((script) => [script.name, script] as const))(
  "%s",
  async ([, script], { annotate }) => {
    const outcome = await play(script, rabbitStage(cluster));
    await annotate(outcomeText(outcome), "outcome");
    expect(script.allowed.map(outcomeText), outcomeText(outcome)).toContain(outcomeText(outcome));
    expect(unseen(RABBITMQ_PLAY, script, outcome), "what the simulation does not allow").toEqual([]);
  },
);
