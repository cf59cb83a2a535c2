/** Services as a test gives them: the functions that start them. */
import type { Broker } from "../client/broker.ts";
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

/**
 * The very function that production calls to start the service, given brokers that are simulated. It is called at each start
 * of each instance, so that what it keeps in memory dies with the process. Or, where the code keeps something at module
 * level, `fresh`, which imports that code anew, and `start`, which is given the module.
 */
export type TestedService<Module, Brokers> =
  | StartMethod<Brokers>["start"]
  | {
      readonly fresh: () => Promise<Module>;
      readonly start: (module: Module, brokers: Brokers) => unknown;
    };

/** A service, looked at. */
export type GivenStart = (brokers: Readonly<Record<string, Broker>>) => unknown;

/** What a test's function returned: services by name, not yet looked at. */
export function servicesOf(given: unknown): Readonly<Record<string, unknown>> {
  return isRecord(given)
    ? given
    : refuse(`the second argument of testGuarantees returns services by name, not ${shown(given)}`);
}

/** It imports its modules anew at each start. */
export function isFresh(service: unknown): boolean {
  return isRecord(service);
}

/** The starts of services; `forget` empties the runner's memory of modules. */
export function startsOf(
  given: Readonly<Record<string, unknown>>,
  forget: () => void,
): Readonly<Record<string, GivenStart>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, service]) => [name, startOf(name, service, forget)]),
  );
}

function startOf(name: string, service: unknown, forget: () => void): GivenStart {
  if (isFunction(service)) return (brokers) => service(brokers);
  if (!isRecord(service) || !isFunction(service["fresh"]) || !isFunction(service["start"]))
    refuse(`the service ${name} is the function that starts it, or { fresh, start }, not ${shown(service)}`);
  const { fresh, start } = service;
  return async (brokers) => {
    forget();
    return start(await fresh(), brokers);
  };
}

// JavaScript cannot tell what a function takes.
function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function";
}
