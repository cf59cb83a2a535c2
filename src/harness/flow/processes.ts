/** The processes of one service's instances: what each was given so far, and which of its timers comes next. */
import type { State } from "../../base/layout.ts";
import { mix } from "../../base/prng.ts";
import type { Execution, PendingCall, Timer } from "../driver/execution.ts";
import type { Stage } from "./stage.ts";
import { type Exchange, type StartService, UserProcess } from "./user-process.ts";

/** What is known of the service whose code it is. */
export interface UserService {
  readonly name: string;
  /** In the spec. */
  readonly consumer: string;
  /** Name in the spec of the producer that leads on, where the flow goes on. */
  readonly leadsOn?: string;
  /** Kind of each broker that the service touches, by name. */
  readonly brokers: Readonly<Record<string, string>>;
  /** Where the settle stands in the declared steps. */
  readonly settles: "before" | "after" | "never";
}

export class Processes {
  readonly #service: Pick<UserService, "name" | "brokers">;
  readonly #stage: Stage;
  readonly #exchange: Exchange;
  readonly #processes: (UserProcess | undefined)[];
  /** Of each instance, what its process was given so far: equal where the code in it is in the same state. */
  readonly #given: number[];
  #start: StartService | undefined;

  constructor(
    service: Pick<UserService, "name" | "brokers">,
    stage: Stage,
    instances: number,
    exchange: Exchange,
  ) {
    this.#service = service;
    this.#stage = stage;
    this.#exchange = exchange;
    this.#processes = Array.from({ length: instances }, () => undefined);
    this.#given = Array.from({ length: instances }, () => 0);
  }

  /** A run begins: all start, as `start` says. */
  reset(start: StartService): void {
    this.#start = start;
    this.#processes.fill(undefined);
    this.#given.fill(0);
    this.#processes.forEach((_, i) => this.launch(i));
  }

  at(i: number): UserProcess | undefined {
    return this.#processes[i];
  }

  indexOf(service: UserProcess): number {
    return this.#processes.indexOf(service);
  }

  instanceOf({ process }: Execution): number {
    return this.#processes.findIndex((each) => each?.process === process);
  }

  launch(i: number): void {
    const { driver } = this.#stage;
    const start = this.#start;
    if (start === undefined) return;
    const { name, brokers } = this.#service;
    const service = new UserProcess(driver.spawn(`${name}#${i + 1}`), this.#exchange);
    this.#processes[i] = service;
    this.gives(i, 1);
    const label = `start of ${name}#${i + 1}`;
    this.#stage.next(async () => {
      service.starting = await driver.begin(service.process, label, () => start(service.brokers(brokers)));
    });
  }

  /** The process dies with all that it remembers. */
  crash(i: number): void {
    const gone = this.#processes[i];
    if (gone !== undefined) this.#stage.driver.crash(gone.process);
    this.#processes[i] = undefined;
    this.#given[i] = 0;
  }

  /** Notes that something came to the code of instance `i`. */
  gives(i: number, what: number): void {
    this.#given[i] = mix(this.#given[i] ?? 0, what);
  }

  /** Notes that a call of `execution` was answered, or a timer of it fired. */
  givesTo(execution: Execution, what: number): void {
    this.gives(this.instanceOf(execution), mix(execution.print, what));
  }

  /** Equal where all processes were given the same in the same order, and hold the same. */
  get print(): number {
    return this.#given.reduce((print, given) => mix(print, given), this.#given.length);
  }

  /** The first call of a process that is up and `wanted`; `next` says which calls of an execution can go on. */
  find(
    isUp: (i: number) => boolean,
    next: (execution: Execution) => PendingCall | undefined,
    wanted: (pending: PendingCall) => boolean,
  ): PendingCall | undefined {
    for (let i = 0; i < this.#processes.length; i++) {
      if (!isUp(i)) continue;
      for (const execution of this.#processes[i]?.process.executions ?? []) {
        const pending = next(execution);
        if (pending !== undefined && wanted(pending)) return pending;
      }
    }
    return undefined;
  }

  /** The timer that is due first, of those whose process is up. */
  earliest(s: State, isUp: (s: State, i: number) => boolean): Timer | undefined {
    let earliest: Timer | undefined;
    this.#processes.forEach((service, i) => {
      if (service === undefined || !isUp(s, i)) return;
      for (const timer of service.process.timers)
        if (earliest === undefined || timer.dueMs < earliest.dueMs) earliest = timer;
    });
    return earliest;
  }
}
