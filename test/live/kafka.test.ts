import { afterAll, beforeAll, expect, test } from "vitest";
import { KafkaCluster } from "../../src/brokers/kafka/live/cluster.ts";
import { KAFKA_SCRIPTS } from "../../src/brokers/kafka/live/scripts/scripts.ts";
import { kafkaStage } from "../../src/brokers/kafka/live/stage.ts";
import { KAFKA_PLAY } from "../../src/brokers/kafka/play/play.ts";
import { play } from "../../src/live/play.ts";
import { outcomeText } from "../../src/model/script.ts";
import { unseen } from "../brokers/playing.ts";

let cluster: KafkaCluster;

beforeAll(async () => {
  cluster = await KafkaCluster.start();
});

afterAll(async () => {
  await cluster?.close();
});

test.for(KAFKA_SCRIPTS.map((script) => [script.name, script] as const))(
  "%s",
  async ([, script], { annotate }) => {
    const outcome = await play(script, kafkaStage(cluster));
    await annotate(outcomeText(outcome), "outcome");
    expect(script.allowed.map(outcomeText), outcomeText(outcome)).toContain(outcomeText(outcome));
    expect(unseen(KAFKA_PLAY, script, outcome), "what the simulation does not allow").toEqual([]);
  },
);
