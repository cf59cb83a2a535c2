/** One instance of a service that runs user code: what it consumes and sends, from its start to its end. */
import type {
  Broker,
  Connecting,
  Connection,
  Handled,
  Incoming,
  Outgoing,
  Receipt,
} from "../../client/broker.ts";
import type { Execution, Process } from "../driver/execution.ts";

export type Handle = (delivery: Incoming) => Promise<Handled>;

/** Starts a service; the very function that production calls. */
export type StartService = (brokers: Readonly<Record<string, Broker>>) => unknown;

/** Something that the application means to say once. */
export interface Intent {
  readonly type: string;
  /** As the generated types have it. */
  readonly message: unknown;
  /** Value of the message's identity, where it has one. */
  readonly id: string | undefined;
  readonly key: string | undefined;
  /** From 1, in the order in which they are said. */
  readonly number: number;
}

/** A user's service: how it starts, and, where it begins flows, how it says what it is asked to. */
export interface UserCode {
  readonly start: StartService;
  /** `started`: what the start resolved to. Resolves: whoever asked is told that it is done. */
  readonly send?: (started: unknown, intent: Intent) => unknown;
}

/** What a process asks of the simulation. */
export interface Exchange {
  /** Hands a message to the client of a producer; waits until the simulation takes it. */
  send(service: UserProcess, producer: string, message: Outgoing): Promise<Receipt>;
  /** Resolves when the handlers of the process have ended, or the time is over. */
  drained(service: UserProcess, drainMs: number): Promise<void>;
}

export class UserProcess {
  readonly process: Process;
  /** The run of the function that starts it, once that has begun. */
  starting: Execution | undefined;
  /** Consumers that have subscribed, by name. */
  readonly handles: Map<string, Handle> = new Map<string, Handle>();
  readonly #exchange: Exchange;

  constructor(process: Process, exchange: Exchange) {
    this.process = process;
    this.#exchange = exchange;
  }

  /** What the start resolved to; undefined while it has not. */
  get started(): { readonly value: unknown } | undefined {
    const outcome = this.starting?.outcome;
    return outcome !== undefined && "ok" in outcome ? { value: outcome.ok } : undefined;
  }

  /** The start has thrown: there is no service. */
  get hasFailedToStart(): boolean {
    const outcome = this.starting?.outcome;
    return outcome !== undefined && "no" in outcome;
  }

  /** What is wrong with its start; undefined once it has resolved. */
  whyNotStarted(name: string): string | undefined {
    if (this.started !== undefined) return undefined;
    const outcome = this.starting?.outcome;
    const error = outcome !== undefined && "no" in outcome ? `: ${String(outcome.no)}` : "";
    return `the function that starts ${name} never resolves${error}`;
  }

  /** What the service is started with: a broker for each that it touches, of the simulation. */
  brokers(kinds: Readonly<Record<string, string>>): Readonly<Record<string, Broker>> {
    return Object.fromEntries(
      Object.entries(kinds).map(([name, kind]) => [
        name,
        { kind, connect: (plan: Connecting) => Promise.resolve(this.#connection(plan)) },
      ]),
    );
  }

  #connection({ consumers, producers }: Connecting): Connection {
    const mine = new Set<string>();
    return {
      send: (producer, message) => this.#exchange.send(this, producers[producer]?.name ?? producer, message),
      consume: (consumer, handle) => {
        const name = consumers[consumer]?.name ?? consumer;
        mine.add(name);
        this.handles.set(name, handle);
        return Promise.resolve();
      },
      stop: ({ drainMs }) => {
        for (const name of mine) this.handles.delete(name);
        return mine.size === 0 ? Promise.resolve() : this.#exchange.drained(this, drainMs);
      },
      close: () => {
        for (const name of mine) this.handles.delete(name);
        return Promise.resolve();
      },
    };
  }
}
