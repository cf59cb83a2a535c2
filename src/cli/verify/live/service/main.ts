/** The entry of a process of `verify --live`: one instance of one service, with the user's code or with what its steps say. */
import { readFileSync } from "node:fs";
import { register } from "node:module";
import type { Broker, Running, Service } from "../../../../client/client.ts";
import type { Settings } from "../../../../client/plan.ts";
import { type Order, type ServiceStart, SHORTENED } from "../protocol.ts";
import { declaredHandlers } from "./declared-handlers.ts";
import { type GivenService, givenService } from "./given-services.ts";
import { liveInbox } from "./inbox.ts";
import { Letters, type Turn } from "./letters.ts";
import { Line } from "./line.ts";
import type { LoaderData } from "./loader.ts";
import { Stage } from "./stage.ts";
import { watchedBroker } from "./watched-broker.ts";
import { liveWorld } from "./world.ts";

type Brokers = Readonly<Record<string, Broker>>;
type Factory = (options: Readonly<Record<string, unknown>>) => Broker;
type AnySends = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type AnyService = Service<Brokers, AnySends, Record<string, never>>;

/** A service that runs. */
interface Started {
  readonly send: (producer: string, type: string, message: unknown) => Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

const DRAIN_MS = 5_000;

// cast: the command wrote it.
const start = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ServiceStart;
const data: LoaderData = {
  folder: start.generated,
  project: start.project,
  modules: start.code?.modules ?? {},
};
register(new URL("live-loader.js", import.meta.url), { data });

const line = new Line(obey, () => process.exit(0));
const stage = new Stage(line, start.instance);
const trouble = (error: unknown): void => line.say({ say: "trouble", text: reasonOf(error) });
const letters: Promise<Letters> = load<Readonly<Record<string, Turn>>>("codecs").then(
  (turns) => new Letters(start, turns),
);
const running: Promise<Started> = started();

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Modules of the generated clients. */
function load<Module>(path: string): Promise<Module> {
  // cast: Waybill generated it.
  return import(`${start.generated}${path}.js`) as Promise<Module>;
}

async function started(): Promise<Started> {
  const brokers: Record<string, Broker> = {};
  for (const [name, { transport, options }] of Object.entries(start.brokers)) {
    const factory = (await load<Readonly<Record<string, Factory>>>(`runtime/${transport}`))[transport];
    if (factory === undefined) throw new TypeError(`the generated runtime has no ${transport}`);
    brokers[name] = watchedBroker(factory(options), stage, timeOutsOf);
  }
  const given = await givenCode();
  return given === undefined ? declared(brokers) : ofUser(given, brokers);
}

/** Time-outs that the run has made shorter, by consumer. */
function timeOutsOf(consumer: string): Settings {
  const service = start.topology.services.find(({ name }) => name === start.service);
  const { settings = {} } = service?.consumers.find(({ name }) => name === consumer) ?? {};
  return Object.fromEntries(
    SHORTENED.flatMap((setting) => {
      const value = settings[setting];
      return typeof value === "number" ? [[setting, value]] : [];
    }),
  );
}

async function givenCode(): Promise<GivenService | undefined> {
  if (start.code === undefined) return undefined;
  // cast: whatever the user's file exports.
  const module = (await import(start.code.entry)) as Readonly<Record<string, unknown>>;
  return givenService(module, start.service, liveWorld(stage));
}

async function ofUser({ start: begin, send }: GivenService, brokers: Brokers): Promise<Started> {
  const own = await begin(brokers);
  // cast: a running service of a generated client, where it is one; each of its functions is looked for.
  const { send: sends, stop: end } = (own ?? {}) as Partial<Running<AnySends>>;
  let number = 0;
  return {
    send: async (producer, type, message) => {
      number += 1;
      if (send !== undefined)
        return send(own, { type, number, ...(await letters).intentOf(type, message, producer) });
      const by = sends?.[producer];
      if (by === undefined)
        throw new TypeError(
          `${start.service} of --services sends nothing by ${producer}: give it as producing({ start, send })`,
        );
      return by(type, message);
    },
    stop: async () => end?.({ drainMs: DRAIN_MS }),
  };
}

/** Runs what the spec declares, with the generated client. */
async function declared(brokers: Brokers): Promise<Started> {
  const { services } = await load<{ readonly services: Readonly<Record<string, AnyService>> }>("index");
  const service = services[start.service];
  if (service === undefined) throw new TypeError(`there is no generated service ${start.service}`);
  const options = {
    brokers,
    handlers: declaredHandlers(start, await letters, stage),
    inbox: liveInbox(stage),
    instance: start.instance,
    trouble,
  };
  // cast: the plan of the service, which the spec made, asks for just these.
  const own = await service.start(options);
  return {
    send: async (producer, type, message) => own.trySend[producer]?.(type, message),
    stop: () => own.stop({ drainMs: DRAIN_MS }),
  };
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
  await service.send(producer, type, (await letters).fromWire(type, message)).catch(trouble);
}

async function stop(): Promise<void> {
  try {
    await (await running).stop();
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
