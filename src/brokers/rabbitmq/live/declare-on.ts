/** Brings the channels of a topology to a RabbitMQ that runs, and says what is there otherwise than declared. */
import { type ChannelModel, type Channel as AmqpChannel, connect } from "amqplib";
import type { Broker, Channel, ChannelRef, Topology } from "../../../model/topology.ts";
import type { Declared } from "../../../live/live-broker.ts";
import { within } from "../../../live/until.ts";
import { bind, type Entity, entitiesOf } from "./declare.ts";

const CONNECT_MS = 5_000;
const ANSWER_MS = 20_000;

/** Opens a connection to `url`; errors of an open connection show as its end. Throws where nobody answers, or refuses. */
export async function openUrl(url: string): Promise<ChannelModel> {
  const connection = await connect(url, { noDelay: true, timeout: CONNECT_MS });
  connection.on("error", () => undefined);
  return connection;
}

/** Creates what broker `name` declares. What exists already stays as it is. */
export async function declareOn(url: string, topology: Topology, name: string): Promise<Declared> {
  const physical = physicalTopology(topology, name);
  const connection = await openUrl(url);
  const created: string[] = [];
  const kept: string[] = [];
  const differs = ownedByClients(topology, name);
  try {
    for (const entity of entitiesOf(physical, (each) => each)) {
      const isThere = (await refusalOf(connection, entity.check)) === undefined;
      const refusal = await refusalOf(connection, entity.assert);
      if (refusal !== undefined && !isThere) throw new Error(notCreated(entity, refusal));
      (isThere ? kept : created).push(entity.label);
      if (refusal !== undefined) differs.push(`${entity.label}: ${refusal}`);
    }
    const refusal = await refusalOf(connection, (channel) => bind(channel, physical, (each) => each));
    if (refusal !== undefined) throw new Error(`RabbitMQ does not bind: ${refusal}`);
  } finally {
    await connection.close().catch(() => undefined);
  }
  return { created, kept, differs };
}

/** Messages in the queues of broker `name`, by their names in the topology; a queue that is not there has none. */
export async function waitingOn(
  url: string,
  topology: Topology,
  name: string,
): Promise<ReadonlyMap<string, number>> {
  const connection = await openUrl(url);
  const waiting = new Map<string, number>();
  try {
    for (const each of topology.channels) {
      if (each.broker !== name || each.kind !== "queue") continue;
      await refusalOf(connection, async (channel) => {
        const { messageCount } = await channel.checkQueue(nameOf(each, each));
        waiting.set(each.name, messageCount);
      });
    }
  } finally {
    await connection.close().catch(() => undefined);
  }
  return waiting;
}

function notCreated({ label }: Entity, refusal: string): string {
  return `RabbitMQ does not create ${label}: ${refusal}`;
}

/** Why the broker refuses it, on a channel of its own, which a refusal ends; undefined where it does not. */
async function refusalOf(
  connection: ChannelModel,
  ask: (channel: AmqpChannel) => Promise<unknown>,
): Promise<string | undefined> {
  const channel = await connection.createChannel();
  channel.on("error", () => undefined);
  try {
    await within("an answer of RabbitMQ", ANSWER_MS, ask(channel));
    await channel.close();
    return undefined;
  } catch (trouble) {
    if (!(trouble instanceof Error) || !("code" in trouble)) throw trouble;
    return trouble.message.replace(/^.*? with message "(.*)"$/u, "$1");
  }
}

/** Only what is on this broker, with the names that the broker knows. */
function physicalTopology(topology: Topology, name: string): Topology {
  const broker = topology.brokers.find((each) => each.name === name);
  const own = topology.channels.filter((channel) => channel.broker === name && !isExclusive(channel));
  const find = ({ kind, name: logical }: ChannelRef): Channel | undefined =>
    own.find((channel) => channel.kind === kind && channel.name === logical);
  const renamed = (ref: ChannelRef): ChannelRef => ({ kind: ref.kind, name: nameOf(find(ref), ref) });
  return {
    ...topology,
    channels: own.map((channel) => withDefaultType({ ...channel, name: nameOf(channel, channel) }, broker)),
    bindings: topology.bindings
      .filter(({ from, to }) => find(from) !== undefined && find(to) !== undefined)
      .map((binding) => ({ ...binding, from: renamed(binding.from), to: renamed(binding.to) })),
  };
}

function nameOf(channel: Channel | undefined, { name }: ChannelRef): string {
  return channel?.physicalName ?? name;
}

/** A queue that says no type has the virtual host's: said with each, since a virtual host of old cannot say it. */
function withDefaultType(channel: Channel, broker: Broker | undefined): Channel {
  const type = broker?.settings["default-queue-type"];
  if (channel.kind !== "queue" || type === undefined || "type" in channel.settings) return channel;
  return { ...channel, settings: { ...channel.settings, type } };
}

function isExclusive({ settings }: Channel): boolean {
  return settings["exclusive"] === true;
}

function ownedByClients(topology: Topology, name: string): string[] {
  return topology.channels
    .filter((channel) => channel.broker === name && isExclusive(channel))
    .map(
      (channel) =>
        `queue ${nameOf(channel, channel)}: not created, since it belongs to the connection that declares it`,
    );
}
