/** User code as the driver sees it: processes that live until they crash, and what runs in them. */
import { AsyncLocalStorage } from "node:async_hooks";
import { mix } from "../../base/prng.ts";
import type { Problem } from "./problem.ts";
import type { Site } from "./site.ts";

/** What came of a call or of an execution: a value, or what was thrown. */
export type Outcome = { readonly ok: unknown } | { readonly no: unknown };

/** A call from user code into the simulation that has no answer yet. */
export interface PendingCall {
  readonly execution: Execution;
  /** What is called, for people and for labels: `put placed/o1`. */
  readonly name: string;
  /** What may come of it; the first is nothing surprising. */
  readonly alternatives: readonly string[];
  /** Whether it may change something: a process that dies around a call that only reads dies a moment earlier or later. */
  readonly writes: boolean;
  /** Where it was made; in a trace only. */
  readonly site?: Site;
  /** Whether it can be taken up now: what waits for a lock cannot. */
  isReady(): boolean;
  /** Does it, and says what the caller will hear. May be done without the caller ever hearing of it. */
  perform(alternative: string): Outcome;
  /** Tells the caller, whose code then goes on: only through `Driver.answer`. */
  settle(outcome: Outcome): void;
}

/** A timer of user code; nothing but the driver lets it fire. */
export interface Timer {
  readonly execution: Execution;
  /** Of one execution, from 0, in the order in which they were armed. */
  readonly ordinal: number;
  readonly kind: "timeout" | "interval" | "immediate";
  /** When it is due, in virtual milliseconds since the run began. */
  readonly dueMs: number;
  readonly site?: Site;
  /** Runs the callback in the context in which the timer was armed; an interval is armed again. */
  run(): void;
}

/** Why a process died of its own. */
export interface Fall {
  readonly reason: unknown;
  readonly execution: Execution;
  readonly site?: Site;
}

/** One instance of a service, from its start to its crash or stop. */
export class Process {
  /** `notifier#1`, for people and for labels. */
  readonly name: string;
  isAlive: boolean = true;
  /** Set where an unhandled rejection or an uncaught error ended it, as Node would. */
  fall: Fall | undefined;
  /** All of them, also those that have settled: what they left behind may still run. */
  readonly executions: Set<Execution> = new Set();
  readonly timers: Set<Timer> = new Set();
  /** Called once when the process ends, e.g. to roll back what it had begun. */
  readonly atEnd: Set<() => void> = new Set();

  constructor(name: string) {
    this.name = name;
  }
}

/** What the runs of one driver share. */
export interface Surroundings {
  /** Virtual milliseconds since the run began. */
  readonly elapsedMs: () => number;
  /** Whether stacks are kept, so that waits and calls have lines. */
  readonly trace: boolean;
  /** Whether imports and compilations may take real time. */
  readonly isWarmUp: boolean;
  report(problem: Problem): void;
}

/** The virtual time at which every run begins: 1 January 2026, 00:00 UTC. */
export const epochMs = 1_767_225_600_000;

/** One run of a handler, or of a function that starts a service. */
export class Execution {
  /** Unique in its run, and the same in every run that goes the same way. */
  readonly label: string;
  readonly process: Process;
  /** What it handles: the simulation's own object, handed back to it with each effect. */
  readonly delivery: object | undefined;
  readonly surroundings: Surroundings;
  /** How it ended; absent while it runs. */
  outcome: Outcome | undefined;
  /** Calls that wait for their answer, in the order in which they were made. */
  readonly calls: Set<PendingCall> = new Set();
  /** The first real resource that it made. */
  refused: Made | undefined;
  /** A request that synchronous functions make too, so that it only explains a wait. */
  request: Made | undefined;
  /** In a trace: the stack of the last promise made on a line of the user's. */
  lastWait: { readonly stack?: string } | undefined;
  /** What it printed, line by line. */
  readonly said: string[] = [];
  /** How often it read the clock in this turn. */
  readings: number = 0;
  /** Of the label: equal labels, equal numbers. */
  readonly print: number;
  #draws = 0;
  #timers = 0;

  constructor(label: string, process: Process, delivery: object | undefined, surroundings: Surroundings) {
    this.label = label;
    this.process = process;
    this.delivery = delivery;
    this.surroundings = surroundings;
    this.print = printOf(label);
  }

  /** Virtual milliseconds since 1970. */
  now(): number {
    return epochMs + this.surroundings.elapsedMs();
  }

  /** Virtual milliseconds since the run began. */
  elapsed(): number {
    return this.surroundings.elapsedMs();
  }

  /** A number that depends only on the label and on how many were drawn before: 32 bits. */
  bits(): number {
    this.#draws += 1;
    return mix(this.print, this.#draws);
  }

  /** As `Math.random`. */
  random(): number {
    return (this.bits() * 0x20_0000 + (this.bits() >>> 11)) / 2 ** 53;
  }

  /** How many timers it armed before. */
  nextTimer(): number {
    this.#timers += 1;
    return this.#timers - 1;
  }
}

/** A resource of Node's and who made it. */
export interface Made {
  readonly type: string;
  readonly stack: string;
  readonly site?: Site;
}

function printOf(label: string): number {
  let seed = label.length;
  for (let i = 0; i < label.length; i++) seed = mix(seed, label.charCodeAt(i));
  return seed;
}

/** Which execution the running code belongs to, also behind queues in memory. */
export const context: AsyncLocalStorage<Execution> = new AsyncLocalStorage();
