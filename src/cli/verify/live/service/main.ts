/** The entry of a process of `verify --live`: one instance of one service, which does what its steps say. */
import { readFileSync } from "node:fs";
import { register } from "node:module";
import type { Broker, Running, Service } from "../../../../client/client.ts";
import type { Order, ServiceStart } from "../protocol.ts";
import { declaredHandlers } from "./declared-handlers.ts";
import { liveInbox } from "./inbox.ts";
import { Letters, type Turn } from "./letters.ts";
import { Line } from "./line.ts";
import { Stage } from "./stage.ts";
import { watchedBroker } from "./watched-broker.ts";

type Factory = (options: Readonly<Record<string, unknown>>) => Broker;
type AnySends = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type AnyService = Service<Readonly<Record<string, Broker>>, AnySends, Record<string, never>>;

// cast: the command wrote it.
const start = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ServiceStart;
register(new URL("live-loader.js", import.meta.url), {
  data: { folder: start.generated, project: start.project },
});

const line = new Line(obey, () => process.exit(0));
const stage = new Stage(line, start.instance);
const trouble = (error: unknown): void => line.say({ say: "trouble", text: reasonOf(error) });

const letters: Promise<Letters> = load<Readonly<Record<string, Turn>>>("codecs").then(
  (turns) => new Letters(start, turns),
);
const running: Promise<Running<AnySends>> = started();

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Modules of the generated clients. */
function load<Module>(path: string): Promise<Module> {
  // cast: Waybill generated it.
  return import(`${start.generated}${path}.js`) as Promise<Module>;
}

async function started(): Promise<Running<AnySends>> {
  const brokers: Record<string, Broker> = {};
  for (const [name, { transport, options }] of Object.entries(start.brokers)) {
    const factory = (await load<Readonly<Record<string, Factory>>>(`runtime/${transport}`))[transport];
    if (factory === undefined) throw new TypeError(`the generated runtime has no ${transport}`);
    brokers[name] = watchedBroker(factory(options), stage);
  }
  const { services } = await load<{ readonly services: Readonly<Record<string, AnyService>> }>("index");
  const service = services[start.service];
  if (service === undefined) throw new TypeError(`there is no generated service ${start.service}`);
  const options = {
    brokers,
    handlers: declaredHandlers(start, await letters, stage),
    inbox: liveInbox(line, stage),
    instance: start.instance,
    trouble,
  };
  return service.start(options);
}

function obey(order: Exclude<Order, { readonly do: "answer" }>): void {
  if (order.do === "strike") stage.arm(order.strike);
  else if (order.do === "spare") stage.arm(undefined);
  else if (order.do === "stop") void stop();
  else void send(order);
}

/** What becomes of it is observed. */
async function send({ producer, type, message }: Order & { readonly do: "send" }): Promise<void> {
  const service = await running;
  const value = (await letters).fromWire(type, message);
  await service.trySend[producer]?.(type, value);
}

async function stop(): Promise<void> {
  try {
    await (await running).stop({ drainMs: 5_000 });
  } catch (error) {
    trouble(error);
  }
  line.say({ say: "stopped" });
  process.exit(0);
}

process.on("unhandledRejection", trouble);
running.then(
  () => line.say({ say: "up" }),
  (error: unknown) => {
    line.say({ say: "failed", why: reasonOf(error) });
    process.exit(1);
  },
);
