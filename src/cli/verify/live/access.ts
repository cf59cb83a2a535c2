/** How a process of a service reaches the brokers that it touches. */
import type { Service, Topology } from "../../../model/topology.ts";
import { transportOf } from "./clients.ts";
import type { LiveBrokers } from "./brokers.ts";
import type { BrokerAccess } from "./protocol.ts";

/** By the brokers' names in the spec. `instance` is what a broker knows the process by. */
export function accessTo(
  brokers: LiveBrokers,
  { brokers: declared, channels }: Topology,
  { client, producers, consumers }: Service,
  instance: string,
  /** Compare the topics with what the client was generated for. */
  preflight: boolean,
): Readonly<Record<string, BrokerAccess>> {
  const refs = [...producers.map(({ to }) => to), ...consumers.map(({ from }) => from)];
  const touched = declared.filter(({ name }) =>
    channels.some(
      (channel) =>
        channel.broker === name && refs.some((ref) => ref.kind === channel.kind && ref.name === channel.name),
    ),
  );
  return Object.fromEntries(
    touched.map(({ name, type }) => {
      const address = brokers.addressOf(name);
      const options =
        type === "kafka"
          ? { bootstrap: address.split(","), clientId: instance, instance, preflight }
          : { url: address, name: instance };
      return [name, { transport: transportOf(type, client), options }];
    }),
  );
}
