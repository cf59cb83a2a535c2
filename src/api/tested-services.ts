/** Services as a test gives them: the functions that start them. */
import type { UserCode } from "../harness/flow/user-process.ts";
import { isRecord, shown } from "./argument.ts";
import { refuse } from "./waybill-error.ts";

/** A broker of the simulation: what the runtime of generated clients connects to. */
export interface SimulatedBroker {
  readonly kind: string;
  connect(plan: unknown): Promise<unknown>;
}

/** The brokers of the simulation by name, where the topology does not say what the service takes. */
export type SimulatedBrokers = Readonly<Record<string, SimulatedBroker>>;

/** What a generated service is started with; of whatever is no generated service, the simulation's brokers by name. */
export type BrokersOf<Service> = Service extends { start: (options: infer Options) => unknown }
  ? Options extends { readonly brokers: infer Brokers }
    ? Brokers
    : SimulatedBrokers
  : SimulatedBrokers;

/** A function of brokers. A method, so that one that takes certain brokers will do. */
interface StartMethod<Brokers> {
  start(brokers: Brokers): unknown;
}

/** Something that the application means to say once: a message of one of the types that the service sends. */
export interface Intent<Type extends string = string, Message = unknown> {
  readonly type: Type;
  readonly message: Message;
  /** Value of the message's identity, where it has one. */
  readonly id: string | undefined;
  /** Value of the key of its channel, where that has one. */
  readonly key: string | undefined;
  /** From 1, in the order in which they are said. */
  readonly number: number;
}

/** What a service of these may be asked to say. */
export type IntentOf<Service, Messages> = Service extends {
  start: (options: never) => Promise<{ readonly send: infer Send }>;
}
  ? IntentsOf<TypesOf<Send[keyof Send]>, Messages>
  : Intent;

type TypesOf<Send> = Send extends (type: infer Type extends string, ...rest: never) => unknown ? Type : never;
type IntentsOf<Types extends string, Messages> = [Types] extends [never]
  ? Intent
  : { [Type in Types]: Intent<Type, Type extends keyof Messages ? Messages[Type] : unknown> }[Types];

/**
 * The very function that production calls to start the service, given brokers that are simulated. It is called at each start
 * of each instance, so that what it keeps in memory dies with the process. Or, where the code keeps something at module
 * level, `fresh`, which imports that code anew, and `start`, which is given the module. Or, where it begins a flow,
 * {@link producing}.
 */
export type TestedService<Module, Brokers, Said = Intent> =
  | StartMethod<Brokers>["start"]
  | {
      readonly fresh: () => Promise<Module>;
      readonly start: (module: Module, brokers: Brokers) => unknown;
    }
  | Producing<Brokers, Said>;

/** A service that says what begins a flow: see {@link producing}. */
export interface Producing<Brokers, Said> {
  /** Methods, so that one that takes certain brokers or intents will do. */
  readonly producing: {
    start(brokers: Brokers): unknown;
    send(started: unknown, said: Said): unknown;
  };
}

/** A service that begins flows, and how it is made to say a message. */
export interface ProducingCode<Brokers, Started, Said> {
  /** The function that production calls to start it. */
  readonly start: (brokers: Brokers) => Promise<Started> | Started;
  /**
   * Makes it say one message, by whatever production calls for that, on what `start` resolved to. When it resolves, whoever
   * asked is told that it is done, and from then on the message is owed; where it rejects, or the process dies, the message
   * is in doubt.
   */
  readonly send: (started: Started, said: Said) => unknown;
}

/** A service that begins flows: its own code says the messages, where the application is simulated otherwise. */
export function producing<Brokers, Started, Said>(
  code: ProducingCode<Brokers, Started, Said>,
): Producing<Brokers, Said> {
  const { start, send } = code;
  // cast: what is said is said on what the same code's start resolved to.
  return { producing: { start, send: (started, said) => send(started as Started, said) } };
}

/** What a test's function returned: services by name, not yet looked at. */
export function servicesOf(given: unknown): Readonly<Record<string, unknown>> {
  return isRecord(given)
    ? given
    : refuse(`the second argument of testGuarantees returns services by name, not ${shown(given)}`);
}

/** It imports its modules anew at each start. */
export function isFresh(service: unknown): boolean {
  return isRecord(service) && isFunction(service["fresh"]);
}

/** Services, looked at; `forget` empties the runner's memory of modules. */
export function codeOf(
  given: Readonly<Record<string, unknown>>,
  forget: () => void,
): Readonly<Record<string, UserCode>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, service]) => [name, oneOf(name, service, forget)]),
  );
}

function oneOf(name: string, service: unknown, forget: () => void): UserCode {
  if (isFunction(service)) return { start: (brokers) => service(brokers) };
  const given = isRecord(service) ? service : {};
  const { start, send } = isRecord(given["producing"]) ? given["producing"] : {};
  if (isFunction(start) && isFunction(send))
    return { start: (brokers) => start(brokers), send: (started, intent) => send(started, intent) };
  const { fresh, start: startOf } = given;
  if (!isFunction(fresh) || !isFunction(startOf))
    refuse(
      `the service ${name} is the function that starts it, or producing({ start, send }), or { fresh, start }, not ${shown(service)}`,
    );
  return {
    start: async (brokers) => {
      forget();
      return startOf(await fresh(), brokers);
    },
  };
}

// JavaScript cannot tell what a function takes.
function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function";
}
