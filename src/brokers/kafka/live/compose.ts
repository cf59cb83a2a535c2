/** A Kafka cluster as services of a compose file, on the image that the project publishes: each node broker and controller. */
import { type Compose, type ComposeService, healthcheck } from "../../../live/compose.ts";
import { Missing } from "../../../live/missing.ts";
import { releaseOf } from "./pom.ts";

/** The first minor of 3 that has an image. */
const OLDEST_MINOR = 7;
/** Any 16 bytes. */
const CLUSTER_ID = "d2F5YmlsbC1jb21wb3NlMQ";
const PEER = 19_092;
const CONTROLLER = 9_093;
const HOST = 9_092;

export const composeKafka: Compose = ({ version, nodes, settings }, { prefix, firstPort }) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 3 || (major === 3 && minor < OLDEST_MINOR))
    throw new Missing(`there is no image of Kafka ${version}: apache/kafka begins with 3.${OLDEST_MINOR}`);
  const numbers = Array.from({ length: nodes }, (_, index) => index + 1);
  const nameOf = (node: number): string => `${prefix}${node}`;
  const portOf = (node: number): number => firstPort + node - 1;
  const common = {
    CLUSTER_ID,
    KAFKA_PROCESS_ROLES: "broker,controller",
    KAFKA_CONTROLLER_QUORUM_VOTERS: numbers.map((node) => `${node}@${nameOf(node)}:${CONTROLLER}`).join(),
    KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
    KAFKA_INTER_BROKER_LISTENER_NAME: "PEER",
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "PEER:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT",
    KAFKA_LISTENERS: `PEER://:${PEER},CONTROLLER://:${CONTROLLER},HOST://:${HOST}`,
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: String(Math.min(3, nodes)),
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: String(Math.min(3, nodes)),
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: String(Math.min(2, nodes)),
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
    ...clusterSettings(settings["session-timeout"], settings["replica-lag-time"]),
  };
  const service = (node: number): ComposeService => ({
    image: `apache/kafka:${releaseOf(version)}`,
    hostname: nameOf(node),
    ports: [`127.0.0.1:${portOf(node)}:${HOST}`],
    environment: {
      ...common,
      KAFKA_NODE_ID: String(node),
      KAFKA_ADVERTISED_LISTENERS: `PEER://${nameOf(node)}:${PEER},HOST://localhost:${portOf(node)}`,
    },
    healthcheck: healthcheck("bash", "-c", `exec 3<>/dev/tcp/localhost/${HOST}`),
  });
  return {
    services: Object.fromEntries(numbers.map((node) => [nameOf(node), service(node)])),
    address: numbers.map((node) => `localhost:${portOf(node)}`).join(),
  };
};

function clusterSettings(sessionMs: unknown, lagMs: unknown): Record<string, string> {
  return {
    ...(typeof sessionMs === "number" && { KAFKA_BROKER_SESSION_TIMEOUT_MS: String(sessionMs) }),
    ...(typeof lagMs === "number" && { KAFKA_REPLICA_LAG_TIME_MAX_MS: String(lagMs) }),
  };
}
