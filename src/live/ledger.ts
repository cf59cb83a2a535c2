/** What has happened in a play so far: calls, settlements, handlers and their acts. */
import {
  type Instance,
  instancesOf,
  type Script,
  type ScriptOutcome,
  type Settlement,
} from "../model/script.ts";
import type { Producer } from "../model/topology.ts";
import type { Audience } from "./stage.ts";

/** A delivery whose handler has begun. */
export interface Handler {
  readonly message: string;
  readonly ref: number;
  /** Counted from 1 over the life of the instance in the script. */
  readonly delivery: number;
  /** Acts done so far. */
  done: number;
  over: boolean;
}

interface Copy {
  readonly message: string;
  readonly again: boolean;
  readonly ref: number;
}

interface Process {
  readonly slots: number;
  up: boolean;
  paused: boolean;
  /** Received, no free slot yet. */
  readonly received: Copy[];
  readonly handlers: Handler[];
  readonly story: string[];
}

export class Ledger implements Audience {
  readonly #settled = new Map<string, Settlement>();
  readonly #calls = new Map<string, number>();
  readonly #again: string[] = [];
  readonly #processes = new Map<string, Process>();
  readonly #effects: Record<string, string[]> = {};
  readonly #refused: Record<string, string[]> = {};
  readonly #producers = new Map<string, Producer>();
  readonly #script: Script;
  #trouble: Error | undefined;

  constructor(script: Script) {
    this.#script = script;
    for (const service of script.topology.services) {
      for (const producer of service.producers)
        this.#producers.set(`${service.name}.${producer.name}`, producer);
    }
    for (const { name, consumer } of instancesOf(script.topology).values()) {
      const slots =
        typeof consumer.concurrency === "number" ? consumer.concurrency : Number.POSITIVE_INFINITY;
      this.#processes.set(name, { slots, up: false, paused: false, received: [], handlers: [], story: [] });
    }
  }

  settled(message: string, how: Exclude<Settlement, "open">): void {
    if (this.#settled.get(message) === "ok") return;
    if (how !== "ok" && this.#producerOf(message).onUnknown === "send-again") this.#again.push(message);
    else this.#settled.set(message, how);
  }

  delivered(instance: string, message: string, again: boolean, ref: number): void {
    const process = this.#process(instance);
    if (!process.up) return;
    process.received.push({ message, again, ref });
    this.#begin(process);
  }

  withdrawn(instance: string): void {
    this.#process(instance).received.length = 0;
  }

  failed(trouble: Error): void {
    this.#trouble ??= trouble;
  }

  /** Throws what the stage reported as trouble, if anything. */
  rethrow(): void {
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  called(message: string): void {
    this.#calls.set(message, this.calls(message) + 1);
  }

  calls(message: string): number {
    return this.#calls.get(message) ?? 0;
  }

  isSettled(message: string): boolean {
    return this.#settled.has(message);
  }

  /** Messages whose application calls send once more, taken off the list. */
  dueAgain(): readonly string[] {
    return this.#again.splice(0);
  }

  /** Earlier messages of the same producer that it waits for before it calls again. */
  openOfAwaitingProducer(message: string): readonly string[] {
    const by = this.#script.messages[message]?.by;
    if (!this.#producerOf(message).awaits) return [];
    return [...this.#calls.keys()].filter(
      (each) => this.#script.messages[each]?.by === by && !this.isSettled(each),
    );
  }

  started(instance: string): void {
    this.#process(instance).up = true;
  }

  /** The instance's process is gone, with all its handlers. */
  stopped(instance: string): void {
    const process = this.#process(instance);
    process.up = false;
    process.paused = false;
    process.received.length = 0;
    for (const handler of process.handlers) handler.over = true;
  }

  /** A paused process does nothing; what it had is still there when it goes on. */
  paused(instance: string, is: boolean): void {
    this.#process(instance).paused = is;
  }

  /** Deliveries of the instance whose handlers have begun. */
  begun(instance: string): number {
    return this.#process(instance).handlers.length;
  }

  /** The running handler of that delivery. Throws if it is over. */
  handler(instance: string, delivery: number): Handler {
    const handler = this.#process(instance).handlers[delivery - 1];
    if (handler === undefined || handler.over)
      throw new Error(`${instance} has no running handler of delivery ${delivery}`);
    return handler;
  }

  /** Names of the instances whose processes run and are not paused. */
  live(): readonly string[] {
    return [...this.#processes].filter(([, { up, paused }]) => up && !paused).map(([name]) => name);
  }

  /** The handler that has waited longest at the first live instance that has one. */
  firstWaiting(): { readonly instance: string; readonly delivery: number } | undefined {
    for (const instance of this.live()) {
      const handler = this.#process(instance).handlers.find((each) => !each.over);
      if (handler !== undefined) return { instance, delivery: handler.delivery };
    }
    return undefined;
  }

  effect(instance: Instance, handler: Handler): void {
    note(this.#effects, instance, handler);
  }

  refused(instance: Instance, handler: Handler): void {
    note(this.#refused, instance, handler);
  }

  /** The handler has ended; the next delivery may begin. */
  over(instance: string, handler: Handler): void {
    handler.over = true;
    this.#begin(this.#process(instance));
  }

  outcome(): Required<ScriptOutcome> {
    return {
      settled: Object.fromEntries(this.#settled),
      deliveries: Object.fromEntries([...this.#processes].map(([name, { story }]) => [name, story])),
      effects: this.#effects,
      refused: this.#refused,
    };
  }

  #begin(process: Process): void {
    while (process.handlers.filter(({ over }) => !over).length < process.slots) {
      const copy = process.received.shift();
      if (copy === undefined) return;
      const delivery = process.handlers.length + 1;
      process.handlers.push({ message: copy.message, ref: copy.ref, delivery, done: 0, over: false });
      process.story.push(copy.again ? `${copy.message} again` : copy.message);
    }
  }

  #process(instance: string): Process {
    const process = this.#processes.get(instance);
    if (process === undefined) throw new Error(`${instance} is not in the topology`);
    return process;
  }

  #producerOf(message: string): Producer {
    const producer = this.#producers.get(this.#script.messages[message]?.by ?? "");
    if (producer === undefined) throw new Error(`${message} has no producer`);
    return producer;
  }
}

function note(book: Record<string, string[]>, instance: Instance, handler: Handler): void {
  const lines = (book[instance.endpoint] ??= []);
  lines.push(`#${instance.index} ${handler.message}`);
}
