/** A RabbitMQ as services of a compose file, on the official image with its management page. */
import { type Compose, type ComposeService, healthcheck, literal } from "../../../live/compose.ts";

const AMQP = 5_672;
const MANAGEMENT = 15_672;
const SECRET = "-setcookie waybill";

export const composeRabbit: Compose = ({ version, nodes, settings }, { prefix, firstPort }) => {
  const { vhost } = settings;
  const host = typeof vhost === "string" ? vhost : "/";
  const numbers = Array.from({ length: nodes }, (_, index) => index + 1);
  const nameOf = (node: number): string => `${prefix}${node}`;
  const portOf = (node: number): number => firstPort + node - 1;
  // Nodes find each other by a list; each is `rabbit@` its hostname.
  const peers = numbers.map((node) => `rabbit@${nameOf(node)}`).join();
  const cluster = nodes > 1 ? ` -rabbit cluster_nodes {[${peers}],disc}` : "";
  const service = (node: number): ComposeService => ({
    image: `rabbitmq:${version}-management`,
    hostname: nameOf(node),
    ports: [
      `127.0.0.1:${portOf(node)}:${AMQP}`,
      ...(node === 1 ? [`127.0.0.1:${firstPort - AMQP + MANAGEMENT}:${MANAGEMENT}`] : []),
    ],
    environment: {
      RABBITMQ_DEFAULT_VHOST: literal(host),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${SECRET}${cluster}`,
      RABBITMQ_CTL_ERL_ARGS: SECRET,
    },
    healthcheck: healthcheck("rabbitmq-diagnostics", "-q", "check_port_connectivity"),
  });
  return {
    services: Object.fromEntries(numbers.map((node) => [nameOf(node), service(node)])),
    address: `amqp://guest:guest@localhost:${firstPort}${host === "/" ? "" : `/${encodeURIComponent(host)}`}`,
  };
};
