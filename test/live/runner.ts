/** Starts a broker, says so, and stays until it is killed: `runner.ts kafka | rabbitmq`. */
import { KafkaCluster } from "../../src/brokers/kafka/live/cluster.ts";
import { RabbitCluster } from "../../src/brokers/rabbitmq/live/cluster.ts";

const cluster = await (process.argv[2] === "kafka" ? KafkaCluster.start() : RabbitCluster.start());
console.log(`up ${cluster.folder}`);
setInterval(() => undefined, 60_000);
