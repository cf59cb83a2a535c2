/** Starts and stops a generated service. */
import type { Broker, Connecting, Connection } from "./broker.ts";
import { uuidText } from "./derived-id.ts";
import { type Handler, Inlet } from "./inlet.ts";
import { messageName, type Observed } from "./observed.ts";
import { Outlet, type Shared } from "./outlet.ts";
import type { ServicePlan } from "./plan.ts";
import { sendOf, trySendOf } from "./senders.ts";
import type { Consumers, Inbox, Middleware, Named, Running, Service, Telemetry, Trouble } from "./shapes.ts";

/** `Start`, as the runtime reads it. */
interface Options {
  readonly brokers: Named<Broker>;
  readonly handlers?: Named<Named<Handler>>;
  readonly inbox?: Inbox<unknown>;
  readonly use?: readonly Middleware[];
  readonly signal?: AbortSignal;
  readonly observe?: (event: Observed) => void;
  readonly telemetry?: Telemetry;
  readonly instance?: string;
  readonly trouble?: Trouble;
}

const DRAIN_MS = 10_000;

/** The service that a plan describes; it is asked for once, when something of it is needed. */
export function service<B, S, C extends Consumers<C>>(planned: () => ServicePlan): Service<B, S, C> {
  let known: ServicePlan | undefined;
  const plan = (): ServicePlan => (known ??= planned());
  return {
    get name() {
      return plan().name;
    },
    // casts: the generated types B, S and C say of this plan what the runtime reads without them.
    start: (options) => started(plan(), options as unknown as Options) as unknown as Promise<Running<S>>,
  };
}

async function started(plan: ServicePlan, options: Options): Promise<Running<unknown>> {
  check(plan, options);
  const stopped = new AbortController();
  const shared = sharedOf(plan, options, stopped.signal);
  const connections = await connected(plan, options, shared);
  const stop = stopping(connections, stopped);
  try {
    const outlets = outletsOf(plan, shared, connections);
    await Promise.all(
      Object.entries(plan.consumers).map(([key, consumer]) => {
        const inlet = new Inlet({
          plan: consumer,
          shared,
          outlets,
          handlers: options.handlers?.[key] ?? {},
          inbox: options.inbox,
          use: options.use ?? [],
          trouble: options.trouble ?? printed,
        });
        return of(connections, consumer.broker).consume(key, (incoming) => inlet.handle(incoming));
      }),
    );
    return running(outlets, stop, options.signal);
  } catch (error) {
    await stop({ drainMs: 0 });
    throw error;
  }
}

function running(
  outlets: ReadonlyMap<string, Outlet>,
  stop: Running<unknown>["stop"],
  signal: AbortSignal | undefined,
): Running<unknown> {
  const aborted = (): void => void stop();
  if (signal?.aborted === true) aborted();
  signal?.addEventListener("abort", aborted, { once: true });
  const end: Running<unknown>["stop"] = (options) => {
    signal?.removeEventListener("abort", aborted);
    return stop(options);
  };
  return {
    send: sendOf(outlets),
    trySend: trySendOf(outlets),
    stop: end,
    [Symbol.asyncDispose]: () => end(),
  };
}

/** Once: every later call waits for the first. */
function stopping(
  connections: ReadonlyMap<string, Connection>,
  stopped: AbortController,
): Running<unknown>["stop"] {
  let ending: Promise<void> | undefined;
  const end = async (drainMs: number): Promise<void> => {
    const all = [...connections.values()];
    const drained = await Promise.allSettled(all.map((each) => each.stop({ drainMs })));
    stopped.abort();
    const closed = await Promise.allSettled(all.map((each) => each.close()));
    for (const each of [...drained, ...closed]) if (each.status === "rejected") throw each.reason;
  };
  return (options) => (ending ??= end(options?.drainMs ?? DRAIN_MS));
}

/** Everything that the types would have refused, for those who come without them. */
function check(plan: ServicePlan, { brokers, handlers, inbox }: Options): void {
  const missing: string[] = [];
  for (const [key, { kind }] of Object.entries(plan.brokers)) {
    const broker = brokers[key];
    if (broker === undefined) missing.push(`brokers.${key}`);
    else if (broker.kind !== kind) missing.push(`brokers.${key} of kind ${kind} (it is ${broker.kind})`);
  }
  for (const [key, consumer] of Object.entries(plan.consumers)) {
    for (const type of consumer.types)
      if (typeof handlers?.[key]?.[type] !== "function") missing.push(`handlers.${key}.${type}`);
    if (consumer.gate !== undefined && inbox === undefined) missing.push(`inbox, for ${key}`);
  }
  if (missing.length > 0) throw new TypeError(`${plan.name} cannot start without ${missing.join(", ")}`);
}

function sharedOf(plan: ServicePlan, options: Options, stopped: AbortSignal): Shared {
  const { telemetry } = options;
  const observe = observers(options);
  const by = observe === undefined ? "" : (options.instance ?? `${plan.name}-${randomName()}`);
  return {
    plan,
    stopped,
    ...(telemetry === undefined ? undefined : { telemetry }),
    ...(observe === undefined
      ? undefined
      : { observe: (event) => observe({ ...named(event), t: event.t ?? Date.now(), by }) }),
  };
}

/** The service's own and those of its brokers, each once; undefined where nobody observes. */
function observers({ observe, brokers }: Options): ((event: Observed) => void) | undefined {
  const all = new Set([observe, ...Object.values(brokers).map((broker) => broker.observe)]);
  all.delete(undefined);
  if (all.size === 0) return undefined;
  return (event) => {
    for (const each of all) each?.(event);
  };
}

function named(event: Observed): Observed {
  const { id, type } = event;
  return id === undefined || type === undefined ? event : { ...event, i: messageName(type, id) };
}

function randomName(): string {
  return uuidText(crypto.getRandomValues(new Uint8Array(16)), 4).slice(0, 8);
}

/** All of them, or none. */
async function connected(
  plan: ServicePlan,
  options: Options,
  shared: Shared,
): Promise<ReadonlyMap<string, Connection>> {
  const keys = Object.keys(plan.brokers);
  const results = await Promise.allSettled(
    keys.map(async (key) => {
      const broker = of(new Map(Object.entries(options.brokers)), key);
      return [key, await broker.connect(connecting(plan, key, options, shared))] as const;
    }),
  );
  const open = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = results.find((result) => result.status === "rejected");
  if (failed === undefined) return new Map(open);
  await Promise.allSettled(open.map(([, connection]) => connection.close()));
  throw failed.reason;
}

function connecting(plan: ServicePlan, key: string, options: Options, shared: Shared): Connecting {
  const mine = <T extends { readonly broker: string }>(all: Named<T>): Named<T> =>
    Object.fromEntries(Object.entries(all).filter(([, { broker }]) => broker === key));
  const { observe } = shared;
  return {
    service: plan.name,
    topology: plan.topology,
    broker: key,
    plan: of(new Map(Object.entries(plan.brokers)), key),
    producers: mine(plan.producers),
    consumers: mine(plan.consumers),
    trouble: options.trouble ?? printed,
    ...(observe === undefined ? undefined : { observe }),
    ...(options.instance === undefined ? undefined : { instance: options.instance }),
    ...(options.signal === undefined ? undefined : { signal: options.signal }),
  };
}

function outletsOf(
  plan: ServicePlan,
  shared: Shared,
  connections: ReadonlyMap<string, Connection>,
): ReadonlyMap<string, Outlet> {
  return new Map(
    Object.entries(plan.producers).map(([key, producer]) => [
      key,
      new Outlet(key, producer, shared, of(connections, producer.broker)),
    ]),
  );
}

function of<T>(things: ReadonlyMap<string, T>, key: string): T {
  const thing = things.get(key);
  if (thing === undefined) throw new TypeError(`the plan names a broker ${key} that it does not have`);
  return thing;
}

function printed(error: Error): void {
  console.error(error);
}
